"""One line for many: rendered once for each profile, joined once, shared by all receivers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netcore.core.session import Session

_CHEAP_TO_COPY = 65536


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

    def flush(self, ready: list[Session]) -> None:
        """Hand what waits to every session; those that had nothing yet are added to `ready`."""
        runs, owners, lines = self._runs, self._owners, self._lines
        if not runs:
            return
        self._runs, self._owners, self._lines = [], [], 0
        pieces = [b"".join(run) for run in runs]
        whole = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        own_runs: dict[Session, list[int]] = {}
        for index, owner in enumerate(owners):
            if owner in self.sessions:
                own_runs.setdefault(owner, []).append(index)
        for session in self._all_but(own_runs):
            out = session.out
            if not out:
                ready.append(session)
            out.append(whole)
            session.lines_out += lines
        for session, own in own_runs.items():
            if kept := _without(pieces, own):
                if not session.out:
                    ready.append(session)
                session.out.extend(kept)
                session.lines_out += lines - sum(len(runs[index]) for index in own)

    def _all_but(self, some: Collection[Session]) -> Iterable[Session]:
        return [one for one in self.sessions if one not in some] if some else self.sessions


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
