"""``chat-tui host``: its options, and what it starts."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from netcore.errors import ChatError, StartError
from tui.console import headless, options
from tui.console.hosted import Hosting, LogTap

_PASSWORD_VARIABLE = "CHAT_TUI_PASSWORD"
# The options that are settings of the server by the same name.
_SETTINGS = (
    "server_name",
    "network",
    "ping_interval",
    "ping_timeout",
    "sendq",
    "fallback_encoding",
)
_ENGINES = ("threads", "socketserver", "selectors")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of ``chat-tui host``."""
    parser.description = "Host a chat on this machine and watch it live."
    add = parser.add_argument
    add(
        "--bind",
        type=options.bind,
        default="127.0.0.1",
        metavar="ADDRESS",
        help="where to listen: 127.0.0.1 (the default) is this machine alone, 0.0.0.0 all networks",
    )
    add(
        "--port",
        type=options.port,
        default=9999,
        metavar="N",
        help="port to listen on (9999); 0 takes any free one",
    )
    add(
        "--password",
        type=options.password,
        metavar="PW",
        help="what clients must say to be let in; everybody on this machine can read it in the "
        f"list of processes, so better set {_PASSWORD_VARIABLE} in the environment",
    )
    add(
        "--server-name",
        type=options.server_name,
        metavar="NAME",
        help="the server's name, like a host's (chat.local)",
    )
    add(
        "--network",
        type=options.network,
        metavar="NAME",
        help="the network's name, which clients show (chat-tui)",
    )
    add("--motd", type=Path, metavar="FILE", help="message of the day: a text file in UTF-8")
    add("--headless", action="store_true", help="no screen: the log goes to standard error")
    add("--log-format", choices=("text", "json"), default="text", help="how log lines look (text)")
    add("--data-dir", type=Path, metavar="DIR", help="where the host keeps what it writes")
    _add_limits(parser)


def _add_limits(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "--ping-interval",
        type=options.seconds,
        metavar="S",
        help="silence after which a client is asked whether it is still there (90)",
    )
    add(
        "--ping-timeout",
        type=options.seconds,
        metavar="S",
        help="further silence after which it is given up (60)",
    )
    add(
        "--sendq",
        type=options.size,
        metavar="BYTES",
        help="bytes that may wait for a client that does not read (8M)",
    )
    add(
        "--fallback-encoding",
        type=options.encoding,
        metavar="ENC",
        help="how text that is not UTF-8 is read, such as latin-1 or gbk (it is refused)",
    )
    add(
        "--engine", choices=_ENGINES, default="threads", help="how connections are served (threads)"
    )


def run(args: argparse.Namespace) -> int:
    """Host a chat until somebody ends it.

    Returns:
        The exit code: 0 after a clean stop, 1 for a start that failed or a server that ended by
        itself, 2 for wrong usage.
    """
    if not args.headless and (lacking := _terminal_lacks()):
        return _complain(f"host: {lacking}; --headless runs the chat without a screen", 2)
    try:
        password = args.password or _password_from_environment()
    except argparse.ArgumentTypeError as error:
        return _complain(f"host: {_PASSWORD_VARIABLE} {error}", 2)
    try:
        return _run(_hosting(args, password), with_screen=not args.headless)
    except ChatError as error:
        return _complain(str(error), 1)


def _run(hosting: Hosting, *, with_screen: bool) -> int:
    if not with_screen:
        return headless.run(hosting)
    # Textual and Rich are for those who look at it.
    from tui.console import screened

    return screened.run(hosting)


def _hosting(args: argparse.Namespace, password: str) -> Hosting:
    # Not at the top: `chat-tui host --help` and a mistyped option do not need a server.
    from netcore.server import Address, ChatServer, Settings

    settings = Settings(**_chosen(args), motd=_motd(args.motd), password=password)
    tap = LogTap()
    server = ChatServer(
        settings, address=Address(args.bind, args.port), engine=args.engine, log_listener=tap
    )
    return Hosting(
        server=server,
        tap=tap,
        server_name=settings.server_name,
        password=bool(password),
        sendq=settings.sendq,
        log_format=args.log_format,
        data_dir=args.data_dir,
    )


def _chosen(args: argparse.Namespace) -> dict[str, Any]:
    """The settings that were given; the rest keeps its default."""
    given = {name: getattr(args, name) for name in _SETTINGS}
    return {name: value for name, value in given.items() if value is not None}


def _motd(path: Path | None) -> tuple[str, ...]:
    if path is None:
        return ()
    try:
        return options.motd(path)
    except (OSError, ValueError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise StartError(f"the message of the day {path} cannot be read", why) from error


def _password_from_environment() -> str:
    # Taken out: neither a child process nor a dump of the environment needs it.
    password = os.environ.pop(_PASSWORD_VARIABLE, "")
    return options.password(password) if password else ""


def _terminal_lacks() -> str:
    """Why no screen can be shown here; empty where one can."""
    streams = {"input": sys.stdin, "output": sys.stdout, "error": sys.stderr}
    for name, stream in streams.items():
        if stream is None or not stream.isatty():
            return f"the screen needs a terminal, and standard {name} is none"
    if os.environ.get("TERM") == "dumb":
        return "the screen needs a terminal that can do more than TERM=dumb"
    return ""


def _complain(what: str, code: int) -> int:
    sys.stderr.write(f"chat-tui: {what}\n")
    return code
