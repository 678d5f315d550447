"""LUSERS, MOTD, VERSION, TIME, INFO, ADMIN, LINKS: asking about the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import answers
from netcore.core.commands.registry import command
from netcore.core.session import Session
from netcore.wire import masks
from netcore.wire import numerics as n
from netcore.wire.casemap import ascii_fold
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.core.hub import Hub

_ABOUT = (
    f"{answers.VERSION}: the chat for people who live in a terminal.",
    "Join with chat-tui, with any IRC client, or with nc.",
)

_ADMIN = (n.RPL_ADMINLOC1, n.RPL_ADMINLOC2, n.RPL_ADMINEMAIL)


def _since(hub: Hub) -> str:
    return f"It has been up since {hub.stamps.iso(hub.created)}"


def is_meant(hub: Hub, session: Session, target: str) -> bool:
    """Whether a question is for this server, or 402; a nick stands for the nick's server."""
    name = hub.settings.server_name
    if not target or masks.matches(ascii_fold(target), ascii_fold(name)) or hub.state.user(target):
        return True
    hub.numeric(session, n.ERR_NOSUCHSERVER, target, text="No such server")
    return False


@command("LUSERS")
def lusers(hub: Hub, session: Session, message: Message) -> None:
    """LUSERS [mask [server]]."""
    if is_meant(hub, session, message.param(1)):
        answers.lusers(hub, session)


@command("MOTD")
def motd(hub: Hub, session: Session, message: Message) -> None:
    """MOTD [server]."""
    if is_meant(hub, session, message.param(0)):
        answers.motd(hub, session)


@command("VERSION")
def version(hub: Hub, session: Session, message: Message) -> None:
    """VERSION [server]: the program, and what 005 told at the welcome."""
    if is_meant(hub, session, message.param(0)):
        server = hub.settings.server_name
        hub.numeric(session, n.RPL_VERSION, answers.VERSION, server, text=hub.settings.network)
        answers.features(hub, session)


@command("TIME")
def time(hub: Hub, session: Session, message: Message) -> None:
    """TIME [server]."""
    if is_meant(hub, session, message.param(0)):
        server = hub.settings.server_name
        seconds = str(hub.wall // 1000)
        hub.numeric(session, n.RPL_TIME, server, seconds, "0", text=hub.stamps.iso(hub.wall))


@command("INFO")
def info(hub: Hub, session: Session, message: Message) -> None:
    """INFO [server]."""
    if is_meant(hub, session, message.param(0)):
        settings = hub.settings
        for line in (*_ABOUT, f"This is {settings.server_name}: {settings.about}", _since(hub)):
            hub.numeric(session, n.RPL_INFO, text=line)
        hub.numeric(session, n.RPL_ENDOFINFO, text="End of /INFO list")


@command("ADMIN")
def admin(hub: Hub, session: Session, message: Message) -> None:
    """ADMIN [server]: who runs it, as far as that is told."""
    if not is_meant(hub, session, message.param(0)):
        return
    server = hub.settings.server_name
    if not hub.settings.admin:
        text = "No administrative info available"
        hub.numeric(session, n.ERR_NOADMININFO, server, text=text)
        return
    hub.numeric(session, n.RPL_ADMINME, server, text="Administrative info")
    for code, line in zip(_ADMIN, hub.settings.admin, strict=False):
        hub.numeric(session, code, text=line)


@command("LINKS")
def links(hub: Hub, session: Session, message: Message) -> None:
    """LINKS [[server] mask]: this server alone, as how hosts are joined is nobody's business."""
    mask = message.params[-1] if message.params else "*"
    server = hub.settings.server_name
    if masks.matches(ascii_fold(mask), ascii_fold(server)):
        hub.numeric(session, n.RPL_LINKS, server, server, text=f"0 {hub.settings.about}")
    hub.numeric(session, n.RPL_ENDOFLINKS, mask, text="End of /LINKS list")
