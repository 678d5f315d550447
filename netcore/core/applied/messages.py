"""What is said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from netcore.core import caps, multiline, render
from netcore.core import records as r
from netcore.core.channels import Channel
from netcore.core.past import between
from netcore.core.session import Session
from netcore.core.users import User

if TYPE_CHECKING:
    from netcore.core.hub import Hub


def said(hub: Hub, record: r.Said) -> None:
    """Something was said in a channel."""
    user = hub.state.users.get(record.uid)
    channel = hub.state.channel(record.channel)
    if not user or not channel:
        return
    if hub.past.on:
        hub.past.keep_said(record, user, channel.target)
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


def whispered(hub: Hub, record: r.Whispered) -> None:
    """Something was said to one person."""
    user = hub.state.users.get(record.uid)
    target = hub.state.users.get(record.target)
    if not user or not target:
        return
    _expect_answer(user, target)
    if hub.past.on and (where := between(user, target)):
        hub.past.keep_said(record, user, where)
    event = render.said(record, user, target.nick, hub.stamps)
    if user.session and user.session.caps & (caps.ECHO_MESSAGE | caps.PLAIN):
        hub.answer(user.session, event)
    if target.session and not target.session.silences(user.source):
        hub.deliver(target.session, event)


def said_to_role(hub: Hub, record: r.SaidToRole) -> None:
    """Something was said to those who have a role in a channel; no history is kept of it."""
    user = hub.state.users.get(record.uid)
    channel = hub.state.channel(record.channel)
    if not user or not channel:
        return
    event = render.said(record, user, record.role + channel.name, hub.stamps)
    _echo(hub, user, event)
    hub.tell_each(_those_with(channel, record.role, but=user), event)


def said_in_lines(hub: Hub, record: r.SaidInLines) -> None:
    """Several lines were said as one message, to a channel, a role in it or a person."""
    user = hub.state.users.get(record.uid)
    if not user:
        return
    name = record.target.lstrip("@+")
    if name[:1] == "#":
        _lines_in_channel(hub, record, user, name)
        return
    other = hub.state.users.get(name)
    if not other:
        return
    _expect_answer(user, other)
    if hub.past.on and (where := between(user, other)):
        hub.past.keep_said(record, user, where)
    hears = other.session and not other.session.silences(user.source)
    _tell_lines(hub, record, user, other.nick, [other.session] if hears else [])


def _expect_answer(user: User, other: User) -> None:
    """Whoever writes to somebody hears what that one answers, with +R too."""
    if "R" in user.modes:
        user.accept(other.uid)


def _lines_in_channel(hub: Hub, record: r.SaidInLines, user: User, name: str) -> None:
    channel = hub.state.channel(name)
    if not channel:
        return
    role = record.target.removesuffix(name)
    if hub.past.on and not role:
        hub.past.keep_said(record, user, channel.target)
    receivers = _those_with(channel, role, but=user)
    _tell_lines(hub, record, user, role + channel.name, receivers)


def _tell_lines(
    hub: Hub, record: r.SaidInLines, user: User, target: str, receivers: Iterable[Session | None]
) -> None:
    """Tell each receiver in the form that it takes."""
    whole = multiline.in_batch(record, user, target, hub.stamps)
    singly = multiline.one_by_one(record, user, target, hub.stamps)
    if user.session:
        _echo(hub, user, whole if _takes_batch(user.session) else singly)
    sessions = [session for session in receivers if session]
    hub.tell_each((one for one in sessions if _takes_batch(one)), whole)
    hub.tell_each((one for one in sessions if not _takes_batch(one)), singly)


def _takes_batch(session: Session) -> bool:
    return session.caps & multiline.WANTED == multiline.WANTED


def _those_with(channel: Channel, role: str, *, but: User) -> Iterable[Session | None]:
    """The sessions of those in a channel who have at least a role, but for one person."""
    for user, member in channel.members.items():
        if user is not but and (member.op or not role or (role == "+" and member.voice)):
            yield user.session


def _echo(hub: Hub, user: User, event: render.Renderer) -> None:
    if user.session and user.session.caps & (caps.ECHO_MESSAGE | caps.PLAIN):
        hub.answer(user.session, event)
