"""Colours that can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.chat.log.colours import READABLE, contrast, nick_colour, readable

HEX = st.integers(min_value=0, max_value=0xFFFFFF).map(lambda number: f"{number:06x}")


@given(st.text())
def test_a_name_has_one_colour_that_can_be_read(nick: str) -> None:
    """The colour depends on the name only and stands out from dark and light grounds."""
    assert contrast(nick_colour(nick, True), "#2d2d2d") >= 4.5
    assert contrast(nick_colour(nick, False), "#cccccc") >= 4.5
    assert nick_colour(nick, True) == nick_colour(nick, True)


def test_case_does_not_change_the_colour_and_names_differ() -> None:
    """A person keeps the colour, people mostly differ."""
    assert nick_colour("Alice", True) == nick_colour("alice", True)
    assert len({nick_colour(f"person{number}", True) for number in range(200)}) == 15


@given(HEX, HEX)
def test_any_colour_is_made_readable_on_any_ground(colour: str, ground: str) -> None:
    """What somebody else chose stands out in the end."""
    assert contrast(readable(colour, ground), ground) >= READABLE


def test_a_readable_colour_stays() -> None:
    """Nothing is changed without need."""
    assert readable("ffffff", "#000000") == "#ffffff"


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("000000", "ffffff", 21), ("#fff000", "fff000", 1)]
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    """Black on white is 21, a colour on itself 1."""
    assert contrast(one, other) == pytest.approx(ratio)
