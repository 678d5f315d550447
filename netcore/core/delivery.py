"""One line for many: rendered once for each profile, joined once, shared by all receivers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netcore.core.session import Session


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
        if not self._runs:
            return
        pieces = [b"".join(run) for run in self._runs]
        whole = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        owners = self._owners
        speakers = set(owners)
        lines = self._lines
        for session in self.sessions:
            out = session.out
            had_nothing = not out
            if session in speakers:
                out.extend(p for p, owner in zip(pieces, owners, strict=True) if owner != session)
                session.lines_out += sum(
                    len(run)
                    for run, owner in zip(self._runs, owners, strict=True)
                    if owner != session
                )
            else:
                out.append(whole)
                session.lines_out += lines
            if had_nothing and out:
                ready.append(session)
        self._runs = []
        self._owners = []
        self._lines = 0
