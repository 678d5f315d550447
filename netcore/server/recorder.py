"""Storing what each turn leaves behind, and what is done while that is not possible."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from netcore.core.history import Entry
from netcore.core.past import Moved, Redaction, under_new_name
from netcore.errors import HistoryError
from netcore.history.base import Store
from netcore.snapshot import Level

WAITING_MOST = 10_000
"""Entries that wait for a store that cannot take them: some megabytes."""

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 10.0
"""Seconds between two tries: one may wait half a second for another program's lock."""

_TELL_EVERY = 60.0


class Trouble(NamedTuple):
    """What is wrong with the history.

    Args:
        why: what the store said when it last refused; empty: it takes what it is given.
        waiting: entries that will be stored when it does again.
        lost: entries that will never be, since the start.
    """

    why: str = ""
    waiting: int = 0
    lost: int = 0


class Recorder:
    """The dispatcher's hand on the store. For the dispatcher's thread.

    A store that refuses stops nobody from talking: what it has not taken waits for it, up to a
    bound, and the rest is counted.

    Args:
        store: where everything goes.
        tell: takes a line for the log.
    """

    def __init__(self, store: Store, tell: Callable[[Level, str], None]) -> None:
        self._store = store
        self._tell = tell
        self._waiting: list[Entry] = []
        self._redactions: list[Redaction] = []
        self._moves: list[Moved] = []
        self.stored = 0
        """Entries that the store has taken, since the start; any thread may look."""
        self._why = ""
        self._lost = 0
        self._lost_now = 0
        self._pause = _FIRST_PAUSE
        self._next_try = 0.0
        self._told_at = -_TELL_EVERY

    @property
    def trouble(self) -> Trouble:
        """What is wrong, if anything is."""
        return Trouble(self._why, len(self._waiting), self._lost)

    def record(
        self, kept: list[Entry], redacted: list[Redaction], moved: list[Moved], now: float
    ) -> None:
        """Store what a turn left behind, or have it wait.

        Args:
            kept: what is new.
            redacted: what is to be forgotten, of this or of earlier turns.
            moved: what is to have another name before that; what is new has it already.
            now: monotonic seconds.
        """
        if not self._why:
            if kept or redacted or moved:
                self._try(kept, redacted, moved, now)
            return
        self._wait(kept, redacted, moved)
        if now >= self._next_try:
            waiting, self._waiting = self._waiting, []
            redactions, self._redactions = self._redactions, []
            moves, self._moves = self._moves, []
            self._try(waiting, redactions, moves, now)

    def finish(self, now: float) -> None:
        """Try a last time to store what waits, whenever the next try would have been.

        Args:
            now: monotonic seconds.
        """
        if not self._why:
            return
        self._next_try = now
        self.record([], [], [], now)
        if self._waiting:
            self._tell("error", f"{self._why}; {len(self._waiting)} messages are lost to it")

    def _try(
        self, kept: list[Entry], redacted: list[Redaction], moved: list[Moved], now: float
    ) -> None:
        try:
            while moved:
                self._store.rename(*moved[0])
                moved = moved[1:]
            self._store.append(kept)
            self.stored += len(kept)
            kept = []
            while redacted:
                self._store.redact(*redacted[0])
                redacted = redacted[1:]
        except HistoryError as error:
            self._wait(kept, redacted, moved)
            self._refused(str(error), now)
        except Exception:
            # Whatever it is about these, it would be so again.
            self._lose(len(kept))
            raise
        else:
            if self._why:
                self._resumed()

    def _wait(self, kept: list[Entry], redacted: list[Redaction], moved: list[Moved]) -> None:
        for move in moved:
            self._waiting = [under_new_name(entry, move) for entry in self._waiting]
            self._redactions = [under_new_name(entry, move) for entry in self._redactions]
        room = WAITING_MOST - len(self._waiting)
        self._waiting += kept[:room]
        self._lose(len(kept[room:]))
        self._redactions += redacted
        self._moves += moved

    def _lose(self, count: int) -> None:
        self._lost += count
        self._lost_now += count

    def _refused(self, why: str, now: float) -> None:
        self._why = why
        self._next_try = now + self._pause
        self._pause = min(_LONGEST_PAUSE, self._pause * 2)
        if now - self._told_at >= _TELL_EVERY:
            self._told_at = now
            self._tell("error", f"{why}; the chat goes on, {self._outcome()}")

    def _resumed(self) -> None:
        level: Level = "warning" if self._lost_now else "info"
        self._tell(level, f"the history is stored again; {self._outcome()}")
        self._why = ""
        self._pause = _FIRST_PAUSE
        self._lost_now = 0
        self._told_at = -_TELL_EVERY

    def _outcome(self) -> str:
        return f"{len(self._waiting)} messages wait and {self._lost_now} are lost to it"
