"""Small pure parts: who is meant, formats while typing, the window's title, lengths of rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from netcore.wire import formatting
from tui.chat import glyphs, terminal
from tui.chat.mentions import mentions
from tui.chat.widgets.rows import fitted, shortened


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("me: hello", True),
        ("hello, ME!", True),
        ("(me)", True),
        ("some me", True),
        ("m\x02e\x02 hi", True),
        ("some", False),
        ("me_too", False),
        ("me2", False),
        ("", False),
    ],
)
def test_a_nick_is_meant_as_a_word(text: str, meant: bool) -> None:
    """A nick counts as a whole word, in any case and formatting, and not inside a word."""
    assert mentions(text, "me") is meant


def test_nick_with_signs_of_patterns() -> None:
    """A nick made of signs that mean something in patterns is found as it stands."""
    assert mentions("hi [a]^: yes", "[a]^")
    assert not mentions("hi a", "[a]^")
    assert not mentions("anything", "")


def test_each_format_has_a_visible_sign() -> None:
    """The sign of a format is printable and becomes the format's code again."""
    for letter, (code, _) in glyphs.FORMATS.items():
        assert glyphs.sign(letter).isprintable()
        assert glyphs.meant(glyphs.sign(letter)) == code
    assert glyphs.sign("z") == ""


@given(st.text())
def test_a_pasted_text_has_no_control_characters(text: str) -> None:
    """What stands in the message box can be shown, its line breaks apart."""
    assert all(sign == "\n" or sign >= " " for sign in glyphs.shown(text))
    assert "\x7f" not in glyphs.shown(text)


def test_formats_survive_a_paste() -> None:
    """A pasted format is a format when it is sent; any other control is not."""
    assert glyphs.meant(glyphs.shown("\x02b\x02 \x1b[31m\r\nx")) == "\x02b\x02 \u241b[31m\nx"
    assert formatting.strip(glyphs.meant(glyphs.shown("\x0304red\x03"))) == "red"


@pytest.mark.parametrize(
    "name", ["#lobby", "#\x1b]52;c;eA==\x07", "#\u202eabc", "#a\x9cb", "x" * 500]
)
def test_the_title_cannot_be_left(name: str) -> None:
    """Between the sequence's own beginning and end a title has nothing that a terminal obeys."""
    sequence = terminal.title(name, 3)
    assert sequence.startswith("\x1b]2;chat-tui: ")
    assert sequence.endswith(" (3)\x07")
    inner = sequence.removeprefix("\x1b]2;").removesuffix("\x07")
    assert inner.isprintable()
    assert len(inner) < 120


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C"])), st.integers(0, 20))
def test_a_fitted_text_fits(text: str, width: int) -> None:
    """A cut text never takes more cells than it was given."""
    assert cell_len(fitted(text, width)) <= width
    assert cell_len(shortened(text, width)) <= width


@pytest.mark.parametrize(
    ("name", "width", "shown"),
    [
        ("#chan-number-25", 9, "#chan…-25"),
        ("#chan-number-25", 15, "#chan-number-25"),
        ("#chan-number-25", 6, "#chan…"),
        ("averyverylongnick050x", 12, "averyve…050x"),
        ("日本語のチャンネル", 9, "日本語…ル"),
        ("nicknamee\u0301e\u0301", 7, "nickn…e\u0301"),
    ],
)
def test_a_long_name_keeps_its_end(name: str, width: int, shown: str) -> None:
    """Names that begin alike are told apart by their ends, which stay whole letters."""
    assert shortened(name, width) == shown
