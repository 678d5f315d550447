"""What happened, as lines for the operator: the newest are kept, each is handed on once."""

import logging
from collections import deque
from collections.abc import Callable

from netcore.snapshot import Level, LogLine
from netcore.wire.text import plain

KEPT = 1000
"""Lines that a dashboard can show; older ones are in the operator's log file, if anywhere."""

_LOGGER = logging.getLogger("netcore.server")
_NUMBERS = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}


class Journal:
    """A ring of log lines. For the dispatcher's thread.

    Args:
        listener: told every line as it comes; must not block. None: the ``netcore.server`` logger
            of the standard library is told instead, as one expects of a library.
    """

    def __init__(self, listener: Callable[[LogLine], None] | None) -> None:
        self.lines: deque[LogLine] = deque(maxlen=KEPT)
        self._listener = listener
        self._count = 0

    def write(self, time: float, level: Level, text: str) -> None:
        """Add a line.

        Args:
            time: seconds since the epoch.
            level: how bad it is.
            text: may hold anything that others have sent.
        """
        self._count += 1
        line = LogLine(self._count, time, level, plain(text))
        self.lines.append(line)
        if not self._listener:
            _LOGGER.log(_NUMBERS[level], "%s", line.text)
            return
        try:
            self._listener(line)
        except Exception:
            # It is the listener's fault, and the chat has nothing to do with it.
            _LOGGER.exception("the log listener failed")
