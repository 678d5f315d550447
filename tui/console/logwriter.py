"""Log lines on their way to a file or to stderr, written by a thread of their own."""

import json
import os
import queue
import threading
import time
from collections.abc import Callable, Mapping

from netcore.snapshot import LogLine

Shape = Callable[[LogLine], str]
Write = Callable[[str], None]

_WAITING = 10_000


class LogWriter:
    """Takes log lines from the server without ever making it wait.

    Lines queue up to a bound; what comes beyond it is dropped and counted. A sink that fails is
    tried again with the next line: a full disk or a broken pipe does not end the chat.

    Args:
        write: takes one line without its end; may block, may raise `OSError`.
        shape: how a log line is written.
        waiting: how many lines may wait.
    """

    def __init__(self, write: Write, shape: Shape, waiting: int = _WAITING) -> None:
        self._write = write
        self._shape = shape
        self._queue: queue.Queue[LogLine | None] = queue.Queue(waiting)
        self._lost = 0
        # A daemon: a reader of stderr that has stopped reading must not hold the process.
        self._thread = threading.Thread(target=self._run, name="log writer", daemon=True)

    def __call__(self, line: LogLine) -> None:
        """Take a line; from any thread."""
        try:
            self._queue.put_nowait(line)
        except queue.Full:
            self._lost += 1

    def start(self) -> None:
        """Begin to write, with the lines that wait already."""
        self._thread.start()

    def close(self, timeout: float = 1.0) -> None:
        """Write what is left, for so many seconds at most."""
        if not self._thread.is_alive():
            return
        try:
            self._queue.put(None, timeout=timeout)
        except queue.Full:
            return
        self._thread.join(timeout)

    def _run(self) -> None:
        while (line := self._queue.get()) is not None:
            if self._lost and self._put(_missing(self._lost, line.time)):
                self._lost = 0
            if not self._put(line):
                self._lost += 1

    def _put(self, line: LogLine) -> bool:
        try:
            self._write(self._shape(line))
        except OSError:
            return False
        return True


def _missing(count: int, when: float) -> LogLine:
    text = f"{count} lines of the log are missing here: they could not be written in time"
    return LogLine(0, when, "warning", text)


def as_text(line: LogLine) -> str:
    """``2026-11-23 04:42:57 INFO  alice joined #lobby``, in local time."""
    stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(line.time))
    return f"{stamp} {line.level.upper():<5} {line.text}"


def as_json(line: LogLine, more: Mapping[str, object] | None = None) -> str:
    """One JSON object; its time is in UTC, with milliseconds.

    Args:
        line: what happened.
        more: further fields.
    """
    seconds, thousandths = divmod(int(line.time * 1000), 1000)
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
    fields = {"time": f"{stamp}.{thousandths:03}Z", "level": line.level, "text": line.text}
    return json.dumps({**fields, **(more or {})}, ensure_ascii=False)


def to_descriptor(descriptor: int) -> Write:
    """A sink for an open descriptor, without the locks and buffers of a Python file."""

    def write(line: str) -> None:
        data = memoryview(f"{line}\n".encode(errors="backslashreplace"))
        while data:
            data = data[os.write(descriptor, data) :]

    return write
