"""PRIVMSG, NOTICE, TAGMSG: saying something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from netcore.core import acts, caps
from netcore.core import records as r
from netcore.core.answers import tell_away
from netcore.core.channels import Channel
from netcore.core.commands.channels import person
from netcore.core.commands.registry import command
from netcore.core.past import between
from netcore.core.session import Permit, Session
from netcore.core.users import User
from netcore.wire import numerics as n
from netcore.wire.message import NO_TAGS, Message

if TYPE_CHECKING:
    from netcore.core.hub import Hub

_MAX_PERMITS = 100
ROLES = "@+"
"""What may stand before a channel's name, for those who have that role or a higher one."""


@command("PRIVMSG")
def privmsg(hub: Hub, session: Session, message: Message) -> None:
    """PRIVMSG target,target :text."""
    params = message.params
    if not params:
        hub.numeric(session, n.ERR_NORECIPIENT, text="No recipient given (PRIVMSG)")
    elif len(params) < 2 or not params[1]:
        hub.numeric(session, n.ERR_NOTEXTTOSEND, text="No text to send")
    else:
        _say(hub, session, message, params[1])


@command("NOTICE")
def notice(hub: Hub, session: Session, message: Message) -> None:
    """NOTICE target,target :text; never answered, so that two programs cannot chat for ever."""
    if message.param(1):
        _say(hub, session, message, message.params[1])


@command("TAGMSG", params=1)
def tagmsg(hub: Hub, session: Session, message: Message) -> None:
    """TAGMSG target,target with client-only tags (IRCv3 message-tags)."""
    if session.caps & caps.MESSAGE_TAGS and any(tag[0] == "+" for tag in message.tags):
        _say(hub, session, message, "")


def _say(hub: Hub, session: Session, message: Message, text: str) -> None:
    session.spoke_at = hub.now
    tags = message.tags and client_tags(session, message.tags)
    targets = message.params[0]
    if "," not in targets:
        say_to(hub, session, message.command, targets, text, tags)
        return
    # Somebody named twice is meant once (Modern IRC, PRIVMSG).
    several = [target for target in dict.fromkeys(targets.split(",")) if target]
    if len(several) > hub.settings.max_targets:
        if message.command != "NOTICE":
            text = "Too many targets: nothing was sent"
            hub.numeric(session, n.ERR_TOOMANYTARGETS, several[-1], text=text)
        return
    for target in several:
        say_to(hub, session, message.command, target, text, tags)


def client_tags(session: Session, tags: Mapping[str, str]) -> Mapping[str, str]:
    """The tags that are relayed: those with a ``+``, of a client that has message-tags on."""
    if not session.caps & caps.MESSAGE_TAGS:
        return NO_TAGS
    return {name: value for name, value in tags.items() if name[0] == "+"}


def say_to(
    hub: Hub,
    session: Session,
    command_: str,
    target: str,
    text: str,
    tags: Mapping[str, str] = NO_TAGS,
    lines: tuple[r.Line, ...] = (),
) -> None:
    """Say something to one target, or answer why not (a NOTICE is never answered).

    Args:
        hub: the chat.
        session: who says it.
        command_: PRIVMSG, NOTICE or TAGMSG.
        target: a nick, a channel, or a channel with ``@`` or ``+`` before it (STATUSMSG).
        text: what; with LF if it has several lines.
        tags: client-only tags.
        lines: the lines, if it is more than one.
    """
    name = target.lstrip(ROLES) if target[:1] in ROLES else target
    if why := acts.muted(hub, session):
        _refuse_muted(hub, session, command_, name, why)
    elif name[:1] == "#":
        channel = hub.state.channel(name)
        role = "" if name is target else "@+"["+" in target[: -len(name)]]
        if channel is None:
            if command_ != "NOTICE":
                hub.numeric(session, n.ERR_NOSUCHCHANNEL, name, text="No such channel")
        elif refusal := refused(channel, person(session), text):
            if command_ != "NOTICE":
                hub.numeric(session, n.ERR_CANNOTSENDTOCHAN, channel.name, text=refusal)
        elif role or lines or tags:
            _say_specially(hub, session, command_, channel, role, text, tags, lines)
        else:
            _allow_again(hub, session, f"{command_} {target}", command_, channel)
            id_, time = hub.stamp(channel)
            uid = person(session).uid
            hub.propose(r.Said(id_, time, uid, command_, channel.name, text, tags))
    else:
        _whisper(hub, session, command_, target, text, tags, lines)


def _refuse_muted(hub: Hub, session: Session, command_: str, target: str, why: str) -> None:
    """404 or 531, with the reason; a NOTICE is never answered."""
    code = n.ERR_CANNOTSENDTOCHAN if target[:1] == "#" else n.ERR_CANNOTSENDTOUSER
    if command_ != "NOTICE":
        hub.numeric(session, code, target or "*", text=why)


def _say_specially(
    hub: Hub,
    session: Session,
    command_: str,
    channel: Channel,
    role: str,
    text: str,
    tags: Mapping[str, str],
    lines: tuple[r.Line, ...],
) -> None:
    """Say what has tags or several lines, or is not for all."""
    id_, time = hub.stamp(channel)
    uid = person(session).uid
    name = channel.name
    if lines:
        hub.propose(r.SaidInLines(id_, time, uid, command_, role + name, lines, tags))
    elif role:
        hub.propose(r.SaidToRole(id_, time, uid, command_, name, role, text, tags))
    else:
        hub.propose(r.Said(id_, time, uid, command_, name, text, tags))


def _whisper(
    hub: Hub,
    session: Session,
    command_: str,
    nick: str,
    text: str,
    tags: Mapping[str, str],
    lines: tuple[r.Line, ...],
) -> None:
    other = hub.state.user(nick)
    if other is None:
        if command_ != "NOTICE":
            hub.numeric(session, n.ERR_NOSUCHNICK, nick or "*", text="No such nick")
        return
    user = person(session)
    if refusal := _unwanted(other, user, text):
        if command_ != "NOTICE":
            hub.numeric(session, refusal[0], other.nick, text=refusal[1])
        return
    where = between(user, other) if hub.past.on else ""
    stamp = hub.stamp_in(where) if where else hub.stamp()
    if lines:
        hub.propose(r.SaidInLines(*stamp, user.uid, command_, other.uid, lines, tags))
    else:
        hub.propose(r.Whispered(*stamp, user.uid, command_, other.uid, text, tags))
    if other.away and command_ == "PRIVMSG":
        tell_away(hub, session, other)


def _unwanted(other: User, user: User, text: str) -> tuple[str, str] | None:
    """Why somebody does not want to be sent this, as a numeric and in words."""
    if "T" in other.modes and _is_request(text):
        return n.ERR_CANNOTSENDTOUSER, "Cannot send to user (+T): no CTCP there but ACTION"
    if not other.hears(user):
        return n.ERR_NEEDREGGEDNICK, "Cannot send to user (+R): log in to an account first"
    return None


def _allow_again(hub: Hub, session: Session, head: str, command_: str, channel: Channel) -> None:
    if "C" in channel.flags:
        return  # each text has to be looked at
    if len(session.permits) >= _MAX_PERMITS:
        session.permits.clear()
    session.permits[head] = Permit(hub.version, command_, channel)


def say_again(hub: Hub, session: Session, permit: Permit, text: str) -> None:
    """Say what a line says that a permit covers."""
    _, command_, channel = permit
    session.lines_in += 1
    session.spoke_at = hub.now
    id_, time = hub.stamp(channel)
    uid = person(session).uid
    hub.propose(r.Said(id_, time, uid, command_, channel.name, text, NO_TAGS))


def _is_request(text: str) -> bool:
    """Whether a text is CTCP, for a program and not for eyes as ACTION is."""
    return text[:1] == "\x01" and not text.startswith("\x01ACTION ")


def refused(channel: Channel, user: User, text: str = "") -> str:
    """Why somebody may not say something in a channel; empty if nothing speaks against it."""
    if "C" in channel.flags and _is_request(text):
        return "Cannot send to channel (+C): no CTCP here but ACTION"
    member = channel.members.get(user)
    if member is None:
        if "n" in channel.flags:
            return "Cannot send to channel (+n): join it first"
        if "R" in channel.flags and not user.account:
            return "Cannot send to channel (+R): log in to an account first"
    elif member.op or member.voice:
        return ""
    if "M" in channel.flags and not user.account:
        return "Cannot send to channel (+M): log in to an account first"
    if "m" in channel.flags:
        return "Cannot send to channel (+m): only operators and the voiced may speak"
    if channel.lists["b"] and (channel.is_banned(user) or channel.is_muted(user)):
        return "Cannot send to channel (+b): you are banned or muted"
    return ""
