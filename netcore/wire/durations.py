"""How long something lasts, as people type it: ``30m``, ``1d12h``."""

import re

_SECONDS = {"y": 365 * 86_400, "w": 7 * 86_400, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
_SHAPE = re.compile("".join(rf"(?:(\d{{1,6}}){unit})?" for unit in _SECONDS), re.ASCII)
LONGEST = 100 * _SECONDS["y"]
"""Seconds; what is longer is as good as for ever."""


def parse(text: str) -> int | None:
    """Read a duration: numbers with ``y w d h m s`` behind them, from the longest to the shortest.

    Returns:
        Seconds, at most `LONGEST`; None for what is no duration, or for one of nothing at all.
    """
    match = _SHAPE.fullmatch(text.lower())
    if not match or not text:
        return None
    pairs = zip(match.groups(), _SECONDS.values(), strict=True)
    seconds = sum(int(number) * unit for number, unit in pairs if number)
    return min(seconds, LONGEST) or None


def spoken(seconds: int) -> str:
    """A duration as `parse` reads it; a week is ``1w``, a week and an hour ``1w1h``."""
    parts = []
    for unit, size in _SECONDS.items():
        number, seconds = divmod(seconds, size)
        if number:
            parts.append(f"{number}{unit}")
    return "".join(parts) or "0s"
