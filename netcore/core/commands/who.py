"""WHO: asking about people by a channel or a mask, in the form of old or with WHOX."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

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

_FIELDS = "tcuihsnfdlaor"
"""The order in which WHOX sends what was asked for."""
UNKNOWN_ADDRESS = "255.255.255.255"
"""What stands for an address that is not told."""


class _Query(NamedTuple):
    """The second parameter of WHO: ``o`` for operators alone, then ``%fields,token``."""

    operators: bool
    fields: str
    token: str


@command("WHO")
def who(hub: Hub, session: Session, message: Message) -> None:
    """WHO mask [o] [%fields[,token]]: a channel's members, or those whom the mask covers."""
    asked = message.param(0) or "*"
    query = _query(message.param(1))
    channel = hub.state.channel(asked)
    if channel:
        found = _members(session, channel)
    elif asked.startswith("#"):
        found = iter(())
    else:
        found = _covered(hub, session, asked)
    for user in found:
        if user.operator or not query.operators:
            _reply(hub, session, user, channel, query)
    hub.numeric(session, n.RPL_ENDOFWHO, asked, text="End of WHO list")


def _query(words: str) -> _Query:
    flags, _, rest = words.partition("%")
    asked, _, token = rest.partition(",")
    right = token.isascii() and token.isdigit() and len(token) <= 3
    fields = "".join(field for field in _FIELDS if field in asked)
    return _Query("o" in flags, fields, token if right else "0")


def _members(session: Session, channel: Channel) -> Iterator[User]:
    asker = person(session)
    inside = asker in channel.members
    if not visible(channel, asker):
        return
    for user in channel.members:
        if inside or not user.invisible or user is asker:
            yield user


def _covered(hub: Hub, session: Session, mask: str) -> Iterator[User]:
    """An invisible person hides from masks, not from the exact nick nor from neighbours."""
    asker = person(session)
    exact = hub.state.user(mask)
    if exact:
        yield exact
        return
    fits = masks.matcher(ascii_fold("*" if mask == "0" else mask))
    for user in hub.state.users.values():
        if _covers(fits, user) and (
            not user.invisible or user is asker or hub.state.share_channel(asker, user)
        ):
            yield user


def _covers(fits: Callable[[str], bool], user: User) -> bool:
    fields = (user.nick, user.user, user.host, user.realname, user.source)
    return any(fits(ascii_fold(field)) for field in fields)


def _reply(hub: Hub, session: Session, user: User, channel: Channel | None, query: _Query) -> None:
    """352, or 354 with just the fields that were asked for."""
    flags = _flags(session, user, channel)
    if query.fields:
        values = _values(hub, session, user, channel, query)
        values["f"] = flags
        *middles, last = [values[field] for field in query.fields]
        if query.fields[-1] == "r":
            hub.numeric(session, n.RPL_WHOSPCRPL, *middles, text=last)
        else:
            hub.numeric(session, n.RPL_WHOSPCRPL, *middles, last)
        return
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


def _flags(session: Session, user: User, channel: Channel | None) -> str:
    """H or G for away, ``*`` for an operator, B for a bot, then the channel's prefixes."""
    flags = "G" if user.away else "H"
    if user.operator:
        flags += "*"
    if user.bot:
        flags += "B"
    if channel:
        flags += channel.members[user].prefix(multi=bool(session.caps & caps.MULTI_PREFIX))
    return flags


def _values(
    hub: Hub, session: Session, user: User, channel: Channel | None, query: _Query
) -> dict[str, str]:
    """Every field of WHOX but the flags."""
    asker = person(session)
    own = user.session
    return {
        "t": query.token,
        "c": channel.name if channel else _some_channel(asker, user),
        "u": user.user,
        "i": address(asker, user) or UNKNOWN_ADDRESS,
        "h": user.host,
        "s": hub.settings.server_name,
        "n": user.nick,
        "d": "0",
        "l": str(int(hub.now - own.spoke_at)) if own else "0",
        "a": user.account or "0",
        "o": "n/a",
        "r": user.realname,
    }


def _some_channel(asker: User, user: User) -> str:
    for channel in user.channels:
        if asker in channel.members or (channel.told_of(asker) and not user.invisible):
            return channel.name
    return "*"


def address(asker: User, user: User) -> str:
    """The address behind somebody, for that person, for operators, and where it is not hidden."""
    if not user.session:
        return ""
    real = user.session.host
    return real if asker is user or asker.operator or user.host == real else ""
