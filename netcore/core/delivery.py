"""One line for many: rendered once for each profile, joined once, shared by all receivers."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from netcore.core.session import Session

_CHEAP_TO_COPY = 65536


class Post(NamedTuple):
    """The same bytes for several sessions.

    Args:
        data: lines with their ends.
        lines: how many.
        sessions: for whom.
        but: those for whom it is not, if they are among them.
    """

    data: bytes
    lines: int
    sessions: tuple[Session, ...]
    but: Collection[Session | None]

    def hand_on(self, ready: list[Session]) -> None:
        """Have it wait with each session; those that had nothing yet are added to `ready`."""
        data, lines, sessions, but = self
        for session in sessions:
            if session in but:
                continue
            out = session.out
            if not out:
                ready.append(session)
            out.append(data)
            session.lines_out += lines

    def tally(self) -> None:
        """Count its lines for each session, once it is written."""
        _, lines, sessions, but = self
        for session in sessions:
            if session not in but:
                session.lines_out += lines


class Group:
    """Sessions of one channel that are sent the same bytes, and the lines that wait for them.

    Lines are kept in runs of one owner, who is left out of them: whoever speaks without
    echo-message is not sent that run, everybody else shares the joined bytes.
    """

    __slots__ = ("_lines", "_owners", "_runs", "profile", "sessions")

    def __init__(self, profile: int) -> None:
        self.profile = profile
        self.sessions: dict[Session, None] = {}
        self._runs: list[list[bytes]] = []
        self._owners: list[Session | None] = []
        self._lines = 0

    def add(self, line: bytes, owner: Session | None) -> None:
        """Queue a line for all but its owner."""
        self._lines += 1
        if self._owners and self._owners[-1] is owner:
            self._runs[-1].append(line)
        else:
            self._owners.append(owner)
            self._runs.append([line])

    def take(self, ready: list[Session]) -> Post | None:
        """Take what waits: hand their parts to those who said some of it, return all others'.

        Args:
            ready: gets those who had nothing before and are handed something.
        """
        runs, owners, lines = self._runs, self._owners, self._lines
        if not runs:
            return None
        self._runs, self._owners, self._lines = [], [], 0
        # A copy, since members may come and go before the turn is over.
        everybody = tuple(self.sessions)
        if len(runs) == 1:  # of most turns
            return Post(b"".join(runs[0]), lines, everybody, owners)
        pieces = [b"".join(run) for run in runs]
        own_runs: dict[Session, list[int]] = {}
        for index, owner in enumerate(owners):
            if owner in self.sessions:
                own_runs.setdefault(owner, []).append(index)
        for session, own in own_runs.items():  # there are others' between any two of theirs
            if not session.out:
                ready.append(session)
            session.out.extend(_without(pieces, own))
            session.lines_out += lines - sum(len(runs[index]) for index in own)
        return Post(b"".join(pieces), lines, everybody, own_runs)


def _without(pieces: list[bytes], left_out: list[int]) -> list[bytes]:
    """All pieces but some; joined where that costs less than handing them on one by one."""
    kept = []
    start = 0
    for index in left_out:
        kept += pieces[start:index]
        start = index + 1
    kept += pieces[start:]
    if len(kept) > 1 and sum(map(len, kept)) <= _CHEAP_TO_COPY:
        return [b"".join(kept)]
    return kept
