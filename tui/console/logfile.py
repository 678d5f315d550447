"""The log file of a host whose screen is open."""

import contextlib
import logging
import logging.handlers
import os
from io import TextIOWrapper
from pathlib import Path

_SIZE = 4 * 1024 * 1024
_OLD_ONES = 3


class LogFile(logging.handlers.RotatingFileHandler):
    """A file for its owner's eyes alone that starts anew at 4 MB and keeps three older ones.

    Args:
        folder: where ``host.log`` lies; made with mode 0700 where it is missing.

    Raises:
        OSError: the folder or the file cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        super().__init__(folder / "host.log", maxBytes=_SIZE, backupCount=_OLD_ONES)

    def write(self, line: str) -> None:
        """Append one line; raises `OSError` where that cannot be done."""
        self.emit(logging.makeLogRecord({"msg": line, "args": None}))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Leave the error to who writes: standard error belongs to the screen."""
        raise

    def close(self) -> None:
        """Close the file; what a full disk still keeps from being written is given up."""
        with contextlib.suppress(OSError):
            super().close()

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        # Lines come from outside: a lone surrogate in one must not cost the line.
        return open(descriptor, "a", encoding="utf-8", errors="backslashreplace")
