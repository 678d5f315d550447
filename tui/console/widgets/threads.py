"""The live threads, by role and by name."""

from collections import Counter
from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from netcore.snapshot import ThreadRow
from tui.console.widgets.columns import fitted


class ThreadList(ScrollView, can_focus=True):
    """Each role with its count, and under it the names of its threads."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "threads--role",
        "threads--count",
        "threads--name",
    }

    def __init__(self, *, name: str) -> None:
        super().__init__(id=name)
        self._lines: list[tuple[str, int]] = []

    def show(self, threads: Sequence[ThreadRow]) -> None:
        """Show these threads."""
        lines = by_role(threads)
        if lines != self._lines:
            self._lines = lines
            self.virtual_size = Size(self.scrollable_content_region.width, len(lines))
            self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        index = y + self.scroll_offset.y
        if index >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        text, count = self._lines[index]
        if not count:
            style = self.get_component_rich_style("threads--name")
            return Strip([Segment(fitted(f"   {text}", width), style)], width)
        number = f"{count:,} "
        role = fitted(f" {text}", max(0, width - cell_len(number)))
        return Strip(
            [
                Segment(role, self.get_component_rich_style("threads--role")),
                Segment(number, self.get_component_rich_style("threads--count")),
            ]
        ).adjust_cell_length(width, self.rich_style)


def by_role(threads: Sequence[ThreadRow]) -> list[tuple[str, int]]:
    """Lines of a text and a count: roles with how many threads they have, names with 0.

    A role's only thread that is named like it has no line of its own.
    """
    lines: list[tuple[str, int]] = []
    for role, count in sorted(Counter(thread.role for thread in threads).items()):
        lines.append((role, count))
        names = sorted(thread.name for thread in threads if thread.role == role)
        for name in names:
            short = name.removeprefix(role).strip() or name
            if names != [role]:
                lines.append((short, 0))
    return lines
