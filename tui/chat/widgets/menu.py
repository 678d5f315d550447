"""The completion menu, which lies over the messages just above the message box."""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

from tui.chat.completion import Candidate
from tui.chat.widgets.rows import Row, RowList

MOST_ROWS = 8
_MOST_CELLS = 90


class CompletionMenu(RowList, can_focus=False):
    """The ways to complete a word; a click takes one. The keys stay with the message box."""

    def __init__(self) -> None:
        super().__init__(id="menu", mark_width=0)
        self._picked = False
        self.display = False

    @property
    def shows_cursor(self) -> bool:
        return self._picked

    def show(self, candidates: Sequence[Candidate], picked: int | None) -> None:
        """Show candidates, one of them picked or none yet; no candidates hide the menu."""
        self.display = bool(candidates)
        if not candidates:
            self.rows = ()
            return
        self._picked = picked is not None
        wide = max(cell_len(candidate.note) for candidate in candidates)
        self.rows = [
            Row(str(place), candidate.label, note=set_cell_size(candidate.note, wide))
            for place, candidate in enumerate(candidates)
        ]
        names = max(cell_len(candidate.label) for candidate in candidates)
        self.styles.width = min(names + wide + 6, _MOST_CELLS)
        height = min(len(candidates), MOST_ROWS)
        self.styles.height = height
        self.styles.offset = (0, -height)
        self.cursor = picked or 0
        self.refresh()
