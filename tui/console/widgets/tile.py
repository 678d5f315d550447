"""A number with its past."""

from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from tui.console.rates import Series, graph


class Tile(Widget):
    """One number, a word on it, and below them a graph where there is room.

    Args:
        label: what the number is.
        series: its past.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "tile--label",
        "tile--value",
        "tile--note",
        "tile--graph",
    }

    def __init__(self, label: str, series: Series, *, name: str) -> None:
        super().__init__(id=name)
        self.border_title = Content(label)
        self._label = label
        self._series = series
        self._value = ""
        self._note = ""

    def show(self, value: str, note: str = "") -> None:
        """Show a number and a word on it; the graph is drawn from the series as it is now."""
        wider = len(value) != len(self._value)
        self._value = value
        self._note = note
        self.refresh(layout=wider)

    @property
    def _short_label(self) -> str:
        # Bytes name themselves.
        return "" if self._label == "bytes" else f"{self._label} "

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """What the one line needs, where that is all there is."""
        return cell_len(self._short_label + self._value)

    def render(self) -> Text:
        """The tile's rows for the room it has."""
        width, height = self.content_size
        if height == 1:
            if self.content_region.right > self.screen.size.width:
                return Text()  # half a number would be another number
            return Text.assemble(
                (self._short_label, self.get_component_rich_style("tile--label")),
                (self._value, self.get_component_rich_style("tile--value")),
                no_wrap=True,
                overflow="ellipsis",
            )
        room = max(0, width - cell_len(self._value))
        note = self._note if cell_len(self._note) < room else ""
        first = Text.assemble(
            (self._value, self.get_component_rich_style("tile--value")),
            (note.rjust(room), self.get_component_rich_style("tile--note")),
        )
        style = self.get_component_rich_style("tile--graph")
        rows = graph(self._series.values, width, height - 1, self._series.headroom)
        return Text("\n", no_wrap=True).join([first, *(Text(row, style) for row in rows)])
