"""Somebody at a channel's door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import records as r
from netcore.core import render
from netcore.wire import numerics as n

if TYPE_CHECKING:
    from netcore.core.hub import Hub


def knocked(hub: Hub, record: r.Knocked) -> None:
    """Somebody asks the operators of a channel to be let in."""
    user = hub.state.users.get(record.uid)
    channel = hub.state.channel(record.channel)
    if not user or not channel:
        return
    server = hub.settings.server_name
    words = f"has asked for an invite{f' ({record.text})' if record.text else ''}"
    for other, member in channel.members.items():
        if member.op and other.session:
            line = f":{server} {n.RPL_KNOCK} {other.nick} {channel.name} {user.source} :{words}"
            event = render.event(
                line,
                record.time,
                record.id,
                hub.stamps,
                plain=f"{user.nick} {words} into {channel.name}",
                by=user,
            )
            hub.deliver(other.session, event)
