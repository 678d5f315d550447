"""What happens to people: coming, changing, going away, leaving the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import caps, names, render
from netcore.core import records as r
from netcore.core.applied.phrases import away_line, because
from netcore.core.metadata_telling import greet_watchers
from netcore.core.session import Step
from netcore.core.users import User

if TYPE_CHECKING:
    from netcore.core.hub import Hub


def welcomed(hub: Hub, record: r.Welcomed) -> None:
    """Somebody is on the network now, unless the nick went to another."""
    session = hub.claimant(record.uid)
    if not hub.state.holder(record.nick):
        user = User(record.uid, record.nick, record.user, record.host, record.realname, session)
        user.signed_on = record.time // 1000
        user.since = record.id
        hub.state.add_user(user)
        host = session.host if session else user.host
        hub.note("info", f"{user.nick} ({user.user}@{host}) is here")
        if session:
            user.account = session.account
            user.mark()
            session.user = user
            session.step(Step.WELCOMED)
        hub.tell_online(user)
        greet_watchers(hub, user)
    if session:
        hub.on_own_claim(session, record.nick)


def renamed(hub: Hub, record: r.Renamed) -> None:
    """Somebody has another nick, unless it went to another."""
    user = hub.state.users.get(record.uid)
    if not user:
        return
    holder = hub.state.holder(record.nick)
    if holder and holder is not user:
        if user.session:
            hub.on_nick_taken(user.session, record.nick)
        return
    hub.past.keep_across(record, user, "NICK", f":{record.nick}")
    event = render.event(
        f":{user.source} NICK :{record.nick}",
        record.time,
        record.id,
        hub.stamps,
        plain=f"{user.nick} is now {record.nick}",
        by=user,
    )
    hub.tell_neighbours(user, event)
    hub.note("info", f"{user.nick} is now {record.nick}")
    before = user.nick
    hub.state.rename(user, record.nick, record.time)
    user.since = record.id
    if names.nick_key(before) != names.nick_key(record.nick):
        hub.tell_offline(before)
        hub.tell_online(user)
        greet_watchers(hub, user)
    if user.session:
        hub.renamed.append(user.session)


def realname_set(hub: Hub, record: r.RealnameSet) -> None:
    """Somebody has another real name."""
    user = hub.state.users.get(record.uid)
    if not user:
        return
    user.realname = record.realname
    line = f":{user.source} SETNAME :{record.realname}"
    event = render.event(line, record.time, record.id, hub.stamps, needs=caps.SETNAME, by=user)
    hub.tell_neighbours(user, event)
    hub.tell_monitors(user, event)


def away_set(hub: Hub, record: r.AwaySet) -> None:
    """Somebody is away, or back."""
    user = hub.state.users.get(record.uid)
    if not user:
        return
    user.away = record.message
    line = away_line(user)
    event = render.event(line, record.time, record.id, hub.stamps, needs=caps.AWAY_NOTIFY, by=user)
    hub.tell_neighbours(user, event, include_self=False)
    hub.tell_monitors(user, event)


def quit_(hub: Hub, record: r.Quit) -> None:
    """Somebody has left the network."""
    user = hub.state.users.get(record.uid)
    if not user:
        return
    event = render.event(
        f":{user.source} QUIT :{record.reason}",
        record.time,
        record.id,
        hub.stamps,
        plain=f"{user.nick} left{because(record.reason)}",
        by=user,
    )
    hub.tell_neighbours(user, event, include_self=False)
    hub.past.keep_across(record, user, "QUIT", f":{record.reason}")
    for channel in user.channels:
        hub.settle(channel)
    hub.state.remove_user(user, record.time)
    hub.tell_offline(user.nick)
    hub.note("info", f"{user.nick} left{because(record.reason)}")
