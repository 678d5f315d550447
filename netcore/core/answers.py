"""Answers that more than one command gives: a channel's topic and names, LUSERS, the MOTD."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from netcore.core import caps
from netcore.core.channels import Channel
from netcore.core.isupport import history_tokens, tokens
from netcore.core.markers import marker, owner
from netcore.core.session import Phase, Session
from netcore.core.users import User
from netcore.version import __version__
from netcore.wire import isupport
from netcore.wire import numerics as n
from netcore.wire.lines import MAX_LINE

if TYPE_CHECKING:
    from netcore.core.hub import Hub

VERSION = f"chat-tui-{__version__}"
"""The program, as it names itself to clients."""

_NO_IMPLICIT_NAMES = caps.NO_IMPLICIT_NAMES | caps.NO_IMPLICIT_NAMES_DRAFT


def greet_member(hub: Hub, session: Session, channel: Channel) -> None:
    """Tell somebody about the channel that was just entered."""
    if session.profile & caps.PLAIN:
        return
    if channel.topic:
        topic(hub, session, channel)
    if session.caps & caps.READ_MARKER:
        marker(hub, session, channel.name, owner(session), channel.target)
    if not session.caps & _NO_IMPLICIT_NAMES:
        names(hub, session, channel)
        end_of_names(hub, session, channel.name)


def topic(hub: Hub, session: Session, channel: Channel) -> None:
    """331, or 332 and 333."""
    if not channel.topic:
        hub.numeric(session, n.RPL_NOTOPIC, channel.name, text="No topic is set")
        return
    hub.numeric(session, n.RPL_TOPIC, channel.name, text=channel.topic)
    who = channel.topic_by
    hub.numeric(session, n.RPL_TOPICWHOTIME, channel.name, who, str(channel.topic_time))


def names(hub: Hub, session: Session, channel: Channel) -> None:
    """353 as often as needed; +i hides from those outside."""
    multi = bool(session.caps & caps.MULTI_PREFIX)
    full = bool(session.caps & caps.USERHOST_IN_NAMES)
    inside = session.user in channel.members
    sign = "@" if "s" in channel.flags else "*" if "p" in channel.flags else "="
    shown = (
        member.prefix(multi=multi) + (user.source if full else user.nick)
        for user, member in channel.members.items()
        if inside or not user.invisible
    )
    word_lists(hub, session, n.RPL_NAMREPLY, (sign, channel.name), shown)


def word_lists(
    hub: Hub,
    session: Session,
    code: str,
    params: tuple[str, ...],
    words: Iterable[str],
    between: str = " ",
) -> None:
    """A numeric whose last parameter lists words, as often as 512 bytes a line make needful."""
    head = " ".join((f":{hub.settings.server_name}", code, session.name, *params, ":"))
    room = MAX_LINE - 2 - len(head.encode())
    line: list[str] = []
    size = -1
    for word in words:
        size += len(word.encode()) + 1
        if size > room and line:
            hub.numeric(session, code, *params, text=between.join(line))
            line, size = [], len(word.encode())
        line.append(word)
    if line:
        hub.numeric(session, code, *params, text=between.join(line))


def end_of_names(hub: Hub, session: Session, asked: str) -> None:
    """366, which repeats what was asked for."""
    hub.numeric(session, n.RPL_ENDOFNAMES, asked, text="End of /NAMES list")


def features(hub: Hub, session: Session) -> None:
    """005 as often as needed: what this server says of itself."""
    said = tokens(hub.settings)
    if hub.past.on:
        said |= history_tokens()
    for line in isupport.lines(said):
        hub.numeric(session, n.RPL_ISUPPORT, *line, text="are supported by this server")


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
    operators = sum(user.operator for user in users)
    hub.numeric(session, n.RPL_LUSEROP, str(operators), text="operator(s) online")
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
