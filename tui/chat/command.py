"""The command ``chat-tui join``: its options, and which of the two front ends it starts."""

import argparse
import getpass
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tui.chat import options
from tui.config.option import SettingError
from tui.config.resolving import add_flags, namespace
from tui.config.sources import Sources, find

if TYPE_CHECKING:
    from netcore.client.values import Server
    from tui.chat.bridge import LinkFactory

_WRONG_USAGE = 2
_LOBBY = "#lobby"
_LONGEST_NICK = 30


class _Going(NamedTuple):
    """Where to go and as whom, from the arguments."""

    address: str
    server: "Server"
    channels: tuple[str, ...]
    nick: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what ``join`` takes; `tui.chat.options` has it."""
    parser.description = "Join a chat: a chat-tui host, or any IRC network."
    add_flags(parser, options.SECTIONS)


def run(args: argparse.Namespace) -> int:
    """Join a chat with the arguments.

    Returns:
        0 after a clean end, 1 if there was no way in, 2 for wrong usage.
    """
    from netcore.errors import ChatError

    path = find(getattr(args, "config", None))
    said = Sources.of("join", options.OPTIONS, args, path)
    try:
        args = namespace(said.settle())
        going = _read(args)
    except SettingError as error:
        sys.stderr.write(error.complaint("join"))
        return _WRONG_USAGE
    except ChatError as error:
        sys.stderr.write(f"chat-tui: join: {error}\n")
        return _WRONG_USAGE
    if args.plain:
        from tui.chat import plain_mode

        links = _links(args, going, reconnect=sys.stdin.isatty())
        return plain_mode.run(links, going.address, going.nick)
    return _run_screen(args, going, path)


def _run_screen(args: argparse.Namespace, going: _Going, path: Path | None) -> int:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        text = "there is no terminal here to draw on: --plain prints and reads lines instead"
        sys.stderr.write(f"chat-tui: join: {text}\n")
        return _WRONG_USAGE
    from tui import places
    from tui.chat.app import ChatApp
    from tui.collector import calm
    from tui.config import keymap

    try:
        keys = keymap.chosen(path)
    except SettingError as error:
        sys.stderr.write(error.complaint("join"))
        return _WRONG_USAGE
    calm()
    links = _links(args, going, reconnect=True)
    app = ChatApp(
        links,
        going.address,
        going.nick,
        keymap=keys,
        theme_name=args.theme,
        state=places.state_folder() / "join.json",
        log=args.log,
    )
    app.run()
    app.connection.link.close(app.farewell)
    return app.return_code or 0


def _read(args: argparse.Namespace) -> _Going:
    """Make sense of the arguments.

    Raises:
        ChatError: they make none; the words say why.
    """
    from netcore.client.address import parse_address

    server, from_url = parse_address(args.address)
    given = tuple(_channel(name) for name in args.channel)
    nick = _checked(args.nick) if args.nick is not None else login_nick()
    if args.password == options.ASK:
        args.password = getpass.getpass("Password of the server: ")
    return _Going(args.address, server, from_url or given or (_LOBBY,), nick)


def _links(args: argparse.Namespace, going: _Going, *, reconnect: bool) -> "LinkFactory":
    """What makes the links: the arguments' options go for the first address only."""
    from dataclasses import replace

    from netcore.client.address import parse_address
    from netcore.client.chat import ChatClient
    from netcore.client.values import Identity
    from tui.chat.bridge import ChatLink, OnEvent

    def open_link(address: str, on_event: OnEvent) -> tuple[ChatLink, tuple[str, ...]]:
        server, channels = parse_address(address)
        if address == going.address:
            tls = server.tls if args.tls is None else args.tls
            server = replace(server, tls=tls, password=args.password)
            channels = going.channels
        client = ChatClient(
            server,
            Identity(going.nick),
            channels or (_LOBBY,),
            on_event=on_event,
            reconnect=reconnect,
        )
        return client, channels or (_LOBBY,)

    return open_link


def _channel(name: str) -> str:
    from netcore.errors import ChatError

    if not name or re.search(r"[\s,\x00-\x20\x07]", name):
        raise ChatError(f"--channel: {name!r} cannot be a channel", "write it as #name")
    return name if name[0] in "#&+!" else f"#{name}"


def _checked(nick: str) -> str:
    from netcore.errors import ChatError

    if not nick or re.search(r"[\s\x00-\x20!@*?,.:#&$~]", nick):
        raise ChatError(f"--nick: {nick!r} cannot be a name", "use letters, digits, - and _")
    return nick


def login_nick() -> str:
    """The login name as a nick that every server takes; ``guest`` where there is none."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError):
        name = ""
    nick = re.sub(r"[^A-Za-z0-9_\-\[\]{}|^`\\]", "_", name)[:_LONGEST_NICK].strip("_")
    if nick and (nick[0].isdigit() or nick[0] == "-"):
        nick = f"_{nick}"
    return nick or "guest"
