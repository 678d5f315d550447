"""``chat-tui host``: its options, and what it starts."""

import argparse
import sys
from typing import TYPE_CHECKING

from netcore.errors import ChatError
from netcore.security.reach import is_local
from tui import places, terminal
from tui.config.option import SettingError
from tui.config.resolving import add_flags, namespace
from tui.config.sources import Sources, find
from tui.console import headless, options
from tui.console.door import Door, door_of
from tui.console.history import history_of, lasting_folder
from tui.console.hosted import Hosting, LogTap
from tui.console.invitation import Offer
from tui.console.reloading import Reload

if TYPE_CHECKING:
    from netcore import Settings
    from netcore.security.accounts import AccountStore
    from netcore.security.tls import Spoken


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of ``chat-tui host``; `tui.console.options` has them."""
    parser.description = "Host a chat on this machine and watch it live."
    add_flags(parser, options.SECTIONS)


def run(args: argparse.Namespace) -> int:
    """Host a chat until somebody ends it.

    Returns:
        The exit code: 0 after a clean stop, 1 for a start that failed or a server that ended by
        itself, 2 for wrong usage.
    """
    said = Sources.of("host", options.OPTIONS, args, find(getattr(args, "config", None)))
    try:
        settled = said.settle()
    except SettingError as error:
        sys.stderr.write(error.complaint("host"))
        return 2
    args = namespace(settled)
    if not args.headless and (lacking := terminal.lacks()):
        return _complain(f"host: {lacking}; --headless runs the chat without a screen", 2)
    try:
        settings = options.settings_of(args)
        door = door_of(args, settings)
        reload = Reload(said, settled, settings)
        return _run(_hosting(args, settings, reload, door), with_screen=not args.headless)
    except ChatError as error:
        return _complain(str(error), 1)


def _run(hosting: Hosting, *, with_screen: bool) -> int:
    if not with_screen:
        return headless.run(hosting)
    # Textual and Rich are for those who look at it.
    from tui.console import screened

    return screened.run(hosting)


def _hosting(args: argparse.Namespace, settings: "Settings", reload: Reload, door: Door) -> Hosting:
    # Not at the top: `chat-tui host --help` and a mistyped option do not need a server.
    from netcore.server import Address, ChatServer

    tap = LogTap()
    server = ChatServer(
        door.closed(settings),
        address=Address(door.bind, args.port),
        engine=args.engine,
        log_listener=tap,
        reread=lambda: door.closed(reload.read()),
        tls=door.tls,
        unprotected=door.unprotected,
        history=history_of(args),
        accounts=_accounts(args, settings),
        data=lasting_folder(args.data_dir, args.history),
    )
    reload.server = server
    return Hosting(
        server=server,
        tap=tap,
        server_name=settings.server_name,
        sendq=settings.sendq,
        offer=_offer(door, settings, server.certificate),
        warnings=door.warnings,
        show_invitation=args.show_invitation,
        log_format=args.log_format,
        data_dir=args.data_dir,
        reload=reload,
    )


def _accounts(args: argparse.Namespace, settings: "Settings") -> "AccountStore | None":
    """Where accounts are kept, if there are to be any.

    Raises:
        StartError: the file cannot be used.
    """
    if settings.accounts == "off":
        return None
    from netcore.security.accounts import FILE, SqliteAccounts

    return SqliteAccounts((args.data_dir or places.data_folder()) / FILE)


def _offer(door: Door, settings: "Settings", certificate: "Spoken | None") -> Offer:
    """What an invitation carries."""
    return Offer(
        tls=certificate is not None,
        fingerprint=certificate.fingerprint if certificate and not certificate.name else "",
        name=certificate.name if certificate else "",
        asks_password=door.needs_password,
        password=door.password,
        channel=settings.lobby,
        guests=settings.plain_guests or is_local(door.bind),
    )


def _complain(what: str, code: int) -> int:
    sys.stderr.write(f"chat-tui: {what}\n")
    return code
