"""When something last happened in each place that the core itself remembers nothing else of."""

from __future__ import annotations

from collections.abc import Mapping

MOST = 10_000
"""Places that are remembered one by one; what was given to any other is below a common floor."""


class Clocks:
    """The latest time that was given out in a place: a later one has to be above it.

    So times rise within a channel that was empty for a while, after a restart, and where this
    machine's clock was set back. Times are in milliseconds since the epoch, places are folded
    names.
    """

    def __init__(self) -> None:
        self._times: dict[str, int] = {}
        self._floor = 0

    def latest(self, place: str) -> int:
        """A time that nothing in a place is above; 0: nothing happened there."""
        return self._times.get(place, self._floor)

    def learn(self, place: str, time: int) -> None:
        """Something happened in a place."""
        self._times[place] = max(time, self.latest(place))
        if len(self._times) > MOST:
            self._forget_half()

    def learn_all(self, times: Mapping[str, int]) -> None:
        """All that is known from before."""
        for place, time in times.items():
            self.learn(place, time)

    def _forget_half(self) -> None:
        """Keep those that are likeliest to be ahead of the clock."""
        by_time = sorted(self._times.items(), key=lambda item: item[1])
        self._floor = max(self._floor, by_time[len(by_time) // 2][1])
        self._times = {place: time for place, time in by_time if time > self._floor}
