"""Who has said wrong passwords: a few cost nothing, further ones are looked at ever so slowly."""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Callable
from threading import Lock
from time import monotonic

FREE = 5
"""Wrong passwords without a consequence: somebody tries the old one, with and without capitals."""
EVERY = 20.0
"""Seconds for each one more: three a minute guess four thousand a day, of which a password of eight
letters has fifty million times as many."""
_MOST = 10_000


class Guesses:
    """Counts wrong guesses by whatever is named; from any thread.

    Args:
        free: how many cost nothing.
        every: seconds after which one is forgotten, and one more may be tried.
        clock: monotonic seconds.
    """

    def __init__(
        self, free: int = FREE, every: float = EVERY, clock: Callable[[], float] = monotonic
    ) -> None:
        self._free = free
        self._every = every
        self._clock = clock
        self._paid_at: dict[str, float] = {}
        self._lock = Lock()

    def wait(self, who: str) -> int:
        """Whole seconds after which a guess is looked at again; 0: now. Nobody waits as ``""``."""
        with self._lock:
            over = (
                self._paid_at.get(who, -math.inf) - self._clock() - (self._free - 1) * self._every
            )
        return math.ceil(max(0.0, over))

    def wrong(self, who: str) -> None:
        """A guess was wrong."""
        if not who:
            return
        with self._lock:
            now = self._clock()
            self._paid_at[who] = max(now, self._paid_at.pop(who, now)) + self._every
            if len(self._paid_at) > _MOST:
                self._forget(now)

    def _forget(self, now: float) -> None:
        """Keep who still has to wait; where that is too many, those who were wrong last."""
        kept = [(who, at) for who, at in self._paid_at.items() if at > now]
        self._paid_at = dict(kept if len(kept) <= _MOST else kept[-_MOST // 2 :])


def block(address: str) -> str:
    """What counts as one address: of IPv6 the network of 64 bits that one customer has."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return address
