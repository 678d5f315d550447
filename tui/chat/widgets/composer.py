"""The message box: many lines, history, completion, formats; Enter sends, and nothing else does."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import events
from textual.actions import SkipAction
from textual.binding import BindingType
from textual.content import Content
from textual.document._document import Location
from textual.message import Message
from textual.strip import Strip
from textual.widgets import TextArea
from textual.widgets.text_area import Selection

from netcore.wire import formatting
from tui.chat import glyphs
from tui.chat.completion import Candidate, Completion
from tui.keys import KEYS, Place, bindings, without

_OURS = ",".join(key.keys for key in KEYS[Place.MESSAGE_BOX]).split(",")
# Ctrl+K goes elsewhere, and F6 and F7 are keys of the whole screen.
_NOT_OURS = ("ctrl+k", "f6", "f7", "ctrl+c", "super+c", *_OURS)


class Composer(TextArea, inherit_bindings=False):
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

    def put_in(self, text: str) -> None:
        """Type a text at the caret, in place of what is selected."""
        start, end = sorted(self.selection)
        result = self.replace(glyphs.shown(text), start, end, maintain_selection_offset=False)
        self.move_cursor(result.end_location)

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

    def get_line(self, line_index: int) -> Text:
        """The line with the signs of formats standing out, and the text between as it will look."""
        line = super().get_line(line_index)
        if any(sign in line.plain for sign in glyphs.SIGNS):
            _format(line)
        return line

    def on_resize(self) -> None:
        # The terminal's own cursor, which braille and magnifiers follow, moves with the box.
        self.call_after_refresh(self._place_cursor)

    def _place_cursor(self) -> None:
        if self.has_focus:
            self.app.cursor_position = self.cursor_screen_offset

    def undo(self) -> None:
        """Take the last edit back."""
        with self._caret_out_of_the_way():
            super().undo()

    def redo(self) -> None:
        """Make the last edit again that was taken back."""
        with self._caret_out_of_the_way():
            super().redo()

    @contextmanager
    def _caret_out_of_the_way(self) -> Iterator[None]:
        """Textual 8.2 looks for the caret before it has moved it, and fails if its line is gone."""
        text, selection = self.text, self.selection
        self.selection = Selection.cursor((0, 0))
        yield
        if self.text == text:
            self.selection = selection

    # -- keys -------------------------------------------------------------------------------

    async def _on_key(self, event: events.Key) -> None:
        if self.choosing_format:
            self.choosing_format = False
            self.post_message(self.Edited())
            if event.character and event.character.lower() in glyphs.FORMATS:
                event.stop()
                event.prevent_default()
                self.action_format(event.character.lower())
                return
        # Alt+1 brings its digit along, but is a key and not a letter, whatever it is bound to.
        modified = event.key.startswith("alt+")
        typed = letter(event)
        if (modified or not typed) and await self._act(event.key):
            event.stop()
            event.prevent_default()
        elif modified and typed:
            event.prevent_default()
        elif typed and not event.is_printable:
            event.stop()
            event.prevent_default()
            self.put_in(typed)

    def render_line(self, y: int) -> Strip:
        """Draw a line; nothing where a change of size leaves no room for a moment."""
        return super().render_line(y) if self.content_size.width > 0 else Strip.blank(0)

    async def _act(self, key: str) -> bool:
        """Do what a key does, the app's keys too, at once; whether it did something.

        Textual runs bindings only after the key has gone up to the app. By then the letters that
        were typed behind it are in the box: "a", Ctrl+J, "b" in one go would be "ab" and an empty
        line, and what follows an Enter, or the key for another channel, would go to the wrong one.
        """
        active = self.screen.active_bindings.get(key)
        if active is None or not active.enabled:
            return False
        return await self.app.run_action(active.binding.action, active.node)

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

    def action_copy(self) -> None:
        """Copy what is selected in here; else leave the key to the screen."""
        if self.selection.is_empty:
            raise SkipAction()
        self.app.copy_to_clipboard(glyphs.meant(self.selected_text))

    def action_cut(self) -> None:
        """Cut what is selected; without a selection nothing, as a slip would cost a line."""
        if not self.selection.is_empty:
            super().action_cut()


def letter(event: events.Key) -> str:
    """What a key types, empty if it types nothing.

    Textual takes only what Python calls printable. That is neither the wide space of a Japanese
    keyboard, nor what joins and parts letters in Persian and emoji, nor an emoji newer than Python.
    """
    typed = event.character or ""
    known = event.is_printable or (typed and unicodedata.category(typed) in ("Zs", "Cf", "Cn"))
    return typed if known else ""


def _format(line: Text) -> None:
    """Make formats visible in a line whose codes stand as signs."""
    plain = line.plain
    coded = "".join(c + glyphs.meant(c) if c in glyphs.SIGNS else c for c in plain)
    position = 0
    for text, style in formatting.spans(coded):
        # The digits of a colour are part of its code and in no span.
        position = max(plain.find(text, position), position)
        if style != formatting.PLAIN:
            line.stylize(_look(style), position, position + len(text))
        position += len(text)


def _look(style: formatting.Style) -> Style:
    return Style(
        bold=style.bold or None,
        italic=style.italic or None,
        underline=style.underline or None,
        strike=style.strike or None,
        reverse=style.reverse or None,
        color=f"#{style.foreground}" if style.foreground else None,
        bgcolor=f"#{style.background}" if style.background else None,
    )
