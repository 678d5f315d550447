"""What is taken back (IRCv3 message-redaction)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import caps, render
from netcore.core import records as r
from netcore.core.past import between
from netcore.core.session import Session
from netcore.core.users import User

if TYPE_CHECKING:
    from netcore.core.hub import Hub


def redacted(hub: Hub, record: r.Redacted) -> None:
    """A message was taken back: the history forgets it, those who know of such things are told."""
    user = hub.state.users.get(record.uid)
    if not user:
        return
    if record.target[:1] == "#":
        channel = hub.state.channel(record.target)
        if channel:
            hub.past.redact(channel.target, record.msgid)
            members = [member.session for member in channel.members]
            _tell(hub, record, user, channel.name, members)
        return
    other = hub.state.users.get(record.target)
    if other:
        hub.past.redact(between(user, other), record.msgid)
        _tell(hub, record, user, other.nick, [user.session, other.session])


def _tell(
    hub: Hub, record: r.Redacted, user: User, name: str, sessions: list[Session | None]
) -> None:
    reason = f" :{record.reason}" if record.reason else ""
    line = f":{user.source} REDACT {name} {record.msgid}{reason}"
    event = render.event(line, record.time, record.id, hub.stamps, by=user)
    actor = user.session
    if actor and actor.caps & caps.REDACTION:
        hub.answer(actor, event)  # a server's operator need not be in the channel
    knowing = (one for one in sessions if one and one.caps & caps.REDACTION)
    hub.tell_each((one for one in knowing if one is not actor), event)
