"""How fast one client may speak: a bucket of tokens, from which every line takes some."""

from __future__ import annotations

from typing import NamedTuple

_COSTS = {
    b"JOIN": 2.0,
    b"NICK": 4.0,
    b"KNOCK": 4.0,
    b"INVITE": 2.0,
    b"LIST": 4.0,
    b"WHO": 2.0,
    b"WHOWAS": 2.0,
    b"NAMES": 2.0,
    b"SEARCH": 4.0,
    b"CHATHISTORY": 2.0,
    b"METADATA": 2.0,
}
"""Lines that make others listen, or this server work, count for several; the rest for one."""

_SAID = frozenset((b"PRIVMSG", b"NOTICE", b"TAGMSG"))
"""What counts for each whom it is said to."""

_NEARLY = 1e-6
"""Of a token: what adding up parts of seconds may lack."""


class Pause(NamedTuple):
    """Asks for nothing but time: the answer comes at `until`, in monotonic seconds."""

    until: float


class Bucket:
    """Tokens of one client.

    Args:
        burst: how many there are at most, and in the beginning.
        rate: how many come a second.
        now: monotonic seconds.
    """

    __slots__ = ("_at", "_burst", "_empty_since", "_rate", "_tokens")

    def __init__(self, burst: float, rate: float, now: float) -> None:
        self._burst = burst
        self._rate = rate
        self._tokens = burst
        self._at = now
        self._empty_since: float | None = None

    def take(self, line: bytes | None, now: float) -> float:
        """Take the tokens of a line.

        Returns:
            Seconds until there are enough; 0 if there are, and only then they are taken.
        """
        # The clock may stand still within a turn, and never goes back.
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        cost = min(_cost(line), self._burst)
        if self._tokens >= cost - _NEARLY:
            self._tokens -= cost
            if self._tokens > self._burst / 2:
                self._empty_since = None
            return 0.0
        if self._empty_since is None:
            self._empty_since = now
        return (cost - self._tokens) / self._rate

    def slowed_for(self, now: float) -> float:
        """Seconds for which more has come than is let through."""
        return 0.0 if self._empty_since is None else now - self._empty_since


def _cost(line: bytes | None) -> float:
    if not line:
        return 1.0
    for mark in (b"@", b":"):  # tags, then a source, which no client need send
        if line[:1] == mark:
            line = line.partition(b" ")[2].lstrip(b" ")
    command, _, rest = line.lstrip().partition(b" ")
    command = command.upper()
    if command in _SAID:
        return 1.0 + rest.lstrip().partition(b" ")[0].count(b",")
    return _COSTS.get(command, 1.0)
