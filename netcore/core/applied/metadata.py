"""What people and channels say of themselves to programs (IRCv3 metadata)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from netcore.core import caps, metadata, render
from netcore.core import records as r
from netcore.core.channels import Channel
from netcore.core.session import Session
from netcore.core.users import User

if TYPE_CHECKING:
    from netcore.core.hub import Hub


def metadata_set(hub: Hub, record: r.MetadataSet) -> None:
    """Keys of a person or a channel have other values, unless there are too many by now."""
    user = hub.state.users.get(record.uid)
    target: User | Channel | None
    if record.target[:1] == "#":
        target = hub.state.channel(record.target)
    else:
        target = hub.state.users.get(record.target)
    if not user or not target:
        return
    name = target.name if isinstance(target, Channel) else target.nick
    if not metadata.has_room(target.metadata, record.changes):
        if user.session:
            hub.fail(user.session, "METADATA", "LIMIT_REACHED", metadata.FULL, name)
        return
    metadata.set_values(target.metadata, record.changes)
    for key, value in record.changes:
        line = metadata.line(user.source, name, key, value)
        event = render.event(line, record.time, record.id, hub.stamps, by=user)
        hub.tell_each(_subscribers(hub, target, key, but=user), event)


def tell_of_newcomer(hub: Hub, user: User, channel: Channel, record: r.Joined) -> None:
    """Tell those in a channel what they want to know of who has just come in."""
    for key, value in user.metadata.items():
        line = metadata.line(user.source, user.nick, key, value)
        event = render.event(line, record.time, record.id, hub.stamps, by=user)
        hub.tell_each(_subscribers(hub, channel, key, but=user), event)


def _subscribers(hub: Hub, target: User | Channel, key: str, *, but: User) -> Iterable[Session]:
    """The sessions that want to know a key of a target, without that of who has set it."""
    around: Iterable[User]
    if isinstance(target, Channel):
        around = target.members
    else:
        around = [target, *hub.state.neighbours(target)]
    for user in around:
        session = user.session
        if session and user is not but and session.caps & caps.METADATA and key in session.subs:
            yield session
