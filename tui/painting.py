"""Rows that keep their shape where a terminal and Textual disagree about the width of a sign."""

import re
import sys
from collections.abc import Collection, Iterable, Iterator

from rich.cells import split_graphemes
from rich.color import ColorSystem
from rich.console import Console, RenderableType
from rich.control import Control
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual._compositor import ChopsUpdate, Compositor, CompositorUpdate, LayoutUpdate
from textual.app import App, ReturnType
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size
from textual.screen import Screen
from textual.strip import Strip

from tui.encoding import keep_cells
from tui.stops import Stops

# Signs of which every terminal has the same opinion. It differs for joined emoji, flags and skin
# tones (one sign or several), variation selectors, marks that take a cell in some places, private
# use, and what is newer than the terminal's tables.
_CERTAIN = (
    r"\x00-\u02ff\u0370-\u0482\u048a-\u052f\u05d0-\u05ea\u0620-\u064a\u0660-\u066f"
    r"\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2100-\u2bff"
    r"\u3000-\u3029\u3030-\u3096\u309b-\ua48c\uac00-\ud7a3\uff01-\uff60"
)
_UNCERTAIN = re.compile(f"[^{_CERTAIN}]")


class SteadyApp(App[ReturnType]):
    """An app whose borders stay where they are, whatever a terminal makes of others' signs."""

    def _build_driver(
        self, headless: bool, inline: bool, mouse: bool, size: tuple[int, int] | None
    ) -> Driver:
        keep_cells(sys.__stderr__)  # on which it draws
        driver = super()._build_driver(headless, inline, mouse, size)
        if isinstance(driver, LinuxDriver):
            Stops(driver)
        return driver

    async def _on_resize(self, event: events.Resize) -> None:
        # Signals that come faster than Textual handles them interrupt each other, and the oldest
        # size is told last: what counts is what the terminal says now.
        event.prevent_default()
        now = getattr(self._driver, "_get_terminal_size", None)
        size = Size(*now()) if now else event.size
        await super()._on_resize(events.Resize(size, size, pixel_size=event.pixel_size))

    def _check_resize(self) -> None:
        # A window that is small for a moment forgets what it showed; where it is as large as before
        # when Textual looks, Textual would draw nothing.
        super()._check_resize()
        if self.screen_stack:
            self.screen.call_later(self.screen.refresh)

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        steady: RenderableType | CompositorUpdate | None = renderable
        if isinstance(renderable, LayoutUpdate | ChopsUpdate):
            steady = Steady(renderable, screen._compositor)
        # Textual passes its updates as renderables, which they are not.
        super()._display(screen, steady)  # type: ignore[arg-type]


class Steady(CompositorUpdate):
    """An update, and behind it once more each row that a terminal may have drawn too wide.

    Args:
        update: what Textual would draw.
        compositor: knows whole rows.
    """

    def __init__(self, update: LayoutUpdate | ChopsUpdate, compositor: Compositor) -> None:
        self._update = update
        self._compositor = compositor

    def render_segments(self, console: Console) -> str:
        """The sequences for a terminal."""
        drawn = self._update.render_segments(console)
        if drawn.isascii() or not _UNCERTAIN.search(drawn):
            return drawn
        return drawn + "".join(self._again(console))

    def _again(self, console: Console) -> Iterator[str]:
        rows = self._rows()
        region = self._compositor.size.region
        chops = self._compositor._render_chops(region, rows.__contains__)
        system = console._color_system or ColorSystem.TRUECOLOR
        for y in sorted(rows):
            strips = chops[y].values()
            if any(_UNCERTAIN.search(segment.text) for strip in strips for segment in strip):
                yield row(strips, y, system)

    def _rows(self) -> Collection[int]:
        if isinstance(self._update, ChopsUpdate):
            rows = {y for y, _, _ in self._update.spans}
        else:
            rows = set(self._update.region.line_range)
        return rows & set(self._compositor.size.region.line_range)


def row(strips: Iterable[Strip], y: int, system: ColorSystem) -> str:
    """A row in which each sign stands in the cells that the layout has for it.

    Signs of uncertain width come first, each on cells that are emptied for it, and then all the
    others, over whatever those have spilled.

    Args:
        strips: from the left, together as wide as the screen.
        y: which row.
        system: the colours of the terminal.
    """
    uncertain: list[str] = []
    certain: list[str] = []
    x = 0
    for segment in (segment for strip in strips for segment in strip):
        if segment.control:
            continue
        style = segment.style or Style.null()
        for start, text, width, sure in _runs(segment):
            place = Control.move_to(x + start, y).segment.text
            drawn = Strip.render_style(style, text, system)
            if sure:
                certain.append(place + drawn)
            elif width:
                empty = Strip.render_style(style, " " * width, system)
                uncertain.append(place + empty + place + drawn)
        x += segment.cell_length
    return "".join(uncertain + certain)


def _runs(segment: Segment) -> Iterator[tuple[int, str, int, bool]]:
    """Where each run of certain signs, and each other sign, begins; its width; which it is."""
    text = segment.text
    x = start = 0
    held = ""
    for first, last, width in split_graphemes(text)[0] if text else ():
        sign = text[first:last]
        if not _UNCERTAIN.search(sign):
            start = start if held else x
            held += sign
        else:
            if held:
                yield start, held, x - start, True
            held = ""
            yield x, sign, width, False
        x += width
    if held:
        yield start, held, x - start, True
