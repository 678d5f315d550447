"""What a history needs besides being written: indexing, and dropping what is too old."""

from __future__ import annotations

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
_REST = 0.002
"""Seconds between two steps, in which whoever stores something gets in."""

_DAY = 86_400_000


class Upkeep:
    """A thread that looks after a store.

    Args:
        store: closed by somebody else, after `stop`.
        keep_days: entries older than this go; 0: none is too old.
        keep_messages: so many of a target stay; 0: any number.
        complain: told what went wrong, on this thread, once until it works again.
        now: the time in seconds since the epoch.
    """

    def __init__(
        self,
        store: Store,
        *,
        keep_days: float = 0,
        keep_messages: int = 0,
        complain: Callable[[str], None],
        now: Callable[[], float] = time,
    ) -> None:
        self._store = store
        self._keep = int(keep_days * _DAY), keep_messages
        self._complain = complain
        self._now = now
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
        expire_at = monotonic()
        while not self._stopping.is_set():
            try:
                self._index()
                if monotonic() >= expire_at and any(self._keep):
                    self._expire()
                    expire_at = monotonic() + EXPIRE_EVERY
                self._silent = False
            except HistoryError as error:
                if not self._silent:
                    self._complain(str(error))
                self._silent = True
            self._stopping.wait(INDEX_EVERY)

    def _index(self) -> None:
        while self._store.index(_INDEXED_AT_ONCE) and not self._stopping.wait(_REST):
            pass

    def _expire(self) -> None:
        age, keep = self._keep
        older_than = int(self._now() * 1000) - age if age else 0
        while self._store.expire(older_than, keep, _DROPPED_AT_ONCE):
            if self._stopping.wait(_REST):
                return
            self._index()
