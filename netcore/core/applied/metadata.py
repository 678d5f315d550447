"""What people and channels say of themselves to programs (IRCv3 metadata)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from netcore.core import caps, metadata, render
from netcore.core import records as r
from netcore.core.channels import Channel
from netcore.core.metadata_telling import answered, newer, too_many_keys
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
            too_many_keys(hub, user.session, name)
        return
    metadata.set_values(target.metadata, record.changes)
    for key, value in record.changes:
        sessions = _subscribers(hub, target, key, but=user)
        _tell(hub, sessions, user, name, (key, value), record)


def tell_of_newcomer(hub: Hub, user: User, channel: Channel, record: r.Joined) -> None:
    """Tell those in a channel what they want to know of who has just come in."""
    for key, value in user.metadata.items():
        sessions = _subscribers(hub, channel, key, but=user)
        _tell(hub, sessions, user, user.nick, (key, value), record)


def _tell(
    hub: Hub,
    sessions: Iterable[Session],
    by: User,
    name: str,
    change: tuple[str, str],
    record: r.MetadataSet | r.Joined,
) -> None:
    """Tell each session in its form: by draft 2 who has said it, by draft 3 what holds."""
    line = metadata.line(by.source, name, *change)
    event = render.event(line, record.time, record.id, hub.stamps, by=by)
    each = tuple(dict.fromkeys(sessions))
    hub.tell_each((one for one in each if not newer(one)), event)
    for one in each:
        if newer(one):
            told = answered(hub, one, name, *change)
            hub.deliver(one, render.reply(told, hub.wall, hub.stamps))


def _subscribers(hub: Hub, target: User | Channel, key: str, *, but: User) -> Iterable[Session]:
    """The sessions that want to know a key of a target, without that of who has set it."""
    around: Iterable[User]
    if isinstance(target, Channel):
        around = target.members
    else:
        around = [target, *hub.state.neighbours(target)]
        for watcher in hub.monitors.of(target.nick):
            if newer(watcher) and watcher.user is not but and key in watcher.subs:
                yield watcher
    for user in around:
        session = user.session
        if not session or user is but or not session.caps & caps.ANY_METADATA:
            continue
        if key in session.subs:
            yield session
