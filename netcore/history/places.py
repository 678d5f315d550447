"""Where an entry is in the file: its target and its time, which its id says too, or a note does."""

from __future__ import annotations

import sqlite3

PLACE_BITS = 21
"""An entry's place in the index of words is its time and, in so many bits, its target's number.
So its order is that of age, and the time has room until the year 2109."""

_ASIDE = "\n"


def head_of(id: str) -> int | None:  # noqa: A002 - the field's word
    """The time that an id begins with: where its entry is, unless `strays` has it."""
    try:
        head = int(id[:11], 16)
    except ValueError:
        return None
    return head if 0 <= head < 1 << 63 else None


def place_of(
    connection: sqlite3.Connection,
    target: int,
    id: str,  # noqa: A002
) -> int | None:
    """The time of a target's entry with this id, if it is there; also of one that is redacted."""
    found = connection.execute(
        "SELECT time FROM entries WHERE target = :target AND time = :head AND id = :id"
        " UNION ALL SELECT time FROM strays WHERE target = :target AND id = :id",
        {"target": target, "head": head_of(id), "id": id},
    ).fetchone()
    return found[0] if found else None


def note_stray(
    to: sqlite3.Connection,
    target: int,
    id: str,  # noqa: A002
    time: int,
) -> None:
    """Remember where an entry is whose id does not say it; within a transaction."""
    head = head_of(id)
    if head != time:
        to.execute("INSERT INTO strays VALUES (?, ?, ?, ?)", (target, id, time, head))


def free_time(to: sqlite3.Connection, target: int, time: int) -> int:
    """The first time from this one on that no entry of the target has."""
    taken = to.execute(
        "SELECT time FROM entries WHERE target = ? AND time >= ? ORDER BY time", (target, time)
    )
    for (other,) in taken:
        if other != time:
            break
        time += 1
    return time


def aside(number: int, name: str) -> str:
    """The name of a target while its entries move to another of its former name."""
    return f"{_ASIDE}{number}{_ASIDE}{name}"


def is_aside(name: str) -> bool:
    """Whether a target is one whose entries are being moved."""
    return name.startswith(_ASIDE)
