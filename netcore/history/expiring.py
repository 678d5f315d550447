"""Taking things out of the history: what was redacted, and what is too old."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import islice

from netcore.history.places import PLACE_BITS, place_of

FORGET = (
    "INSERT INTO forgotten (seq, place, text, sender)"
    f" SELECT e.seq, (e.time << {PLACE_BITS}) | e.target, e.text, o.sender"
    " FROM entries e JOIN origins o ON o.no = e.origin WHERE e.state = 0 AND e.seq = ?"
    f" AND e.target < {1 << PLACE_BITS}"
)


def redact(to: sqlite3.Connection, target: str, id: str) -> bool:  # noqa: A002 - the field's word
    """Forget what an entry says, but not where it was; within a transaction."""
    number = to.execute("SELECT no FROM targets WHERE name = ?", (target,)).fetchone()
    time = place_of(to, number[0], id) if number else None
    if time is None:
        return False
    found = to.execute(
        "SELECT seq FROM entries WHERE target = ? AND time = ? AND state < 2", (*number, time)
    ).fetchone()
    if not found:
        return False
    to.execute(FORGET, found)
    to.execute(
        "UPDATE entries SET state = 2, origin = 0, text = '', tags = '' WHERE seq = ?", found
    )
    return True


def expired(
    connection: sqlite3.Connection, older_than: int, keep_per_target: int, at_most: int
) -> list[int]:
    """The entries that are to go, by their place in the order of storing; any connection."""
    return list(islice(_expired(connection, older_than, keep_per_target, at_most), at_most))


def _expired(
    connection: sqlite3.Connection, older_than: int, keep: int, at_most: int
) -> Iterator[int]:
    """Those of one target after the other, of each no more than `at_most`."""
    for (target,) in connection.execute("SELECT no FROM targets").fetchall():
        before = older_than
        if keep:
            over = connection.execute(
                "SELECT time FROM entries WHERE target = ? ORDER BY time DESC LIMIT 1 OFFSET ?",
                (target, keep),
            ).fetchone()
            before = max(before, over[0] + 1) if over else before
        for (seq,) in connection.execute(
            "SELECT seq FROM entries WHERE target = ? AND time < ? ORDER BY time LIMIT ?",
            (target, before, at_most),
        ).fetchall():
            yield seq


def drop(to: sqlite3.Connection, seqs: Sequence[int]) -> None:
    """Drop entries, and the targets that nothing is left of; within a transaction."""
    rows = [(seq,) for seq in seqs]
    marks = ",".join(str(seq) for seq in seqs)
    of = f"SELECT DISTINCT target FROM entries WHERE seq IN ({marks})"
    targets = to.execute(of).fetchall()
    # Numbers of the order of storing are not given out twice: the index goes by them.
    to.execute(
        "UPDATE facts SET value = max(value, (SELECT max(seq) FROM entries)) WHERE name = 'seq'"
    )
    to.executemany(FORGET, rows)
    to.executemany(
        "DELETE FROM strays WHERE (target, id) = (SELECT target, id FROM entries WHERE seq = ?)",
        rows,
    )
    to.executemany("DELETE FROM entries WHERE seq = ?", rows)
    for target in targets:
        if not to.execute("SELECT 1 FROM entries WHERE target = ? LIMIT 1", target).fetchone():
            to.execute("DELETE FROM parties WHERE target = ?", target)
            to.execute("DELETE FROM targets WHERE no = ?", target)


def unused_origins(connection: sqlite3.Connection) -> tuple[int, list[int]]:
    """Origins that no entry has, as of the entry that is named first; reads everything."""
    connection.execute("BEGIN")
    try:
        newest = connection.execute("SELECT max(seq) FROM entries").fetchone()[0] or 0
        unused = connection.execute(
            "SELECT no FROM origins WHERE no NOT IN (SELECT origin FROM entries)"
        ).fetchall()
    finally:
        connection.execute("COMMIT")
    return newest, [number for (number,) in unused]


def drop_origins(to: sqlite3.Connection, newest: int, unused: Sequence[int]) -> None:
    """Drop origins unless one is in use since; within a transaction."""
    used = {
        number
        for (number,) in to.execute(
            "SELECT DISTINCT origin FROM entries WHERE seq > ?", (newest,)
        ).fetchall()
    }
    gone = [(number,) for number in unused if number not in used]
    to.executemany("DELETE FROM origins WHERE no = ?", gone)
