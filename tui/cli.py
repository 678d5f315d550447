"""The command ``chat-tui``: which of its parts is wanted, and what is said when that is unclear."""

import argparse
import difflib
import importlib
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import NoReturn

from netcore.version import __version__
from tui.streams import lenient
from tui.typed import shown

# Modules, not functions: what one command needs is not loaded for the other.
_COMMANDS = {
    "host": "tui.console.command",
    "join": "tui.chat.command",
    "bench": "tui.bench.command",
    "config": "tui.config.command",
    "history": "tui.history.command",
    "password": "tui.accounts.password",
    "accounts": "tui.accounts.command",
}

WRONG_USAGE = 2
DEFECT = 70
_INTERRUPTED = 128 + 2
_BROKEN_PIPE = 128 + 13
# As nc and irssi are told a port.
_PORT = re.compile(r"[0-9]+|(-p|--port)(=.*)?")

_OVERVIEW = f"""\
chat-tui {__version__}: a chat for people who live in a terminal

  chat-tui host              host a chat on this machine and watch it live
  chat-tui join              join the chat on this machine
  chat-tui join HOST[:PORT]  join one elsewhere, or any IRC network
  nc HOST 9999               join with nothing installed: a line is a message
  irssi -c HOST -p 9999      join with this or any other IRC client
  chat-tui bench             measure how much chat this machine holds

  chat-tui help COMMAND      explains a command:
  {", ".join(_COMMANDS)}
"""


class UsageError(Exception):
    """The arguments make no sense; the text says which and why, in one line."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``chat-tui``.

    Args:
        argv: the arguments without the program's name; those of the process by default.

    Returns:
        The exit code: 0 after a clean end, 1 when something a person can mend is in the way (the
        port is in use, the host cannot be reached), 2 for wrong usage, 70 for a defect of ours.
    """
    _fill_standard_places()
    arguments = list(sys.argv[1:] if argv is None else argv)
    lenient(sys.stdout)
    try:
        code = _dispatch(arguments)
        sys.stdout.flush()
    except UsageError as error:
        return _complain(str(error), WRONG_USAGE)
    except BrokenPipeError:
        # Whoever read our output has gone: what is left in the buffer must not raise at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return _BROKEN_PIPE
    except KeyboardInterrupt:
        return _INTERRUPTED
    except Exception as error:
        from tui import crash

        return _complain(crash.sentence(error, " ".join(arguments[:1]) or "start"), DEFECT)
    return code


def _fill_standard_places() -> None:
    """Have descriptors 0, 1 and 2 lead nowhere where whoever started us has closed them.

    Otherwise the next socket or database is given that number, and what is meant for standard
    error is written into it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    # Python has made no file objects of closed descriptors.
    sys.stdin = sys.stdin or os.fdopen(0, closefd=False)
    sys.stdout = sys.stdout or os.fdopen(1, "w", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", closefd=False)


def _dispatch(arguments: list[str]) -> int:
    match arguments:
        case [] | ["help" | "-h" | "--help"]:
            sys.stdout.write(_OVERVIEW)
            return 0
        case ["version" | "-V" | "--version"]:
            sys.stdout.write(f"chat-tui {__version__}\n")
            return 0
        case ["help" | "-h" | "--help", command, *parts]:
            return _run(command, [*parts, "--help"])
        case [command, *rest]:
            return _run(command, rest)
    raise AssertionError(arguments)


def _run(command: str, arguments: list[str]) -> int:
    if command not in _COMMANDS:
        raise UsageError(_unknown_command(command))
    module = importlib.import_module(_COMMANDS[command])
    parser = _Parser(prog=f"chat-tui {command}", allow_abbrev=False)
    module.add_arguments(parser)
    try:
        parsed, unknown = parser.parse_known_args(arguments)
    except SystemExit:  # --help has been printed
        return 0
    if unknown:
        raise UsageError(f"{command}: {_unknown_argument(unknown[0], parser)}")
    run: Callable[[argparse.Namespace], int] = module.run
    return run(parsed)


class _Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line, without the whole usage before it."""

    def error(self, message: str) -> NoReturn:
        command = self.prog.partition(" ")[2]
        missing = message.removeprefix("the following arguments are required: ")
        if missing != message:
            raise UsageError(f"{command}: {missing} is missing; {self.prog} --help explains it")
        # argparse writes "argument --port: …", and "argument -p/--port: …".
        raise UsageError(f"{command}: {message.removeprefix('argument ')}")

    def _check_value(self, action: argparse.Action, value: object) -> None:
        if action.choices is None or value in action.choices:
            return
        known = [str(choice) for choice in action.choices]
        what = f"'{shown(str(value))}' is not one of {', '.join(known)}"
        named = action if action.option_strings else None
        raise argparse.ArgumentError(named, f"{what}{_nearest(str(value), known)}")

    def options(self) -> list[str]:
        """All options, each by all of its names."""
        names = [name for action in self._actions for name in action.option_strings]
        parts = [action.choices for action in self._actions if isinstance(action.choices, dict)]
        return names + [name for part in parts for sub in part.values() for name in sub.options()]


def _unknown_command(command: str) -> str:
    if command.startswith("-"):
        what = f"there is no option '{shown(command)}' before the command"
        return f"{what}. Commands: {', '.join(_COMMANDS)}; options: --help, --version."
    near = _nearest(command, _COMMANDS)
    return f"there is no command '{shown(command)}'{near}. Commands: {', '.join(_COMMANDS)}."


def _unknown_argument(argument: str, parser: _Parser) -> str:
    if parser.prog == "chat-tui join" and _PORT.fullmatch(argument):
        return "the port is written behind the host: chat-tui join HOST:PORT"
    if not argument.startswith("-"):
        return f"'{shown(argument)}' is one argument too many ({parser.prog} --help lists them)"
    name = argument.partition("=")[0]
    near = _nearest(name, parser.options())
    return f"there is no option '{shown(name)}'{near}; {parser.prog} --help lists them"


def _nearest(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" (did you mean {near[0]}?)" if near else ""


def _complain(what: str, code: int) -> int:
    try:
        sys.stderr.write(f"chat-tui: {what}\n")
        sys.stderr.flush()
    except OSError:
        pass  # nobody listens: the exit code has to say it alone
    return code


if __name__ == "__main__":
    sys.exit(main())
