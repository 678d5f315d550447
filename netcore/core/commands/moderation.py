"""KLINE, DLINE, MUTE, DOOR: who may come in and speak; for the server's operators.

No specification has these. The names are those of other servers; a KLINE is by mask, nick or
account, a DLINE by address or network.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from netcore.core import acts, names
from netcore.core.commands.operators import for_operators
from netcore.core.commands.registry import command
from netcore.core.moderation import Door
from netcore.core.server_bans import full_mask, is_network
from netcore.core.session import Session
from netcore.errors import ChatError
from netcore.wire import durations
from netcore.wire import numerics as n
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.core.hub import Hub


@command("KLINE", params=1)
@for_operators
def kline(hub: Hub, session: Session, message: Message) -> None:
    """KLINE [duration] mask [:reason]."""
    _set(hub, session, message, acts.ban)


@command("DLINE", params=1)
@for_operators
def dline(hub: Hub, session: Session, message: Message) -> None:
    """DLINE [duration] address [:reason]."""
    _set(hub, session, message, acts.ban, networks=True)


@command("UNKLINE", params=1)
@for_operators
def unkline(hub: Hub, session: Session, message: Message) -> None:
    """UNKLINE mask."""
    _answer(hub, session, message, lambda: acts.unban(hub, acts.acting(session), message.params[0]))


command("UNDLINE", params=1)(unkline)


@command("MUTE")
@for_operators
def mute(hub: Hub, session: Session, message: Message) -> None:
    """MUTE [duration] mask [:reason]; alone, it lists who is muted."""
    if message.params:
        _set(hub, session, message, acts.mute)
        return
    muted = hub.moderation.mutes
    for each in muted:
        text = acts.said(f"{each.mask} is muted by {each.by}", each, hub)
        hub.server_notice(session, session.name, text)
    if not muted:
        hub.server_notice(session, session.name, "Nobody is muted")


@command("UNMUTE", params=1)
@for_operators
def unmute(hub: Hub, session: Session, message: Message) -> None:
    """UNMUTE mask."""
    _answer(
        hub, session, message, lambda: acts.unmute(hub, acts.acting(session), message.params[0])
    )


@command("DOOR")
@for_operators
def door(hub: Hub, session: Session, message: Message) -> None:
    """DOOR [OPEN|ACCOUNTS|CLOSED]; alone, it tells how the door is."""
    word = message.param(0).lower()
    wanted = next((each for each in Door if each.value == word), None)
    if not word:
        hub.server_notice(session, session.name, acts.door(hub))
    elif wanted is None:
        hub.fail(session, "DOOR", "INVALID_PARAMS", "The door is OPEN, ACCOUNTS or CLOSED")
    else:
        _answer(hub, session, message, lambda: acts.set_door(hub, acts.acting(session), wanted))


def _set(
    hub: Hub,
    session: Session,
    message: Message,
    act: Callable[..., str],
    *,
    networks: bool = False,
) -> None:
    """Ban or mute: the duration comes first, if there is one; no nick begins with a digit."""
    lasts = durations.parse(message.params[0])
    words = message.params[1:] if lasts else message.params
    if not words:
        hub.numeric(session, n.ERR_NEEDMOREPARAMS, message.command, text="Not enough parameters")
        return
    mask, reason = words[0], names.truncated(" ".join(words[1:]), hub.settings.kick_length)

    def done() -> str:
        if networks and not is_network(full_mask(mask)):
            raise ChatError(f"{mask} is no address: a KLINE is for masks")
        return act(hub, acts.acting(session), mask, reason, lasts or 0)

    _answer(hub, session, message, done)


def _answer(hub: Hub, session: Session, message: Message, act: Callable[[], str]) -> None:
    """Do it, and say to whoever wanted it what came of it."""
    try:
        text = act()
    except ChatError as error:
        hub.fail(session, message.command, "INVALID_TARGET", error.what)
    else:
        hub.server_notice(session, session.name, text)
