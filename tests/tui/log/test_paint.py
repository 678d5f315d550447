"""Entries as strips: as wide as the log, and nothing in them but printable letters."""

import asyncio
from datetime import UTC

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.color import Color
from textual.strip import Strip

from tests.tui.log.demo import LogApp, conversation, event, message
from tui.chat.log import body
from tui.chat.log.buffer import LogBuffer
from tui.chat.log.entries import Delivery, Entry, EntryKind
from tui.chat.log.layout import Geometry
from tui.chat.log.paint import Painter
from tui.chat.log.palette import Palette, palette
from tui.chat.log.view import LogView

HOSTILE = [
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x1b]52;c;ZXZpbA==\x1b\\",
    "\x9b2J\x90\x9d",
    "a\tb\r\nc\x0bd\x0ce\x08\x7f",
    "[@click=app.bell]click[/] [/usr/bin] [bold",
    "\u202eright to left\u202c \u2066isolate\u2069",
    "Z" + "\u0300" * 200,
    "\ud800 alone",
    "\u2028line\u2029paragraph\x85next",
    "\x0399,99\x04zzzzzz\x03\x02\x1f\x11\x16\x1d\x1e\x0f \x0304,0",
    "\u200d" * 20 + "☁\ufe0f\u200d",
    "\U0001f469\u200d\x02\U0001f469\u200d\U0001f467\x02",
    "",
]
GEOMETRIES = [
    Geometry(80, 6, 12, body.UNICODE),
    Geometry(44, 6, 8, body.ASCII),
    Geometry(40, 6, 0, body.UNICODE),
    Geometry(17, 0, 0, body.UNICODE),
]


@pytest.fixture(scope="module")
def colours() -> Palette:
    """The palette of the default theme."""

    async def read() -> Palette:
        app = LogApp()
        async with app.run_test():
            return palette(app.log_view)

    return asyncio.run(read())


def painted(colours: Palette, geometry: Geometry, *entries: Entry) -> list[list[Strip]]:
    """The strips of each entry."""
    buffer = LogBuffer(tz=UTC)
    buffer.append(entries)
    buffer.layout.resize(geometry)
    painter = Painter(buffer, colours, "%H:%M")
    return [painter.strips(index, False) for index in range(len(buffer))]


def variants(text: str) -> list[Entry]:
    """The text in every place that somebody else can fill."""
    entries = [message(text, text, kind=kind, prefix=text[:1]) for kind in EntryKind]
    entries += [event(kind, text, text=text) for kind in ("join", "quit", "nick", "away")]
    entries += [message("x", delivery=Delivery.FAILED, note=text)]
    return entries


def check(strips: list[Strip], width: int) -> None:
    """Every row is as wide as the log and printable."""
    for strip in strips:
        assert sum(segment.cell_length for segment in strip) == width
        for segment in strip:
            assert segment.control is None
            assert all(c.isprintable() or c in "\u200c\u200d\u3000\xa0" for c in segment.text)


@pytest.mark.parametrize("geometry", GEOMETRIES)
@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_but_letters_reaches_the_screen(
    colours: Palette, geometry: Geometry, text: str
) -> None:
    """Whatever is in an entry, a row is made of printable letters and exactly as wide."""
    for strips in painted(colours, geometry, *variants(text)):
        check(strips, geometry.width)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(max_size=60), geometry=st.sampled_from(GEOMETRIES))
def test_no_text_breaks_a_row(colours: Palette, text: str, geometry: Geometry) -> None:
    """Any text at all is painted safely."""
    printable = painted(colours, geometry, message(text), message("x", text))
    for strips in printable:
        for strip in strips:
            assert sum(segment.cell_length for segment in strip) == geometry.width
            assert not any(
                ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for part in strip for c in part.text
            )


@pytest.mark.parametrize("geometry", GEOMETRIES)
def test_a_conversation_has_rows_of_one_width(colours: Palette, geometry: Geometry) -> None:
    """All kinds of entries fill their rows."""
    for strips in painted(colours, geometry, *conversation()):
        check(strips, geometry.width)


def style_of(strips: list[Strip], word: str) -> object:
    """The style of the segment with a word."""
    return next(part.style for strip in strips for part in strip if word in part.text)


def test_irc_formatting_is_shown(colours: Palette) -> None:
    """Codes become styles; a colour that could not be read is made lighter."""
    [grounded] = painted(colours, GEOMETRIES[0], message("\x0399,08ground\x03"))
    assert str(style_of(grounded, "ground")) == "#000000 on #ffff00"
    text = (
        "\x02bold\x02 \x1ditalic\x1d \x1funder\x1f \x1estrike\x1e \x0301dark\x03 \x0300,04white\x03"
    )
    [strips] = painted(colours, GEOMETRIES[0], message(text))
    styles = {word: style_of(strips, word) for word in ("bold", "italic", "under", "strike")}
    assert str(styles["bold"]).startswith("bold")
    assert "italic" in str(styles["italic"])
    assert "underline" in str(styles["under"])
    assert "strike" in str(styles["strike"])
    dark, white = (
        next(p.style for s in strips for p in s if p.text == w) for w in ("dark", "white")
    )
    assert dark is not None
    assert white is not None
    assert dark.color != Color.parse("#000000")
    assert white.bgcolor == Color.parse("#ff0000")


def test_a_link_is_underlined_on_every_row(colours: Palette) -> None:
    """Wrapping does not end it, and no terminal link is made of it."""
    url = "https://example.org/" + "path/" * 30
    [strips] = painted(colours, GEOMETRIES[0], message(f"see \x02{url}\x02, please"))
    parts = [part for strip in strips for part in strip if part.style and part.style.underline]
    assert "".join(part.text for part in parts) == url
    assert all(part.style is not None and part.style.link is None for part in parts)


def test_the_selected_and_the_calling_message_have_a_bar(colours: Palette) -> None:
    """They can be told without colours."""
    buffer = LogBuffer(tz=UTC)
    buffer.append([message("ada: hi", mention=True), message("hello")])
    buffer.layout.resize(GEOMETRIES[0])
    painter = Painter(buffer, colours, "%H:%M")
    assert painter.strips(0, False)[1].text.startswith("▌12:00")
    assert painter.strips(1, False)[0].text.startswith("      ")
    assert painter.strips(1, True)[0].text.startswith("▌")


def test_rows_read_as_they_should(colours: Palette) -> None:
    """Clock, name in its column, text; dates and notes in rows of their own."""
    rows = [
        strip.text.rstrip()
        for strips in painted(
            colours,
            Geometry(62, 6, 8, body.ASCII),
            message("hello"),
            message("again", minute=0.5),
            message("gone", minute=1, own=True, delivery=Delivery.FAILED, note="gone"),
        )
        for strip in strips
    ]
    assert rows == [
        " ----------------- Monday, 23 November 2026 -----------------",
        " 12:00    alice  hello",
        "                 again",
        ">12:01           gone",
        ">                x not sent: gone - Shift+F6, r: send again",
    ]


def test_the_stylesheet_names_every_class() -> None:
    """A theme can restyle each part of the log."""
    assert all(f".{name} " in LogView.DEFAULT_CSS for name in LogView.COMPONENT_CLASSES)
