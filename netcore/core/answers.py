"""Answers that more than one command gives: a channel's topic and names, LUSERS, the MOTD."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import caps
from netcore.core.channels import Channel
from netcore.core.session import Phase, Session
from netcore.core.users import User
from netcore.wire import numerics as n

if TYPE_CHECKING:
    from netcore.core.hub import Hub

_NAMES_BYTES = 400
"""Bytes of nicks in one 353, so that with any prefix it stays within 512."""


def greet_member(hub: Hub, session: Session, channel: Channel) -> None:
    """Tell somebody about the channel that was just entered."""
    if session.profile & caps.PLAIN:
        return
    if channel.topic:
        topic(hub, session, channel)
    names(hub, session, channel)


def topic(hub: Hub, session: Session, channel: Channel) -> None:
    """331, or 332 and 333."""
    if not channel.topic:
        hub.numeric(session, n.RPL_NOTOPIC, channel.name, text="No topic is set")
        return
    hub.numeric(session, n.RPL_TOPIC, channel.name, text=channel.topic)
    who = channel.topic_by
    hub.numeric(session, n.RPL_TOPICWHOTIME, channel.name, who, str(channel.topic_time))


def names(hub: Hub, session: Session, channel: Channel) -> None:
    """353 as often as needed, then 366; +i hides from those outside."""
    multi = bool(session.caps & caps.MULTI_PREFIX)
    full = bool(session.caps & caps.USERHOST_IN_NAMES)
    inside = session.user in channel.members
    sign = "@" if "s" in channel.flags else "="
    line: list[str] = []
    size = 0
    for user, member in channel.members.items():
        if user.invisible and not inside:
            continue
        name = member.prefix(multi=multi) + (user.source if full else user.nick)
        size += len(name.encode()) + 1
        if size > _NAMES_BYTES and line:
            hub.numeric(session, n.RPL_NAMREPLY, sign, channel.name, text=" ".join(line))
            line, size = [], len(name.encode()) + 1
        line.append(name)
    if line:
        hub.numeric(session, n.RPL_NAMREPLY, sign, channel.name, text=" ".join(line))
    end_of_names(hub, session, channel.name)


def end_of_names(hub: Hub, session: Session, name: str) -> None:
    """366."""
    hub.numeric(session, n.RPL_ENDOFNAMES, name, text="End of /NAMES list")


def lusers(hub: Hub, session: Session) -> None:
    """251 to 266: how many of what (Modern IRC, "LUSERS message")."""
    users = hub.state.users.values()
    hidden = sum(user.invisible for user in users)
    count, peak = len(users), hub.state.peak
    unknown = sum(other.phase in (Phase.OPEN, Phase.REGISTERING) for other in hub.sessions.values())
    hub.numeric(
        session,
        n.RPL_LUSERCLIENT,
        text=f"There are {count - hidden} users and {hidden} invisible on 1 servers",
    )
    hub.numeric(session, n.RPL_LUSEROP, "0", text="operator(s) online")
    hub.numeric(session, n.RPL_LUSERUNKNOWN, str(unknown), text="unknown connection(s)")
    channels = str(len(hub.state.channels))
    hub.numeric(session, n.RPL_LUSERCHANNELS, channels, text="channels formed")
    hub.numeric(session, n.RPL_LUSERME, text=f"I have {count} clients and 0 servers")
    for code, what in ((n.RPL_LOCALUSERS, "local"), (n.RPL_GLOBALUSERS, "global")):
        text = f"Current {what} users {count}, max {peak}"
        hub.numeric(session, code, str(count), str(peak), text=text)


def motd(hub: Hub, session: Session) -> None:
    """375, 372s and 376; 422 where there is none."""
    lines = hub.settings.motd
    if not lines:
        hub.numeric(session, n.ERR_NOMOTD, text="There is no message of the day")
        return
    server = hub.settings.server_name
    hub.numeric(session, n.RPL_MOTDSTART, text=f"- {server} Message of the day - ")
    for line in lines:
        hub.numeric(session, n.RPL_MOTD, text=f"- {line}")
    hub.numeric(session, n.RPL_ENDOFMOTD, text="End of /MOTD command.")


def tell_away(hub: Hub, session: Session, user: User) -> None:
    """301, if somebody is away."""
    if user.away:
        hub.numeric(session, n.RPL_AWAY, user.nick, text=user.away)
