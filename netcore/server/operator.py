"""What the operator does to the chat from its host; on the dispatcher's thread."""

from __future__ import annotations

from collections.abc import Iterable

from netcore.core import acts
from netcore.core.channels import Channel
from netcore.core.hub import Hub
from netcore.core.moderation import CONSOLE, Door
from netcore.core.server_bans import ServerBan
from netcore.core.session import Phase, Session
from netcore.errors import ChatError
from netcore.snapshot import BanRow
from netcore.wire.text import plain, split

_NOTICE_BYTES = 400


def say(hub: Hub, text: str, to: str) -> str:
    """See `ChatServer.say`."""
    pieces = split(text, _NOTICE_BYTES)
    if not pieces:
        raise ChatError("there is nothing to say", "write a text behind it")
    room, receivers = _receivers(hub, to)
    for session in receivers:
        for piece in pieces:
            hub.server_notice(session, room.name if room else session.name, piece)
    whom = receivers[0].name if to and not room else to
    acts.record(hub, CONSOLE, "say", whom, text)
    hub.note("info", f"the operator said{f' to {whom}' if whom else ''}: {text}")
    return f"said to {acts.people(len(receivers))}"


def _receivers(hub: Hub, to: str) -> tuple[Channel | None, list[Session]]:
    """Everybody, the members of a channel, or one person; and the channel, if it is one."""
    active = [session for session in hub.sessions.values() if session.active]
    if not to:
        return None, active
    room = hub.state.channel(to)
    if room:
        return room, [session for session in active if session.user in room.members]
    session = _session(hub, to)
    if not session or not session.active:
        raise ChatError(f"there is no channel or person {to}", "see /channels and /clients")
    return None, [session]


def kick(hub: Hub, who: str, reason: str) -> str:
    """See `ChatServer.kick`."""
    session = _session(hub, who)
    if not session:
        raise ChatError(f"nobody here is called {who}", "see /clients for nicks and numbers")
    name = session.name
    acts.record(hub, CONSOLE, "kick", f"{name} ({session.host})", reason)
    text = f"Kicked by the operator{f': {reason}' if reason else ''}"
    hub.note("warning", f"{name} ({session.host}): {text}")
    hub.end(session, text)
    return f"disconnected {name}"


def set_door(hub: Hub, word: str) -> str:
    """See `ChatServer.set_door`."""
    for door in Door:
        if door.value == word.lower():
            return acts.set_door(hub, CONSOLE, door)
    raise ChatError(f"a door is not {word or 'nothing'}", "say open, accounts or closed")


def rows(bans: Iterable[ServerBan], now: int) -> tuple[BanRow, ...]:
    """Bans as values for who looks on; `now` in seconds since the epoch."""
    return tuple(
        BanRow(each.mask, plain(each.reason), each.by, each.since, each.until)
        for each in bans
        if not each.over(now)
    )


def _session(hub: Hub, who: str) -> Session | None:
    """By nick, or by the link's number with or without a ``#`` before it."""
    user = hub.state.user(who)
    if user:
        return user.session
    number = who.removeprefix("#")
    session = hub.sessions.get(int(number)) if number.isascii() and number.isdigit() else None
    return session if session and session.phase is not Phase.CLOSING else None
