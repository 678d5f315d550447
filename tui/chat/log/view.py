"""The picture of a buffer: rows, place and painting, at a cost that does not grow with length."""

from datetime import datetime, tzinfo
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.timer import Timer

from tui.chat.log import body, selecting
from tui.chat.log.buffer import LogBuffer
from tui.chat.log.layout import Geometry, Place
from tui.chat.log.paint import Painter
from tui.chat.log.palette import CLASSES, palette
from tui.chat.log.wrap import cells

_BLOCKS_AT_ONCE = 4
_REFINE_PAUSE = 0.02
_STRIPS_KEPT = 512
_NARROW_TERMINAL = 70
_NARROW_LOG = 44
_NO_CLOCK = 32
_COLUMNS = (8, 12, 16)


class LogView(ScrollView):
    """Shows a `LogBuffer`, by the Line API.

    Args:
        tz: the zone of clocks and days in the buffer that it starts with.
        clock: the format of the time of day (strftime); empty for none.
    """

    ALLOW_SELECT = True
    COMPONENT_CLASSES: ClassVar[set[str]] = set(CLASSES)
    DEFAULT_CSS = """
    LogView {
        background: $surface;
        color: $foreground;
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        & > .log--clock { color: $foreground 50%; }
        & > .log--dim { color: $foreground 65%; }
        & > .log--pending { color: $foreground 60%; text-style: italic; }
        & > .log--error { color: $text-error; }
        & > .log--mention { color: $text-warning; background: $warning 16%; text-style: bold; }
        & > .log--cursor { color: $text-primary; background: $primary 28%; text-style: bold; }
        & > .log--rule { color: $foreground 45%; }
        & > .log--unread { color: $text-accent; text-style: bold; }
        & > .log--link { color: $text-primary; text-style: underline; }
        & > .log--pill { color: $text; background: $primary; text-style: bold; }
        & > .log--mono { background: $foreground 10%; }
    }
    """
    ascii: bool = False
    """Draw with plain ASCII signs only."""

    at_bottom: var[bool] = var(True)
    """Whether the end is shown, and will be when messages come."""
    unread_below: var[int] = var(0)
    """Messages that came while the end was out of sight."""

    def __init__(
        self,
        *,
        tz: tzinfo | None = None,
        clock: str = "%H:%M",
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._clock = clock
        self._buffer = LogBuffer(tz=tz)
        self._buffer.listener = self._changed
        self._painter: Painter | None = None
        self._strips: LRUCache[tuple[int, bool], list[Strip]] = LRUCache(_STRIPS_KEPT)
        self._size_laid_out = Size(0, 0)
        self._placing = False
        self._painting = False
        self._refiner: Timer | None = None

    @property
    def buffer(self) -> LogBuffer:
        """The buffer that is shown."""
        return self._buffer

    # -- geometry and place --------------------------------------------------------------

    def _geometry(self) -> Geometry:
        width = self.scrollable_content_region.width
        signs = body.ASCII if self.ascii else body.UNICODE
        clock = 0 if width < _NO_CLOCK or not self._clock else self._clock_cells() + 1
        if self.app.size.width < _NARROW_TERMINAL or width < _NARROW_LOG:
            return Geometry(width, clock, 0, signs)
        allowed = max(_COLUMNS[0], min(_COLUMNS[-1], width // 5))
        wanted = next((size for size in _COLUMNS if size >= self._buffer.widest), _COLUMNS[-1])
        return Geometry(width, clock, min(wanted, allowed), signs)

    def _clock_cells(self) -> int:
        return cells(datetime(2026, 12, 30, 23, 59, 59).strftime(self._clock))

    def _changed(self) -> None:
        """Bring rows, scroll place and picture in line with the buffer."""
        if not self.is_attached or not self.size:
            return
        buffer = self._buffer
        if buffer.layout.resize(self._geometry()):
            self._forget_strips()
        for serial in buffer.changed:
            self._strips.discard((serial, False))
            self._strips.discard((serial, True))
        buffer.changed.clear()
        self._put()
        self.refresh()

    def _put(self) -> None:
        """Scroll to the buffer's place; count what is seen there, and the rest a little later."""
        layout, height = self._buffer.layout, self._height
        layout.settle(height)
        self._size_laid_out = self.size
        self._placing = True
        self.virtual_size = Size(layout.geometry.width, layout.rows.total)
        self.scroll_y = self.scroll_target_y = layout.top(height)
        self._placing = False
        self._note_end()
        self._refine_later()

    def _refine_later(self) -> None:
        if self._buffer.layout.rows.stale and self._refiner is None:
            self._refiner = self.set_timer(_REFINE_PAUSE, self._refine)

    def _refine(self) -> None:
        self._refiner = None
        if self._buffer.layout.refine(_BLOCKS_AT_ONCE):
            self._put()
        else:
            self._refine_later()

    @property
    def _height(self) -> int:
        return self.scrollable_content_region.height

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Remember what is at the top now, when somebody scrolled."""
        super().watch_scroll_y(old_value, new_value)
        if (
            self._placing
            or self._size_laid_out != self.size
            or round(old_value) == round(new_value)
        ):
            return
        layout, top = self._buffer.layout, round(new_value)
        at_end = top >= layout.rows.total - self._height
        self._buffer.place = None if at_end else layout.place_at(top)
        stale = len(layout.rows.stale)
        layout.settle(self._height)
        if len(layout.rows.stale) != stale:
            self._put()
        self._note_end()
        if top == 0 and new_value < old_value:
            self.top_reached()

    def _note_end(self) -> None:
        """Tell who watches whether the end is in sight."""
        at_bottom = self._buffer.place is None
        if at_bottom:
            self._buffer.below = 0
        self.at_bottom = at_bottom
        self.unread_below = self._buffer.below

    def top_reached(self) -> None:
        """The oldest entry came into sight."""

    def scroll_to_row(self, row: int) -> None:
        """Bring a row to the top, at once."""
        self.scroll_to(y=row, animate=False)

    def jump_to_end(self) -> None:
        """Show the newest entries, and keep to them."""
        self._buffer.place = None
        self._changed()

    def show_index(self, index: int) -> None:
        """Scroll as little as brings an entry into sight."""
        buffer, height = self._buffer, self._height
        top, rows = self.scroll_offset.y, buffer.layout.span(index)
        if top <= rows.start and rows.stop <= top + height:
            return
        upwards = rows.start < top or len(rows) > height
        buffer.place = Place(buffer.first + index, 0)
        self._put()
        if not upwards:
            self.scroll_to_row(buffer.layout.span(index).stop - height)

    def show_amid(self, index: int) -> None:
        """Scroll so that an entry has as much above it as below, where there is that much."""
        layout, height = self._buffer.layout, self._height
        self.show_index(index)
        layout.settle(height)
        rows = layout.span(index)
        self.scroll_to_row(max(0, rows.start - max(0, height - len(rows)) // 2))

    def seen(self) -> list[int]:
        """The indexes of the entries in sight, from the top."""
        return list(self._buffer.layout.visible(self.scroll_offset.y, self._height))

    def hit(self, x: int, y: int) -> selecting.Hit | None:
        """What is at a cell of the widget; None where no entry is."""
        row = self.scroll_offset.y + y
        if not 0 <= row < self._buffer.layout.rows.total:
            return None
        index, line = self._buffer.layout.rows.find(row)
        block = self._buffer.layout.block(index)
        return selecting.hit(self._buffer, index, block.lines[line], block, x)

    def on_pill(self, x: int, y: int) -> bool:
        """Whether a cell belongs to the sign that counts the messages below."""
        if not self.unread_below or y != self._height - 1:
            return False
        return x >= self._buffer.layout.geometry.width - cells(self._pill_text())

    def on_resize(self) -> None:
        """Wrap anew, with the same message on top."""
        self._changed()

    def on_show(self) -> None:
        """A log that was hidden may have missed its size."""
        self._changed()

    def on_focus(self) -> None:
        """The selected message is shown in the focused log only."""
        self.refresh()

    def on_blur(self) -> None:
        """The selected message is shown in the focused log only."""
        self.refresh()

    # -- painting ------------------------------------------------------------------------

    def notify_style_update(self) -> None:
        """Styles changed: paint anew."""
        super().notify_style_update()
        self._forget_strips()

    def _forget_strips(self) -> None:
        self._strips.clear()
        self._painter = None

    def render_lines(self, crop: Region) -> list[Strip]:
        """Paint rows for the screen; only the mouse asks for single ones, with offsets."""
        self._painting = True
        try:
            return super().render_lines(crop)
        finally:
            self._painting = False

    def render_line(self, y: int) -> Strip:
        """Paint a row of the screen."""
        strip = self._row(self.scroll_offset.y + y)
        if self._painting and self.unread_below and y == self._height - 1:
            return self._with_pill(strip)
        return strip

    def _row(self, row: int) -> Strip:
        buffer, painter = self._buffer, self._ready_painter()
        if not buffer.layout.geometry.width:
            return Strip.blank(self.size.width, self.rich_style)
        if not 0 <= row < buffer.layout.rows.total:
            return painter.blank() if self._painting else self._end(painter.blank())
        index, line = buffer.layout.rows.find(row)
        strips = self._entry_strips(index)
        if line >= len(strips):
            return painter.blank()
        strip = strips[line]
        selection = self.text_selection
        if selection is None and self._painting:
            return strip
        block = buffer.layout.block(index)
        if selection is not None:
            letters = selecting.letters(selection, buffer.first + index, len(block.text))
            look = (*letters, self._selection_style)
            strip = selecting.highlighted(buffer, index, block.lines[line], block, strip, look)
        if self._painting:
            return strip
        return selecting.located(buffer, index, block.lines[line], block, strip)

    def _end(self, strip: Strip) -> Strip:
        last = len(self._buffer) - 1
        if last < 0:
            return strip
        length = len(self._buffer.layout.words(self._buffer.head(last))[1])
        return selecting.pinned(strip, length, self._buffer.first + self._buffer.head(last))

    @property
    def _selection_style(self) -> Style:
        style = self.screen.get_component_rich_style("screen--selection")
        return Style(bgcolor=style.bgcolor)

    def _ready_painter(self) -> Painter:
        if self._painter is None:
            self._painter = Painter(self._buffer, palette(self), self._clock)
        return self._painter

    def _entry_strips(self, index: int) -> list[Strip]:
        serial = self._buffer.first + index
        key = (serial, self.has_focus and serial == self._buffer.cursor)
        strips = self._strips.get(key)
        if strips is None:
            strips = self._ready_painter().strips(index, key[1])
            self._strips[key] = strips
        return strips

    def _pill_text(self) -> str:
        sign = body.ASCII.down if self.ascii else body.UNICODE.down
        return f" {self.unread_below} new {sign} "

    def _with_pill(self, strip: Strip) -> Strip:
        text = self._pill_text()
        width = max(0, strip.cell_length - cells(text))
        pill = Strip([Segment(text, self._ready_painter().palette.pill)])
        return Strip.join([strip.crop(0, width), pill])

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, without times and names, and what follows it."""
        return selecting.selected_text(self._buffer, selection), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Another part is selected."""
        self.refresh()
