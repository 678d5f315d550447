"""A real pseudo-terminal with a program in it: type, read the screen, resize."""

from __future__ import annotations

import os
import signal
import sys
import termios
from collections.abc import Callable, Sequence
from time import monotonic
from types import TracebackType
from typing import Self

import pexpect
import psutil
import pyte

KEYS = {"enter": "\r", "tab": "\t", "escape": "\x1b", "up": "\x1b[A", "f1": "\x1bOP"}


class Terminal:
    """A terminal of a given size that runs a program, by default `chat-tui`, with arguments.

    Args:
        arguments: what stands behind the program on the command line.
        rows: lines of the screen.
        columns: cells of a line.
        env: environment variables besides the usual ones.
        program: the program, and what stands before the arguments.
    """

    def __init__(
        self,
        *arguments: str,
        rows: int = 30,
        columns: int = 100,
        env: dict[str, str] | None = None,
        program: Sequence[str] = (sys.executable, "-m", "tui"),
    ) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        inherited = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES")}
        environment = {
            **inherited,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
            **(env or {}),
        }
        self._child: pexpect.spawn[bytes] = pexpect.spawn(
            program[0],
            [*program[1:], *arguments],
            dimensions=(rows, columns),
            env=environment,
            timeout=20,
            encoding=None,
        )
        self._child.delaybeforesend = None
        self.output = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._child.isalive():
            # Not by asking: whoever asks politely is answered when the machine has time.
            os.kill(self.pid, signal.SIGKILL)
            self._child.wait()
        self._child.close()

    @property
    def pid(self) -> int:
        """The process in the terminal."""
        return int(self._child.pid or 0)

    @property
    def modes(self) -> list[object]:
        """What the terminal itself makes of keys and text, such as echo and lines: its termios."""
        return list(termios.tcgetattr(self._child.child_fd))

    @property
    def text(self) -> str:
        """What the screen shows, line by line."""
        return "\n".join(self.row(y).rstrip() for y in range(self._screen.lines))

    def row(self, y: int) -> str:
        """One line of the screen, the first is 0; also where half of a wide letter is hidden."""
        cells = self._screen.buffer[y]
        return "".join(cells[x].data for x in range(self._screen.columns))

    def grounds(self, columns: range) -> list[tuple[str, ...]]:
        """The colours behind the letters in some columns, row by row: the shape of the panels."""
        rows = (self._screen.buffer[y] for y in range(self._screen.lines))
        return [tuple(row[x].bg for x in columns) for row in rows]

    def type(self, text: str) -> None:
        """Type letters."""
        self._child.send(text.encode())

    def press(self, *names: str) -> None:
        """Press keys by name; a single letter with ``ctrl+`` before it too."""
        for name in names:
            if name.startswith("ctrl+"):
                self._child.send(bytes([ord(name[-1].upper()) - 64]))
            else:
                self._child.send(KEYS[name].encode())

    def resize(self, *, rows: int, columns: int) -> None:
        """Change the size, as a window manager does."""
        self._screen.resize(rows, columns)
        self._child.setwinsize(rows, columns)

    def wait_for(self, *texts: str, within: float = 20.0) -> str:
        """Read the screen until it shows all these texts; return it.

        Raises:
            AssertionError: they do not come in time, or the program ends.
        """
        return self.wait_until(
            lambda screen: all(text in screen for text in texts), " and ".join(texts), within
        )

    def wait_until(self, holds: Callable[[str], bool], what: str, within: float = 20.0) -> str:
        """Read the screen until a condition holds; return it."""
        deadline = monotonic() + within
        while not holds(self.text):
            left = deadline - monotonic()
            assert left > 0, f"the screen never showed {what}:\n{self.text}"
            try:
                self._feed(self._child.read_nonblocking(65536, timeout=min(left, 1.0)))
            except pexpect.TIMEOUT:
                continue
            except pexpect.EOF:
                raise AssertionError(f"ended before it showed {what}:\n{self.text}") from None
        return self.text

    def _feed(self, data: bytes) -> None:
        self.output += data
        self._stream.feed(data)

    def wait_for_output(self, sequence: bytes, *, after: int = 0) -> None:
        """Read until the program has written these bytes, behind the first ``after`` ones."""
        self.wait_until(lambda _: self.output.find(sequence, after) >= 0, repr(sequence))

    def hang_up(self) -> None:
        """Close the terminal, as somebody closes a window."""
        self._child.ptyproc.fileobj.close()  # type: ignore[attr-defined] # not in its stubs

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        os.kill(self.pid, number)

    def wait_stopped(self, within: float = 10.0) -> None:
        """Wait until the program stands still; raises AssertionError if it does not in time."""
        process = psutil.Process(self.pid)
        deadline = monotonic() + within
        while process.status() != psutil.STATUS_STOPPED:
            assert monotonic() < deadline, f"it did not stop:\n{self.text}"
            os.sched_yield()

    def wait_end(self, within: float = 10.0) -> int:
        """Read until the program ends; return its exit code.

        Raises:
            AssertionError: it does not end in time.
        """
        deadline = monotonic() + within
        while True:
            left = deadline - monotonic()
            assert left > 0, f"it did not end:\n{self.text}"
            try:
                self._feed(self._child.read_nonblocking(65536, timeout=min(left, 1.0)))
            except pexpect.TIMEOUT:
                continue
            except pexpect.EOF:
                break
        self._child.wait()
        status = self._child.exitstatus
        return -int(self._child.signalstatus or 0) if status is None else int(status)
