"""Taking a snapshot: on the dispatcher's thread, so that everything in it is of one moment."""

from __future__ import annotations

import threading
from time import monotonic

from netcore.core.hub import Hub
from netcore.core.session import Phase, Session
from netcore.server.dispatcher import Dispatcher
from netcore.server.recorder import Trouble
from netcore.snapshot import ChannelRow, ClientRow, Snapshot, ThreadRow
from netcore.version import __version__
from netcore.wire.text import plain

_ROLES = frozenset(
    {"accept", "reader", "writer", "dispatcher", "loop", "dashboard", "log", "worker", "history"}
)
_DIALECTS = {Phase.PLAIN: "plain", Phase.IRC: "irc", Phase.REGISTERING: "irc"}


def take(
    dispatcher: Dispatcher, *, addresses: tuple[str, ...], engine: str, started_at: float
) -> Snapshot:
    """See `ChatServer.snapshot`."""
    hub = dispatcher.hub
    now = monotonic()
    sessions = tuple(hub.sessions.values())
    trouble = dispatcher.recorder.trouble if dispatcher.recorder else Trouble()
    return Snapshot(
        time=now,
        server_name=hub.settings.server_name,
        version=__version__,
        addresses=addresses,
        engine=engine,
        uptime=now - started_at,
        clients=tuple(_client(dispatcher, session, now) for session in sessions),
        channels=tuple(_channels(hub)),
        threads=threads(),
        peak_clients=dispatcher.peak,
        connections=dispatcher.connections,
        messages_in=dispatcher.lines_in + sum(session.lines_in for session in sessions),
        messages_out=dispatcher.lines_out + sum(session.lines_out for session in sessions),
        bytes_in=dispatcher.bytes_in,
        bytes_out=dispatcher.bytes_out,
        bugs=dispatcher.bugs,
        history=dispatcher.history,
        history_trouble=trouble.why,
        history_waiting=trouble.waiting,
        history_lost=trouble.lost,
        door=hub.moderation.door.value,
        log=tuple(dispatcher.journal.lines),
    )


def _client(dispatcher: Dispatcher, session: Session, now: float) -> ClientRow:
    link = dispatcher.links.get(session.id)
    user = session.user
    address = f"[{session.host}]" if ":" in session.host else session.host
    return ClientRow(
        id=session.id,
        nick=plain(session.name),
        address=f"{address}:{session.port}",
        dialect=_DIALECTS.get(session.phase, "?"),
        channels=tuple(plain(channel.name) for channel in user.channels) if user else (),
        idle=max(0.0, now - session.spoke_at),
        connected=max(0.0, now - session.opened_at),
        sendq=link.unsent if link else 0,
        received=session.lines_in,
        sent=session.lines_out,
        operator=bool(user and user.operator),
        away=bool(user and user.away),
        secure=session.secure,
    )


def _channels(hub: Hub) -> list[ChannelRow]:
    return [
        ChannelRow(
            name=plain(channel.name),
            members=len(channel.members),
            modes=channel.mode_text(with_key=False)[0],
            topic=plain(channel.topic),
        )
        for channel in hub.state.channels.values()
    ]


def threads() -> tuple[ThreadRow, ...]:
    """Every live thread of this process; those of no role of ours are ``other``."""
    rows = []
    for thread in threading.enumerate():
        word = thread.name.partition(" ")[0]
        role = "main" if thread is threading.main_thread() else word
        known = role in _ROLES or role == "main"
        rows.append(ThreadRow(role if known else "other", plain(thread.name)))
    return tuple(rows)
