"""Numbers over time: what one snapshot after another says about traffic; pure."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from netcore.snapshot import Snapshot

_WINDOW = 1.0
"""Seconds over which a rate is taken: shorter ones jump, longer ones lag."""
_BUCKET = 1.0
"""Seconds in one column of a graph."""
_COLUMNS = 120

BARS = " ▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Rates:
    """What happens each second now."""

    messages_in: float = 0.0
    messages_out: float = 0.0
    bytes: float = 0.0


@dataclass(slots=True)
class Series:
    """One number's past, as the columns of a graph; the last column is still growing."""

    headroom: float = 1.0
    """How far above the highest value a graph of it goes; what hardly changes needs some."""
    values: deque[float] = field(default_factory=lambda: deque(maxlen=_COLUMNS))

    def add(self, value: float, *, new: bool) -> None:
        """Note a value: in a column of its own, or as the higher one of the last column."""
        if new or not self.values:
            self.values.append(value)
        else:
            self.values[-1] = max(self.values[-1], value)


class Traffic:
    """The rates and the graphs' columns of one server."""

    def __init__(self) -> None:
        self.rates = Rates()
        self.clients = Series(headroom=1.5)
        self.messages_in = Series()
        self.messages_out = Series()
        self.bytes = Series()
        self.threads = Series(headroom=1.5)
        self._recent: deque[Snapshot] = deque()
        self._column_began = float("-inf")

    def add(self, snapshot: Snapshot) -> None:
        """Take the next snapshot; one that is not newer than the last changes nothing."""
        if self._recent and snapshot.time <= self._recent[-1].time:
            return
        self._recent.append(snapshot)
        while len(self._recent) > 2 and snapshot.time - self._recent[1].time >= _WINDOW:
            self._recent.popleft()
        self.rates = _between(self._recent[0], snapshot)
        new = snapshot.time - self._column_began >= _BUCKET
        if new:
            self._column_began = snapshot.time
        self.clients.add(len(snapshot.clients), new=new)
        self.messages_in.add(self.rates.messages_in, new=new)
        self.messages_out.add(self.rates.messages_out, new=new)
        self.bytes.add(self.rates.bytes, new=new)
        self.threads.add(len(snapshot.threads), new=new)


def _between(old: Snapshot, new: Snapshot) -> Rates:
    seconds = new.time - old.time
    if seconds <= 0:
        return Rates()
    moved = new.bytes_in + new.bytes_out - old.bytes_in - old.bytes_out
    return Rates(
        messages_in=(new.messages_in - old.messages_in) / seconds,
        messages_out=(new.messages_out - old.messages_out) / seconds,
        bytes=moved / seconds,
    )


def graph(values: Sequence[float], width: int, height: int, headroom: float = 1.0) -> list[str]:
    """Draw the newest values as bars, one column each, the newest at the right.

    Args:
        values: not below zero.
        width: columns.
        height: rows; each has eight steps.
        headroom: the top of the graph, as a multiple of the highest value.

    Returns:
        The rows from the top, each ``width`` wide. A value above zero has at least one step.
    """
    shown = list(values)[-width:]
    top = max(shown, default=0.0) * headroom
    steps = [_steps(value, top, height * 8) for value in shown]
    rows = []
    for row in reversed(range(height)):
        cells = (BARS[min(max(step - row * 8, 0), 8)] for step in steps)
        rows.append("".join(cells).rjust(width))
    return rows


def _steps(value: float, top: float, most: int) -> int:
    return max(1, round(value / top * most)) if value > 0 and top > 0 else 0
