"""The chat as text files: one for each channel and day."""

import os
import re
import time
from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from pathlib import Path

from tui.chat.buffers import Buffer, Line
from tui.chat.lines import line as as_text

_LONGEST_NAME = 200
"""Bytes; file systems take 255."""
_UNSAFE = re.compile(r"[^\w#&+!@.,=-]")


class TextLog:
    """Appends what comes into the buffers to ``FOLDER/SERVER/CHANNEL/YYYY-MM-DD.txt``.

    Args:
        folder: where; it is made if it is not there, for its owner alone.
        server: the server's name.
        tz: the zone of the clock and the days; None for this machine's.
    """

    def __init__(self, folder: Path, server: str, tz: tzinfo | None = None) -> None:
        self._folder = folder / file_name(server)
        self._tz = tz
        self.broken = False
        """Whether the last write failed."""
        self._since: dict[Path, datetime] = {}
        """Up to when each folder was written before this client began."""
        self._until: dict[Path, datetime] = {}
        """Up to when it is written now."""

    def keep(self, lines: Sequence[Line]) -> str:
        """Append lines as `write` does; gives what went wrong, the first time."""
        try:
            self.write(lines)
        except OSError as error:
            first, self.broken = not self.broken, True
            why = error.strerror or str(error)
            return f"The log is not written: {error.filename}: {why}." if first else ""
        self.broken = False
        return ""

    def write(self, lines: Iterable[Line]) -> None:
        """Append lines; what a restarted client is told again is not written again.

        Raises:
            OSError: a file cannot be written.
        """
        texts: dict[Path, list[str]] = {}
        for buffer, entry in lines:
            path = self._path(buffer, entry.time)
            folder = path.parent
            if folder not in self._since:
                self._since[folder] = self._until[folder] = _newest(folder)
            if entry.time <= self._since[folder]:
                continue
            self._until[folder] = max(self._until[folder], entry.time)
            texts.setdefault(path, []).append(as_text(buffer, entry, buffer, self._tz))
        failure: OSError | None = None
        for path, some in texts.items():
            try:
                _append(path, "".join(f"{text}\n" for text in some), self._until[path.parent])
            except OSError as error:  # one channel's file is no reason to leave out the others'
                failure = error
        if failure is not None:
            raise failure

    def _path(self, buffer: Buffer, time: datetime) -> Path:
        day = time.astimezone(self._tz).strftime("%Y-%m-%d")
        return self._folder / file_name(buffer.name or "server") / f"{day}.txt"


def _append(path: Path, text: str, until: datetime) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with open(descriptor, "a", encoding="utf-8") as file:
        file.write(text)
    # The server's clock may be behind ours: what it tells next is not older than what it told.
    stamp = min(until.timestamp(), time.time())
    os.utime(path, (stamp, stamp))


def _newest(folder: Path) -> datetime:
    """When the last line was said, by the files' own times: lines have minutes only."""
    try:
        written = max((file.stat().st_mtime for file in folder.iterdir()), default=0.0)
    except OSError:
        written = 0.0
    return datetime.fromtimestamp(written).astimezone()


def file_name(name: str) -> str:
    """A channel's or server's name as that of a folder: it leads nowhere else."""
    safe = _UNSAFE.sub("_", name).encode(errors="replace")[:_LONGEST_NAME]
    return safe.decode(errors="ignore").strip(".") or "_"
