"""How long to wait before the next attempt: doubling, with full jitter; pure."""

from netcore.client.values import Timings


class Backoff:
    """Counts attempts that failed.

    Full jitter (uniform from 0 to the bound) spreads many clients of one host that restarts.
    """

    def __init__(self, timings: Timings) -> None:
        self._timings = timings
        self.attempt = 0

    def begin(self) -> int:
        """An attempt begins; gives its number, from 1."""
        self.attempt += 1
        return self.attempt

    def succeeded(self) -> None:
        """We were online for long enough to call it a success."""
        self.attempt = 0

    def delay(self) -> float:
        """Seconds to wait before the next attempt."""
        doublings = min(max(self.attempt - 1, 0), 30)
        bound = self._timings.backoff * (1 << doublings)
        return min(bound, self._timings.backoff_limit) * self._timings.jitter()
