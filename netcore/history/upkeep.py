"""What a history needs besides being written: indexing, and dropping what is too old."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread
from time import monotonic, time

from netcore.errors import HistoryError
from netcore.history.base import Store

INDEX_EVERY = 0.4
"""Seconds between looks for what is not indexed: a message can be found within a second."""

EXPIRE_EVERY = 600.0
_INDEXED_AT_ONCE = 500
_DROPPED_AT_ONCE = 200
_REST = 3.0
_REST_WHILE_BUSY = 30.0
"""How many times as long as a step took is waited before the next: others want the processor. In a
flood it would be the dispatcher's, which may have no other: then there is time for it afterwards.
"""

BUSY = 2_000
"""Messages a second from which on it is a flood; fewer are found within a second."""

_SPAN = 0.25
"""Seconds over which they are counted, at least."""

_DAY = 86_400_000

_LOGGER = logging.getLogger("netcore.history")


class Upkeep:
    """A thread that looks after a store.

    Args:
        store: closed by somebody else, after `stop`.
        keep_days: entries older than this go; 0: none is too old.
        keep_messages: so many of a target stay; 0: any number.
        complain: told what went wrong, on this thread, once until it works again.
        stored: how many entries have been stored since any moment; on this thread.
        now: the time in seconds since the epoch.
        clock: seconds since any moment.
    """

    def __init__(
        self,
        store: Store,
        *,
        keep_days: float = 0,
        keep_messages: int = 0,
        complain: Callable[[str], None],
        stored: Callable[[], int] = lambda: 0,
        now: Callable[[], float] = time,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._store = store
        self._keep = int(keep_days * _DAY), keep_messages
        self._complain = complain
        self._stored = stored
        self._now = now
        self._clock = clock
        self._counted = stored(), clock()
        self._busy = False
        self._stopping = Event()
        self._silent = False
        self._thread = Thread(target=self._run, name="history", daemon=True)

    def start(self) -> None:
        """Begin; raises RuntimeError where the system has no thread left."""
        self._thread.start()

    def stop(self) -> None:
        """End after the step that is being done; idempotent."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        expire_at = self._clock()
        while not self._stopping.is_set():
            try:
                self._repeat(self._index)
                if self._clock() >= expire_at:
                    self._repeat(self._expire)
                    expire_at = self._clock() + EXPIRE_EVERY
                self._silent = False
            except HistoryError as error:
                self._tell(str(error))
            except Exception as error:
                if not self._silent:
                    _LOGGER.error("the upkeep of the history failed", exc_info=error)
                self._tell("the history is not looked after: a defect of chat-tui, see its log")
            self._stopping.wait(INDEX_EVERY)

    def _tell(self, what: str) -> None:
        if not self._silent:
            self._complain(what)
        self._silent = True

    def _repeat(self, step: Callable[[], int]) -> None:
        """Do steps until there is no more to do."""
        begun = self._clock()
        while step() and not self._stopping.wait(self.rest(self._clock() - begun)):
            begun = self._clock()

    def rest(self, taken: float) -> float:
        """Seconds to wait after a step that took so many; this thread."""
        count, clock = self._stored(), self._clock()
        before, since = self._counted
        if clock - since >= _SPAN:
            self._busy = count - before > BUSY * (clock - since)
            self._counted = count, clock
        return (_REST_WHILE_BUSY if self._busy else _REST) * taken

    def _index(self) -> int:
        return self._store.index(_INDEXED_AT_ONCE)

    def _expire(self) -> int:
        age, keep = self._keep
        older_than = int(self._now() * 1000) - age if age else 0
        return self._store.expire(older_than, keep, _DROPPED_AT_ONCE)
