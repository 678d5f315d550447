"""What happened, as lines for the operator."""

import logging

import pytest

from netcore.server.journal import KEPT, Journal
from netcore.snapshot import LogLine


def test_lines_are_numbered_cleaned_and_handed_on() -> None:
    """Each is told once, safe for a terminal whatever others have sent."""
    heard: list[LogLine] = []
    journal = Journal(heard.append)
    journal.write(1.0, "info", "one")
    journal.write(2.0, "warning", "t\x1b[31mwo\nx\x02")
    assert heard == [LogLine(1, 1.0, "info", "one"), LogLine(2, 2.0, "warning", "t␛[31mwo x")]
    assert list(journal.lines) == heard


def test_only_the_newest_are_kept() -> None:
    """The ring is bounded, the numbers go on."""
    journal = Journal(lambda _: None)
    for number in range(KEPT + 5):
        journal.write(0.0, "info", str(number))
    assert len(journal.lines) == KEPT
    assert journal.lines[-1].number == KEPT + 5


def test_without_a_listener_the_standard_library_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """As one expects of a library."""
    journal = Journal(None)
    with caplog.at_level(logging.DEBUG, "netcore.server"):
        for level in ("debug", "info", "warning", "error"):
            journal.write(0.0, level, f"a {level}")
    assert [(r.levelname, r.message) for r in caplog.records] == [
        ("DEBUG", "a debug"),
        ("INFO", "a info"),
        ("WARNING", "a warning"),
        ("ERROR", "a error"),
    ]


def test_a_listener_that_fails_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """Its failure is told to the standard library, and the line is kept."""

    def fails(line: LogLine) -> None:
        raise OSError("disk full")

    journal = Journal(fails)
    with caplog.at_level(logging.ERROR, "netcore.server"):
        journal.write(0.0, "info", "one")
    assert journal.lines[0].text == "one"
    assert caplog.records[0].exc_info
