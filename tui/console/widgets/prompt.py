"""Where the operator types."""

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from tui.console.completion import Completion
from tui.textline import TextLine

_MOST_REMEMBERED = 200


class Prompt(TextLine):
    """One line with a history (Up, Down) and completion (Tab).

    Args:
        complete: the candidates for the word that ends at an index of a line.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "recall(-1)", "Earlier", show=False, id="console.earlier"),
        Binding("down", "recall(1)", "Later", show=False, id="console.later"),
        Binding("tab", "complete(1)", "Complete", key_display="Tab", id="console.complete"),
        Binding("shift+tab", "complete(-1)", "Complete back", show=False),
        Binding("escape", "leave", "Back", key_display="Esc", id="console.back"),
    ]

    class Entered(Message):
        """A line was typed and Enter pressed."""

        def __init__(self, line: str) -> None:
            super().__init__()
            self.line = line

    class Left(Message):
        """The operator wants to be elsewhere."""

    def __init__(self, complete: Callable[[str, int], Completion], *, name: str) -> None:
        super().__init__(
            id=name,
            select_on_focus=False,
            placeholder="say something to everybody, or / for words (F1)",
        )
        self._complete = complete
        self._lines: list[str] = []
        self._place = 0
        self._draft = ""
        self._offered: tuple[str, Completion, int] | None = None

    def begin_word(self) -> None:
        """Put a slash where nothing is typed yet."""
        if not self.value:
            self.insert_text_at_cursor("/")

    async def action_submit(self) -> None:
        """Hand the line on, and remember it."""
        line = self.value.strip()
        if not line:
            return
        if not self._lines or self._lines[-1] != line:
            self._lines = [*self._lines[-_MOST_REMEMBERED + 1 :], line]
        self._place = len(self._lines)
        self._draft = ""
        self.clear()
        self.post_message(self.Entered(line))

    def action_recall(self, by: int) -> None:
        """Put an earlier or a later line in place; behind the newest comes what was being typed."""
        if self._place == len(self._lines):
            self._draft = self.value
        place = self._place + by
        if 0 <= place <= len(self._lines):
            self._place = place
            self._put([*self._lines, self._draft][place])

    def action_complete(self, by: int) -> None:
        """Complete the word; again: put the next candidate in its place."""
        if self._offered and self._offered[0] == self.value:
            _, completion, chosen = self._offered
            chosen = (chosen + by) % len(completion.candidates)
        else:
            completion = self._complete(self.value, self.cursor_position)
            if not completion.candidates:
                return
            chosen = 0 if by > 0 else len(completion.candidates) - 1
        self._take(completion, chosen)

    def _take(self, completion: Completion, chosen: int) -> None:
        word = completion.candidates[chosen]
        rest = self.value[completion.end :].lstrip(" ")
        self._put(self.value[: completion.start] + word + rest, completion.start + len(word))
        moved = Completion(completion.start, completion.start + len(word), completion.candidates)
        self._offered = (self.value, moved, chosen)

    def action_leave(self) -> None:
        """Go elsewhere, with what is typed left in place."""
        self.post_message(self.Left())

    def _put(self, line: str, cursor: int | None = None) -> None:
        self.value = line
        self.cursor_position = len(line) if cursor is None else cursor

    def _on_paste(self, event: events.Paste) -> None:
        # Input would keep the first line of it and drop the rest without a word.
        event.stop()
        event.prevent_default()
        lines = event.text.strip().splitlines()
        line = " ".join(lines)
        self.insert_text_at_cursor("".join(c if c.isprintable() else " " for c in line))
