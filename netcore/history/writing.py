"""Writing the history: all entries of a turn in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from threading import Lock
from typing import TypeVar

from netcore.core.history import Entry
from netcore.history.base import SPOKEN, parties
from netcore.history.opening import Durability, connect, failed
from netcore.history.places import free_time, head_of, note_stray, place_of
from netcore.history.renaming import bring_back
from netcore.history.words import sender_word

T = TypeVar("T")

_KNOWN = 10_000
"""Names that are remembered together with their numbers: some megabytes."""

# With the default, OR ABORT, a statement of many rows keeps copies of all pages that it changes.
_INSERT = (
    "INSERT OR ROLLBACK INTO entries (seq, target, time, id, state, origin, text, tags) VALUES "
)
_ROW = "(?, ?, ?, ?, ?, ?, ?, ?)"
# One statement for many rows takes half as long as one for each, lets go of the interpreter once,
# and needs no others around it; with still more rows the statement itself becomes slow.
_AT_ONCE = 32
_INSERTS = [_INSERT + ", ".join([_ROW] * rows) for rows in range(_AT_ONCE + 1)]
_COLUMNS = 8
_WIDTH = _AT_ONCE * _COLUMNS
_Values = list[int | str]

# What is newer is neither there already nor where another one is: nor does any id say so.
_LAST = (
    "SELECT max(coalesce((SELECT max(time) FROM entries WHERE target = :target), -1), coalesce("
    "(SELECT max(head) FROM strays WHERE target = :target AND head > time), -1))"
)


class _OutOfOrderError(Exception):
    """An entry is not newer than its target's last, or is not where its id says."""


class Writer:
    """The one connection that writes to a history. For any thread: one at a time gets in.

    Args:
        path: the history's file.
        durability: see `Durability`.
        connection: opened by `open_tables`.
    """

    def __init__(self, path: Path, durability: Durability, connection: sqlite3.Connection) -> None:
        self._path = path
        self._durability = durability
        self._connection: sqlite3.Connection | None = connection
        self._lock = Lock()
        self._seq = -1
        # A target's number and its last time; an origin's number and its entries' state.
        self._targets: dict[str, list[int]] = {}
        self._origins: dict[tuple[str, str, str], tuple[int, int]] = {}

    def append(self, entries: Sequence[Entry]) -> None:
        """See `Store`."""
        with self._lock:
            try:
                self._attempt(lambda to: self._put(to, entries))
            except (_OutOfOrderError, sqlite3.IntegrityError, ValueError):
                self._do(lambda to: self._merge(to, map(_encodable, entries)))
            except (sqlite3.Error, OverflowError) as error:
                raise failed("stored", error) from error

    def bring_back(self, at_most: int) -> int:
        """Go on with what a renaming has begun; see `netcore.history.renaming`."""

        def change(to: sqlite3.Connection) -> int:
            done = bring_back(to, self._last_seq(to), at_most)
            self.forget()
            return done

        return self.write(change)

    def write(self, change: Callable[[sqlite3.Connection], T]) -> T:
        """Do something in one transaction.

        Raises:
            HistoryError: nothing was done.
        """
        with self._lock:
            return self._do(change)

    def _do(self, change: Callable[[sqlite3.Connection], T]) -> T:
        def whole(to: sqlite3.Connection) -> T:
            _begin(to)
            return change(to)

        try:
            return self._attempt(whole)
        except (sqlite3.Error, ValueError, OverflowError) as error:
            raise failed("stored", error) from error

    def _attempt(self, change: Callable[[sqlite3.Connection], T]) -> T:
        if self._connection is None:
            self._connection = connect(self._path, self._durability)
        connection = self._connection
        try:
            result = change(connection)
            if connection.in_transaction:
                connection.execute("COMMIT")
        except BaseException as error:
            self._undo(
                connection,
                keep=isinstance(error, _OutOfOrderError | ValueError | sqlite3.IntegrityError),
            )
            raise
        return result

    def _undo(self, connection: sqlite3.Connection, *, keep: bool) -> None:
        """Take back what was not committed, and what was remembered of it."""
        self.forget()
        try:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        except sqlite3.Error:
            keep = False
        if not keep:
            # After an error of the disk a connection may stay unusable; a new one is not.
            self._connection = None
            connection.close()

    def _put(self, to: sqlite3.Connection, entries: Iterable[Entry]) -> None:
        """Store entries that are all new; what fits into one statement is a transaction by itself.

        At the pace of people nearly all does, and that is half the delay which storing adds.
        """
        values = self._values(to, entries)
        if len(values) > _WIDTH:
            _begin(to)
        for at in range(0, len(values), _WIDTH):
            part = values[at : at + _WIDTH]
            to.execute(_INSERTS[len(part) // _COLUMNS], part)

    def _values(self, to: sqlite3.Connection, entries: Iterable[Entry]) -> _Values:
        """The values of entries' rows, one after the other; this is on every message's way."""
        if len(self._targets) > _KNOWN or len(self._origins) > _KNOWN:
            self.forget()
        seq = self._seq if self._seq >= 0 else self._last_seq(to)
        targets, origins = self._targets, self._origins
        values: _Values = []
        for entry in entries:
            id, time, name, _, _, _, text, tags = entry  # noqa: A001 - the field's word
            target = targets.get(name) or self._target(to, name)
            if time <= target[1] or int(id[:11], 16) != time:
                raise _OutOfOrderError
            target[1] = time
            number, state = origins.get(entry[3:6]) or self._origin(to, entry)
            seq += 1
            values += (seq, target[0], time, id, state, number, text, tags)
        self._seq = seq
        return values

    def _merge(self, to: sqlite3.Connection, entries: Iterable[Entry]) -> None:
        """Store entries of any age, of which some may be there already."""
        seq = self._last_seq(to)
        for entry in entries:
            target = self._target(to, entry.target)
            if place_of(to, target[0], entry.id) is not None:
                continue
            time = free_time(to, target[0], entry.time)
            note_stray(to, target[0], entry.id, time)
            target[1] = max(target[1], time, head_of(entry.id) or 0)
            number, state = self._origin(to, entry)
            seq += 1
            row = (seq, target[0], time, entry.id, state, number, entry.text, entry.tags)
            to.execute(_INSERTS[1], row)
        self._seq = seq

    def _last_seq(self, to: sqlite3.Connection) -> int:
        found = to.execute(
            "SELECT max((SELECT value FROM facts WHERE name = 'seq'),"
            " (SELECT coalesce(max(seq), 0) FROM entries))"
        ).fetchone()
        return int(found[0])

    def _target(self, to: sqlite3.Connection, name: str) -> list[int]:
        if known := self._targets.get(name):
            return known
        _begin(to)
        found = to.execute("SELECT no FROM targets WHERE name = ?", (name,)).fetchone()
        number = found[0] if found else _add_target(to, name)
        last = to.execute(_LAST, {"target": number}).fetchone()[0]
        self._targets[name] = target = [number, last]
        return target

    def _origin(self, to: sqlite3.Connection, entry: Entry) -> tuple[int, int]:
        key = (entry.kind, entry.source, entry.account)
        if known := self._origins.get(key):
            return known
        _begin(to)
        found = to.execute(
            "SELECT no FROM origins WHERE kind = ? AND source = ? AND account = ?", key
        ).fetchone()
        if not found:
            word = sender_word(entry.source.partition("!")[0])
            found = to.execute(
                "INSERT INTO origins (kind, source, account, sender) VALUES (?, ?, ?, ?)"
                " RETURNING no",
                (*key, word),
            ).fetchone()
        self._origins[key] = origin = (found[0], 0 if entry.kind in SPOKEN else 1)
        return origin

    def forget(self) -> None:
        """Forget what was read from the file: within `write`, or when nobody writes."""
        self._seq = -1
        self._targets.clear()
        self._origins.clear()

    def close(self) -> None:
        """Close the connection; idempotent."""
        with self._lock:
            if self._connection:
                self._connection.close()
                self._connection = None


def _encodable(entry: Entry) -> Entry:
    """An entry without halves of characters, which no file can hold."""
    words = (str(value).encode("utf-8", "replace").decode() for value in entry)
    id, _, target, kind, source, account, text, tags = words  # noqa: A001
    return Entry(id, entry.time, target, kind, source, account, text, tags)


def _add_target(to: sqlite3.Connection, name: str) -> int:
    number = to.execute("INSERT INTO targets (name) VALUES (?) RETURNING no", (name,)).fetchone()[0]
    pairs = [(account, number) for account in parties(name)]
    to.executemany("INSERT INTO parties (account, target) VALUES (?, ?)", pairs)
    return int(number)


def _begin(to: sqlite3.Connection) -> None:
    """Begin a transaction, if none has begun."""
    if not to.in_transaction:
        to.execute("BEGIN IMMEDIATE")
