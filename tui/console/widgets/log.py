"""The end of the server's log."""

import time
from collections import deque
from collections.abc import Iterable
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from netcore.snapshot import Level, LogLine

LEVELS: tuple[Level, ...] = ("debug", "info", "warning", "error")
_MOST = 2000
_WIDE = 64
_TIME = 9
_MARGIN = 1

Row = tuple[LogLine, str, bool]
"""A line, the piece of it that stands in this row, and whether that is its first."""


class LogTail(ScrollView, can_focus=True):
    """The newest lines, wrapped; it follows them unless somebody has scrolled back."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "log--time",
        "log--debug",
        "log--info",
        "log--warning",
        "log--error",
        "log--text",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l", "level", "Level", id="console.level"),
    ]

    def __init__(self, *, name: str) -> None:
        super().__init__(id=name)
        self._lines: deque[LogLine] = deque(maxlen=_MOST)
        self._rows: list[Row] = []
        self._least = LEVELS.index("info")
        self._width = 0
        self._follow = True
        self._top: LogLine | None = None
        """The first line on the screen when somebody last scrolled."""
        self._moving = False
        self._entitle()

    @property
    def level(self) -> Level:
        """The least level that is shown."""
        return LEVELS[self._least]

    def add(self, lines: Iterable[LogLine]) -> None:
        """Add lines at the end; the oldest go where there are too many."""
        new = list(lines)
        if not new:
            return
        gone = max(0, len(self._lines) + len(new) - _MOST)
        rows_gone = len(self._wrapped(list(self._lines)[:gone]))
        self._lines.extend(new)
        self._change([*self._rows[rows_gone:], *self._wrapped(new[-_MOST:])], rows_gone)

    def action_level(self) -> None:
        """Show only what is worse, in turn."""
        self._least = (self._least + 1) % len(LEVELS)
        self._entitle()
        self._lay_out()

    def _entitle(self) -> None:
        shown = ("everything", "info and worse", "warnings and errors", "errors")[self._least]
        self.border_title = Content(f"log · {shown}")

    def _lay_out(self) -> None:
        """Show other rows of the same lines; what is read stays at the top, or what follows it."""
        rows = self._wrapped(self._lines)
        at = 0
        if self._top is not None:
            seen = (at for at, row in enumerate(rows) if row[0].number >= self._top.number)
            at = next(seen, len(rows))
        self._change(rows, self.scroll_offset.y - at)

    def _change(self, rows: list[Row], gone: int = 0) -> None:
        """Show other rows; ``gone`` of them went at the top, so what is read stays in place."""
        self._moving = True
        self._rows = rows
        self.virtual_size = Size(self._width, len(rows))
        y = self.max_scroll_y if self._follow else max(0, self.scroll_offset.y - gone)
        # By force: before the next layout there is no scroll bar, and nothing to scroll.
        self.scroll_to(y=y, animate=False, immediate=True, force=True)
        self._moving = False
        self.refresh()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Follow the end from when somebody has scrolled there, until somebody scrolls away."""
        super().watch_scroll_y(old_value, new_value)
        if not self._moving:
            self._follow = self.is_vertical_scroll_end
            at = self.scroll_offset.y
            self._top = self._rows[at][0] if at < len(self._rows) else None

    def on_resize(self) -> None:
        if self._width != self.scrollable_content_region.width:
            self._width = self.scrollable_content_region.width
            self._lay_out()
        else:
            self._change(self._rows)

    def _wrapped(self, lines: Iterable[LogLine]) -> list[Row]:
        room = max(8, self._width - self._gutter - _MARGIN)
        rows: list[Row] = []
        for line in lines:
            if LEVELS.index(line.level) < self._least:
                continue
            pieces = [line.text]
            if cell_len(line.text) > room:
                pieces = [piece.plain for piece in Content(line.text).wrap(room)]
            rows += [(line, piece, place == 0) for place, piece in enumerate(pieces)]
        return rows

    @property
    def _gutter(self) -> int:
        """Columns before the text: the time and the level, where there is room its whole name."""
        return _MARGIN + _TIME + (6 if self._width >= _WIDE else 2)

    def render_line(self, y: int) -> Strip:
        index = y + self.scroll_offset.y
        if index >= len(self._rows):
            return Strip.blank(self._width, self.rich_style)
        line, piece, first = self._rows[index]
        tone = self.get_component_rich_style(f"log--{line.level}")
        plain = self.get_component_rich_style("log--text")
        body = tone if line.level in ("warning", "error") else plain
        if not first:
            segments = [Segment(" " * self._gutter, body), Segment(piece, body)]
        else:
            stamp = time.strftime(" %H:%M:%S ", time.localtime(line.time))
            name = {"warning": "warn"}.get(line.level, line.level)
            label = f"{name:<6}" if self._width >= _WIDE else f"{name[0].upper()} "
            segments = [
                Segment(stamp, self.get_component_rich_style("log--time")),
                Segment(label, tone),
                Segment(piece, body),
            ]
        return Strip(segments).adjust_cell_length(self._width, self.rich_style)
