"""What a store of the history is: it keeps entries in order and answers questions about them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from netcore.core.history import Around, Entry, Find, Page, Search, Targets

SPOKEN = frozenset({"PRIVMSG", "NOTICE"})
"""The kinds that are messages; all others are events."""

# As netcore.core.stamps makes them: 11 digits of the entry's time, 6 of a counter, then the node.
_STAMPED = re.compile(r"[0-9a-f]{17}[0-9A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Stats:
    """How much there is.

    Args:
        entries: messages and events.
        targets: channels and conversations that something is kept of.
        oldest: milliseconds since the epoch; 0: there is nothing.
        newest: as `oldest`.
        size: bytes that the entries take, on disk or in memory.
        index_size: bytes that the index of words takes besides.
        unindexed: the most entries that a search does not find yet.
    """

    entries: int
    targets: int
    oldest: int
    newest: int
    size: int
    index_size: int
    unindexed: int


class Store(Protocol):
    """Keeps the history.

    What writes (`append`, `redact`, `mark`, `expire`, `index`) and `close` may be called by one
    thread at a time for each method; `append` by the dispatcher, which never waits for more than
    one small step of another. What reads may be called by any number of threads at once.

    An entry that was redacted is in no answer, but a `Bound` may still name it. A bound whose
    msgid is not there is where an entry with that msgid would have been, by the time in it: so
    whoever asks for what came after an expired entry gets all that is left. An id that has no
    time in it bounds nothing: the answer is empty.

    Raises:
        HistoryError: by every method that stores or reads, when it cannot be done; nothing of
            that call is stored then, and a later call may work.
    """

    def append(self, entries: Sequence[Entry]) -> None:
        """Store entries, all or none; they are as lasting as was asked for when this returns.

        One whose id is there already in that target is passed over. Where a time is taken already
        within the target, the entry gets the next one that is free.
        """

    def page(self, page: Page) -> list[Entry]:
        """The entries between two bounds, oldest first."""

    def around(self, around: Around) -> list[Entry]:
        """The entries nearest to a place, oldest first; as many on either side as there are."""

    def targets(self, targets: Targets) -> list[tuple[str, int]]:
        """Targets and the times of their last messages, the longest ago first.

        A time is strictly between the two bounds; the limit keeps the longest ago.
        """

    def search(self, search: Search) -> list[Entry]:
        """The messages that contain all of some words, newest first; `netcore.history.words`.

        A time is strictly between the two bounds.
        """

    def find(self, find: Find) -> Entry | None:
        """One entry by its msgid, if it is of that target."""

    def redact(self, target: str, id: str) -> bool:  # noqa: A002 - the field's word
        """Forget what an entry says and who said it.

        Returns:
            Whether there was such an entry that was not redacted before.
        """

    def rename(self, old: str, new: str) -> None:
        """Keep everything of a channel, and its read markers, under another name.

        What is kept under that name already is put between, by time: some of it may be in no
        answer until `index` has been called until there is no more.
        """

    def mark(self, owner: str, target: str, time: int) -> int:
        """Move a read marker onwards; it never goes back.

        Args:
            owner: whose it is: an account, or what stands for a nick.
            target: any name.
            time: milliseconds since the epoch.

        Returns:
            Where the marker is now.
        """

    def marker(self, owner: str, target: str) -> int:
        """Where a read marker is, in milliseconds since the epoch; 0: there is none."""

    def clocks(self) -> Mapping[str, int]:
        """The last time of every target, which the next has to be above."""

    def expire(self, older_than: int, keep_per_target: int, at_most: int) -> int:
        """Drop old entries, in one small step, and read markers that are as old.

        Args:
            older_than: milliseconds since the epoch; what is older goes; 0: nothing is too old.
            keep_per_target: how many of a target stay; 0: any number.
            at_most: how many may go in this step.

        Returns:
            How many entries went; 0: there is no more to do.
        """

    def index(self, at_most: int) -> int:
        """Let searches find what was stored, in one step.

        Returns:
            How many entries were looked at; fewer than `at_most`: there are no more.
        """

    def stats(self) -> Stats:
        """Count what there is; takes a while where there is much."""

    def close(self) -> None:
        """End; idempotent. No other method may be called afterwards."""


def time_in(id: str) -> int | None:  # noqa: A002 - the field's word
    """The milliseconds since the epoch that a msgid begins with, if it is one of ours."""
    return int(id[:11], 16) if _STAMPED.fullmatch(id) else None


def parties(target: str) -> tuple[str, ...]:
    """The accounts whose conversation a target is; none of a channel."""
    return tuple(dict.fromkeys(target.split(" "))) if " " in target else ()


def nearest(older: list[Entry], newer: list[Entry], limit: int) -> list[Entry]:
    """The middle of two runs of entries: half from each, more where the other has less."""
    back = min(len(older), max(limit // 2, limit - len(newer)))
    return [*older[len(older) - back :], *newer[: limit - back]]
