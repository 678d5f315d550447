"""What happens in channels but talk and modes: joining, leaving, topics, invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import caps, render
from netcore.core import records as r
from netcore.core.applied.metadata import tell_of_newcomer
from netcore.core.applied.phrases import away_line, because
from netcore.core.channels import Channel
from netcore.core.users import User

if TYPE_CHECKING:
    from netcore.core.hub import Hub


def joined(hub: Hub, record: r.Joined) -> None:
    """Somebody is in a channel."""
    user = hub.state.users.get(record.uid)
    channel = hub.state.channel(record.channel)
    if not user or (channel and user in channel.members):
        return
    if channel:
        hub.settle(channel)
    channel = hub.state.enter(user, record.channel, record.time)
    channel.clock = max(channel.clock, record.time)
    words = f"{channel.name} {user.account or '*'} :{user.realname}"
    hub.past.keep(record, user, channel.target, "JOIN", words)
    event = render.joined(user, channel.name, record.time, record.id, hub.stamps)
    hub.tell_channel(channel, event, author=user)
    if user.away:
        # Without a msgid: the record's is that of the JOIN, and no two messages share one.
        away = render.event(
            away_line(user), record.time, "", hub.stamps, needs=caps.AWAY_NOTIFY, by=user
        )
        hub.tell_channel(channel, away, author=user, include_author=False)
    tell_of_newcomer(hub, user, channel, record)
    if user.session:
        hub.on_own_join(user.session, channel, record.time)
    hub.note("info", f"{user.nick} joined {channel.name}")


def parted(hub: Hub, record: r.Parted) -> None:
    """Somebody has left a channel."""
    user, channel = _inside(hub, record.uid, record.channel)
    if not user or not channel:
        return
    words = f"{channel.name} :{record.reason}" if record.reason else channel.name
    hub.past.keep(record, user, channel.target, "PART", words)
    event = render.event(
        f":{user.source} PART {words}",
        record.time,
        record.id,
        hub.stamps,
        plain=f"{user.nick} left{because(record.reason)}",
        by=user,
    )
    hub.tell_channel(channel, event, author=user)
    hub.settle(channel)
    hub.state.leave(channel, user)
    hub.note("info", f"{user.nick} left {channel.name}{because(record.reason)}")


def kicked(hub: Hub, record: r.Kicked) -> None:
    """Somebody was put out of a channel."""
    channel = hub.state.channel(record.channel)
    by = hub.state.users.get(record.uid)
    target = hub.state.users.get(record.target)
    if not channel or not by or not target or target not in channel.members:
        return
    words = f"{channel.name} {target.nick} :{record.reason}"
    hub.past.keep(record, by, channel.target, "KICK", words)
    event = render.event(
        f":{by.source} KICK {words}",
        record.time,
        record.id,
        hub.stamps,
        plain=f"{target.nick} was kicked by {by.nick}{because(record.reason)}",
        by=by,
    )
    hub.tell_channel(channel, event, author=by)
    hub.settle(channel)
    hub.state.leave(channel, target)
    hub.note("info", f"{by.nick} kicked {target.nick} out of {channel.name}")


def topic_set(hub: Hub, record: r.TopicSet) -> None:
    """A channel has another topic."""
    channel = hub.state.channel(record.channel)
    user = hub.state.users.get(record.uid)
    if not channel or not user:
        return
    channel.topic = record.topic
    channel.topic_by = user.source
    channel.topic_time = record.time // 1000
    told = f"{user.nick} set the topic: {record.topic}" if record.topic else "the topic is gone"
    words = f"{channel.name} :{record.topic}"
    hub.past.keep(record, user, channel.target, "TOPIC", words)
    event = render.event(
        f":{user.source} TOPIC {words}",
        record.time,
        record.id,
        hub.stamps,
        plain=told,
        by=user,
    )
    hub.tell_channel(channel, event, author=user)


def invited(hub: Hub, record: r.Invited) -> None:
    """Somebody is invited to a channel."""
    channel = hub.state.channel(record.channel)
    by = hub.state.users.get(record.uid)
    target = hub.state.users.get(record.target)
    if not by or not target:
        return
    inviter = channel.members.get(by) if channel else None
    if channel and inviter and inviter.op:
        # Only an operator's word overcomes what operators have set.
        target.invite(channel)
    line = f":{by.source} INVITE {target.nick} {record.channel}"
    told = f"{by.nick} invites you to {record.channel}"
    event = render.event(line, record.time, record.id, hub.stamps, plain=told, by=by)
    if target.session and not target.session.silences(by.source):
        hub.deliver(target.session, event)
    if channel:
        members = (user.session for user in channel.members if user is not by)
        hub.tell_each((s for s in members if s and s.caps & caps.INVITE_NOTIFY), event)


def _inside(hub: Hub, uid: str, name: str) -> tuple[User | None, Channel | None]:
    """A person and a channel, if the one is in the other."""
    user, channel = hub.state.users.get(uid), hub.state.channel(name)
    if user and channel and user in channel.members:
        return user, channel
    return None, None
