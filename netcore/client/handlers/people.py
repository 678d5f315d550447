"""People come, go, change their names and go away."""

from typing import TYPE_CHECKING

from netcore.client import past
from netcore.client.events import (
    AwayChanged,
    Invited,
    Joined,
    Kicked,
    NickChanged,
    Parted,
    Quit,
)
from netcore.client.handlers import registration, replies
from netcore.client.handlers.table import on
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.client.session import Session


def learn_place(s: "Session", m: Message) -> None:
    """Take user and host from a message's source, and the account from its tags."""
    _, _, place = m.source.partition("!")
    user, at, host = place.rpartition("@")
    if at and s.state.is_me(m.nick):
        s.state.user, s.state.host = user, host
    person = s.state.person(m.nick)
    if not person:
        return
    if at:
        person.user, person.host = user, host
    if "account" in m.tags:
        person.account = m.tags["account"]


@on("JOIN")
def join(s: "Session", m: Message) -> None:
    """Somebody comes into a channel (with extended-join: account and real name too)."""
    name, account, realname = m.param(0), m.param(1), m.param(2)
    own = s.state.is_me(m.nick)
    if not name or not m.nick:
        return
    known = s.state.channel(name)
    person = s.state.enter(name, m.nick)
    if not person:
        return
    learn_place(s, m)
    if account:
        person.account = "" if account == "*" else account
    if own and not known:
        key = s.wishes.channels.get(s.wanted_name(name), "")
        s.wishes.channels.pop(s.wanted_name(name), None)
        s.wishes.channels[name] = key
    s.emit(Joined(s.time(m), name, m.nick, own, person.account, realname))
    if own and not known:
        past.entered(s, name, s.time(m))


@on("PART")
def part(s: "Session", m: Message) -> None:
    """Somebody leaves a channel."""
    name = m.param(0)
    own = s.state.is_me(m.nick)
    if not s.state.leave(name, m.nick):
        return
    if own:
        s.wishes.channels.pop(s.wanted_name(name), None)
        past.left(s, name)
    s.emit(Parted(s.time(m), name, m.nick, m.param(1), own))


@on("KICK")
def kick(s: "Session", m: Message) -> None:
    """Somebody is thrown out; if it is us, we do not force our way back in."""
    name, nick = m.param(0), m.param(1)
    own = s.state.is_me(nick)
    if not s.state.leave(name, nick):
        return
    if own:
        s.wishes.channels.pop(s.wanted_name(name), None)
        past.left(s, name)
    s.emit(Kicked(s.time(m), name, nick, m.nick, m.param(2), own))


@on("QUIT", "KILL")
def quit_(s: "Session", m: Message) -> None:
    """Somebody leaves the server. Our own QUIT is followed by the end of the connection."""
    nick = m.nick if m.command == "QUIT" else m.param(0)
    if s.state.is_me(nick):
        s.error = m.params[-1] if m.params else ""
        return
    channels = s.state.quit(nick)
    if channels:
        s.emit(Quit(s.time(m), nick, m.params[-1] if m.params else "", channels))
    if s.state.same(nick, s.wishes.nick):
        registration.take_nick(s)


@on("NICK")
def nick(s: "Session", m: Message) -> None:
    """Somebody takes another nick, or is given one."""
    old, new = m.nick, m.param(0)
    own = s.state.is_me(old)
    if not new or (s.state.is_me(new) and not own):
        return
    channels = s.state.rename(old, new)
    if own:
        # The server may have forced it on us: then this is the nick to come back with.
        s.wishes.nick = new
        s.regaining = False
    if own or channels:
        s.emit(NickChanged(s.time(m), old, new, channels, own))
    if not own and s.state.same(old, s.wishes.nick):
        registration.take_nick(s)


@on("AWAY")
def away(s: "Session", m: Message) -> None:
    """Somebody goes away or comes back (IRCv3 away-notify)."""
    person = s.state.person(m.nick)
    if not person:
        return
    message = m.param(0) or None
    was, person.away = person.away, message is not None
    if was != person.away or message:
        channels = s.state.channels_of(m.nick)
        own = s.state.is_me(m.nick)
        s.emit(AwayChanged(s.time(m), m.nick, message, channels, own))


@on("305", "306")
def own_away(s: "Session", m: Message) -> None:
    """The server marked us as away (306), or as back."""
    message = (s.wishes.away or "") if m.command == "306" else None
    s.state.away = message is not None
    person = s.state.person(s.state.nick)
    if person:
        person.away = s.state.away
    s.emit(AwayChanged(s.time(m), s.state.nick, message, s.state.channels(), True))


@on("ACCOUNT")
def account(s: "Session", m: Message) -> None:
    """Somebody logs in or out (IRCv3 account-notify)."""
    person = s.state.person(m.nick)
    if person:
        person.account = "" if m.param(0) == "*" else m.param(0)


@on("CHGHOST")
def chghost(s: "Session", m: Message) -> None:
    """Somebody has another user name and host (IRCv3 chghost)."""
    user, host = m.param(0), m.param(1)
    person = s.state.person(m.nick)
    if person:
        person.user, person.host = user, host
    if s.state.is_me(m.nick):
        s.state.user, s.state.host = user, host


@on("396")
def own_host(s: "Session", m: Message) -> None:
    """The server shows us to others under this host (some write ``user@host``)."""
    user, at, host = m.param(1).rpartition("@")
    s.state.host = host
    if at:
        s.state.user = user
    replies.text(s, m)


@on("SETNAME")
def setname(s: "Session", m: Message) -> None:
    """Somebody has another real name (IRCv3 setname); only ours matters to us."""
    if s.state.is_me(m.nick) and m.param(0):
        s.wishes.realname = m.param(0)


@on("INVITE")
def invite(s: "Session", m: Message) -> None:
    """Somebody is invited into a channel."""
    if len(m.params) > 1:
        s.emit(Invited(s.time(m), m.param(1), m.param(0), m.nick))
