"""What is set on channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import records as r
from netcore.core import render
from netcore.core.channels import Ban, Channel
from netcore.core.users import User
from netcore.wire.casemap import ascii_fold

if TYPE_CHECKING:
    from netcore.core.hub import Hub


def modes_set(hub: Hub, record: r.ModesSet) -> None:
    """A channel's modes have changed; changes that come to nothing are left out."""
    channel = hub.state.channel(record.channel)
    user = hub.state.users.get(record.uid)
    if not channel or not user:
        return
    done = [change for change in record.changes if _change(hub, channel, user, change, record)]
    if not done:
        return
    event = render.event(
        f":{user.source} MODE {channel.name} {_changes_text(hub, done)}",
        record.time,
        record.id,
        hub.stamps,
        by=user,
    )
    hub.tell_channel(channel, event, author=user)


def _change(hub: Hub, channel: Channel, by: User, change: r.Change, record: r.ModesSet) -> bool:
    """Make one change; whether it changed anything."""
    on, letter, value = change
    if letter in "ov":
        return _change_role(hub, channel, change)
    before = (channel.flags.copy(), channel.key, channel.limit, len(channel.bans))
    if letter == "b" and on:
        channel.bans.setdefault(ascii_fold(value), Ban(value, by.source, record.time // 1000))
    elif letter == "b":
        channel.bans.pop(ascii_fold(value), None)
    elif letter == "k":
        channel.key = value if on else ""
    elif letter == "l":
        channel.limit = int(value) if on else 0
    elif on:
        channel.flags.add(letter)
    else:
        channel.flags.discard(letter)
    return before != (channel.flags, channel.key, channel.limit, len(channel.bans))


def _change_role(hub: Hub, channel: Channel, change: r.Change) -> bool:
    target = hub.state.users.get(change.value)
    member = channel.members.get(target) if target else None
    if not member:
        return False
    role = "op" if change.letter == "o" else "voice"
    changed = bool(getattr(member, role) != change.on)
    setattr(member, role, change.on)
    return changed


def _changes_text(hub: Hub, changes: list[r.Change]) -> str:
    """The changes as one MODE has them: ``+o-v alice bob``."""
    letters, values = "", []
    sign = ""
    for on, letter, value in changes:
        if sign != "+-"[not on]:
            sign = "+-"[not on]
            letters += sign
        letters += letter
        if letter in "ov":
            values.append(hub.state.users[value].nick)
        elif value:
            values.append(value)
    return " ".join((letters, *values))
