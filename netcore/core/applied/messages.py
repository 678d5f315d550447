"""What is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import caps, render
from netcore.core import records as r
from netcore.core.past import conversation

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
    if hub.past.on and user.account and target.account:
        hub.past.keep_said(record, user, conversation(user.account, target.account))
    event = render.said(record, user, target.nick, hub.stamps)
    if user.session and user.session.caps & (caps.ECHO_MESSAGE | caps.PLAIN):
        hub.answer(user.session, event)
    if target.session and not target.session.silences(user.source):
        hub.deliver(target.session, event)
