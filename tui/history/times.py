"""Times as people write them on a command line."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from time import time

_AGE = re.compile(r"(\d{1,6})\s*([mhdw])", re.ASCII)
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def since(text: str, now: Callable[[], float] = time) -> int:
    """When something begins, in milliseconds since the epoch; a day begins at midnight here."""
    return _milliseconds(text, now)


def until(text: str, now: Callable[[], float] = time) -> int:
    """When something ends, in milliseconds since the epoch; a day is over at its end."""
    return _milliseconds(text, now, whole_day=True)


def _milliseconds(text: str, now: Callable[[], float], *, whole_day: bool = False) -> int:
    text = text.strip()
    try:
        if age := _AGE.fullmatch(text):
            moment = datetime.fromtimestamp(now()) - timedelta(**{_UNITS[age[2]]: int(age[1])})
        else:
            moment = datetime.fromisoformat(text)
            if whole_day and _DAY.fullmatch(text):
                moment += timedelta(days=1)
        return max(1, int(moment.timestamp() * 1000))
    except (ValueError, OverflowError, OSError) as error:
        raise argparse.ArgumentTypeError(
            f"'{text[:40]}' is no time: give 2026-01-31, 2026-01-31T18:00, "
            "or an age such as 7d, 12h or 30m"
        ) from error
