"""JOIN, PART, TOPIC, NAMES, KICK: being in channels."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from netcore.core import acts, names
from netcore.core import records as r
from netcore.core.answers import end_of_names
from netcore.core.answers import names as names_reply
from netcore.core.answers import topic as topic_reply
from netcore.core.channels import Channel
from netcore.core.commands.registry import command
from netcore.core.session import Session
from netcore.core.users import User
from netcore.wire import numerics as n
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.core.hub import Hub


def person(session: Session) -> User:
    """The person behind a session whose command needs registration."""
    assert session.user is not None
    return session.user


@command("JOIN", params=1)
def join(hub: Hub, session: Session, message: Message) -> None:
    """JOIN #a,#b [key,key], or JOIN 0 to leave all channels."""
    if message.params[0] == "0":
        for channel in tuple(person(session).channels):
            hub.propose(r.Parted(*hub.stamp(channel), person(session).uid, channel.name, ""))
        return
    keys = message.param(1).split(",")
    wanted = message.params[0].split(",")
    for name, key in zip_longest(wanted, keys[: len(wanted)], fillvalue=""):
        if name:
            join_one(hub, session, name, key)


def join_one(hub: Hub, session: Session, name: str, key: str = "") -> None:
    """Enter one channel, or say why not."""
    user = person(session)
    channel = hub.state.channel(name)
    if channel and user in channel.members:
        return
    if not names.channel(name, hub.settings.channel_length):
        hub.numeric(session, n.ERR_NOSUCHCHANNEL, name, text="No such channel")
    elif len(user.channels) >= hub.settings.max_channels:
        hub.numeric(session, n.ERR_TOOMANYCHANNELS, name, text="You have joined too many channels")
    elif channel and (refusal := no_entry(channel, user, key)):
        code, text = refusal
        hub.numeric(session, code, channel.name, text=text)
    else:
        name = channel.name if channel else name
        hub.propose(r.Joined(*hub.stamp_in(name), user.uid, name))


def no_entry(channel: Channel, user: User, key: str = "") -> tuple[str, str] | None:
    """Why somebody may not enter, as numeric and text; an invitation overcomes all but the key."""
    if channel.key and key != channel.key:
        return n.ERR_BADCHANNELKEY, "Cannot join channel (+k): the key is missing or wrong"
    if channel in user.invitations:
        return None
    if "R" in channel.flags and not user.account and not channel.lets_in(user):
        return n.ERR_NEEDREGGEDNICK, "Cannot join channel (+R): log in to an account first"
    if "i" in channel.flags and not channel.lets_in(user):
        return n.ERR_INVITEONLYCHAN, "Cannot join channel (+i): you need an invitation"
    if channel.is_banned(user):
        return n.ERR_BANNEDFROMCHAN, "Cannot join channel (+b): you are banned"
    if channel.limit and len(channel.members) >= channel.limit:
        return n.ERR_CHANNELISFULL, "Cannot join channel (+l): it is full"
    return None


@command("PART", params=1)
def part(hub: Hub, session: Session, message: Message) -> None:
    """PART #a,#b [:reason]."""
    muted = acts.muted(hub, session)
    reason = "" if muted else names.truncated(message.param(1), hub.settings.kick_length)
    for name in message.params[0].split(","):
        channel = own_channel(hub, session, name)
        if channel:
            uid = person(session).uid
            hub.propose(r.Parted(*hub.stamp(channel), uid, channel.name, reason))


def existing_channel(hub: Hub, session: Session, name: str) -> Channel | None:
    """The channel of this name, or None after 403."""
    channel = hub.state.channel(name)
    if not channel:
        hub.numeric(session, n.ERR_NOSUCHCHANNEL, name, text="No such channel")
    return channel


def own_channel(hub: Hub, session: Session, name: str) -> Channel | None:
    """A channel in which the session is, or None after 403 or 442."""
    channel = existing_channel(hub, session, name)
    if channel and person(session) not in channel.members:
        hub.numeric(session, n.ERR_NOTONCHANNEL, channel.name, text="You're not on that channel")
        return None
    return channel


def operated_channel(hub: Hub, session: Session, name: str) -> Channel | None:
    """A channel in which the session is operator, or None after 403, 442 or 482."""
    channel = own_channel(hub, session, name)
    if channel and not channel.members[person(session)].op:
        need_operator(hub, session, channel)
        return None
    return channel


def need_operator(hub: Hub, session: Session, channel: Channel) -> None:
    """482."""
    text = "You're not channel operator"
    hub.numeric(session, n.ERR_CHANOPRIVSNEEDED, channel.name, text=text)


@command("TOPIC", params=1)
def topic(hub: Hub, session: Session, message: Message) -> None:
    """TOPIC #a asks; TOPIC #a :text sets, and takes away when empty."""
    name = message.params[0]
    if len(message.params) == 1:
        channel = existing_channel(hub, session, name)
        if not channel:
            return
        if "s" in channel.flags and person(session) not in channel.members:
            text = "You're not on that channel"
            hub.numeric(session, n.ERR_NOTONCHANNEL, channel.name, text=text)
        else:
            topic_reply(hub, session, channel)
        return
    channel = own_channel(hub, session, name)
    if not channel:
        return
    if why := acts.muted(hub, session):
        hub.numeric(session, n.ERR_CANNOTSENDTOCHAN, channel.name, text=why)
        return
    if "t" in channel.flags and not channel.members[person(session)].op:
        need_operator(hub, session, channel)
        return
    text = names.truncated(message.params[1], hub.settings.topic_length)
    hub.propose(r.TopicSet(*hub.stamp(channel), person(session).uid, channel.name, text))


@command("NAMES")
def names_(hub: Hub, session: Session, message: Message) -> None:
    """NAMES #a,#b; one 366 ends it, the only answer for what is not to be seen.

    RFC 2812, RPL_NAMREPLY: "If there is no channel found as in query, then only RPL_ENDOFNAMES is
    returned."
    """
    asked = message.param(0) or "*"
    for name in dict.fromkeys(asked.split(",")):
        channel = hub.state.channel(name)
        if channel and visible(channel, person(session)):
            names_reply(hub, session, channel)
    end_of_names(hub, session, asked)


def visible(channel: Channel, user: User) -> bool:
    """Whether somebody may learn that a channel exists."""
    return "s" not in channel.flags or user in channel.members


@command("KICK", params=2)
def kick(hub: Hub, session: Session, message: Message) -> None:
    """KICK #a nick,nick [:reason], or as many channels as nicks."""
    channels = message.params[0].split(",")
    nicks = message.params[1].split(",")
    if len(channels) == 1:
        channels *= len(nicks)
    said = "" if acts.muted(hub, session) else message.param(2)
    reason = names.truncated(said or person(session).nick, hub.settings.kick_length)
    for name, nick in zip(channels, nicks, strict=False):
        channel = operated_channel(hub, session, name)
        if channel:
            _kick_one(hub, session, channel, nick, reason)


def _kick_one(hub: Hub, session: Session, channel: Channel, nick: str, reason: str) -> None:
    target = hub.state.user(nick)
    if not target:
        hub.numeric(session, n.ERR_NOSUCHNICK, nick, text="No such nick")
    elif target not in channel.members:
        text = "They aren't on that channel"
        hub.numeric(session, n.ERR_USERNOTINCHANNEL, target.nick, channel.name, text=text)
    else:
        stamp = hub.stamp(channel)
        uid = person(session).uid
        hub.propose(r.Kicked(*stamp, uid, channel.name, target.uid, reason))
