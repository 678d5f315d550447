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


@pytest.mark.parametrize(
    "flood",
    [
        "\u0301" * 500,
        ("\u0301" * 8 + "\u200d") * 50,
        ("\u0301" * 8 + "\u200c\u200e") * 50,
        "\u1161" * 500,
        "\u093e" * 500,
        "\u3164\uffa0" * 200,
        "\u1acf" * 500,
        "\U0001f3fd" * 500,
    ],
)
def test_what_has_no_cell_of_its_own_is_bounded(flood: str) -> None:
    """However marks, joiners, vowel signs and parts of letters are mixed, eight stand on one."""
    assert clean(f"e{flood}x") == f"e{flood[:8]}x"


def test_emoji_are_not_joined_without_end() -> None:
    """A family is one sign; what is joined to it without end is several."""
    couple = "\U0001f469\U0001f3fd\u200d\u2764\ufe0f\u200d\U0001f48b\u200d\U0001f468\U0001f3ff"
    assert clean(couple) == couple
    chain = "\u200d".join(["\U0001f469"] * 500)
    assert max(len(part) for part in clean(chain).split("\U0001f469\U0001f469")) < 12


def test_emoji_newer_than_this_python_are_not_cut_short() -> None:
    """Ten of the same in a row come through."""
    assert clean("\U0001faea" * 10) == "\U0001faea" * 10
