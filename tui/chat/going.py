"""Where ``chat-tui join`` goes and as whom, from its arguments and what it is given to read."""

import argparse
import getpass
import os
import re
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, TextIO

from tui.chat import options, passwords

if TYPE_CHECKING:
    from netcore.client.values import Credentials, Server

LOBBY = "#lobby"
_LONGEST_NICK = 30
_LONGEST_INVITATION = 4096
_NO_TEXT = "\ud800-\udfff"
"""What Python makes of bytes of an argument that are no text."""


class Going(NamedTuple):
    """Where to go and as whom.

    Args:
        address: as it may be shown: without secrets.
        server: the server.
        channels: those to enter.
        nick: the name to ask for.
        login: the account to log in to.
    """

    address: str
    server: "Server"
    channels: tuple[str, ...]
    nick: str
    login: "Credentials | None" = None


def read(args: argparse.Namespace) -> Going:
    """Make sense of the arguments.

    Raises:
        ChatError: they make none; the words say why.
    """
    from netcore.client.address import parse_address
    from netcore.security.invitation import unwrap

    address = unwrap(invitation(sys.stdin) if args.invite else args.address)
    server, from_url = parse_address(address)
    invited = bool(server.password or server.fingerprint)
    given = tuple(_channel(name) for name in args.channel)
    nick = _checked(args.nick) if args.nick is not None else login_nick()
    if args.password == options.ASK:
        args.password = getpass.getpass("Password of the server: ")
    server = _as_told(server, args)
    return Going(
        # What is shown of an address is not what lets people in.
        f"ircs://{server}" if invited else address,
        server,
        from_url or given or (LOBBY,),
        nick,
        credentials(args, server, nick),
    )


def _as_told(server: "Server", args: argparse.Namespace) -> "Server":
    """The server with what the options say of it."""
    from netcore.errors import ChatError
    from netcore.security.fingerprints import read_fingerprint

    server = replace(server, password=args.password or server.password)
    if args.tls is not None:
        server = replace(server, tls=args.tls, prefer_tls=False)
    if args.fingerprint:
        server = replace(server, fingerprint=read_fingerprint(args.fingerprint))
    if server.fingerprint and args.tls is False:
        raise ChatError("--no-tls: there is a certificate to be compared", "leave one of them out")
    return replace(server, tls=True) if server.fingerprint else server


def credentials(args: argparse.Namespace, server: "Server", nick: str) -> "Credentials | None":
    """The account to log in to and its password, from wherever that is.

    Raises:
        ChatError: it is nowhere, and an account was named.
    """
    from netcore.client.values import Credentials
    from netcore.errors import ChatError

    account = args.account or nick
    password = passwords.of_account(args)
    if password == options.ASK:
        password = getpass.getpass(f"Password of the account {account}: ")
    if not password:
        from tui.chat.ring import Ring

        password = Ring(str(server)).find(account)
    if not password and args.account:
        if not sys.stdin.isatty():
            raise ChatError(
                f"--account {account}: there is no password", "CHAT_TUI_ACCOUNT_PASSWORD has one"
            )
        password = getpass.getpass(f"Password of the account {account}: ")
    return Credentials(account, password) if password else None


def invitation(source: TextIO) -> str:
    """Read an invitation, so that its secrets stand in no list of processes.

    Args:
        source: its first line is it; a terminal is asked, and does not show what is pasted.

    Raises:
        ChatError: there is none.
    """
    from netcore.errors import ChatError

    if source.isatty():
        line = getpass.getpass("Paste the invitation: ")
    else:
        line = source.readline(_LONGEST_INVITATION)
    if not line.strip():
        raise ChatError("there is no invitation on standard input", "it is one line of the host's")
    return line


def take_terminal() -> bool:
    """Read keys from the terminal after an invitation has come through a pipe; whether it can be.

    Only where standard output is that terminal.
    """
    try:
        terminal = os.open("/dev/tty", os.O_RDWR)
    except OSError:
        return False
    os.dup2(terminal, 0)
    os.close(terminal)
    sys.stdin = open(0, encoding=sys.stdin.encoding, closefd=False)  # noqa: SIM115 - it stays open
    return sys.stdin.isatty()


def _channel(name: str) -> str:
    from netcore.errors import ChatError

    if not name or re.search(rf"[\s,\x00-\x20\x07{_NO_TEXT}]", name):
        raise ChatError(f"--channel: {name!r} cannot be a channel", "write it as #name")
    return name if name[0] in "#&+!" else f"#{name}"


def _checked(nick: str) -> str:
    from netcore.errors import ChatError

    if not nick or re.search(rf"[\s\x00-\x20!@*?,.:#&$~{_NO_TEXT}]", nick):
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
