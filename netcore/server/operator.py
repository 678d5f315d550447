"""What the operator does to the chat; on the dispatcher's thread."""

from __future__ import annotations

from netcore.core.channels import Channel
from netcore.core.hub import Hub
from netcore.core.session import Phase, Session
from netcore.errors import ChatError
from netcore.wire import masks
from netcore.wire.casemap import ascii_fold
from netcore.wire.text import split

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
    hub.note("info", f"the operator said{f' to {to}' if to else ''}: {text}")
    return f"said to {_people(len(receivers))}"


def _receivers(hub: Hub, to: str) -> tuple[Channel | None, list[Session]]:
    """Everybody, the members of a channel, or one person; and the channel, if it is one."""
    active = [session for session in hub.sessions.values() if session.active]
    if not to:
        return None, active
    room = hub.state.channel(to)
    if room:
        return room, [session for session in active if session.user in room.members]
    user = hub.state.user(to)
    if not user:
        raise ChatError(f"there is no channel or person {to}", "see /channels and /clients")
    return None, [session for session in active if session.user is user]


def kick(hub: Hub, who: str, reason: str) -> str:
    """See `ChatServer.kick`."""
    session = _session(hub, who)
    if not session:
        raise ChatError(f"nobody here is called {who}", "see /clients for nicks and numbers")
    name = session.name
    _disconnect(hub, session, f"Kicked by the operator{f': {reason}' if reason else ''}")
    return f"disconnected {name}"


def ban(hub: Hub, mask: str, reason: str) -> str:
    """See `ChatServer.ban`."""
    full = _full_mask(mask)
    if not full.strip("*!@?.: "):
        raise ChatError(f"{mask} would keep everybody out", "name a nick or an address")
    if full in hub.server_bans:
        raise ChatError(f"{full} is banned already", "see /bans")
    why = reason or "banned by the operator"
    hub.server_bans[full] = why
    hit = [session for session in hub.sessions.values() if _covers(full, session)]
    for session in hit:
        _disconnect(hub, session, f"You are banned: {why}")
    hub.note("warning", f"the operator banned {full}: {why}")
    return f"banned {full}; disconnected {_people(len(hit))}"


def unban(hub: Hub, mask: str) -> str:
    """See `ChatServer.unban`."""
    for full in (mask, _full_mask(mask)):
        if full in hub.server_bans:
            del hub.server_bans[full]
            hub.note("info", f"the operator lifted the ban of {full}")
            return f"{full} may come in again"
    raise ChatError(f"{mask} is not banned", "see /bans")


def bans(hub: Hub) -> tuple[str, ...]:
    """See `ChatServer.bans`."""
    return tuple(f"{mask} ({reason})" for mask, reason in hub.server_bans.items())


def _session(hub: Hub, who: str) -> Session | None:
    """By nick, or by the link's number with or without a ``#`` before it."""
    user = hub.state.user(who)
    if user:
        return user.session
    number = who.removeprefix("#")
    session = hub.sessions.get(int(number)) if number.isascii() and number.isdigit() else None
    return session if session and session.phase is not Phase.CLOSING else None


def _full_mask(mask: str) -> str:
    """An address bans a host; everything else is completed as channel bans are."""
    looks_like_address = ":" in mask or mask.replace(".", "").replace("*", "").isdigit()
    if "!" not in mask and "@" not in mask and looks_like_address:
        return f"*!*@{f'0{mask}' if mask.startswith(':') else mask}"
    return masks.normalise(mask)


def _covers(mask: str, session: Session) -> bool:
    if session.phase is Phase.CLOSING:
        return False
    source = session.user.source if session.user else f"*!*@{session.host}"
    return masks.matches(ascii_fold(mask), ascii_fold(source))


def _disconnect(hub: Hub, session: Session, reason: str) -> None:
    hub.note("warning", f"{session.name} ({session.host}): {reason}")
    hub.end(session, reason)


def _people(count: int) -> str:
    return "1 client" if count == 1 else f"{count} clients"
