"""What operators do to the server as a whole, from the dashboard and over IRC alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core.moderation import Act, Door, Operator
from netcore.core.server_bans import MOST, BanList, ServerBan, Subject, full_mask
from netcore.core.session import Phase, Session
from netcore.errors import ChatError
from netcore.wire import durations
from netcore.wire import numerics as n

if TYPE_CHECKING:
    from netcore.core.hub import Hub

_CLOSED = "The door is closed: nobody new is let in at the moment"
_DOORS = {
    Door.OPEN: "the door is open: whoever may come in does",
    Door.ACCOUNTS: "the door lets in those who log in to an account; whoever is inside stays",
    Door.CLOSED: "the door is closed: nobody new comes in; whoever is inside stays",
}


def record(
    hub: Hub, by: Operator, what: str, whom: str = "", why: str = "", until: int = 0
) -> None:
    """Have an act written down; see `Act`."""
    hub.moderation.acts.append(Act(hub.wall, by.source, what, whom, why, until))


def acting(session: Session) -> Operator:
    """A session's person as operator; the address is the real one."""
    user = session.user
    assert user
    source = f"{user.nick}!{user.user}@{session.host}"
    source = f"{source} as {session.oper}" if session.oper else source
    return Operator(user.nick, source, session)


# -- bans


def ban(hub: Hub, by: Operator, mask: str, reason: str = "", lasts: int = 0) -> str:
    """Keep somebody out from now on, and disconnect who is covered.

    Args:
        hub: the chat.
        by: who does it.
        mask: see `full_mask`.
        reason: why; empty: nothing is said of it.
        lasts: seconds; 0: for ever.

    Returns:
        One line that says what was done; so do the other acts.

    Raises:
        ChatError: the mask is none, covers too many, or is banned already.
    """
    made = _make(hub, hub.moderation.bans, by, mask, reason, lasts)
    hit = _covered(hub, made, by.session)
    hub.moderation.bans.add(made)
    _tell(hub, by, "ban", f"banned {_described(made)}", made)
    for session in hit:
        turn_away(hub, session, said("You are banned", made, hub))
    return f"banned {_described(made)}{_forgotten(hub)}; disconnected {people(len(hit))}"


def unban(hub: Hub, by: Operator, mask: str) -> str:
    """Let in again whom a ban kept out.

    Raises:
        ChatError: there is no ban of this mask.
    """
    lifted = _lift(hub.moderation.bans, mask, "banned")
    _tell(hub, by, "unban", f"lifted the ban of {lifted.mask}", lifted)
    return f"{lifted.mask} may come in again"


def mute(hub: Hub, by: Operator, mask: str, reason: str = "", lasts: int = 0) -> str:
    """Let nobody hear what somebody says from now on; see `ban` for the arguments.

    Raises:
        ChatError: the mask is none, covers too many, or is muted already.
    """
    made = _make(hub, hub.moderation.mutes, by, mask, reason, lasts)
    hit = [session for session in _covered(hub, made, by.session) if session.active]
    hub.moderation.mutes.add(made)
    # Whoever was allowed to go on without a second look is looked at again.
    hub.version += 1
    _tell(hub, by, "mute", f"muted {_described(made)}", made)
    for session in hit:
        hub.server_notice(session, session.name, said(_MUTED, made, hub))
    return f"muted {_described(made)}{_forgotten(hub)}; told {people(len(hit))}"


def unmute(hub: Hub, by: Operator, mask: str) -> str:
    """Let people hear somebody again.

    Raises:
        ChatError: this mask is not muted.
    """
    lifted = _lift(hub.moderation.mutes, mask, "muted")
    _tell(hub, by, "unmute", f"lifted the mute of {lifted.mask}", lifted)
    _tell_unmuted(hub, lifted)
    return f"{lifted.mask} may speak again"


def set_door(hub: Hub, by: Operator, door: Door) -> str:
    """Say who may come in from now on.

    Raises:
        ChatError: it is so already, or nobody here has an account.
    """
    if door is hub.moderation.door:
        raise ChatError(f"{_DOORS[door]}: so it is already")
    if door is Door.ACCOUNTS and hub.settings.accounts == "off":
        raise ChatError("nobody here has an account", "start the host with --accounts optional")
    hub.moderation.door = door
    record(hub, by, "door", door.value)
    _announce(hub, by, f": {_DOORS[door]}")
    return _DOORS[door]


def door(hub: Hub) -> str:
    """Who may come in, in words."""
    return _DOORS[hub.moderation.door]


def sweep(hub: Hub) -> None:
    """Forget what is over."""
    now = hub.wall // 1000
    for over in hub.moderation.bans.expire(now):
        hub.moderation.changed = True
        hub.note("info", f"the ban of {over.mask} is over")
    for over in hub.moderation.mutes.expire(now):
        hub.moderation.changed = True
        hub.note("info", f"the mute of {over.mask} is over")
        _tell_unmuted(hub, over)


def _make(hub: Hub, among: BanList, by: Operator, mask: str, reason: str, lasts: int) -> ServerBan:
    full = full_mask(mask)
    now = hub.wall // 1000
    before = among.find(full)
    doing = "banned" if among is hub.moderation.bans else "muted"
    if before and not before.over(now):
        raise ChatError(f"{full} is {doing} already", "lift that first")
    if len(among) >= MOST:
        raise ChatError(f"{MOST:,} masks are {doing} already", "lift some, or ban their network")
    return ServerBan(full, reason, by.name, now, now + lasts if lasts else 0)


def _covered(hub: Hub, made: ServerBan, but: Session | None = None) -> list[Session]:
    alone = BanList()
    alone.add(made)
    here = [session for session in hub.sessions.values() if session.phase is not Phase.CLOSING]
    hit = [session for session in here if alone.of(subject(hub, session), made.since)]
    if but in hit:
        raise ChatError(f"{made.mask} covers yourself", "name a narrower mask")
    return hit


def _lift(among: BanList, mask: str, doing: str) -> ServerBan:
    lifted = among.remove(mask)
    if not lifted:
        try:
            lifted = among.remove(full_mask(mask))
        except ChatError:
            lifted = None
    if not lifted:
        raise ChatError(f"{mask} is not {doing}", "what is, is listed by /bans and STATS")
    return lifted._replace(reason="", until=0)


def _tell(hub: Hub, by: Operator, what: str, words: str, about: ServerBan) -> None:
    """Tell the log, the audit log and the operators who are here, and keep the lists."""
    hub.moderation.changed = True
    record(hub, by, what, about.mask, about.reason, about.until)
    _announce(hub, by, f" {words}{f': {about.reason}' if about.reason else ''}")


def _announce(hub: Hub, by: Operator, words: str) -> None:
    """Tell the log and the other operators; whoever did it is answered."""
    hub.note("warning", by.name + words)
    hub.tell_operators(by.name + words, by.session)


def _described(made: ServerBan) -> str:
    lasts = f" for {durations.spoken(made.until - made.since)}" if made.until else ""
    return f"{made.mask}{lasts}"


def _forgotten(hub: Hub) -> str:
    return "" if hub.moderation.lasting else " (until the host ends, as it keeps nothing)"


def _tell_unmuted(hub: Hub, lifted: ServerBan) -> None:
    for session in _covered(hub, lifted._replace(until=0)):
        if session.active and not muted(hub, session):
            hub.server_notice(session, session.name, "You may speak again")


def people(count: int) -> str:
    """So many connections, in words."""
    return "1 client" if count == 1 else f"{count} clients"


# -- whom they concern

_MUTED = "An operator has muted you, so nobody hears what you say"


def subject(
    hub: Hub, session: Session, nick: str | None = None, account: str | None = None
) -> Subject:
    """A session as a ban sees it, under its own nick and account or others that it wants."""
    user = session.user
    seen = user.host if user else hub.cloak(session.host)
    hosts = (session.host,) if seen == session.host else (session.host, seen)
    return Subject(
        nick or session.name,
        user.user if user else session.username or "*",
        hosts,
        session.account if account is None else account,
    )


def banned(
    hub: Hub, session: Session, nick: str | None = None, account: str | None = None
) -> ServerBan | None:
    """The ban that covers a session, under its own nick and account or others that it wants."""
    bans = hub.moderation.bans
    return bans.of(subject(hub, session, nick, account), hub.wall // 1000) if bans else None


def muted(hub: Hub, session: Session) -> str:
    """Why nobody hears a session, in words for it; empty: it is heard."""
    mutes = hub.moderation.mutes
    found = mutes.of(subject(hub, session), hub.wall // 1000) if mutes else None
    return said(_MUTED, found, hub) if found else ""


def nick_refused(hub: Hub, session: Session, nick: str) -> str:
    """Why somebody may not take another nick, in words; empty: nothing speaks against it."""
    if muted(hub, session):
        return "You keep your nick while you are muted"
    found = banned(hub, session, nick)
    return said("That nick is banned", found, hub) if found else ""


def said(what: str, made: ServerBan, hub: Hub) -> str:
    """What somebody is told who is covered: what, why, and until when."""
    reason = f": {made.reason}" if made.reason else ""
    until = f" (until {hub.stamps.iso(made.until * 1000)[:16]}Z)" if made.until else ""
    return f"{what}{reason}{until}"


def refused_at_once(hub: Hub, session: Session) -> None:
    """End a connection that has just come, if its address is banned or the door is closed."""
    moderation = hub.moderation
    found = moderation.bans.of_address(session.host, hub.wall // 1000)
    if found:
        hub.note("info", f"turned away {session.host}:{session.port}: {found.mask} is banned")
        hub.end(session, said("You are banned", found, hub))
    elif moderation.door is Door.CLOSED:
        hub.note("info", f"turned away {session.host}:{session.port}: the door is closed")
        hub.end(session, _CLOSED)


def turned_away(hub: Hub, session: Session, account: str | None = None) -> bool:
    """Whether a session may not be here, with its account or one that it wants; it ends then."""
    found = banned(hub, session, account=account)
    if found:
        turn_away(hub, session, said("You are banned", found, hub))
    elif not session.user and hub.moderation.door is Door.CLOSED:
        hub.end(session, _CLOSED)
    else:
        return False
    return True


def turn_away(hub: Hub, session: Session, text: str) -> None:
    """End a session with 465 and the reason; a plain guest has no use for the numeric."""
    if session.phase in (Phase.REGISTERING, Phase.IRC):
        hub.numeric(session, n.ERR_YOUREBANNEDCREEP, text=text)
    hub.note("warning", f"{session.name} ({session.host}): {text}")
    hub.end(session, text)
