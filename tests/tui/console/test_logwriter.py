"""Log lines to a descriptor and to a file."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from netcore.snapshot import LogLine
from tui.console.logfile import LogFile
from tui.console.logwriter import LogWriter, Shape, Write, as_json, as_text, to_descriptor

LINE = LogLine(1, 1795408977.25, "info", "alice joined #lobby")


@contextmanager
def writing(write: Write, shape: Shape = as_text, waiting: int = 100) -> Iterator[LogWriter]:
    """A writer that has begun, and is closed."""
    writer = LogWriter(write, shape, waiting)
    writer.start()
    try:
        yield writer
    finally:
        writer.close()


def test_a_line_of_text() -> None:
    """Local time, level and text in columns."""
    assert as_text(LINE) == "2026-11-23 04:42:57 INFO  alice joined #lobby"


def test_a_line_of_json() -> None:
    """One object with the time in UTC, and what else is known."""
    fields = json.loads(as_json(LINE, {"pid": 7}))
    assert fields == {
        "time": "2026-11-23T04:42:57.250Z",
        "level": "info",
        "text": "alice joined #lobby",
        "pid": 7,
    }
    assert "\n" not in as_json(LogLine(2, 0.0, "error", "a\nb"))


def test_lines_come_in_order_and_those_from_before_the_start_first() -> None:
    """Nothing that was said early is lost."""
    written: list[str] = []
    writer = LogWriter(written.append, lambda line: line.text)
    writer(LogLine(1, 0.0, "info", "one"))
    writer.start()
    writer(LogLine(2, 0.0, "info", "two"))
    writer.close()
    assert written == ["one", "two"]


def test_a_sink_that_stands_still_holds_nobody() -> None:
    """The server's thread goes on; what did not fit is counted in the log itself."""
    go_on = threading.Event()
    entered = threading.Event()
    written: list[str] = []

    def slow(line: str) -> None:
        entered.set()
        go_on.wait(10)
        written.append(line)

    with writing(slow, lambda line: line.text, waiting=3) as writer:
        writer(LogLine(0, 0.0, "info", "first"))
        assert entered.wait(10)
        for number in range(10):
            writer(LogLine(number, 0.0, "info", str(number)))
        go_on.set()
    assert written[0] == "first"
    assert written[1].startswith("7 lines of the log are missing here")
    assert written[2:] == ["0", "1", "2"]


def test_a_sink_that_fails_is_tried_again_and_the_gap_named() -> None:
    """A full disk costs the lines of that time, and nothing else."""
    written: list[str] = []
    emptied = threading.Event()

    def write(line: str) -> None:
        if not emptied.is_set():
            if line == "3":
                emptied.set()
            raise OSError(28, "No space left on device")
        written.append(line)

    writer = LogWriter(write, lambda line: line.text)
    for number in range(5):
        writer(LogLine(number, 0.0, "info", str(number)))
    writer.start()
    writer.close()
    assert written == [
        "4 lines of the log are missing here: they could not be written in time",
        "4",
    ]


def test_a_broken_pipe_does_not_end_the_writer() -> None:
    """Whoever read standard error may go at any time."""
    reader, end = os.pipe()
    with writing(to_descriptor(end)) as writer:
        os.close(reader)
        writer(LINE)
        writer(LINE)
    os.close(end)


def test_a_line_goes_out_whole_through_a_small_pipe() -> None:
    """A short write is continued."""
    reader, end = os.pipe()
    text = "x" * 200_000
    got = bytearray()

    def read() -> None:
        while chunk := os.read(reader, 4096):
            got.extend(chunk)

    thread = threading.Thread(target=read)
    thread.start()
    to_descriptor(end)(text)
    os.close(end)
    thread.join()
    os.close(reader)
    assert got.decode() == text + "\n"


def test_the_log_file_is_its_owners_alone(tmp_path: Path) -> None:
    """The folder has mode 0700 and the file 0600, whatever the umask."""
    folder = tmp_path / "deep" / "data"
    with writing_to(LogFile(folder)) as file:
        file.write("one")
        file.write("lone \udc80 surrogate")
    path = folder / "host.log"
    assert path.read_text() == "one\nlone \\udc80 surrogate\n"
    assert path.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_the_log_file_starts_anew_when_it_is_large(tmp_path: Path) -> None:
    """Three older ones are kept, each as private as the first."""
    with writing_to(LogFile(tmp_path)) as file:
        for _ in range(6 * 4):
            file.write("x" * 1024 * 1024)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["host.log", "host.log.1", "host.log.2", "host.log.3"]
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in tmp_path.iterdir())


def test_what_keeps_the_log_file_from_being_written_is_raised(tmp_path: Path) -> None:
    """The writer gets to know, nothing is printed on the screen, and closing is no error."""
    (tmp_path / "host.log").symlink_to("/dev/full")
    with writing_to(LogFile(tmp_path)) as file, pytest.raises(OSError, match="No space left"):
        file.write("one")


@contextmanager
def writing_to(file: LogFile) -> Iterator[LogFile]:
    """A log file that is closed at the end."""
    try:
        yield file
    finally:
        file.close()
