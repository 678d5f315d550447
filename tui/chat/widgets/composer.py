"""The message box: many lines, history, completion, formats; Enter sends, and nothing else does."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.actions import SkipAction
from textual.binding import BindingType
from textual.content import Content
from textual.document._document import Location
from textual.message import Message
from textual.widgets import TextArea

from tui.chat import glyphs
from tui.chat.completion import Candidate, Completion
from tui.chat.widgets.textbox import TextBox
from tui.keys import KEYS, Place, bindings, without

_OURS = ",".join(key.keys for key in KEYS[Place.MESSAGE_BOX]).split(",")
# Ctrl+K goes elsewhere, and F6 and F7 are keys of the whole screen.
_NOT_OURS = ("ctrl+k", "f6", "f7", "ctrl+c", "super+c", *_OURS)


class Composer(TextBox, inherit_bindings=False):
    """Where a message is written.

    It knows nothing of the chat: it posts what happens in it, and is told the candidates of a
    completion and the history to walk through.

    Args:
        send: gets a text with its formatting codes, at once: as a message in a queue it could
            arrive after the key that shows another channel, and go there.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *without(TextArea.BINDINGS, *_NOT_OURS),
        *bindings(Place.MESSAGE_BOX),
    ]

    class CompletionAsked(Message):
        """The word before the caret is to be completed."""

        def __init__(self, before: str, by: int) -> None:
            super().__init__()
            self.before = before
            self.by = by

    class Edited(Message):
        """What the hint line and the menu may have to say has changed."""

    class LogKey(Message):
        """A key for the message log was pressed in here."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    def __init__(self, send: Callable[[str], None]) -> None:
        super().__init__(id="composer", highlight_cursor_line=False, max_checkpoints=200)
        self._send = send
        self.choosing_format = False
        self.pasted_lines = 0
        self._pasted = ""
        self.sent: Sequence[str] = ()
        self._back = 0
        self._kept = ""
        self._completion: Completion | None = None
        self._picked = -1
        self._word = ""
        self._from = (0, 0)
        self._left = ("", (0, 0))

    # -- what is in it ----------------------------------------------------------------------

    @property
    def before(self) -> str:
        """The text before the caret."""
        return self.get_text_range((0, 0), self.cursor_location)

    @property
    def picked(self) -> int | None:
        """Which candidate stands in the text, while one is being picked."""
        return self._picked if self._completion is not None else None

    @property
    def candidates(self) -> Sequence[Candidate]:
        """The candidates being picked from."""
        return self._completion.candidates if self._completion is not None else ()

    def take_over(self, draft: str, sent: Sequence[str], placeholder: Content) -> None:
        """Become the box of another buffer: its draft, its history."""
        self._forget()
        self.sent = sent
        self._back = 0
        self.placeholder = placeholder
        self._put(draft)
        self.history.clear()

    def _put(self, text: str) -> None:
        """Put another text in place of all; undo brings the old one back."""
        self._change(text, (0, 0), self.document.end)

    def _change(self, text: str, start: Location, end: Location) -> None:
        """An edit that is not the person's typing: it ends no completion and no walk."""
        result = self.replace(text, start, end, maintain_selection_offset=False)
        self.move_cursor(result.end_location)
        self._left = (self.text, self.cursor_location)

    def _forget(self) -> None:
        self._completion = None
        self._picked = -1
        self.pasted_lines = 0
        self.choosing_format = False

    def on_text_area_changed(self) -> None:
        if self.text != self._left[0]:
            self._back = 0
        if self.text != self._pasted:
            self.pasted_lines = 0
        self._moved()

    def on_text_area_selection_changed(self) -> None:
        self._moved()

    def _moved(self) -> None:
        if (self.text, self.cursor_location) != self._left:
            self._completion = None
        self.post_message(self.Edited())

    # -- keys -------------------------------------------------------------------------------

    async def _on_key(self, event: events.Key) -> None:
        if self.choosing_format:
            self.choosing_format = False
            self.post_message(self.Edited())
            if event.character and event.character.lower() in glyphs.FORMATS:
                event.stop()
                event.prevent_default()
                self.action_format(event.character.lower())

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        text = glyphs.shown(event.text).removesuffix("\n")
        self.history.checkpoint()
        self.put_in(text)
        self.history.checkpoint()
        self.pasted_lines = text.count("\n") + 1
        self._pasted = self.text
        self.focus()
        self.post_message(self.Edited())

    def action_send(self) -> None:
        """Send what is in the box, if anything is."""
        text = self.text
        self._forget()
        if text.strip():
            self._put("")
            self.history.clear()
            self._send(glyphs.meant(text))
            self._back = 0

    def action_newline(self) -> None:
        """Break the line."""
        self.put_in("\n")

    def action_history(self, by: int) -> None:
        """Go through what was sent, from the first and last line; else move the caret."""
        at_edge = self.cursor_at_first_line if by < 0 else self.cursor_at_last_line
        if not at_edge or not self.selection.is_empty:
            self.action_cursor_up() if by < 0 else self.action_cursor_down()
            return
        back = self._back - by
        if not 0 <= back <= len(self.sent):
            return
        if self._back == 0:
            self._kept = self.text
        self._completion = None
        self._back = back
        self._put(glyphs.shown(self.sent[-back]) if back else self._kept)

    def action_log(self, action: str) -> None:
        """Pass a key on to the message log."""
        self.post_message(self.LogKey(action))

    def action_complete(self, by: int) -> None:
        """Complete the word, or take the next or last candidate."""
        if self._completion is not None and len(self._completion.candidates) > 1:
            self.pick((self._picked + by) % len(self._completion.candidates))
        else:
            self.post_message(self.CompletionAsked(self.before, by))

    def offer(self, completion: Completion, by: int) -> None:
        """Begin a completion with these candidates; the first, or last, one is put in."""
        if not completion.candidates:
            return
        self._completion = completion
        row, column = self.cursor_location
        self._word = self.before[completion.start :]
        self._from = (row, column - len(self._word))
        self.pick(0 if by > 0 else len(completion.candidates) - 1)

    def pick(self, number: int) -> None:
        """Put a candidate in the place of the word."""
        if self._completion is None:
            return
        self._picked = number
        text = self._completion.candidates[number].text
        self._change(text, self._from, self.cursor_location)
        if len(self._completion.candidates) == 1:
            self._completion = None

    def action_cancel(self) -> None:
        """Take back a completion or a paste; else leave Esc to the screen."""
        if self.choosing_format:
            self.choosing_format = False
        elif self._completion is not None:
            self._change(self._word, self._from, self.cursor_location)
            self._completion = None
        elif self.pasted_lines > 1:
            self.pasted_lines = 0
            self.undo()
        else:
            raise SkipAction()
        self.post_message(self.Edited())

    def action_choose_format(self) -> None:
        """Wait for the letter of a format."""
        self.choosing_format = True
        self.post_message(self.Edited())

    def action_format(self, letter: str) -> None:
        """Type the sign of a format."""
        self.put_in(glyphs.sign(letter))
