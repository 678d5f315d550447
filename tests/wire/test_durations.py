"""How long something lasts, as people type it."""

from __future__ import annotations

import pytest

from netcore.wire.durations import LONGEST, parse, spoken


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30m", 1_800),
        ("1h", 3_600),
        ("7d", 604_800),
        ("1d12h", 129_600),
        ("1W", 604_800),
        ("90s", 90),
        ("1y2w3d4h5m6s", 33_019_506),
        ("999999y", LONGEST),
    ],
)
def test_a_duration_is_read(text: str, seconds: int) -> None:
    """Numbers with their units, from the longest to the shortest."""
    assert parse(text) == seconds


@pytest.mark.parametrize(
    "text",
    ["", "1", "h", "0h", "-1h", "1h ", "1.5h", "5m1h", "1x", "٣h", "1000000y", "bob", "1h!*@*"],
)
def test_all_else_is_none(text: str) -> None:
    """So that a mask is never taken for a duration."""
    assert parse(text) is None


@pytest.mark.parametrize("text", ["1h", "1w1h", "1d12h", "1y2w3d4h5m6s", "59s"])
def test_it_is_said_as_it_is_read(text: str) -> None:
    """What the server says can be typed again."""
    assert spoken(parse(text) or 0) == text


def test_nothing_is_no_seconds() -> None:
    """Never an empty word."""
    assert spoken(0) == "0s"
