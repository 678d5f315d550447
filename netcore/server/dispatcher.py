"""The one thread that owns the chat: it takes what has come, in turns, and sends what results."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from math import inf
from threading import Event
from time import monotonic, time
from typing import Any, TypeVar

from netcore.core.asking import Ask
from netcore.core.effects import Effects
from netcore.core.hub import Hub
from netcore.core.session import Session
from netcore.engines.base import Link
from netcore.log.base import Log
from netcore.server.connections import Connections
from netcore.server.inbox import Item
from netcore.server.journal import Journal
from netcore.server.ledger import Ledger
from netcore.server.pauses import Pauses
from netcore.server.recorder import Recorder
from netcore.server.sending import close_and_name, too_far_behind, write_all
from netcore.server.workers import Workers
from netcore.snapshot import Level

T = TypeVar("T")

_TURN_SECONDS = 0.025
"""How long a turn handles what came before others are shown it; what is left is the next one's."""
_LOOK_AT_QUEUES_EVERY = 1.0

_LOGGER = logging.getLogger("netcore.server")


class Dispatcher(Connections):
    """An engine's sink on one side, the hub on the other, a queue in between.

    The methods of `Sink` are called by the engine's threads and only queue; everything else runs
    on the dispatcher's own thread, unless its docstring says otherwise.
    """

    def __init__(self, hub: Hub, log: Log, journal: Journal) -> None:
        super().__init__(hub)
        self.journal = journal
        self.workers = Workers(self._done)
        self.bytes_out = 0
        self.bugs = 0
        self.history = ""
        """Where what happens is kept; empty: nowhere."""
        self.recorder: Recorder | None = None
        self.ledger: Ledger | None = None
        """Where it is written down what operators do."""
        self._log = log
        self._pauses = Pauses()
        self._running = True
        self._resumed = False
        self._deadline = inf
        hub.turn_is_over = self._turn_is_over
        self._goodbye_said: Event | None = None
        """To be set once all are told, at the end of the turn; None: there is nobody to be told."""
        self._queues_seen_at = 0.0

    def keep(self, where: str, recorder: Recorder) -> None:
        """Have what each turn leaves behind stored before anybody is shown it; before `run`."""
        self.history = where
        self.recorder = recorder

    # -- from any thread

    def opened(self, link: Link) -> None:
        """See `Sink.opened`."""
        self._inbox.put((self._opened, link, None))

    def received(self, link: Link, data: bytes) -> None:
        """See `Sink.received`."""
        self._inbox.put((self._received, link, data))

    def writable(self, link: Link) -> None:
        """See `Sink.writable`: the engine itself goes on with what waits."""

    def finished(self, link: Link) -> None:
        """See `Sink.finished`."""
        self._inbox.put((self._finished, link, None))

    def closed(self, link: Link, reason: str) -> None:
        """See `Sink.closed`."""
        self._inbox.put((self._closed, link, reason))

    def trouble(self, what: str) -> None:
        """See `Sink.trouble`."""
        self._inbox.put((self._trouble, None, what))

    def _done(self, ask: Ask, answer: object) -> None:
        """Slow work has come to an end; a worker's thread."""
        self._inbox.put((self._answered, ask, answer))

    def call(self, function: Callable[[], T]) -> Future[T]:
        """Have a function run on the dispatcher's thread; from any other thread."""
        future: Future[T] = Future()
        self._inbox.put((self._call, function, future))
        return future

    @property
    def behind(self) -> bool:
        """Whether more had come than one turn takes; the dispatcher's thread."""
        paused = self._resumed or self._pauses.due <= monotonic()
        return self._inbox.behind or paused or self._keeps_any

    def say_goodbye(self, reason: str, done: Event) -> None:
        """Let nobody in any more, and tell every client that the server ends; any thread.

        A share of what each of them had sent before is heard first.
        """
        self._inbox.put((self._goodbye, reason, done))

    def stop(self) -> None:
        """End `run` after what was put first, and no more than a turn of the rest; any thread."""
        self._inbox.put((self._stop, None, None))

    # -- the thread

    def run(self) -> None:
        """Take turns until stopped; the body of the dispatcher's thread."""
        while self._running:
            try:
                tick = self.hub.due
                due = min(tick, self._pauses.due)
                self._turn(self._inbox.take(max(0.0, due - monotonic())), tick)
            except Exception:
                # Whatever this turn had to tell is lost, but the next one is not.
                self._bug(None)
        if self.recorder:
            try:
                self.recorder.finish(monotonic())
            except Exception:
                self._bug(None)

    def _turn(self, items: list[Item], tick: float) -> None:
        """Take a turn: handle what came, do what is due at `tick`, hand out what results."""
        hub = self.hub
        now = monotonic()
        hub.begin(now, int(time() * 1000))
        self._deadline = now + _TURN_SECONDS
        over_now = self._pauses.take(now)
        self._resumed = bool(over_now)
        if over_now:
            # Last, as it may be much of a few: what the turn does not come to waits in line then.
            items = items + [(self._answered, ask, None) for ask in over_now]
        self._handle(items)
        if self._goodbye_said:
            self._end_all(self._goodbye_said)
        if now >= tick:
            self._tick(now)
        over = self._hand_out()
        if over:
            for session in over:
                hub.end(session, "SendQ exceeded")
            self._hand_out()

    def _handle(self, items: list[Item]) -> None:
        """Call what is to be called, at least the first, until the turn is over."""
        for number, (action, subject, data) in enumerate(items, 1):
            try:
                action(subject, data)
            except Exception:
                self._bug(subject)
            if self._turn_is_over():
                self._inbox.put_back(items, number)
                return

    def _turn_is_over(self) -> bool:
        return monotonic() > self._deadline

    def _tick(self, now: float) -> None:
        try:
            self.hub.tick()
        except Exception:
            self._bug(None)
        self._look_at_queues(now)

    def _hand_out(self) -> list[Session]:
        """End a turn; what others are shown is kept first."""
        effects = self.hub.drain()
        if self.recorder:
            try:
                self.recorder.record(effects.kept, effects.redacted, effects.moved, self.hub.now)
            except Exception:
                self._bug(None)
        try:
            self._log.commit()
        except Exception:
            self._bug(None)
            effects.posts.clear()
            for session in effects.ready:
                session.take_out()
        return self._send(effects)

    def _send(self, effects: Effects) -> list[Session]:
        """Write what a turn led to; return those who have too much waiting for them."""
        # First: whatever goes wrong behind it, nobody pauses for ever.
        slow = [ask for ask in effects.asks if not self._pauses.put(ask)]
        for ask in effects.asks:
            self._keep_back(ask.session)
        try:
            over, size = write_all(effects, self.hub.settings.sendq)
        finally:
            close_and_name(effects, self.links)
        self.bytes_out += size
        for ask in slow:
            self.workers.submit(ask)
        for level, text in effects.notes:
            self.note(level, text)
        if self.ledger and (effects.acts or effects.moderated):
            self.ledger.write(effects.acts, effects.moderated)
        return over

    def note(self, level: Level, text: str) -> None:
        """Write a line to the log at once."""
        self.journal.write(self.hub.wall / 1000, level, text)

    def _look_at_queues(self, now: float) -> None:
        """Cut off whoever is too far behind."""
        if now - self._queues_seen_at < _LOOK_AT_QUEUES_EVERY:
            return
        self._queues_seen_at = now
        self._see_off_all()
        if not self._inbox.behind:
            self._memory.give_back(now)
        for link, why in too_far_behind(self.links.values(), self.hub.settings, now):
            session = self.hub.sessions.get(link.id)
            if session:
                self.hub.end(session, f"SendQ exceeded: {why}")

    # -- what comes out of the queue

    def _trouble(self, _: None, what: str) -> None:
        self.hub.note("warning", what)

    def _call(self, function: Callable[[], Any], future: Future[Any]) -> None:
        if not future.set_running_or_notify_cancel():
            return
        try:
            future.set_result(function())
        except Exception as error:  # it is the caller's to deal with
            future.set_exception(error)

    def _goodbye(self, reason: str, done: Event) -> None:
        self._closing = reason
        self._goodbye_said = done

    def _end_all(self, done: Event) -> None:
        self._goodbye_said = None
        try:
            self.hub.end_all(self._closing)
            self._hand_out()
        finally:
            done.set()

    def _stop(self, _: None, __: None) -> None:
        self._running = False

    def _bug(self, subject: object) -> None:
        """An exception out of the core is our defect: it costs one link at most, and is counted."""
        self.bugs += 1
        if isinstance(subject, Ask):
            subject = subject.session
        link = self.links.get(getattr(subject, "id", 0))
        _LOGGER.exception("defect while handling %s", f"link {link.id}" if link else "a turn")
        what = f"closed link {link.id}" if link else "was got over"
        self.hub.note("error", f"a defect of chat-tui {what}: see the log file")
        session = self.hub.sessions.get(link.id) if link else None
        if not link or not session:
            return
        session.collected = None
        try:
            self.hub.end(session, "Internal error of the server")
        except Exception:
            _LOGGER.exception("defect while saying good-bye to link %d", link.id)
            link.close()
