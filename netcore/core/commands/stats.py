"""STATS: how the server is doing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core.commands.channels import person
from netcore.core.commands.operators import no_privileges
from netcore.core.commands.registry import command
from netcore.core.commands.server import is_meant
from netcore.core.server_bans import is_network
from netcore.core.session import Session
from netcore.wire import numerics as n
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.core.hub import Hub


@command("STATS")
def stats(hub: Hub, session: Session, message: Message) -> None:
    """STATS u for how long it is up; for operators d and k bans, l connections, o operators."""
    query = message.param(0)[:1]
    if not query:
        hub.numeric(session, n.ERR_NEEDMOREPARAMS, "STATS", text="Not enough parameters")
        return
    if not is_meant(hub, session, message.param(1)):
        return
    if query == "u":
        _uptime(hub, session)
    elif not person(session).operator:
        no_privileges(hub, session)
    elif query == "k":
        _bans(hub, session, networks=False)
    elif query == "d":
        _bans(hub, session, networks=True)
    elif query == "l":
        _connections(hub, session)
    elif query == "o":
        for name in hub.settings.opers:
            hub.numeric(session, n.RPL_STATSOLINE, "O", "*", "*", text=name)
    hub.numeric(session, n.RPL_ENDOFSTATS, query, text="End of /STATS report")


def _bans(hub: Hub, session: Session, *, networks: bool) -> None:
    """225 for each address and network that is banned, 216 for every other mask."""
    for ban in hub.moderation.bans:
        if is_network(ban.mask) is networks:
            code, letter = (n.RPL_STATSDLINE, "D") if networks else (n.RPL_STATSKLINE, "K")
            mask = f"0{ban.mask}" if ban.mask.startswith(":") else ban.mask
            until = str(max(0, ban.until - hub.wall // 1000)) if ban.until else "0"
            reason = ban.reason or "banned"
            hub.numeric(session, code, letter, mask, until, ban.by, text=reason)


def _uptime(hub: Hub, session: Session) -> None:
    minutes, seconds = divmod(max(0, hub.wall - hub.created) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    text = f"Server Up {days} days {hours}:{minutes:02d}:{seconds:02d}"
    hub.numeric(session, n.RPL_STATSUPTIME, text=text)


def _connections(hub: Hub, session: Session) -> None:
    """211: name, what waits, lines out and in, and how long it has been there, in seconds."""
    for other in hub.sessions.values():
        hub.numeric(
            session,
            n.RPL_STATSLINKINFO,
            f"{other.name}[{other.host}]",
            str(other.waiting),
            str(other.lines_out),
            "0",
            str(other.lines_in),
            "0",
            text=str(int(hub.now - other.opened_at)),
        )
