"""Reading the history: every question on a connection of its own, beside whoever writes."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from heapq import nlargest
from pathlib import Path
from threading import Lock
from typing import Literal

from netcore.core.history import Around, Bound, Entry, Find, Page, Targets
from netcore.errors import StartError
from netcore.history import migrations
from netcore.history.base import nearest, time_in
from netcore.history.opening import connect_reader, failed
from netcore.history.places import is_aside, place_of

END = 1 << 62
"""A time after all others."""

_ENTRY = (
    "SELECT e.id, e.time, t.name, o.kind, o.source, o.account, e.text, e.tags FROM entries e"
    " CROSS JOIN targets t ON t.no = e.target CROSS JOIN origins o ON o.no = e.origin"
)
_RANGE = (
    f"{_ENTRY} WHERE e.target = :target AND e.time > :after AND e.time < :before"
    " AND e.state < :state ORDER BY e.time"
)


class Readers:
    """Connections that read; a thread has one to itself for as long as it needs it.

    Args:
        path: the history's file, or its index's.
        doing: what cannot be done when one fails, as for `failed`.
    """

    def __init__(self, path: Path, doing: Literal["read", "searched"] = "read") -> None:
        self._path = path
        self._doing: Literal["read", "searched"] = doing
        self._idle: list[sqlite3.Connection] = []
        self._lock = Lock()
        self._closed = False

    @contextmanager
    def take(self) -> Iterator[sqlite3.Connection]:
        """A connection within ``with``; raises HistoryError where SQLite has an error."""
        connection = None
        try:
            with self._lock:
                connection = self._idle.pop() if self._idle else None
            if connection is None:
                connection = connect_reader(self._path)
            yield connection
        except (sqlite3.Error, UnicodeEncodeError, OverflowError) as error:
            # After an error of the disk a connection may stay unusable; a new one is not.
            if connection is not None:
                connection.close()
                connection = None
            raise failed(self._doing, error) from error
        finally:
            if connection is not None:
                self._give_back(connection)

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()

    def close(self) -> None:
        """Close the connections, those in use as soon as they are not; idempotent."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()


class Reader:
    """Answers what is asked of a history in a file; needs no lock. For any thread.

    Args:
        path: the history's file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._readers = Readers(path)
        self.take = self._readers.take
        self.close = self._readers.close

    def check(self) -> None:
        """See that there is a history which this program can read.

        Raises:
            StartError: there is none, or it is of another version.
            HistoryError: it cannot be read.
        """
        if not self._is_there():
            raise StartError(
                f"there is no history at {self._path}", "name its folder with --data-dir"
            )
        with self.take() as connection:
            version = migrations.check(connection, str(self._path))
        if version < migrations.VERSION:
            raise StartError(
                f"the history {self._path} is of an older chat-tui",
                "start `chat-tui host` once: that brings it up to date",
            )

    def _is_there(self) -> bool:
        try:
            if not stat.S_ISREG(self._path.stat().st_mode):
                return False
            # SQLite would not say why it cannot open a file.
            os.close(os.open(self._path, os.O_RDONLY))
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise StartError(
                f"the history {self._path} cannot be read ({why})",
                "be the user whose host it is, or name another folder with --data-dir",
            ) from error
        return True

    def page(self, page: Page) -> list[Entry]:
        """See `Store`."""
        with self.take() as connection:
            number = _number_of(connection, page.target)
            after = -1 if page.after is None else _time_of(connection, number, page.after)
            before = END if page.before is None else _time_of(connection, number, page.before)
            if number is None or after is None or before is None:
                return []
            spoken = 2 if page.events else 1
            if page.newest:
                return _range(connection, number, after, before, spoken, -page.limit)
            return _range(connection, number, after, before, spoken, page.limit)

    def around(self, around: Around) -> list[Entry]:
        """See `Store`."""
        with self.take() as connection:
            number = _number_of(connection, around.target)
            middle = _time_of(connection, number, around.middle)
            if number is None or middle is None:
                return []
            state = 2 if around.events else 1
            older = _range(connection, number, -1, middle, state, -around.limit)
            newer = _range(connection, number, middle - 1, END, state, around.limit)
        return nearest(older, newer, around.limit)

    def targets(self, targets: Targets) -> list[tuple[str, int]]:
        """See `Store`."""
        with self.take() as connection:
            numbers = {name: _number_of(connection, name) for name in targets.among}
            if targets.account:
                numbers |= connection.execute(
                    "SELECT name, no FROM parties JOIN targets ON no = target WHERE account = ?",
                    (targets.account,),
                )
            times = [
                (time, name)
                for name, number in numbers.items()
                if number is not None and (time := _last_spoken(connection, number)) is not None
            ]
        chosen = sorted(pair for pair in times if targets.after < pair[0] < targets.before)
        return [(name, time) for time, name in chosen[: targets.limit]]

    def find(self, find: Find) -> Entry | None:
        """See `Store`."""
        with self.take() as connection:
            number = _number_of(connection, find.target)
            time = None if number is None else place_of(connection, number, find.id)
            if time is None:
                return None
            found = connection.execute(
                f"{_ENTRY} WHERE e.target = ? AND e.time = ? AND e.state < 2", (number, time)
            ).fetchone()
        return Entry(*found) if found else None

    def numbers(self, names: tuple[str, ...]) -> list[int]:
        """The numbers of those targets that something is kept of."""
        with self.take() as connection:
            found = [_number_of(connection, name) for name in dict.fromkeys(names)]
        return [number for number in found if number is not None]

    def message_at(self, target: int, time: int) -> Entry | None:
        """The message of a target with this time, if it is there."""
        with self.take() as connection:
            found = connection.execute(
                f"{_ENTRY} WHERE e.target = ? AND e.time = ? AND e.state = 0", (target, time)
            ).fetchone()
        return Entry(*found) if found else None

    def names(self) -> list[str]:
        """All targets that something is kept of, in alphabetical order."""
        with self.take() as connection:
            rows = connection.execute("SELECT name FROM targets ORDER BY name").fetchall()
        return [name for (name,) in rows if not is_aside(name)]

    def newest(self, names: tuple[str, ...], limit: int, after: int, before: int) -> list[Entry]:
        """The newest messages of some targets together, newest first."""
        with self.take() as connection:
            found = [
                (entry.time, number, entry)
                for name in dict.fromkeys(names)
                if (number := _number_of(connection, name)) is not None
                for entry in _range(connection, number, after, before, 1, -limit)
            ]
        return [entry for _, _, entry in nlargest(limit, found)]

    def totals(self) -> tuple[int, int, int, int, int]:
        """How many entries and targets, the oldest and newest time, the last number of storing."""
        with self.take() as connection:
            row = connection.execute(
                "SELECT (SELECT count(*) FROM entries), (SELECT count(*) FROM targets),"
                " coalesce(min(first), 0), coalesce(max(last), 0),"
                " (SELECT coalesce(max(seq), 0) FROM entries) FROM (SELECT"
                " (SELECT min(time) FROM entries WHERE target = no) AS first,"
                " (SELECT max(time) FROM entries WHERE target = no) AS last FROM targets)"
            ).fetchone()
        return tuple(row)

    def marker(self, owner: str, target: str) -> int:
        """See `Store`."""
        with self.take() as connection:
            found = connection.execute(
                "SELECT time FROM markers WHERE owner = ? AND target = ?", (owner, target)
            ).fetchone()
        return found[0] if found else 0

    def clocks(self) -> Mapping[str, int]:
        """See `Store`."""
        with self.take() as connection:
            found: dict[str, int] = dict(
                connection.execute(
                    "SELECT name, (SELECT max(time) FROM entries WHERE target = no) AS time"
                    " FROM targets WHERE time IS NOT NULL"
                )
            )
        return found


def _number_of(connection: sqlite3.Connection, name: str) -> int | None:
    found = connection.execute("SELECT no FROM targets WHERE name = ?", (name,)).fetchone()
    return found[0] if found else None


def _time_of(connection: sqlite3.Connection, target: int | None, bound: Bound) -> int | None:
    if not bound.id:
        return bound.time
    time = None if target is None else place_of(connection, target, bound.id)
    return time_in(bound.id) if time is None else time


def _range(
    connection: sqlite3.Connection, target: int, after: int, before: int, state: int, limit: int
) -> list[Entry]:
    """The first entries between two times, or, of a limit below zero, the last; oldest first."""
    rows = connection.execute(
        f"{_RANGE} {'DESC' if limit < 0 else ''} LIMIT :limit",
        {"target": target, "after": after, "before": before, "state": state, "limit": abs(limit)},
    ).fetchall()
    entries = [Entry(*row) for row in rows]
    return entries[::-1] if limit < 0 else entries


def _last_spoken(connection: sqlite3.Connection, target: int) -> int | None:
    found = connection.execute(
        "SELECT time FROM entries WHERE target = ? AND state = 0 ORDER BY time DESC LIMIT 1",
        (target,),
    ).fetchone()
    return found[0] if found else None
