"""What is set on channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import records as r
from netcore.core import render
from netcore.core.bans import LISTS, MOST, Entry
from netcore.core.channels import Channel
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
    made = (_change(hub, channel, user, change, record) for change in record.changes)
    done = [change for change in made if change]
    if not done:
        return
    words = f"{channel.name} {_changes_text(hub, done)}"
    hub.past.keep(record, user, channel.target, "MODE", words)
    event = render.event(
        f":{user.source} MODE {words}",
        record.time,
        record.id,
        hub.stamps,
        by=user,
    )
    hub.tell_channel(channel, event, author=user)


def _change(
    hub: Hub, channel: Channel, by: User, change: r.Change, record: r.ModesSet
) -> r.Change | None:
    """Make one change; the change as it was made, or None if it comes to nothing."""
    on, letter, value = change
    if letter in "ov":
        return change if _change_role(hub, channel, change) else None
    if letter in LISTS:
        return _change_list(channel.lists[letter], by, change, record.time)
    before = (channel.flags.copy(), channel.key, channel.limit)
    if letter == "k":
        channel.key = value if on else ""
    elif letter == "l":
        channel.limit = int(value) if on else 0
    elif on:
        channel.flags.add(letter)
    else:
        channel.flags.discard(letter)
    return change if before != (channel.flags, channel.key, channel.limit) else None


def _change_list(
    entries: dict[str, Entry], by: User, change: r.Change, time: int
) -> r.Change | None:
    key = ascii_fold(change.value)
    if not change.on:
        entry = entries.pop(key, None)
        # As it was set: clients look for just that in their copy of the list.
        return change._replace(value=entry.mask) if entry else None
    if key in entries or len(entries) >= MOST:
        return None
    entries[key] = Entry(change.value, by.source, time // 1000)
    return change


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
