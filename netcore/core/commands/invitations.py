"""INVITE: asking somebody into a channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import acts
from netcore.core import records as r
from netcore.core.answers import tell_away
from netcore.core.commands.channels import need_operator, own_channel, person
from netcore.core.commands.registry import command
from netcore.core.session import Session
from netcore.wire import numerics as n
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.core.hub import Hub


@command("INVITE", params=2)
def invite(hub: Hub, session: Session, message: Message) -> None:
    """INVITE nick #a; into a +i channel only by an operator."""
    nick, name = message.params[:2]
    target = hub.state.user(nick)
    if not target:
        hub.numeric(session, n.ERR_NOSUCHNICK, nick, text="No such nick")
        return
    channel = own_channel(hub, session, name)
    if not channel:
        return
    if why := acts.muted(hub, session):
        hub.numeric(session, n.ERR_CANNOTSENDTOUSER, target.nick, text=why)
        return
    if "i" in channel.flags and not channel.members[person(session)].op:
        need_operator(hub, session, channel)
        return
    if target in channel.members:
        text = "is already on channel"
        hub.numeric(session, n.ERR_USERONCHANNEL, target.nick, channel.name, text=text)
        return
    hub.numeric(session, n.RPL_INVITING, target.nick, channel.name)
    tell_away(hub, session, target)
    hub.propose(r.Invited(*hub.stamp(channel), person(session).uid, channel.name, target.uid))
