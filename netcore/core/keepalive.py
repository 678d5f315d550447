"""Who has been silent for too long: asked, then given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import encryption, plain
from netcore.core.commands import multiline
from netcore.core.session import Phase, Session

if TYPE_CHECKING:
    from netcore.core.hub import Hub

SWEEP_EVERY = 0.25
"""Seconds between two looks at all sessions: no deadline is late by more."""

_GREETING_AFTER = 1.5
"""Seconds of silence after which a newcomer is told what to do: a program would have spoken."""

_PATIENCE_WITH_PEOPLE = 10
"""How many times as long somebody may take who has not begun at once, as programs do."""


def sweep(hub: Hub) -> None:
    """Look at every session once."""
    for session in tuple(hub.sessions.values()):
        if session.phase is not Phase.CLOSING and not session.user:
            _unregistered(hub, session)
        elif session.phase is Phase.IRC and not session.asking:
            _registered(hub, session)


def _unregistered(hub: Hub, session: Session) -> None:
    """The deadline counts from the connection: activity does not prolong it."""
    age = hub.now - session.opened_at
    patience = hub.settings.registration_timeout
    silent = session.phase is Phase.OPEN
    unhurried = not session.lines.partial if silent else session.greeted
    if unhurried and not session.shaking_hands:
        # Somebody with nc who reads the greeting and thinks, and is then asked for a password.
        patience *= _PATIENCE_WITH_PEOPLE
    if age >= patience:
        hub.end(session, "Registration timed out")
    elif session.phase is Phase.OPEN and not session.greeted and age >= _GREETING_AFTER:
        # While TLS is being agreed on, nothing can be said.
        session.greeted = True
        if not session.shaking_hands:
            hub.reply(session, f":{hub.settings.server_name} NOTICE * :{_greeting(hub, session)}")


def _greeting(hub: Hub, session: Session) -> str:
    if not hub.settings.plain_guests and encryption.lacking(hub, session):
        return encryption.request(hub)
    settings = hub.settings
    if not (session.local or settings.plain_guests):
        return f"Welcome to {settings.network}. {plain.NO_GUESTS}."
    welcome = f"Welcome to {settings.network}. Type a line and press Enter to say it"
    return f"{welcome} in {settings.lobby}; /help tells more."


def _registered(hub: Hub, session: Session) -> None:
    multiline.expire(hub, session)
    settings = hub.settings
    if session.asked_at is None:
        if hub.now - session.heard_at >= settings.ping_interval:
            session.asked_at = hub.now
            hub.reply(session, f"PING :{settings.server_name}")
    elif hub.now - session.asked_at >= settings.ping_timeout:
        silence = round(hub.now - session.heard_at)
        hub.end(session, f"Ping timeout: {silence} seconds")
