"""A list of one-line rows to choose from: the base of both side panels and of the menu."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

_TELLING = 7
"""Cells from which on the end of a name is shown beside its beginning."""


class Row(NamedTuple):
    """One row. All of its texts are shown as they are; nothing in them is markup.

    Args:
        key: what choosing it means; empty for a heading, which cannot be chosen.
        name: its text, shortened where the room ends.
        mark: stands before it, in a column of its own.
        note: stands at the right end, and is cut before the name is.
        look: which of the component classes ``row--…`` it wears; empty for none.
    """

    key: str
    name: str
    mark: str = ""
    note: str = ""
    look: str = ""


class RowList(ScrollView, can_focus=True):
    """Rows with a cursor that stays on its row when others come and go."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "row--heading",
        "row--active",
        "row--unread",
        "row--mention",
        "row--quiet",
        "row--note",
        "row--cursor",
        "row--hover",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("pageup", "move(-10)", "Page up", show=False),
        Binding("pagedown", "move(10)", "Page down", show=False),
        Binding("home", "move(-1000000)", "First", show=False),
        Binding("end", "move(1000000)", "Last", show=False),
        Binding("enter", "select", "Choose", show=False),
    ]
    cursor: reactive[int] = reactive(0, repaint=True)
    hovered: reactive[int] = reactive(-1, repaint=True)

    class Chosen(Message):
        """A row was chosen, by key or by mouse."""

        def __init__(self, rows: "RowList", key: str) -> None:
            super().__init__()
            self.rows = rows
            self.key = key

        @property
        def control(self) -> "RowList":
            return self.rows

    def __init__(self, *, id: str | None = None, mark_width: int = 2) -> None:  # noqa: A002
        super().__init__(id=id)
        self.mark_width = mark_width
        self._rows: Sequence[Row] = ()

    @property
    def rows(self) -> Sequence[Row]:
        """The rows, headings included."""
        return self._rows

    @rows.setter
    def rows(self, rows: Sequence[Row]) -> None:
        if rows == self._rows:
            return
        key = self.key
        self._rows = rows
        keys = [row.key for row in rows]
        if key and key in keys:
            self.cursor = keys.index(key)
        else:
            self.cursor = self._nearest(self.cursor, 1)
        self.virtual_size = Size(0, len(rows))
        self.refresh()

    @property
    def key(self) -> str:
        """What the row under the cursor stands for, empty if there is none."""
        return self._rows[self.cursor].key if 0 <= self.cursor < len(self._rows) else ""

    def move_to(self, key: str) -> None:
        """Put the cursor on a row."""
        for place, row in enumerate(self._rows):
            if row.key == key:
                self.cursor = place

    def _nearest(self, place: int, way: int) -> int:
        """The row at or beyond a place, or else before it, that can be chosen."""
        if not self._rows:
            return 0
        last = len(self._rows) - 1
        place = max(0, min(place, last))
        ahead = range(place, last + 1) if way > 0 else range(place, -1, -1)
        back = range(place, -1, -1) if way > 0 else range(place, last + 1)
        return next((n for n in (*ahead, *back) if self._rows[n].key), 0)

    def action_move(self, by: int) -> None:
        """Move the cursor over the rows that can be chosen."""
        if self._rows:
            self.cursor = self._nearest(self.cursor + by, by)

    def action_select(self) -> None:
        """Choose the row under the cursor."""
        if self.key:
            self.post_message(self.Chosen(self, self.key))

    def watch_cursor(self) -> None:
        # The heading above the first row is worth seeing too.
        top = 0 if self.cursor <= 1 else self.cursor
        self.scroll_to_region(
            Region(0, top, 1, self.cursor - top + 1), animate=False, force=True, immediate=True
        )

    def on_mouse_move(self, event: events.MouseMove) -> None:
        place = event.y + self.scroll_offset.y
        self.hovered = place if place < len(self._rows) and self._rows[place].key else -1

    def on_leave(self) -> None:
        self.hovered = -1

    def on_click(self, event: events.Click) -> None:
        place = event.y + self.scroll_offset.y
        if place < len(self._rows) and self._rows[place].key:
            self.cursor = place
            self.action_select()

    def render_line(self, y: int) -> Strip:
        """One row as a strip that is exactly as wide as the widget."""
        place = y + self.scroll_offset.y
        base = self.rich_style
        width = self.scrollable_content_region.width
        if place >= len(self._rows):
            return Strip.blank(width, base)
        row = self._rows[place]
        style = base + self._look(row.look) if row.look else base
        style += self._state(place)
        return self._laid_out(row, width, style).adjust_cell_length(width, style)

    def _look(self, look: str) -> Style:
        return self.get_component_rich_style(f"row--{look}", partial=True)

    def _state(self, place: int) -> Style:
        if place == self.cursor and self._rows[place].key and self.shows_cursor:
            return self._look("cursor")
        return self._look("hover") if place == self.hovered else Style.null()

    @property
    def shows_cursor(self) -> bool:
        """Whether the row under the cursor stands out."""
        return self.has_focus

    def _laid_out(self, row: Row, width: int, style: Style) -> Strip:
        if not row.key:
            return Strip([Segment(" " + fitted(row.name, width - 1), style)])
        note = f" {row.note}" if row.note else ""
        room = width - 2 - self.mark_width - cell_len(note)
        if room < 4:
            note, room = "", width - 2 - self.mark_width
        mark = set_cell_size(row.mark, self.mark_width) if self.mark_width else ""
        faint = style + self._look("note") if row.look not in ("mention",) else style
        if self._rows[self.cursor] is row and self.shows_cursor:
            faint = style
        name = set_cell_size(shortened(row.name, room), max(room, 0))
        return Strip([Segment(f" {mark}", faint), Segment(name, style), Segment(f"{note} ", faint)])


def fitted(text: str, width: int) -> str:
    """A text cut to a number of cells, with an ellipsis where something is cut off."""
    if cell_len(text) <= width:
        return text
    return f"{set_cell_size(text, width - 1)}…" if width > 1 else set_cell_size(text, max(width, 0))


def shortened(text: str, width: int) -> str:
    """A name cut in its middle to a number of cells: what begins alike differs at the end."""
    tail = text[-(width // 3) :] if width >= _TELLING else ""
    while cell_len(tail) > width // 3 or (tail and cell_len(tail[0]) == 0):
        tail = tail[1:]
    if not tail or cell_len(text) <= width:
        return fitted(text, width)
    return f"{set_cell_size(text, width - 1 - cell_len(tail))}…{tail}"
