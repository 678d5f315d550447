"""What the server's operators do to people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import records as r
from netcore.core import render

if TYPE_CHECKING:
    from netcore.core.hub import Hub


def killed(hub: Hub, record: r.Killed) -> None:
    """Somebody's connection is ended by the host that holds it; all others hear its `Quit`."""
    by = hub.state.users.get(record.uid)
    target = hub.state.users.get(record.target)
    if not by or not target:
        return
    reason = f"Killed ({by.nick} ({record.reason}))"
    hub.tell_operators(f"{by.nick} killed {target.nick}: {record.reason}")
    host = target.session.host if target.session else target.host
    hub.note("warning", f"{by.nick} killed {target.nick} ({host}): {record.reason}")
    if target.session:
        event = render.event(
            f":{by.source} KILL {target.nick} :{record.reason}",
            record.time,
            record.id,
            hub.stamps,
            by=by,
        )
        hub.deliver(target.session, event)
        hub.end(target.session, reason)


def walloped(hub: Hub, record: r.Walloped) -> None:
    """An operator has said something to all who have +w on."""
    by = hub.state.users.get(record.uid)
    if not by:
        return
    line = f":{by.source} WALLOPS :{record.text}"
    event = render.event(line, record.time, record.id, hub.stamps, by=by)
    for session in hub.sessions.values():
        user = session.user
        if user is by:
            hub.answer(session, event)
        elif session.active and user and "w" in user.modes:
            hub.deliver(session, event)
