"""Text of others made safe to show, and text of ours cut to fit a line."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcore.wire import formatting
from netcore.wire.text import clean, plain, split
from tests.wire.conftest import vectors

HIDING = {*range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xE0000, 0xE0080), 0x200B, 0xFEFF}


def assert_safe(text: str, allowed: str = "") -> None:
    """Assert that no terminal and no eye takes this for anything else than text."""
    for sign in text:
        assert sign in allowed or unicodedata.category(sign) not in ("Cc", "Zl", "Zp", "Cs"), text
        assert ord(sign) not in HIDING, text
    marks = 0
    for sign in text:
        marks = marks + 1 if unicodedata.category(sign) in ("Mn", "Me") else 0
        assert marks <= 8


@pytest.mark.parametrize("family", vectors("hostile", "family"), ids=lambda family: family["name"])
def test_what_is_hostile_is_made_harmless(family: dict[str, Any]) -> None:
    """No control sequence of any family survives, alone or within words."""
    for text in (*family["texts"], *(f"be{hostile}hind" for hostile in family["texts"])):
        assert_safe(clean(text))
        assert_safe(plain(text))
        assert_safe(clean(text, keep_formatting=True), allowed=formatting.CODES)


@pytest.mark.parametrize("entry", vectors("hostile", "innocent"), ids=lambda entry: entry["text"])
def test_what_is_innocent_stays(entry: dict[str, str]) -> None:
    """Scripts, emoji and signs come through as they are."""
    assert clean(entry["text"]) == entry["text"]


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x1b[31mb", "a␛[31mb"),
        ("a\x7fb\x00", "a␡b␀"),
        ("one\r\ntwo\tx", "one  two    x"),
        ("a\u2028b\x85c", "a b c"),
        ("\x9b", "\ufffd"),
        ("\ud800", "\ufffd"),
        ("ev\u202eil", "evil"),
        ("e" + "\u0301" * 20 + "x", "e" + "\u0301" * 8 + "x"),
        ("\x02bold\x02", "␂bold␂"),
    ],
)
def test_what_is_taken_out_leaves_a_picture(text: str, cleaned: str) -> None:
    """Control characters show as what they are, line ends as spaces."""
    assert clean(text) == cleaned


@given(st.text(), st.booleans())
def test_any_text_is_cleaned_once_and_for_all(text: str, keep: bool) -> None:
    """Cleaning what is clean changes nothing."""
    once = clean(text, keep_formatting=keep)
    assert_safe(once, allowed=formatting.CODES if keep else "")
    assert clean(once, keep_formatting=keep) == once
    assert_safe(plain(text))


@given(st.text(), st.integers(4, 50))
def test_pieces_fit_and_nothing_is_lost(text: str, limit: int) -> None:
    """Every piece is within the limit, and together they are the text but for spaces at cuts."""
    pieces = split(text, limit)
    assert all(0 < len(piece.encode()) <= limit for piece in pieces)
    assert not any(set("\r\n") & set(piece) for piece in pieces)
    gone = str.maketrans("", "", " \r\n")
    assert "".join(pieces).translate(gone) == text.translate(gone)


def test_lines_are_pieces() -> None:
    """Every line end cuts, and empty lines are dropped."""
    assert split("one\r\n\r\ntwo\nthree\rfour", 100) == ["one", "two", "three", "four"]
    assert split("", 100) == []


def test_cuts_are_between_words_where_there_are_any() -> None:
    """The space at the cut goes; a word too long for a piece is cut itself."""
    assert split("hello big wide world", 11) == ["hello big", "wide world"]
    assert split("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]
    assert split("a " + "x" * 12, 10) == ["a xxxxxxxx", "xxxx"]


@pytest.mark.parametrize("letter", ["é" * 1, "e\u0301", "👩\u200d👧", "❤\ufe0f", "नि", "漢"])
def test_letters_are_kept_whole(letter: str) -> None:
    """A letter with its marks and a joined emoji are never cut apart."""
    for limit in range(max(len(letter.encode()), 4), 40):
        for piece in split(letter * 30, limit):
            assert piece == letter * (len(piece) // len(letter))
