"""Numbers as people read them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.tui.console.conftest import evening
from tui.console import wording


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (9_999, "9,999"),
        (10_000, "10.0k"),
        (999_949, "999.9k"),
        (999_950, "1.0M"),
        (12_345_678, "12.3M"),
        (5e12, "5,000G"),
    ],
)
def test_counts(number: float, text: str) -> None:
    """Whole below ten thousand, then with a unit."""
    assert wording.count(number) == text


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0"), (0.04, "0.0"), (3.42, "3.4"), (9.96, "10"), (1234.5, "1,234")]
)
def test_rates(number: float, text: str) -> None:
    """One digit behind the point below ten."""
    assert wording.rate(number) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (999.7, "1.0 kB"),
        (4_096, "4.1 kB"),
        (99_949, "99.9 kB"),
        (812_000, "812 kB"),
        (999_600, "1.0 MB"),
        (3e15, "3000.0 TB"),
    ],
)
def test_sizes(number: float, text: str) -> None:
    """Three digits or so and a unit."""
    assert wording.size(number) == text


@pytest.mark.parametrize(
    ("seconds", "text", "short"),
    [
        (-1, "0s", "0s"),
        (59.9, "59s", "59s"),
        (60, "1m 00s", "1m"),
        (3599, "59m 59s", "59m"),
        (3840, "1h 04m", "1h 04m"),
        (266_400, "3d 02h", "3d 02h"),
    ],
)
def test_durations(seconds: float, text: str, short: str) -> None:
    """Two units at most; a pause of minutes has no seconds."""
    assert wording.duration(seconds) == text
    assert wording.pause(seconds) == short


def test_one_and_several() -> None:
    """One is not several."""
    assert wording.several(1, "client") == "1 client"
    assert wording.several(1200, "client") == "1,200 clients"
    assert wording.several(2, "client is", "clients are") == "2 clients are"


@pytest.mark.parametrize(
    ("trouble", "waiting", "lost", "shown"),
    [
        ("", 0, 0, ""),
        ("disk full", 1, 0, "the history is not stored: 1 message waiting (see the log)"),
        (
            "disk full",
            10_000,
            3,
            "the history is not stored: 10,000 messages waiting, 3 messages lost (see the log)",
        ),
        ("", 0, 1, "1 message lost to the history"),
    ],
)
def test_what_is_wrong_with_the_history(trouble: str, waiting: int, lost: int, shown: str) -> None:
    """Nothing where nothing is."""
    snapshot = replace(
        evening(), history_trouble=trouble, history_waiting=waiting, history_lost=lost
    )
    assert wording.history(snapshot) == shown
