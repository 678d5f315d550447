"""The rows of a buffer at one width: which lines an entry has, and what is at the top; pure."""

from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from tui.chat.log import body
from tui.chat.log.entries import Delivery, EntryKind
from tui.chat.log.leads import Lead
from tui.chat.log.rows import BLOCK, RowIndex
from tui.chat.log.wrap import Row, cells, clusters, count, wrap

if TYPE_CHECKING:
    from tui.chat.log.buffer import LogBuffer

_COUNTED_AT_ONCE = 2 * BLOCK
_BATCH = 64
_LEADS = Lead.DAY | Lead.UNREAD
_LINE_COUNT = [0, 1, 1, 2]


class Place(NamedTuple):
    """A row that stays itself: the serial of its entry, and which of the entry's rows it is."""

    serial: int
    row: int


class Geometry(NamedTuple):
    """How a row of ``width`` cells is divided.

    ``mark`` cells for the bar, ``clock`` cells for the time with its space, ``nick`` cells for the
    column of names (0: names stand in the text), then the text.
    """

    width: int
    clock: int
    nick: int
    signs: body.Signs

    @property
    def gutter(self) -> int:
        """Cells before the text."""
        return 1 + self.clock + (self.nick + 2 if self.nick else 0)

    @property
    def text(self) -> int:
        """Cells for the text; one is left free at the right."""
        return max(8, self.width - self.gutter - 1)


class Part(Enum):
    """What a line of an entry is."""

    DAY = "day"
    UNREAD = "unread"
    TEXT = "text"
    NOTE = "note"


class Line(NamedTuple):
    """One line of an entry: a part of its text or note, or a line before it."""

    part: Part
    row: Row
    first: bool


class Block(NamedTuple):
    """An entry laid out."""

    label: str
    text: str
    note: str
    lines: tuple[Line, ...]


_RULES = {
    Lead.DAY: Line(Part.DAY, Row(0, 0), False),
    Lead.UNREAD: Line(Part.UNREAD, Row(0, 0), False),
}
UNKNOWN = Geometry(0, 0, 0, body.UNICODE)


class Layout:
    """The heights of a buffer's entries; counted near the place, elsewhere guessed at first."""

    def __init__(self, buffer: "LogBuffer") -> None:
        self._buffer = buffer
        self.geometry = UNKNOWN
        self.rows = RowIndex()
        self._counted: dict[int, list[int]] = {}

    def resize(self, geometry: Geometry) -> bool:
        """Take a new geometry; False when it is the old one."""
        if geometry == self.geometry:
            return False
        self.geometry = geometry
        self.rows.forget()
        self._counted.clear()
        return True

    def appended(self, number: int, *, now: bool) -> None:
        """The last ``number`` entries are new; count them ``now`` if they are few."""
        start = len(self.rows)
        self._counted.pop(start // BLOCK, None)
        if not now or number > _COUNTED_AT_ONCE or not self.geometry.width:
            self.rows.guess(number)
            return
        for index in range(start, start + number):
            self.rows.append(self.height(index))

    def prepended(self, number: int) -> None:
        """The first ``number`` entries are new."""
        self._counted.clear()
        if self.geometry.width:
            self.rows.prepend([self.height(index) for index in range(number)])
        else:
            self.rows.prepend([1] * number)
            self.rows.forget()

    def dropped(self, number: int) -> None:
        """The first ``number`` entries are gone."""
        self._counted.clear()
        self.rows.drop(number)

    def shortened(self, number: int) -> None:
        """The last ``number`` entries are gone."""
        self._counted.clear()
        self.rows.shorten(number)

    def recount(self, index: int) -> None:
        """An entry looks different."""
        if self.geometry.width and index < len(self.rows):
            self._counted.pop(index // BLOCK, None)
            self.rows.set(index, self.height(index))

    def height(self, index: int) -> int:
        """The number of lines of an entry."""
        lead = self._buffer.leads[index]
        if lead & Lead.HIDDEN:
            return 0
        entry = self._buffer.entries[index]
        geometry = self.geometry
        width = geometry.text
        text = self.words(index)[1] if entry.kind is EntryKind.EVENT else body.said(entry)
        indent = 0 if geometry.nick else cells(self.prefix(index))
        rows = _LINE_COUNT[lead & _LEADS]
        short = len(text) + indent <= width and text.isascii()
        rows += 1 if short else count(text, width, indent)
        if entry.delivery is Delivery.FAILED:
            rows += count(body.note(entry, geometry.signs), width)
        return rows

    def words(self, index: int) -> tuple[str, str]:
        """The label and the text of an entry, or of the run of events that it heads."""
        entry = self._buffer.entries[index]
        if body.foldable(entry):
            return body.folded(self._buffer.run(index), self.geometry.signs)
        return body.label(entry, self.geometry.signs), body.said(entry)

    def prefix(self, index: int) -> str:
        """What stands before the text in its first row where there is no column for names."""
        if self.geometry.nick or self._buffer.leads[index] & Lead.SAME_NICK:
            return ""
        label = cut(self.words(index)[0], self.geometry.text // 2, self.geometry.signs.cut)
        kind = self._buffer.entries[index].kind
        return f"{label}: " if kind is EntryKind.MESSAGE else f"{label} "

    def block(self, index: int) -> Block:
        """An entry's lines; none for one that is shown in another's line."""
        lead = self._buffer.leads[index]
        if lead & Lead.HIDDEN:
            return Block("", "", "", ())
        label, text = self.words(index)
        note = body.note(self._buffer.entries[index], self.geometry.signs)
        lines = [rule for flag, rule in _RULES.items() if lead & flag]
        for number, row in enumerate(wrap(text, self.geometry.text, cells(self.prefix(index)))):
            lines.append(Line(Part.TEXT, row, number == 0))
        if note:
            lines += [Line(Part.NOTE, row, False) for row in wrap(note, self.geometry.text)]
        return Block(label, text, note, tuple(lines))

    def refine(self, blocks: int) -> bool:
        """Count some of the blocks that are guessed, the last first.

        Counts are used a batch at a time, as each use means a new frame; True when one was.
        """
        for block in sorted(self.rows.stale - self._counted.keys(), reverse=True)[:blocks]:
            self._counted[block] = self._heights(block)
        if len(self._counted) < min(_BATCH, len(self.rows.stale)):
            return False
        for block, heights in self._counted.items():
            self.rows.set_block(block, heights)
        self._counted.clear()
        return True

    def _heights(self, block: int) -> list[int]:
        start = block * BLOCK
        return [self.height(index) for index in range(start, min(start + BLOCK, len(self.rows)))]

    def _count_block(self, block: int) -> None:
        if block in self.rows.stale:
            self._counted.pop(block, None)
            self.rows.set_block(block, self._heights(block))

    def settle(self, height: int) -> None:
        """Count what a screen of ``height`` rows shows, and as much above and below."""
        if not self.rows.stale or not self.geometry.width:
            return
        start, entry = self.rows.start, self._top_entry()
        first = last = entry // BLOCK
        self._count_block(first)
        while (
            last + 1 < self.rows.blocks() and start((last + 1) * BLOCK) - start(entry) < 2 * height
        ):
            last += 1
            self._count_block(last)
        while first and start(entry) - start(first * BLOCK) < 2 * height:
            first -= 1
            self._count_block(first)

    def _top_entry(self) -> int:
        place = self._buffer.place
        index = None if place is None else self._buffer.index(place.serial)
        return max(0, len(self.rows) - 1) if index is None else index

    def top(self, height: int) -> int:
        """The row at the top of a screen of ``height`` rows, so that the place is kept."""
        last = max(0, self.rows.total - height)
        place = self._buffer.place
        index = None if place is None else self._buffer.index(place.serial)
        if place is None or index is None:
            return last
        row = min(place.row, max(0, self.rows.height(index) - 1))
        return min(last, self.rows.start(index) + row)

    def place_at(self, row: int) -> Place | None:
        """The place whose row this is; None when there is no such row."""
        if not 0 <= row < self.rows.total:
            return None
        index, rest = self.rows.find(row)
        return Place(self._buffer.first + index, rest)

    def span(self, index: int) -> range:
        """The rows of an entry."""
        start = self.rows.start(index)
        return range(start, start + self.rows.height(index))

    def visible(self, top: int, height: int) -> Iterator[int]:
        """The entries that have rows on a screen, from the top."""
        if 0 <= top < self.rows.total:
            index, _ = self.rows.find(top)
            bottom = top + height
            while index < len(self.rows) and self.rows.start(index) < bottom:
                if self.rows.height(index):
                    yield index
                index += 1


def cut(text: str, width: int, mark: str) -> str:
    """The text, or as much of it as fits into ``width`` cells with a mark at the cut."""
    if cells(text) <= width:
        return text
    room = width - cells(mark)
    end = 0
    for cluster in clusters(text):
        room -= cluster.cells
        end = cluster.end if room >= 0 else end
    return text[:end] + mark
