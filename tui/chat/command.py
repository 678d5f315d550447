"""The command ``chat-tui join``: its options, and which of the two front ends it starts."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tui import places, terminal
from tui.chat import options
from tui.chat.going import LOBBY, Going, read, take_terminal
from tui.config.option import SettingError
from tui.config.resolving import add_flags, namespace
from tui.config.sources import Sources, find
from tui.streams import lenient

if TYPE_CHECKING:
    from tui.chat.bridge import LinkFactory

_WRONG_USAGE = 2
_READ_ALOUD = 20
"""Messages of the past that a person can listen to, or read line by line, on coming."""


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
        if args.plain:
            lenient(sys.stdin)  # now: an invitation may be its first line
        going = read(args)
    except SettingError as error:
        sys.stderr.write(error.complaint("join"))
        return _WRONG_USAGE
    except ChatError as error:
        sys.stderr.write(f"chat-tui: join: {error}\n")
        return _WRONG_USAGE
    if args.plain:
        from tui.chat import plain_mode

        # A program at the other end of a pipe has asked for nothing that was said before.
        latest = _READ_ALOUD if sys.stdin.isatty() else 0
        links = _links(going, reconnect=sys.stdin.isatty(), latest=latest)
        return plain_mode.run(links, going.address, going.nick, log=args.log)
    return _run_screen(args, going, path)


def _run_screen(args: argparse.Namespace, going: Going, path: Path | None) -> int:
    if args.invite and sys.stdout.isatty() and not sys.stdin.isatty():
        take_terminal()
    if lacking := terminal.lacks():
        sys.stderr.write(f"chat-tui: join: {lacking}; --plain prints and reads lines instead\n")
        return _WRONG_USAGE
    from tui.chat.app import ChatApp
    from tui.collector import calm
    from tui.config import keymap

    try:
        keys = keymap.chosen(path)
    except SettingError as error:
        sys.stderr.write(error.complaint("join"))
        return _WRONG_USAGE
    calm()
    links = _links(going, reconnect=True)
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
    if app.death is not None:
        raise app.death
    return app.return_code or 0


def _links(going: Going, *, reconnect: bool, latest: int = 100) -> "LinkFactory":
    """What makes the links: what the arguments say goes for the first address only."""
    from netcore.client.address import parse_address
    from netcore.client.values import Identity
    from netcore.security.invitation import unwrap
    from netcore.security.known_hosts import KnownHosts
    from tui.chat.bridge import ChatLink, OnEvent
    from tui.chat.ring import RememberingClient, Ring

    known = KnownHosts(places.state_folder() / "known_hosts")

    def open_link(address: str, on_event: OnEvent) -> tuple[ChatLink, tuple[str, ...]]:
        if address == going.address:
            server, channels = going.server, going.channels
        else:
            server, channels = parse_address(unwrap(address))
        login = going.login if address == going.address else None
        client = RememberingClient(
            server,
            Identity(going.nick, login=login),
            channels or (LOBBY,),
            on_event=on_event,
            reconnect=reconnect,
            known_hosts=known,
            ring=Ring(str(server)),
            latest=latest,
        )
        return client, channels or (LOBBY,)

    return open_link
