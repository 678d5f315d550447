"""The one place where what others can see changes: each kind of record, applied and told.

A record may come too late to be true (behind a shared log somebody else was first): then it is
answered, if its author is one of ours, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from netcore.core import caps, render
from netcore.core import records as r
from netcore.core.channels import Ban, Channel
from netcore.core.session import Step
from netcore.core.users import User
from netcore.wire.casemap import ascii_fold

if TYPE_CHECKING:
    from netcore.core.hub import Hub


def _welcomed(hub: Hub, record: r.Welcomed) -> None:
    session = hub.claimant(record.uid)
    if not hub.state.user(record.nick):
        user = User(record.uid, record.nick, record.user, record.host, record.realname, session)
        user.signed_on = record.time // 1000
        hub.state.add_user(user)
        hub.note("info", f"{user.nick} ({user.user}@{user.host}) is here")
        if session:
            session.user = user
            session.step(Step.WELCOMED)
    if session:
        hub.on_own_claim(session, record.nick)


def _renamed(hub: Hub, record: r.Renamed) -> None:
    user = hub.state.users.get(record.uid)
    if not user:
        return
    holder = hub.state.user(record.nick)
    if holder and holder is not user:
        if user.session:
            hub.on_nick_taken(user.session, record.nick)
        return
    event = render.event(
        f":{user.source} NICK :{record.nick}",
        record.time,
        record.id,
        hub.stamps,
        plain=f"{user.nick} is now {record.nick}",
    )
    hub.tell_neighbours(user, event)
    hub.note("info", f"{user.nick} is now {record.nick}")
    hub.state.rename(user, record.nick, record.time)
    if user.session:
        hub.renamed.append(user.session)


def _realname_set(hub: Hub, record: r.RealnameSet) -> None:
    user = hub.state.users.get(record.uid)
    if not user:
        return
    user.realname = record.realname
    line = f":{user.source} SETNAME :{record.realname}"
    hub.tell_neighbours(
        user, render.event(line, record.time, record.id, hub.stamps, needs=caps.SETNAME)
    )


def _away_set(hub: Hub, record: r.AwaySet) -> None:
    user = hub.state.users.get(record.uid)
    if not user:
        return
    user.away = record.message
    line = _away_line(user)
    event = render.event(line, record.time, record.id, hub.stamps, needs=caps.AWAY_NOTIFY)
    hub.tell_neighbours(user, event, include_self=False)


def _away_line(user: User) -> str:
    return f":{user.source} AWAY :{user.away}" if user.away else f":{user.source} AWAY"


def _joined(hub: Hub, record: r.Joined) -> None:
    user = hub.state.users.get(record.uid)
    channel = hub.state.channel(record.channel)
    if not user or (channel and user in channel.members):
        return
    if channel:
        hub.settle(channel)
    channel = hub.state.enter(user, record.channel, record.time)
    channel.clock = max(channel.clock, record.time)
    event = render.joined(user, channel.name, record.time, record.id, hub.stamps)
    hub.tell_channel(channel, event, author=user)
    if user.away:
        away = render.event(
            _away_line(user), record.time, record.id, hub.stamps, needs=caps.AWAY_NOTIFY
        )
        hub.tell_channel(channel, away, author=user, include_author=False)
    if user.session:
        hub.on_own_join(user.session, channel)
    hub.note("info", f"{user.nick} joined {channel.name}")


def _parted(hub: Hub, record: r.Parted) -> None:
    user, channel = _inside(hub, record.uid, record.channel)
    if not user or not channel:
        return
    reason = f" :{record.reason}" if record.reason else ""
    event = render.event(
        f":{user.source} PART {channel.name}{reason}",
        record.time,
        record.id,
        hub.stamps,
        plain=f"{user.nick} left{_because(record.reason)}",
    )
    hub.tell_channel(channel, event, author=user)
    hub.settle(channel)
    hub.state.leave(channel, user)
    hub.note("info", f"{user.nick} left {channel.name}{_because(record.reason)}")


def _kicked(hub: Hub, record: r.Kicked) -> None:
    channel = hub.state.channel(record.channel)
    by = hub.state.users.get(record.uid)
    target = hub.state.users.get(record.target)
    if not channel or not by or not target or target not in channel.members:
        return
    event = render.event(
        f":{by.source} KICK {channel.name} {target.nick} :{record.reason}",
        record.time,
        record.id,
        hub.stamps,
        plain=f"{target.nick} was kicked by {by.nick}{_because(record.reason)}",
    )
    hub.tell_channel(channel, event, author=by)
    hub.settle(channel)
    hub.state.leave(channel, target)
    hub.note("info", f"{by.nick} kicked {target.nick} out of {channel.name}")


def _topic_set(hub: Hub, record: r.TopicSet) -> None:
    channel = hub.state.channel(record.channel)
    user = hub.state.users.get(record.uid)
    if not channel or not user:
        return
    channel.topic = record.topic
    channel.topic_by = user.source
    channel.topic_time = record.time // 1000
    told = f"{user.nick} set the topic: {record.topic}" if record.topic else "the topic is gone"
    event = render.event(
        f":{user.source} TOPIC {channel.name} :{record.topic}",
        record.time,
        record.id,
        hub.stamps,
        plain=told,
    )
    hub.tell_channel(channel, event, author=user)


def _modes_set(hub: Hub, record: r.ModesSet) -> None:
    channel = hub.state.channel(record.channel)
    user = hub.state.users.get(record.uid)
    if not channel or not user:
        return
    done = [change for change in record.changes if _change(hub, channel, user, change, record)]
    if not done:
        return
    event = render.event(
        f":{user.source} MODE {channel.name} {_changes_text(hub, done)}",
        record.time,
        record.id,
        hub.stamps,
    )
    hub.tell_channel(channel, event, author=user)


def _change(hub: Hub, channel: Channel, by: User, change: r.Change, record: r.ModesSet) -> bool:
    """Make one change; whether it changed anything."""
    on, letter, value = change
    if letter in "ov":
        return _change_role(hub, channel, change)
    before = (channel.flags.copy(), channel.key, channel.limit, len(channel.bans))
    if letter == "b" and on:
        channel.bans.setdefault(ascii_fold(value), Ban(value, by.source, record.time // 1000))
    elif letter == "b":
        channel.bans.pop(ascii_fold(value), None)
    elif letter == "k":
        channel.key = value if on else ""
    elif letter == "l":
        channel.limit = int(value) if on else 0
    elif on:
        channel.flags.add(letter)
    else:
        channel.flags.discard(letter)
    return before != (channel.flags, channel.key, channel.limit, len(channel.bans))


def _change_role(hub: Hub, channel: Channel, change: r.Change) -> bool:
    target = hub.state.users.get(change.value)
    member = channel.members.get(target) if target else None
    if not member:
        return False
    role = "op" if change.letter == "o" else "voice"
    changed = bool(getattr(member, role) != change.on)
    setattr(member, role, change.on)
    return changed


def _changes_text(hub: Hub, changes: list[r.Change]) -> str:
    """The changes as one MODE has them: ``+o-v alice bob``."""
    letters, values = "", []
    sign = ""
    for on, letter, value in changes:
        if sign != "+-"[not on]:
            sign = "+-"[not on]
            letters += sign
        letters += letter
        if letter in "ov":
            values.append(hub.state.users[value].nick)
        elif value:
            values.append(value)
    return " ".join((letters, *values))


def _invited(hub: Hub, record: r.Invited) -> None:
    channel = hub.state.channel(record.channel)
    by = hub.state.users.get(record.uid)
    target = hub.state.users.get(record.target)
    if not by or not target:
        return
    inviter = channel.members.get(by) if channel else None
    if channel and inviter and inviter.op:
        # Only an operator's word overcomes what operators have set.
        target.invitations.add(channel)
    if target.session:
        event = render.event(
            f":{by.source} INVITE {target.nick} {record.channel}",
            record.time,
            record.id,
            hub.stamps,
            plain=f"{by.nick} invites you to {record.channel}",
        )
        hub.deliver(target.session, event)


def _said(hub: Hub, record: r.Said) -> None:
    user = hub.state.users.get(record.uid)
    channel = hub.state.channel(record.channel)
    if not user or not channel:
        return
    event = render.said(record, user, channel.name, hub.stamps)
    session = user.session
    if session is None or session.profile & caps.PLAIN:
        hub.fan_out(channel, event, None)
    elif not session.caps & caps.ECHO_MESSAGE:
        hub.fan_out(channel, event, session)
    elif session.collected is None and user in channel.members:
        hub.fan_out(channel, event, None)
    else:
        hub.fan_out(channel, event, session)
        hub.answer(session, event)


def _whispered(hub: Hub, record: r.Whispered) -> None:
    user = hub.state.users.get(record.uid)
    target = hub.state.users.get(record.target)
    if not user or not target:
        return
    event = render.said(record, user, target.nick, hub.stamps)
    if user.session and user.session.caps & (caps.ECHO_MESSAGE | caps.PLAIN):
        hub.answer(user.session, event)
    if target.session:
        hub.deliver(target.session, event)


def _quit(hub: Hub, record: r.Quit) -> None:
    user = hub.state.users.get(record.uid)
    if not user:
        return
    event = render.event(
        f":{user.source} QUIT :{record.reason}",
        record.time,
        record.id,
        hub.stamps,
        plain=f"{user.nick} left{_because(record.reason)}",
    )
    hub.tell_neighbours(user, event, include_self=False)
    for channel in user.channels:
        hub.settle(channel)
    hub.state.remove_user(user, record.time)
    hub.note("info", f"{user.nick} left{_because(record.reason)}")


def _inside(hub: Hub, uid: str, name: str) -> tuple[User | None, Channel | None]:
    """A person and a channel, if the one is in the other."""
    user, channel = hub.state.users.get(uid), hub.state.channel(name)
    if user and channel and user in channel.members:
        return user, channel
    return None, None


def _because(reason: str) -> str:
    reason = reason.removesuffix(": ")
    return f" ({reason})" if reason else ""


APPLY: dict[type[Any], Callable[[Hub, Any], None]] = {
    r.Welcomed: _welcomed,
    r.Renamed: _renamed,
    r.RealnameSet: _realname_set,
    r.AwaySet: _away_set,
    r.Joined: _joined,
    r.Parted: _parted,
    r.Kicked: _kicked,
    r.TopicSet: _topic_set,
    r.ModesSet: _modes_set,
    r.Invited: _invited,
    r.Said: _said,
    r.Whispered: _whispered,
    r.Quit: _quit,
}
"""What applies each kind of record that has its place in the order."""
