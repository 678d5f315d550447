"""What a history needs now and then: its index brought up to date, its oldest dropped."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread
from time import monotonic, time

from netcore.errors import HistoryError
from netcore.history.base import Store
from netcore.snapshot import Level

INDEX_EVERY = 0.5
"""Seconds after which what was said can be found at the latest, when there is little of it."""
EXPIRE_EVERY = 60.0
STEP = 500
"""Entries of one step: it takes some milliseconds."""

_REST = 3.0
"""How many times as long as a step took is waited before the next: others want the processor."""
_TELL_EVERY = 60.0
_DAY = 24 * 60 * 60 * 1000

_LOGGER = logging.getLogger("netcore.server")


class Upkeep:
    """A thread that looks after a store.

    Args:
        store: which.
        keep_days: days after which an entry goes; 0: never.
        keep_messages: how many entries of a target stay; 0: all.
        tell: takes a line for the log; from this thread.
    """

    def __init__(
        self, store: Store, keep_days: int, keep_messages: int, tell: Callable[[Level, str], None]
    ) -> None:
        self._store = store
        self._keep_days = keep_days
        self._keep_messages = keep_messages
        self._tell = tell
        self._told_at = -_TELL_EVERY
        self._ended = Event()
        self._thread = Thread(target=self._run, name="history", daemon=True)

    def start(self) -> None:
        """Begin; raises RuntimeError where there are no more threads."""
        self._thread.start()

    def stop(self) -> None:
        """End after the step that is being done; idempotent, also where it never began."""
        self._ended.set()
        if self._thread.ident:
            self._thread.join()

    def _run(self) -> None:
        expire_at = 0.0
        while not self._ended.wait(INDEX_EVERY):
            self._steps(lambda: self._store.index(STEP) >= STEP)
            if monotonic() >= expire_at and (self._keep_days or self._keep_messages):
                self._steps(self._expire)
                expire_at = monotonic() + EXPIRE_EVERY

    def _steps(self, step: Callable[[], bool]) -> None:
        """Do steps while there is more to do, with a rest after each."""
        more = True
        while more and not self._ended.is_set():
            begun = monotonic()
            try:
                more = step()
            except HistoryError as error:
                self._complain(str(error))
                return
            except Exception:
                _LOGGER.exception("defect in the upkeep of the history")
                self._complain("a defect of chat-tui stops its upkeep: see the log file")
                return
            self._ended.wait(_REST * (monotonic() - begun))

    def _expire(self) -> bool:
        older_than = int(time() * 1000) - self._keep_days * _DAY if self._keep_days else 0
        return self._store.expire(older_than, self._keep_messages, STEP) > 0

    def _complain(self, why: str) -> None:
        if monotonic() - self._told_at >= _TELL_EVERY:
            self._told_at = monotonic()
            self._tell("error", f"the history is not looked after: {why}")
