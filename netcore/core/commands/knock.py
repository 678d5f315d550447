"""KNOCK: asking to be let into a channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import acts, names
from netcore.core import records as r
from netcore.core.commands.channels import existing_channel, no_entry, person
from netcore.core.commands.registry import command
from netcore.core.session import Session
from netcore.wire import numerics as n
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.core.hub import Hub

_PAUSE = 30.0
"""Seconds between two knocks of one client: time for an operator to see the first."""


@command("KNOCK", params=1)
def knock(hub: Hub, session: Session, message: Message) -> None:
    """KNOCK #a [:text]: tells its operators; only where the door is shut."""
    user = person(session)
    channel = existing_channel(hub, session, message.params[0])
    if not channel:
        return
    if user in channel.members:
        text = "You are already on that channel"
        hub.numeric(session, n.ERR_KNOCKONCHAN, channel.name, text=text)
        return
    if why := acts.muted(hub, session):
        hub.numeric(session, n.ERR_CANNOTSENDTOCHAN, channel.name, text=why)
        return
    if no_entry(channel, user) is None:
        hub.numeric(session, n.ERR_CHANOPEN, channel.name, text="Channel is open: join it")
    elif channel not in user.invitations and channel.is_banned(user):
        text = "Cannot knock on channel (+b): you are banned"
        hub.numeric(session, n.ERR_CANNOTSENDTOCHAN, channel.name, text=text)
    elif session.knocked_at is not None and hub.now - session.knocked_at < _PAUSE:
        text = f"Too many KNOCKs: wait {_PAUSE:.0f} seconds between two"
        hub.numeric(session, n.ERR_TOOMANYKNOCK, channel.name, text=text)
    else:
        session.knocked_at = hub.now
        text = names.truncated(message.param(1), hub.settings.kick_length)
        hub.propose(r.Knocked(*hub.stamp(channel), user.uid, channel.name, text))
        hub.numeric(session, n.RPL_KNOCKDLVR, channel.name, text="Your KNOCK has been delivered.")
