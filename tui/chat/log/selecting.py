"""From cells to letters and back: what a drag over the log selects, and what a click hits."""

from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Offset
from textual.selection import Selection
from textual.strip import Strip

from tui.chat.log import body
from tui.chat.log.buffer import LogBuffer
from tui.chat.log.entries import EntryKind
from tui.chat.log.layout import Block, Line, Part
from tui.chat.log.wrap import cells, clusters

# An offset of Textual's selection means here: y is the serial of an entry, x a letter of its text.
# So a selection stays where it is while the log scrolls, grows at either end, or wraps anew.


class _Pinned(int):
    """A letter's index for cells without letters: the screen adds the cell's own place to it."""

    def __add__(self, other: object) -> int:
        return int(self)


class Hit(NamedTuple):
    """What a cell of the log shows."""

    entry: int
    label: bool
    letter: int | None


def text_column(buffer: LogBuffer, index: int, line: Line) -> int:
    """The cell at which a line's text begins."""
    prefix = buffer.layout.prefix(index) if line.first else ""
    return buffer.layout.geometry.gutter + cells(prefix)


def hit(buffer: LogBuffer, index: int, line: Line, block: Block, x: int) -> Hit:
    """What is at cell ``x`` of a line."""
    if line.part is not Part.TEXT:
        return Hit(index, False, None)
    geometry = buffer.layout.geometry
    column = text_column(buffer, index, line)
    if x < column:
        return Hit(index, line.first and x > geometry.clock, None)
    for cluster in clusters(block.text[line.row.start : line.row.end]):
        column += cluster.cells
        if x < column:
            return Hit(index, False, line.row.start + cluster.start)
    return Hit(index, False, None)


def located(buffer: LogBuffer, index: int, line: Line, block: Block, strip: Strip) -> Strip:
    """The strip with the offsets that the screen asks for while the mouse selects."""
    serial = buffer.first + index
    if line.part is not Part.TEXT:
        at = len(block.text) if line.part is Part.NOTE else 0
        return pinned(strip, at, serial)
    start, end = line.row
    column = text_column(buffer, index, line)
    width = cells(block.text[start:end])
    head, text, tail = strip.divide([column, column + width, strip.cell_length])
    hard = block.text[end : end + 1] not in ("", " ")
    parts = [
        pinned(head, start, serial),
        text.apply_offsets(start, serial),
        pinned(tail, end - hard, serial),
    ]
    return Strip([segment for part in parts for segment in part], strip.cell_length)


def pinned(strip: Strip, letter: int, serial: int) -> Strip:
    """The strip with one and the same offset everywhere."""
    meta = Style.from_meta({"offset": (_Pinned(letter), serial)})
    return Strip(Segment.apply_style(strip, post_style=meta), strip.cell_length)


def highlighted(
    buffer: LogBuffer,
    index: int,
    line: Line,
    block: Block,
    strip: Strip,
    look: tuple[int, int, Style],
) -> Strip:
    """The strip with the letters from the first to before the second number in another style."""
    first, last = max(look[0], line.row.start), min(look[1], line.row.end)
    if line.part is not Part.TEXT or first >= last:
        return strip
    left = text_column(buffer, index, line) + cells(block.text[line.row.start : first])
    right = left + cells(block.text[first:last])
    head, text, tail = strip.divide([left, right, strip.cell_length])
    chosen = Segment.apply_style(text, post_style=look[2])
    return Strip([*head, *chosen, *tail], strip.cell_length)


def letters(selection: Selection, serial: int, length: int) -> tuple[int, int]:
    """The selected letters of one entry, from the first to before the second number."""
    start, end = selection
    if (start is not None and serial < start.y) or (end is not None and serial > end.y):
        return 0, 0
    first = max(0, start.x) if start is not None and start.y == serial else 0
    last = min(length, end.x) if end is not None and end.y == serial else length
    return min(first, length), last


def selected_text(buffer: LogBuffer, selection: Selection) -> str:
    """The texts of the selected messages, a line each, without times and names.

    Lines about people who come and go are left out unless nothing else is selected.
    """
    if not len(buffer):
        return ""
    last = len(buffer) - 1
    start = 0 if selection.start is None else selection.start.y - buffer.first
    end = last if selection.end is None else selection.end.y - buffer.first
    found: list[str] = []
    events: list[str] = []
    for index in range(max(0, start), min(last, end) + 1):
        if buffer.head(index) != index:
            continue
        text = buffer.layout.words(index)[1]
        first, behind = letters(selection, buffer.first + index, len(text))
        event = buffer.entries[index].kind is EntryKind.EVENT
        if first < behind or not text:
            (events if event else found).append(text[first:behind])
    return "\n".join(found or events)


def whole(buffer: LogBuffer, index: int) -> Selection:
    """The selection of an entry's whole text."""
    serial = buffer.first + index
    return Selection(Offset(0, serial), Offset(len(buffer.layout.words(index)[1]), serial))


def word(buffer: LogBuffer, index: int, letter: int) -> Selection:
    """The selection of the word, or the link, around a letter."""
    text = buffer.layout.words(index)[1]
    serial = buffer.first + index
    for link in body.links(text):
        if link.start <= letter < link.end:
            return Selection(Offset(link.start, serial), Offset(link.end, serial))
    start = text.rfind(" ", 0, letter) + 1
    end = text.find(" ", letter)
    return Selection(Offset(start, serial), Offset(end if end >= 0 else len(text), serial))
