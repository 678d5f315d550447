"""Sessions that have to wait for no other reason than that time passes."""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import count
from math import inf

from netcore.core.asking import Ask
from netcore.core.flood import Pause


class Pauses:
    """Asks for a `Pause`, in the order in which they are over."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Ask]] = []
        self._numbers = count()

    def put(self, ask: Ask) -> bool:
        """Take an ask; False if it is for something else than time."""
        work = ask.work
        if not isinstance(work, Pause):
            return False
        heappush(self._heap, (work.until, next(self._numbers), ask))
        return True

    @property
    def due(self) -> float:
        """When the first is over, in monotonic seconds."""
        return self._heap[0][0] if self._heap else inf

    def take(self, now: float) -> list[Ask]:
        """Those that are over by now."""
        over = []
        while self._heap and self._heap[0][0] <= now:
            over.append(heappop(self._heap)[2])
        return over
