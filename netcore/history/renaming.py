"""Channels that take another name: what is kept of them goes along, at once or step by step."""

from __future__ import annotations

import sqlite3

from netcore.history.expiring import FORGET
from netcore.history.places import aside, free_time, note_stray, place_of


def rename(to: sqlite3.Connection, old: str, new: str) -> None:
    """Keep under a new name what is kept under an old one; within a transaction.

    What is there under the new name already is set aside, for `bring_back`: it may be much.
    """
    if old == new:
        return
    for number, name in _set_aside(to):
        if name.endswith(aside(0, old)[2:]):
            to.execute("UPDATE targets SET name = ? WHERE no = ?", (aside(number, new), number))
    if mover := _number_of(to, old):
        if holder := _number_of(to, new):
            to.execute("UPDATE targets SET name = ? WHERE no = ?", (aside(holder, new), holder))
        to.execute("UPDATE targets SET name = ? WHERE no = ?", (new, mover))
    to.execute(
        "INSERT INTO markers SELECT owner, ?, time FROM markers WHERE target = ?"
        " ON CONFLICT DO UPDATE SET time = max(time, excluded.time)",
        (new, old),
    )
    to.execute("DELETE FROM markers WHERE target = ?", (old,))


def anything_aside(connection: sqlite3.Connection) -> bool:
    """Whether there is something for `bring_back` to do; on any connection."""
    return bool(_set_aside(connection))


def bring_back(to: sqlite3.Connection, seq: int, at_most: int) -> int:
    """Put some entries that were set aside to the others of their name; within a transaction.

    Args:
        to: the connection.
        seq: the last number in the order of storing: what is moved is as if it were stored anew.
        at_most: how many entries.

    Returns:
        How many were looked at; 0: nothing is aside any more.
    """
    to.execute("UPDATE facts SET value = max(value, ?) WHERE name = 'seq'", (seq,))
    for number, name in _set_aside(to)[:1]:
        new = name.rpartition("\n")[2]
        target = _number_of(to, new)
        if target is None:
            to.execute("UPDATE targets SET name = ? WHERE no = ?", (new, number))
            return 1
        rows = to.execute(
            "SELECT seq, id, time FROM entries WHERE target = ? ORDER BY time LIMIT ?",
            (number, at_most),
        ).fetchall()
        for moved, row in enumerate(rows, seq + 1):
            _move(to, row, number, target, moved)
        if len(rows) < at_most:
            to.execute("DELETE FROM targets WHERE no = ?", (number,))
        return len(rows) + 1
    return 0


def _move(
    to: sqlite3.Connection, row: tuple[int, str, int], number: int, target: int, seq: int
) -> None:
    old, id, time = row  # noqa: A001 - the field's word
    to.execute(FORGET, (old,))
    to.execute("DELETE FROM strays WHERE target = ? AND id = ?", (number, id))
    if place_of(to, target, id) is not None:
        to.execute("DELETE FROM entries WHERE seq = ?", (old,))
        return
    time = free_time(to, target, time)
    to.execute(
        "UPDATE entries SET seq = ?, target = ?, time = ? WHERE seq = ?", (seq, target, time, old)
    )
    note_stray(to, target, id, time)


def _number_of(to: sqlite3.Connection, name: str) -> int | None:
    found = to.execute("SELECT no FROM targets WHERE name = ?", (name,)).fetchone()
    return int(found[0]) if found else None


def _set_aside(to: sqlite3.Connection) -> list[tuple[int, str]]:
    return to.execute(
        "SELECT no, name FROM targets WHERE name >= char(10) AND name < char(11) ORDER BY no"
    ).fetchall()
