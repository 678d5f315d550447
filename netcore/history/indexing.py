"""The index of words, in a file of its own so that making it is never in a message's way."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import unicodedata
from collections.abc import Generator, Sequence
from contextlib import closing
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from netcore.history.opening import empty_log, failed
from netcore.history.places import PLACE_BITS
from netcore.history.reading import END, Readers
from netcore.history.words import Term, indexable, sender_word

_MASK = (1 << PLACE_BITS) - 1
# The words of one message have to be the same when it goes as when it came.
_VERSION = f"1 {unicodedata.unidata_version}"

_TABLES = """
CREATE VIRTUAL TABLE words USING fts5 (text, sender, content='', columnsize=0, tokenize='ascii');
CREATE TABLE state (id TEXT, version TEXT, upto INTEGER, forgotten INTEGER);
"""
_MERGED_AT_ONCE = 500
"""Pages of the index: some hundredths of a second."""
_MERGE = "INSERT INTO words (words, rank) VALUES ('merge', ?)"
_MERGING = 2
"""Changes that a step makes at least while there is something to merge (FTS5, "merge")."""
_PLACE = f"(e.time << {PLACE_BITS}) | e.target"
# Most texts are ASCII: then all of this happens in SQLite, while other threads go on.
_ADD = f"""
INSERT INTO words (rowid, text, sender)
SELECT {_PLACE}, iif(e.text GLOB '*[^ -~]*', indexable(e.text), e.text), o.sender
FROM history.entries e CROSS JOIN history.origins o ON o.no = e.origin
WHERE e.seq > :after AND e.seq <= :upto AND e.state = 0 AND e.target <= {_MASK}
"""
_TAKE_OUT = """
INSERT INTO words (words, rowid, text, sender)
SELECT 'delete', place, iif(text GLOB '*[^ -~]*', indexable(text), text), sender
FROM history.forgotten
WHERE no > :after AND no <= :upto AND seq <= :indexed
"""
# A history that has lost its log, or is an older copy, gives out numbers again that are in here.
_AHEAD = """
SELECT upto > max((SELECT value FROM history.facts WHERE name = 'seq'),
                  (SELECT coalesce(max(seq), 0) FROM history.entries))
    OR forgotten > coalesce(
        (SELECT seq FROM history.sqlite_sequence WHERE name = 'forgotten'), 0)
FROM main.state
"""


class Progress(NamedTuple):
    """How far the index is.

    Args:
        looked: how many entries were taken in or out.
        forgotten: the last that was taken out, as `forgotten` counts them.
        taken_out: whether they were taken out.
    """

    looked: int
    forgotten: int
    taken_out: bool = False


class WordSearch:
    """Finds messages by their words. For any thread.

    Args:
        path: the index's file.
    """

    def __init__(self, path: Path) -> None:
        self._readers = Readers(path, "searched")
        self.close = self._readers.close

    def upto(self) -> int:
        """The last entry that was looked at, in the order of storing."""
        with self._readers.take() as connection:
            return int(connection.execute("SELECT upto FROM state").fetchone()[0])

    def places(
        self, terms: Sequence[Term], sender: str, targets: Sequence[int], after: int, before: int
    ) -> Generator[tuple[int, int], None, None]:
        """Where messages are that match: target and time, newest first.

        Some of them may have gone since.
        """
        asked = [f"text : {_phrase(term)}" for term in terms]
        if sender:
            asked.append(f'sender : "{sender_word(sender)}"')
        numbers = ",".join(str(number) for number in targets)
        with self._readers.take() as connection, closing(connection.cursor()) as rows:
            rows.execute(
                "SELECT rowid FROM words WHERE words MATCH ? AND rowid > ? AND rowid < ?"
                f" AND rowid & {_MASK} IN ({numbers}) ORDER BY rowid DESC",
                (" AND ".join(asked), _key(after) | _MASK, _key(before or END)),
            )
            for (place,) in rows:
                yield place & _MASK, place >> PLACE_BITS


class _Tidying(Enum):
    """What is still to be done so that nothing is left of words that were taken out.

    They stay in the file beside a note that they have gone, until the parts of the index that hold
    the two are merged; and what a page held before is in the log until that is emptied.
    """

    NONE = 0
    MERGE = 1
    GO_ON = 2
    EMPTY_LOG = 3


class WordIndex:
    """Makes the index of words. For one thread at a time.

    Args:
        path: the index's file; it is made anew where it is not of this history.
        history: the history's file, which has its tables already.

    Raises:
        HistoryError: it can neither be opened nor made.
    """

    def __init__(self, path: Path, history: Path) -> None:
        self.path = path
        self._history = history
        self._tidying = _Tidying.MERGE
        try:
            try:
                self._connection = self._open()
            except sqlite3.DatabaseError:
                # It can be made again, so nothing is lost.
                _delete(path)
                self._connection = self._open()
        except (sqlite3.Error, OSError) as error:
            raise failed("searched", error) from error

    def _open(self) -> sqlite3.Connection:
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        connection = sqlite3.connect(
            self.path.absolute().as_uri(), uri=True, isolation_level=None, check_same_thread=False
        )
        try:
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.create_function("indexable", 1, indexable, deterministic=True)
        connection.execute("PRAGMA journal_mode = WAL")
        # It is made again if it should be damaged.
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA secure_delete = ON")
        where = f"{self._history.absolute().as_uri()}?mode=ro"
        connection.execute("ATTACH ? AS history", (where,))
        facts = "SELECT value FROM history.facts WHERE name = 'id'"
        wanted = (connection.execute(facts).fetchone()[0], _VERSION)
        if connection.execute("SELECT 1 FROM main.sqlite_schema").fetchone():
            if connection.execute("SELECT id, version FROM state").fetchone() != wanted:
                raise sqlite3.DatabaseError("the index is of another history")
            if connection.execute(_AHEAD).fetchone()[0]:
                raise sqlite3.DatabaseError("the index is ahead of its history")
            return
        connection.executescript(f"BEGIN; {_TABLES}")
        connection.execute("INSERT INTO state VALUES (?, ?, 0, 0)", wanted)
        connection.execute("COMMIT")

    def step(self, at_most: int) -> Progress:
        """Take in what was stored since the last step, and take out what has gone.

        Raises:
            HistoryError: the index is as it was before.
        """
        connection = self._connection
        try:
            # Not IMMEDIATE: that would hold the history too.
            connection.execute("BEGIN")
            progress = _step(connection, at_most)
            connection.execute("COMMIT")
            if progress.taken_out:
                self._tidying = _Tidying.MERGE
            elif not progress.looked:
                self._tidy()
        except sqlite3.Error as error:
            with contextlib.suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            if not isinstance(error, sqlite3.OperationalError):
                self._begin_anew()
            raise failed("searched", error) from error
        return progress

    def _tidy(self) -> None:
        """Do a piece of what is left to do when there is nothing else."""
        if self._tidying in (_Tidying.MERGE, _Tidying.GO_ON):
            # A negative number of pages begins to merge everything into one.
            sign = -1 if self._tidying is _Tidying.MERGE else 1
            before = self._connection.total_changes
            self._connection.execute(_MERGE, (sign * _MERGED_AT_ONCE,))
            merging = self._connection.total_changes - before >= _MERGING
            self._tidying = _Tidying.GO_ON if merging else _Tidying.EMPTY_LOG
        elif self._tidying is _Tidying.EMPTY_LOG and empty_log(self._connection):
            self._tidying = _Tidying.NONE

    def _begin_anew(self) -> None:
        """Empty a damaged index: the next steps fill it again."""
        with contextlib.suppress(sqlite3.Error):
            self._connection.executescript(
                "BEGIN; INSERT INTO words (words) VALUES ('delete-all');"
                " UPDATE state SET upto = 0; COMMIT"
            )

    def close(self) -> None:
        """Close the connection; idempotent."""
        self._connection.close()


def _step(connection: sqlite3.Connection, at_most: int) -> Progress:
    done, forgotten = connection.execute("SELECT upto, forgotten FROM state").fetchone()
    last = connection.execute("SELECT max(no) FROM history.forgotten").fetchone()[0] or 0
    if last > forgotten:
        # All of these before anything is taken in: of those that are not in yet nothing is left
        # to take in, and what is not in must not be taken out.
        last = min(last, forgotten + at_most)
        scope = {"after": forgotten, "upto": last, "indexed": done}
        connection.execute(_TAKE_OUT, scope)
        connection.execute("UPDATE state SET forgotten = ?", (last,))
        return Progress(last - forgotten, last, taken_out=True)
    newest = connection.execute("SELECT max(seq) FROM history.entries").fetchone()[0] or 0
    upto = min(newest, done + at_most)
    if upto > done:
        connection.execute(_ADD, {"after": done, "upto": upto})
        connection.execute("UPDATE state SET upto = ?", (upto,))
    return Progress(max(0, upto - done), forgotten)


def _phrase(term: Term) -> str:
    return f'"{" ".join(term.words)}"{" *" if term.prefix else ""}'


def _key(time: int) -> int:
    return min(max(time, 0), (1 << 42) - 1) << PLACE_BITS


def _delete(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            os.remove(f"{path}{suffix}")
