"""Which rows a buffer has at a width, and which one is at the top."""

from datetime import UTC

import pytest

from tests.tui.log.demo import conversation, event, message
from tui.chat.log import body
from tui.chat.log.buffer import LogBuffer
from tui.chat.log.entries import EntryKind
from tui.chat.log.layout import Geometry, Part, Place, cut
from tui.chat.log.rows import BLOCK

WIDE = Geometry(80, 6, 12, body.UNICODE)
INLINE = Geometry(40, 6, 0, body.UNICODE)


def shown(number: int, geometry: Geometry = WIDE) -> LogBuffer:
    """A buffer of long messages that is on a screen, all but a few uncounted."""
    buffer = LogBuffer(tz=UTC)
    buffer.layout.resize(geometry)
    buffer.append(message("word " * (n % 40 + 1), minute=n / 100) for n in range(number))
    buffer.listener = lambda: None
    return buffer


def test_the_width_is_divided() -> None:
    """A bar, the clock, the names, the text, and one cell free at the right."""
    assert (WIDE.gutter, WIDE.text) == (21, 58)
    assert (INLINE.gutter, INLINE.text) == (7, 32)
    assert Geometry(3, 0, 0, body.UNICODE).text == 8


@pytest.mark.parametrize("geometry", [WIDE, INLINE])
def test_an_entry_has_as_many_lines_as_are_counted(geometry: Geometry) -> None:
    """Counting without laying out gives the same number, for all kinds of entries."""
    buffer = LogBuffer(tz=UTC)
    buffer.append(conversation())
    buffer.mark_unread(buffer.entries[7])
    buffer.layout.resize(geometry)
    for index in range(len(buffer)):
        assert buffer.layout.height(index) == len(buffer.layout.block(index).lines)


def test_lines_come_in_order() -> None:
    """Date, marker, text, note."""
    buffer = LogBuffer(tz=UTC)
    buffer.append(conversation())
    buffer.mark_unread(buffer.entries[0])
    buffer.layout.resize(WIDE)
    assert [line.part for line in buffer.layout.block(0).lines] == [
        Part.DAY, Part.UNREAD, Part.TEXT, Part.TEXT,
    ]  # fmt: skip
    failed = buffer.layout.block(len(buffer) - 2)
    assert [line.part for line in failed.lines] == [Part.TEXT, Part.NOTE, Part.NOTE]
    assert [line.first for line in failed.lines] == [True, False, False]


def test_without_a_column_names_stand_in_the_text() -> None:
    """Only where they are not repeated, and cut when they are very long."""
    buffer = LogBuffer(tz=UTC)
    buffer.append(
        [
            message("hi", prefix="@"),
            message("ho"),
            message("waves", kind=EntryKind.ACTION),
            event("join", "bob"),
            message("hi", "n" * 99),
        ]
    )
    buffer.layout.resize(INLINE)
    prefixes = [buffer.layout.prefix(index) for index in range(5)]
    assert prefixes == ["@alice: ", "", "* ", "→ ", "n" * 15 + "…: "]
    buffer.layout.resize(WIDE)
    assert buffer.layout.prefix(0) == ""


def test_only_what_is_seen_is_counted_at_once() -> None:
    """The rest is guessed, and refined in batches from the end."""
    buffer = shown(80 * BLOCK)
    rows = buffer.layout.rows
    buffer.layout.settle(40)
    assert rows.stale == set(range(79))
    assert not buffer.layout.refine(63)
    assert buffer.layout.refine(1)
    assert rows.stale == set(range(15))
    assert buffer.layout.refine(100)
    assert not rows.stale
    assert rows.total == sum(buffer.layout.height(index) for index in range(len(buffer)))


def test_what_was_counted_is_counted_again_when_it_changed() -> None:
    """A change between counting and using the counts is not lost."""
    buffer = shown(80 * BLOCK)
    buffer.layout.refine(3)
    buffer.update(buffer.entries[-1], text="word " * 300)
    buffer.append([message("word " * 300)])
    buffer.layout.refine(100)
    assert not buffer.layout.rows.stale
    for index in (len(buffer) - 1, len(buffer) - 2):
        assert buffer.layout.rows.height(index) == buffer.layout.height(index)


def test_settling_counts_around_the_place() -> None:
    """A screen above and below the place is right, too."""
    buffer = shown(20 * BLOCK)
    buffer.place = Place(10 * BLOCK, 0)
    buffer.layout.settle(40)
    assert 10 not in buffer.layout.rows.stale
    assert 9 not in buffer.layout.rows.stale
    assert {0, 19} <= buffer.layout.rows.stale
    buffer.place = Place(15 * BLOCK - 1, 0)
    buffer.layout.settle(40)
    assert not {14, 15} & buffer.layout.rows.stale


def test_a_screen_higher_than_a_block_settles_several() -> None:
    """As many blocks are counted as there is room for."""
    buffer = LogBuffer(tz=UTC)
    buffer.layout.resize(WIDE)
    buffer.append(event("join", str(n)) for n in range(5 * BLOCK))
    buffer.layout.settle(40)
    assert not buffer.layout.rows.stale


def test_nothing_is_counted_before_the_width_is_known() -> None:
    """A buffer that was never shown only stores."""
    buffer = LogBuffer(tz=UTC)
    buffer.append([message("word " * 100)])
    buffer.prepend([message("word " * 100)])
    buffer.layout.settle(40)
    assert buffer.layout.rows.total == 2
    assert buffer.layout.resize(WIDE)
    assert not buffer.layout.resize(WIDE)
    buffer.layout.settle(40)
    assert buffer.layout.rows.total == buffer.layout.height(0) + buffer.layout.height(1)


def test_the_top_keeps_the_place() -> None:
    """At another width the same message is on top; at the end the end is shown."""
    buffer = shown(100)
    buffer.layout.settle(20)
    assert buffer.layout.top(20) == buffer.layout.rows.total - 20
    buffer.place = Place(50, 1)
    for geometry in (WIDE, INLINE):
        buffer.layout.resize(geometry)
        buffer.layout.settle(20)
        at = buffer.layout.place_at(buffer.layout.top(20))
        assert at is not None
        assert at.serial == 50
    buffer.place = Place(99, 0)
    assert buffer.layout.top(20) == buffer.layout.rows.total - 20
    assert buffer.layout.place_at(-1) is None


def test_visible_entries_are_those_with_rows_on_the_screen() -> None:
    """Folded events have none."""
    buffer = LogBuffer(tz=UTC)
    buffer.layout.resize(WIDE)
    assert list(buffer.layout.visible(0, 9)) == []
    buffer.append([event("join", "a"), event("join", "b"), message("hi"), message("ho", "bob")])
    buffer.layout.settle(9)
    assert list(buffer.layout.visible(0, 9)) == [0, 2, 3]
    assert list(buffer.layout.visible(1, 2)) == [0, 2]


@pytest.mark.parametrize(
    ("text", "width", "wanted"), [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("日本語", 4, "日…")]
)
def test_a_cut_text_fits_with_its_mark(text: str, width: int, wanted: str) -> None:
    """Wide letters are not cut in half."""
    assert cut(text, width, "…") == wanted
