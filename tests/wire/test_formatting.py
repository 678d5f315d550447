"""The formatting codes within a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcore.wire.formatting import CODES, PLAIN, Span, Style, spans, strip

codes = st.sampled_from(
    [*CODES, "\x034", "\x034,12", "\x0399,99", "\x04ff0000", "\x04ff", "1", ",", "a"]
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("plain", [Span("plain", PLAIN)]),
        ("\x02b\x02p", [Span("b", Style(bold=True)), Span("p", PLAIN)]),
        ("\x1di\x1fu", [
            Span("i", Style(italic=True)),
            Span("u", Style(italic=True, underline=True)),
        ]),
        ("\x1es\x11m\x16r", [
            Span("s", Style(strike=True)),
            Span("m", Style(strike=True, monospace=True)),
            Span("r", Style(strike=True, monospace=True, reverse=True)),
        ]),
        ("\x02\x034b\x0fp", [Span("b", Style(bold=True, foreground="ff0000")), Span("p", PLAIN)]),
        ("\x034,2x\x033y", [
            Span("x", Style(foreground="ff0000", background="00007f")),
            Span("y", Style(foreground="009300", background="00007f")),
        ]),
        ("\x034,2x\x03y", [
            Span("x", Style(foreground="ff0000", background="00007f")), Span("y", PLAIN),
        ]),
        ("\x0304x", [Span("x", Style(foreground="ff0000"))]),
        ("\x03041", [Span("1", Style(foreground="ff0000"))]),
        ("\x034,x", [Span(",x", Style(foreground="ff0000"))]),
        ("\x0399x", [Span("x", PLAIN)]),
        ("\x0398x", [Span("x", Style(foreground="ffffff"))]),
        ("\x04FF8000x", [Span("x", Style(foreground="FF8000"))]),
        ("\x04ff8000,000000x\x04y", [
            Span("x", Style(foreground="ff8000", background="000000")), Span("y", PLAIN),
        ]),
        ("\x04ff80x", [Span("ff80x", PLAIN)]),
    ],
)  # fmt: skip
def test_codes_are_read(text: str, expected: list[Span]) -> None:
    """Toggles toggle, colours colour, and half a code is a colour taken away, then text."""
    assert list(spans(text)) == expected


@given(st.lists(codes).map("".join))
def test_the_texts_of_the_spans_are_the_text_without_codes(text: str) -> None:
    """Nothing but codes is lost, and no code is left."""
    together = "".join(span.text for span in spans(text))
    assert together == strip(text)
    assert not set(CODES) & set(together)


@given(st.text())
def test_any_text_has_spans(text: str) -> None:
    """Colours are six digits or none, whatever numbers were given."""
    for _, style in spans(text):
        assert len(style.foreground) in (0, 6)
        assert len(style.background) in (0, 6)


@pytest.mark.parametrize("number", range(100))
def test_every_colour_has_digits(number: int) -> None:
    """Ninety-nine colours and the default."""
    (span,) = spans(f"\x03{number:02}x")
    assert len(span.style.foreground) == (0 if number == 99 else 6)
