"""Signals that end a program by an exception, so that all it has begun is brought to an end."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_KILLED = 128
"""What shells add to the number of a signal for the exit code of who it has ended."""


@contextmanager
def raised(*numbers: signal.Signals) -> Iterator[None]:
    """While it is entered, each of these raises `SystemExit` in the main thread, which enters it.

    One that is ignored, as nohup has its child ignore SIGHUP, stays so.
    """
    heeded = [number for number in numbers if signal.getsignal(number) != signal.SIG_IGN]
    before = [(number, signal.signal(number, _end)) for number in heeded]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)


def _end(number: int, frame: FrameType | None) -> None:
    sys.exit(_KILLED + number)
