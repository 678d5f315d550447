"""WHO: asking about people by a channel or a mask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import caps
from netcore.core.channels import Channel
from netcore.core.commands.channels import person, visible
from netcore.core.commands.registry import command
from netcore.core.session import Session
from netcore.core.users import User
from netcore.wire import masks
from netcore.wire import numerics as n
from netcore.wire.casemap import ascii_fold
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.core.hub import Hub


@command("WHO")
def who(hub: Hub, session: Session, message: Message) -> None:
    """WHO mask: a channel's members, or those whose nick, user, host or name the mask covers."""
    asked = message.param(0) or "*"
    channel = hub.state.channel(asked)
    if channel:
        if visible(channel, person(session)):
            _channel(hub, session, channel)
    elif not asked.startswith("#"):
        _mask(hub, session, asked)
    hub.numeric(session, n.RPL_ENDOFWHO, asked, text="End of WHO list")


def _channel(hub: Hub, session: Session, channel: Channel) -> None:
    inside = person(session) in channel.members
    for user in channel.members:
        if inside or not user.invisible or user is session.user:
            _reply(hub, session, user, channel)


def _mask(hub: Hub, session: Session, mask: str) -> None:
    """An invisible person hides from masks, not from the exact nick nor from neighbours."""
    asker = person(session)
    exact = hub.state.user(mask)
    if exact:
        _reply(hub, session, exact, None)
        return
    folded = ascii_fold("*" if mask == "0" else mask)
    for user in hub.state.users.values():
        if _covers(folded, user) and (
            not user.invisible or user is asker or hub.state.share_channel(asker, user)
        ):
            _reply(hub, session, user, None)


def _covers(mask: str, user: User) -> bool:
    fields = (user.nick, user.user, user.host, user.realname, user.source)
    return any(masks.matches(mask, ascii_fold(field)) for field in fields)


def _reply(hub: Hub, session: Session, user: User, channel: Channel | None) -> None:
    """352; the channel's prefixes only where a channel was asked for."""
    flags = "G" if user.away else "H"
    if channel:
        multi = bool(session.caps & caps.MULTI_PREFIX)
        flags += channel.members[user].prefix(multi=multi)
    hub.numeric(
        session,
        n.RPL_WHOREPLY,
        channel.name if channel else "*",
        user.user,
        user.host,
        hub.settings.server_name,
        user.nick,
        flags,
        text=f"0 {user.realname}",
    )
