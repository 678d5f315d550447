"""Who wants to hear of which nicks (IRCv3 monitor)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from netcore.core.names import nick_key

if TYPE_CHECKING:
    from netcore.core.session import Session


class Monitors:
    """The lists of all sessions, also by nick; a session keeps its own list as it was written."""

    def __init__(self) -> None:
        self._by_key: dict[str, dict[Session, None]] = {}

    def add(self, session: Session, nick: str) -> None:
        """Have a session hear of a nick; a nick that is on its list stays as it is."""
        key = nick_key(nick)
        session.monitored.setdefault(key, nick)
        self._by_key.setdefault(key, {})[session] = None

    def remove(self, session: Session, nick: str) -> None:
        """Have a session hear of a nick no longer."""
        key = nick_key(nick)
        if session.monitored.pop(key, None) is None:
            return
        listeners = self._by_key[key]
        del listeners[session]
        if not listeners:
            del self._by_key[key]

    def clear(self, session: Session) -> None:
        """Take a session's whole list away."""
        for nick in tuple(session.monitored.values()):
            self.remove(session, nick)

    def of(self, nick: str) -> Iterable[Session]:
        """The sessions that want to hear of a nick."""
        # Nobody monitors anybody on most hosts: then no nick is folded.
        return tuple(self._by_key.get(nick_key(nick), ())) if self._by_key else ()
