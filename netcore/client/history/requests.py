"""Questions about the past, one after the other, and whose answer it is that comes; pure."""

from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import inf

from netcore.client.events import Said, Why

_PATIENCE = 15.0
"""Seconds for one answer; after that the next question is asked."""
_MOST_WAITING = 2_000
"""More than all channels and conversations that are caught up with, of each of which one waits."""


@dataclass(slots=True)
class Request:
    """One question.

    Args:
        why: what for.
        target: where; empty for a search in all places.
        line: the command and its parameters.
        limit: how many messages a full page has.
        words: what is searched.
        page: what has come so far.
        lines: how many lines have come, with those that are not for people.
    """

    why: Why
    target: str
    line: tuple[str, ...]
    limit: int
    words: str = ""
    page: list[Said] = field(default_factory=list)
    lines: int = 0


class Requests:
    """What is asked of a server, one question at a time: so each answer is known by its turn."""

    def __init__(self) -> None:
        self._waiting: deque[Request] = deque()
        self._asked_at = 0.0
        self.asked: Request | None = None
        """The question that is being answered."""

    def put(self, request: Request) -> bool:
        """Let a question wait for its turn; False if too many do."""
        if len(self._waiting) >= _MOST_WAITING:
            return False
        self._waiting.append(request)
        return True

    def next(self, now: float) -> Request | None:
        """The question to ask now, if there is one and the last one is answered."""
        if self.asked or not self._waiting:
            return None
        self.asked, self._asked_at = self._waiting.popleft(), now
        return self.asked

    def answered(self) -> Request | None:
        """The answer is complete; gives what was asked."""
        asked, self.asked = self.asked, None
        return asked

    def give_up(self) -> None:
        """The question could not be asked: its answer is late already."""
        self._asked_at = -inf

    def late(self, now: float) -> bool:
        """Whether the server has had time enough for an answer."""
        return self.asked is not None and now >= self._asked_at + _PATIENCE

    def due(self) -> float:
        """When the server will have had time enough."""
        return self._asked_at + _PATIENCE if self.asked else inf


def stamp(time: datetime) -> str:
    """A time as CHATHISTORY and MARKREAD want it."""
    milliseconds = time.astimezone(UTC).isoformat(timespec="milliseconds")
    return f"timestamp={milliseconds.removesuffix('+00:00')}Z"
