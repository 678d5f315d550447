"""The line of keys at the bottom of both apps: as many as there is room for, each whole."""

from itertools import takewhile

from textual.geometry import Size
from textual.layout import ArrangeResult, Layout
from textual.layouts.horizontal import HorizontalLayout
from textual.widget import Widget
from textual.widgets import Footer


class _Whole(HorizontalLayout):
    """Side by side, up to the first that would be cut off."""

    def arrange(
        self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True
    ) -> ArrangeResult:
        """Place what there is room for."""
        placed = super().arrange(parent, children, size, greedy)
        return list(takewhile(lambda each: each.region.right <= size.width, placed))


class KeyFooter(Footer):
    """The keys of what has the focus; those for which there is no room are left out.

    Args:
        compact: with less room between them.
    """

    def __init__(self, *, compact: bool = False) -> None:
        super().__init__(compact=compact, show_command_palette=False)
        self._whole = _Whole()

    @property
    def layout(self) -> Layout:
        """How the keys are placed, whatever a stylesheet says."""
        return self._whole
