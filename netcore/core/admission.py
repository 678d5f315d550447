"""How many connections there may be, and how fast each may speak."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core.flood import Bucket

if TYPE_CHECKING:
    from netcore.core.hub import Hub
    from netcore.core.session import Session


def limit(hub: Hub, session: Session) -> None:
    """Hold a new connection to what one may take; one too many ends with the reason."""
    settings = hub.settings
    session.bucket = Bucket(settings.burst, settings.rate, hub.now)
    if len(hub.sessions) > settings.max_clients:
        _refuse(hub, session, "the server is full, try again later")
    elif _of_address(hub, session.host) > settings.max_per_address:
        _refuse(hub, session, "too many connections from your address")


def _of_address(hub: Hub, host: str) -> int:
    return sum(1 for session in hub.sessions.values() if session.host == host)


def _refuse(hub: Hub, session: Session, why: str) -> None:
    hub.note("warning", f"turned away {session.host}:{session.port}: {why}")
    hub.end(session, why[:1].upper() + why[1:])
