"""The history in an SQLite file: what is stored outlives the host."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

from netcore.core.history import Entry, Search
from netcore.errors import HistoryError, StartError
from netcore.history import expiring, renaming
from netcore.history.base import Stats
from netcore.history.indexing import WordIndex, WordSearch
from netcore.history.opening import (
    Durability,
    FileLock,
    connect,
    empty_log,
    failed,
    index_of,
    make_place,
    open_tables,
)
from netcore.history.reading import END, Reader
from netcore.history.words import terms_of
from netcore.history.writing import Writer

FILE_NAME = "history.db"
"""The history's name in the data directory."""

_LOG_LIMIT = 4 * 1024 * 1024
"""Bytes of SQLite's log from which on it is brought into the file."""

MOST_MARKERS = 100_000
"""Read markers that are kept: anybody may set one for any name. The oldest go."""

_DROP_MARKERS = (
    "DELETE FROM markers WHERE (owner, target) IN"
    " (SELECT owner, target FROM markers ORDER BY time LIMIT ?)"
)

_MOVED_AT_ONCE = 200


class SqliteReader:
    """The part of a `Store` that reads, from a file that another process may write to.

    Args:
        path: the history's file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._reader = reader = Reader(path)
        self._words = WordSearch(index_of(path))
        self.check = reader.check
        self.page = reader.page
        self.around = reader.around
        self.targets = reader.targets
        self.find = reader.find
        self.clocks = reader.clocks
        self.marker = reader.marker
        self.names = reader.names

    def search(self, search: Search) -> list[Entry]:
        """See `Store`."""
        terms = terms_of(search.words)
        if not terms and (search.words or not search.sender):
            return [] if search.words else self._newest(search)
        numbers = self._reader.numbers(search.among)
        places = self._words.places(terms, search.sender, numbers, search.after, search.before)
        with contextlib.closing(places):
            found = (self._reader.message_at(target, time) for target, time in places)
            return list(islice((entry for entry in found if entry), search.limit))

    def _newest(self, search: Search) -> list[Entry]:
        return self._reader.newest(search.among, search.limit, search.after, search.before or END)

    def stats(self) -> Stats:
        """See `Store`."""
        entries, targets, oldest, newest, last = self._reader.totals()
        try:
            behind = last - self._words.upto()
        except HistoryError:
            behind = last
        return Stats(
            entries=entries,
            targets=targets,
            oldest=oldest,
            newest=newest,
            size=_size(self.path),
            index_size=_size(index_of(self.path)),
            unindexed=max(0, behind),
        )

    def close(self) -> None:
        """See `Store`."""
        self._words.close()
        self._reader.close()


class SqliteStore(SqliteReader):
    """A `Store` in a file, of which it is the only writer.

    Args:
        path: the file; it and its folder are made where they are not there yet.
        durability: see `Durability`.

    Raises:
        StartError: what is wrong with the file, and how to mend it.
    """

    def __init__(self, path: Path, durability: Durability = "process") -> None:
        make_place(path)
        with contextlib.ExitStack() as opened:
            self._lock = FileLock(path)
            opened.callback(self._lock.release)
            self._writer = Writer(path, durability, open_tables(path, durability))
            opened.callback(self._writer.close)
            try:
                self._index = WordIndex(index_of(path), path)
                opened.callback(self._index.close)
                self._keeper = connect(path, durability)
            except (HistoryError, sqlite3.Error) as error:
                raise StartError(
                    f"the index of the history {index_of(path)} cannot be made ({error})",
                    "make room, or name another place with --data-dir",
                ) from error
            opened.pop_all()
        super().__init__(path)
        self._file = _identity(path)
        self.append: Callable[[Sequence[Entry]], None] = self._writer.append
        self._dropped = False
        self._log_is_clean = False
        """Whether nothing is left in the log of what was forgotten."""
        self._forgotten = 0
        self._closed = False

    def redact(self, target: str, id: str) -> bool:  # noqa: A002 - the field's word
        """See `Store`."""
        redacted = self._writer.write(lambda to: expiring.redact(to, target, id))
        self._log_is_clean = False
        return redacted

    def rename(self, old: str, new: str) -> None:
        """See `Store`."""
        self._writer.write(lambda to: self._rename(to, old, new))

    def _rename(self, to: sqlite3.Connection, old: str, new: str) -> None:
        renaming.rename(to, old, new)
        self._writer.forget()

    def mark(self, owner: str, target: str, time: int) -> int:
        """See `Store`."""
        return self._writer.write(lambda to: _mark(to, owner, target, time))

    def expire(self, older_than: int, keep_per_target: int, at_most: int) -> int:
        """See `Store`."""
        with self._reader.take() as connection:
            going = expiring.expired(connection, older_than, keep_per_target, at_most)
        if going:
            self._writer.write(lambda to: self._drop(to, going))
            self._dropped = True
            self._log_is_clean = False
        else:
            self._sweep(older_than)
        return len(going)

    def _drop(self, to: sqlite3.Connection, seqs: Sequence[int]) -> None:
        expiring.drop(to, seqs)
        self._writer.forget()

    def _sweep(self, older_than: int) -> None:
        """Drop what only stood beside entries that have gone."""
        self._writer.write(
            lambda to: to.execute("DELETE FROM markers WHERE time < ?", (older_than,))
        )
        with self._reader.take() as connection:
            (markers,) = connection.execute("SELECT count(*) FROM markers").fetchone()
        if markers > MOST_MARKERS:
            self._writer.write(lambda to: to.execute(_DROP_MARKERS, (markers - MOST_MARKERS,)))
        if self._dropped:
            with self._reader.take() as connection:
                newest, unused = expiring.unused_origins(connection)
            self._writer.write(lambda to: self._drop_origins(to, newest, unused))
            self._dropped = False

    def _drop_origins(self, to: sqlite3.Connection, newest: int, unused: Sequence[int]) -> None:
        expiring.drop_origins(to, newest, unused)
        self._writer.forget()

    def index(self, at_most: int) -> int:
        """See `Store`; also brings what was stored from the log into the file."""
        with self._reader.take() as connection:
            aside = renaming.anything_aside(connection)
        if aside and (moved := self._writer.bring_back(min(at_most, _MOVED_AT_ONCE))):
            return moved
        progress = self._index.step(at_most)
        if progress.forgotten > self._forgotten:
            self._writer.write(
                lambda to: to.execute("DELETE FROM forgotten WHERE no <= ?", (progress.forgotten,))
            )
            self._forgotten = progress.forgotten
        self._checkpoint()
        self._see_that_it_is_there()
        return progress.looked

    def _see_that_it_is_there(self) -> None:
        """A file that was taken away is written on as before, and gone with the process."""
        if _identity(self.path) != self._file:
            raise HistoryError(
                f"the history {self.path} was taken away: what is said is lost when the host ends",
                "put the file back, or restart the host",
            )

    def _checkpoint(self) -> None:
        """Keep the log short and clean, on this thread and not on the one that stores."""
        clean = self._log_is_clean
        if clean and _size_of(f"{self.path}-wal") < _LOG_LIMIT:
            return
        # Before: what is forgotten meanwhile is for the next time.
        self._log_is_clean = True
        try:
            if clean:
                self._keeper.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            elif not empty_log(self._keeper):
                self._log_is_clean = False
        except sqlite3.Error as error:
            self._log_is_clean = False
            raise failed("stored", error) from error

    def close(self) -> None:
        """See `Store`."""
        if self._closed:
            return
        self._closed = True
        super().close()
        self._index.close()
        self._keeper.close()
        self._writer.close()
        self._lock.release()


def _mark(to: sqlite3.Connection, owner: str, target: str, time: int) -> int:
    found = to.execute(
        "INSERT INTO markers VALUES (?, ?, ?)"
        " ON CONFLICT DO UPDATE SET time = max(time, excluded.time) RETURNING time",
        (owner, target, time),
    ).fetchone()
    return int(found[0])


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file it is, whatever its name; None: there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _size(path: Path) -> int:
    return sum(_size_of(f"{path}{suffix}") for suffix in ("", "-wal"))


def _size_of(path: str) -> int:
    try:
        return os.stat(path).st_size
    except FileNotFoundError:
        return 0
