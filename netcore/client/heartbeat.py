"""Whether the other side still lives, and how long it takes to answer; pure."""

from collections import OrderedDict

_KEPT = 64


class Heartbeat:
    """Counts silence; all times are monotonic seconds that the caller passes in.

    Args:
        interval: between two PINGs of ours.
        timeout: how long a PING may stay without an answer, and without any other sign of life.
        now: when the connection was made.
    """

    def __init__(self, interval: float, timeout: float, now: float) -> None:
        self._interval = interval
        self._timeout = timeout
        self._heard = now
        self._last_ping = now
        self._open: OrderedDict[str, float] = OrderedDict()
        self._lag: float | None = None

    def heard(self, now: float) -> None:
        """Something came, whatever it was."""
        self._heard = now

    @property
    def waiting(self) -> bool:
        """Whether a PING of ours is unanswered."""
        return bool(self._open)

    def sent(self, token: str, now: float) -> None:
        """A PING of ours went out."""
        self._last_ping = now
        self._open[token] = now
        while len(self._open) > _KEPT:
            self._open.popitem(last=False)

    def answered(self, token: str, now: float) -> tuple[str, float] | None:
        """A PONG came.

        Some servers do not give the token back: then it answers the oldest PING.

        Returns:
            The token of the PING that it answers, and the lag in seconds; None if there is none.
        """
        if not self._open:
            return None
        if token not in self._open:
            token = next(iter(self._open))
        self._lag = now - self._open[token]
        while token in self._open:
            self._open.popitem(last=False)
        return token, self._lag

    def lag(self, now: float) -> float | None:
        """The lag last measured, or the age of the PING that waits if that is more already."""
        if not self._open:
            return self._lag
        age = now - next(iter(self._open.values()))
        return age if self._lag is None or age > self._lag else self._lag

    def ping_due(self, now: float) -> bool:
        """Whether it is time for a PING."""
        return now >= self._last_ping + self._interval

    def dead(self, now: float) -> bool:
        """Whether the link is to be given up."""
        return bool(self._open) and now >= self._dies_at()

    def next_at(self) -> float:
        """When to look again, at the latest."""
        ping_at = self._last_ping + self._interval
        return min(ping_at, self._dies_at()) if self._open else ping_at

    def _dies_at(self) -> float:
        return max(next(iter(self._open.values())), self._heard) + self._timeout
