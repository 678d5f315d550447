"""``python -m tests.abuse.scarce host ...``: chat-tui on a system that is short of threads.

SIGUSR1: no thread more than there are now is to be had; SIGUSR2: there are enough again.
"""

import os
import signal
import sys
import threading
from types import FrameType

from tui.cli import main

_start = threading.Thread.start
_most = 1_000_000


def _start_or_fail(thread: threading.Thread) -> None:
    if threading.active_count() >= _most:
        raise RuntimeError("can't start new thread")
    _start(thread)


def _shortage(number: int, frame: FrameType | None) -> None:
    global _most
    short = number == signal.SIGUSR1
    _most = threading.active_count() if short else 1_000_000
    os.write(2, b"no more threads\n" if short else b"threads again\n")


if __name__ == "__main__":
    threading.Thread.start = _start_or_fail  # type: ignore[assignment,method-assign]
    signal.signal(signal.SIGUSR1, _shortage)
    signal.signal(signal.SIGUSR2, _shortage)
    sys.exit(main(sys.argv[1:]))
