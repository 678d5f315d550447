"""A table that draws only the rows on the screen, and whose cursor stays with its row."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Generic, TypeVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from tui.console.widgets.columns import GAP, Column, fitted, widths

Row = TypeVar("Row")

_MARGIN = 1


class Table(ScrollView, Generic[Row], can_focus=True):
    """Rows under a heading that stays, sorted by one of the columns.

    Args:
        columns: from the left; the first one with ``most=0`` takes the space that is left.
        key: what tells rows apart, and what the cursor stays with.
        empty: what is said where there are no rows.
        name: the widget's id, and what its border says that the rows are.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "table--heading",
        "table--sorted",
        "table--cursor",
        "table--dim",
        "table--strong",
        "table--warning",
        "table--error",
        "table--empty",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "move(-1000000)", "First", show=False),
        Binding("end", "move(1000000)", "Last", show=False),
        Binding("enter", "select", "Actions", key_display="Enter", id="console.actions"),
        Binding("s", "sort(1)", "Sort", id="console.sort"),
        Binding("S", "reverse", "Reverse", show=False, id="console.reverse"),
    ]

    class Selected(Message):
        """Enter or a double click on a row."""

        def __init__(self, table: Widget, row: object) -> None:
            super().__init__()
            self.table = table
            self.row = row

        @property
        def control(self) -> Widget:
            """The table, for selectors."""
            return self.table

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        key: Callable[[Row], object],
        *,
        empty: str,
        name: str,
    ) -> None:
        super().__init__(id=name)
        self._columns = tuple(columns)
        self._key = key
        self._empty = empty
        self._rows: list[Row] = []
        self._sorted_by = 0
        self._falling = self._columns[0].falling
        self._cursor = 0
        self._widths: list[tuple[int, int]] = []
        """Of the columns for which there is room: index and width."""

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self._rows[self._cursor] if self._rows else None

    @property
    def rows(self) -> Sequence[Row]:
        """All rows, as sorted."""
        return self._rows

    @property
    def sorted_by(self) -> str:
        """The heading of the column that the rows are sorted by."""
        return self._columns[self._sorted_by].title

    @property
    def _mark(self) -> str:
        return "▾" if self._falling else "▴"

    def show(self, rows: Sequence[Row]) -> None:
        """Show these rows; the cursor stays with its row, or in its place where that is gone."""
        in_view = self._in_view
        self._arrange(list(rows))
        if in_view:
            self._keep_in_view()

    def _arrange(self, rows: list[Row]) -> None:
        held = self.row
        column = self._columns[self._sorted_by]
        # Sorting twice keeps rows of equal value in the order of their keys.
        rows.sort(key=lambda row: (self._columns[0].order(row), self._key(row)))
        rows.sort(key=column.order, reverse=self._falling)  # type: ignore[arg-type]
        self._rows = rows
        if held is not None:
            keys = [self._key(row) for row in rows]
            key = self._key(held)
            place = keys.index(key) if key in keys else self._cursor
            self._cursor = max(0, min(place, len(rows) - 1))
        self._measure()
        self.virtual_size = Size(self.scrollable_content_region.width, len(rows) + 1)
        self.refresh()

    def _measure(self) -> None:
        room = self.scrollable_content_region.width - 2 * _MARGIN
        self._widths = widths(self._columns, self._rows, room)
        self._entitle()

    def _entitle(self) -> None:
        """Say in the border how many rows there are, and their order where no heading shows it."""
        title = f"{self.id} · {len(self._rows):,}"
        if self._sorted_by not in (index for index, _ in self._widths):
            title += f" · by {self.sorted_by}{self._mark}"
        self.border_title = Content(title)

    def on_resize(self) -> None:
        self._measure()
        self._keep_in_view()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        if y == 0:
            return self._heading(width)
        index = y - 1 + self.scroll_offset.y
        if index < len(self._rows):
            return self._line(self._rows[index], width, at_cursor=index == self._cursor)
        if not self._rows and y >= 2:
            return self._saying_why(y - 2, width)
        return Strip.blank(width, self.rich_style)

    def _saying_why(self, row: int, width: int) -> Strip:
        """A row of what is said where there are no others."""
        pieces = Content(self._empty).wrap(max(8, width - 2 * _MARGIN))
        text = pieces[row].plain if row < len(pieces) else ""
        style = self.get_component_rich_style("table--empty")
        return Strip([Segment(set_cell_size(f" {text}", width), style)], width)

    def _heading(self, width: int) -> Strip:
        plain = self.get_component_rich_style("table--heading")
        marked = self.get_component_rich_style("table--sorted")
        segments = [Segment(" " * _MARGIN, plain)]
        for place, (index, room) in enumerate(self._widths):
            column = self._columns[index]
            if place:
                segments.append(Segment(" " * GAP, plain))
            sort = index == self._sorted_by
            mark = self._mark if sort else ""
            title = fitted(f"{mark}{column.title}" if column.right else column.title + mark, room)
            title = title.rstrip().rjust(room) if column.right else title
            segments.append(Segment(title, marked if sort else plain))
        return Strip(segments).adjust_cell_length(width, plain)

    def _line(self, row: Row, width: int, *, at_cursor: bool) -> Strip:
        base = self.rich_style
        if at_cursor:
            base += self.get_component_rich_style("table--cursor", partial=True)
        segments = [Segment(" " * _MARGIN, base)]
        for place, (index, room) in enumerate(self._widths):
            column = self._columns[index]
            if place:
                segments.append(Segment(" " * GAP, base))
            text = column.text(row)
            text = " " * (room - cell_len(text)) + text if column.right else text
            segments.append(Segment(fitted(text, room), self._style(column, row, base, at_cursor)))
        return Strip(segments).adjust_cell_length(width, base)

    def _style(self, column: Column[Row], row: Row, base: Style, at_cursor: bool) -> Style:
        look = column.look(row)
        if not look or (at_cursor and self.has_focus):
            return base
        return base + self.get_component_rich_style(f"table--{look}", partial=True)

    @property
    def _in_view(self) -> bool:
        return 0 <= self._cursor - self.scroll_offset.y < self._visible

    @property
    def _visible(self) -> int:
        """How many rows there is room for under the heading."""
        return max(1, self.scrollable_content_region.height - 1)

    def _keep_in_view(self) -> None:
        visible = self._visible
        top = self.scroll_offset.y
        if self._cursor < top:
            self.scroll_to(y=self._cursor, animate=False, immediate=True, force=True)
        elif self._cursor >= top + visible:
            self.scroll_to(y=self._cursor - visible + 1, animate=False, immediate=True, force=True)

    def action_move(self, by: int) -> None:
        """Move the cursor, no further than the ends."""
        self._cursor = max(0, min(self._cursor + by, len(self._rows) - 1))
        self._keep_in_view()
        self.refresh()

    def action_page(self, direction: int) -> None:
        """Move the cursor by as many rows as are seen."""
        self.action_move(direction * max(1, self.scrollable_content_region.height - 2))

    def action_sort(self, by: int) -> None:
        """Sort by the next column that is seen."""
        seen = [index for index, _ in self._widths]
        if seen:
            place = seen.index(self._sorted_by) if self._sorted_by in seen else -1
            self.sort_by(seen[(place + by) % len(seen)])

    def action_reverse(self) -> None:
        """Turn the order round."""
        self._falling = not self._falling
        self._arrange(self._rows)
        self._keep_in_view()

    def action_select(self) -> None:
        """Ask for what can be done with the row under the cursor."""
        if (row := self.row) is not None:
            self.post_message(self.Selected(self, row))

    def sort_by(self, index: int) -> None:
        """Sort by a column, in its own direction."""
        self._sorted_by = index
        self._falling = self._columns[index].falling
        self._arrange(self._rows)
        self._keep_in_view()

    def on_click(self, event: events.Click) -> None:
        where = event.get_content_offset(self)
        if where is None:
            return
        if where.y == 0:
            self._click_heading(where.x)
        elif (index := where.y - 1 + self.scroll_offset.y) < len(self._rows):
            self._cursor = index
            self.refresh()
            if event.chain == 2:
                self.action_select()

    def _click_heading(self, x: int) -> None:
        left = _MARGIN
        for index, room in self._widths:
            if left <= x < left + room + GAP:
                if index == self._sorted_by:
                    self.action_reverse()
                else:
                    self.sort_by(index)
                return
            left += room + GAP
