"""RENAME: another name for a channel (IRCv3 channel-rename)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import acts, names
from netcore.core import records as r
from netcore.core.commands.channels import operated_channel, person
from netcore.core.commands.registry import command
from netcore.core.session import Session
from netcore.wire.casemap import ascii_fold
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.core.channels import Channel
    from netcore.core.hub import Hub


@command("RENAME", params=2)
def rename(hub: Hub, session: Session, message: Message) -> None:
    """RENAME #old #new [:reason]: by an operator of the channel."""
    old, new = message.params[:2]
    channel = operated_channel(hub, session, old)
    if not channel:
        return
    code, text = _refusal(hub, channel, new)
    if why := acts.muted(hub, session):
        code, text = "CANNOT_RENAME", why
    if code:
        hub.fail(session, "RENAME", code, text, channel.name, new)
        return
    reason = names.truncated(message.param(2), hub.settings.kick_length)
    stamp = hub.stamp(channel)
    hub.propose(r.ChannelRenamed(*stamp, person(session).uid, channel.name, new, reason))


def _refusal(hub: Hub, channel: Channel, new: str) -> tuple[str, str]:
    """Why a channel cannot take a name, as code and text; both empty if it can."""
    lobby = ascii_fold(hub.settings.lobby)
    if channel.target == lobby or ascii_fold(new) == lobby:
        return "CANNOT_RENAME", "The lobby is where guests are: it keeps its name"
    if not names.channel(new, hub.settings.channel_length):
        return "CANNOT_RENAME", "No channel can have this name"
    if new == channel.name:
        return "CANNOT_RENAME", "The channel has this name"
    holder = hub.state.channel(new)
    if holder and holder is not channel:
        return "CHANNEL_NAME_IN_USE", "The channel name is already taken"
    return "", ""
