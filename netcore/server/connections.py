"""Each connection from its beginning to its end, and what of it nobody has heard yet."""

from __future__ import annotations

from collections import deque

from netcore.core.asking import Ask
from netcore.core.hub import Hub
from netcore.core.session import Phase, Session
from netcore.engines.base import Link
from netcore.server.inbox import SHARE, Inbox, counted
from netcore.server.memory import Memory


class Connections:
    """The part of the dispatcher that brings the hub what links bring; on its thread.

    Args:
        hub: the chat.
    """

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.links: dict[int, Link] = {}
        self.connections = 0
        """How many there have been."""
        self.peak = 0
        """The most at a time."""
        self.lines_in = 0
        self.lines_out = 0
        """Lines of connections that have ended."""
        self.bytes_in = 0
        self._inbox = Inbox()
        self._kept: dict[int, deque[bytes | None]] = {}
        """What came for sessions that wait for an answer; None: the peer's end."""
        self._gone: dict[int, tuple[Link, str]] = {}
        """Connections that have broken and are to be heard to their end, and why they did."""
        self._memory = Memory()
        self._closing = ""
        """Why nobody is let in any more; empty: everybody is."""

    def _opened(self, link: Link, _: None) -> None:
        self.links[link.id] = link
        self.connections += 1
        session = self.hub.opened(link.id, link.peer.host, link.peer.port)
        session.outlet = link
        if session.phase is not Phase.CLOSING:  # not turned away
            self.peak = max(self.peak, len(self.hub.sessions))
        if self._closing:
            self.hub.end(session, self._closing)

    def _received(self, link: Link, data: bytes) -> None:
        if link.id in self._kept:
            # Not consumed yet: whoever sends more than may wait is not read from.
            self._kept[link.id].append(data)
            return
        self.bytes_in += len(data)
        try:
            self.hub.received(link.id, data)
        finally:
            link.consumed(len(data))

    def _keep_back(self, session: Session) -> None:
        """Keep what comes of a session from now on: it waits for an answer."""
        self._kept.setdefault(session.id, deque())

    def _finished(self, link: Link, _: None) -> None:
        if link.id in self._kept:
            self._kept[link.id].append(None)
        else:
            self.hub.finished(link.id)

    def _answered(self, ask: Ask, answer: object) -> None:
        """Slow work is done: its session goes on, up to the next that it asks for."""
        session = ask.session
        self.hub.answered(ask, answer)
        link = self.links.get(session.id)
        if link:
            self._go_on(link, session)
        else:
            self._kept.pop(session.id, None)

    def _go_on(self, link: Link, session: Session) -> None:
        """Take what came meanwhile, a share a turn: it may be a lot, and others wait as well."""
        waiting = self._kept.pop(session.id, None)
        room = SHARE
        while waiting and not session.asking and room > 0:
            data = waiting.popleft()
            room -= counted(data)
            if data is None:
                self._finished(link, None)
            else:
                self._received(link, data)
        if waiting or (session.asking and waiting is not None):
            self._kept[session.id] = waiting
        if waiting and not session.asking:
            self._inbox.put((self._go_on, link, session))
        self._see_off(session.id)

    @property
    def _keeps_any(self) -> bool:
        """Whether what was kept of some connection waits for a further turn, and nothing else."""
        return any(
            waiting and (session := self.hub.sessions.get(number)) and not session.asking
            for number, waiting in self._kept.items()
        )

    def _closed(self, link: Link, reason: str) -> None:
        self._gone[link.id] = link, reason
        self._see_off(link.id)

    def _see_off_all(self) -> None:
        for number in tuple(self._gone):
            self._see_off(number)

    def _see_off(self, number: int) -> None:
        """Forget a connection that has broken, once all is heard that was said before."""
        if number in self._gone and not self._has_more(number):
            self._forget(*self._gone.pop(number))

    def _has_more(self, number: int) -> bool:
        """Whether a connection has brought more than was heard yet, and not by flooding."""
        session = self.hub.sessions.get(number)
        if not session or session.phase is Phase.CLOSING:
            return False
        if session.bucket and session.bucket.slowed_for(self.hub.now):
            return False
        return bool(self._kept.get(number) or (session.asking and session.held))

    def _forget(self, link: Link, reason: str) -> None:
        self.links.pop(link.id, None)
        self._kept.pop(link.id, None)
        self._memory.gone += 1
        session = self.hub.sessions.get(link.id)
        if session:
            self.lines_in += session.lines_in
            self.lines_out += session.lines_out
        self.hub.closed(link.id, reason)
        if session:
            session.outlet = None
