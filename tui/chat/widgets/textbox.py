"""Textual's box of many lines, mended: keys act at once, all letters arrive, formats are seen."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.style import Style
from rich.text import Text
from textual import events
from textual.actions import SkipAction
from textual.strip import Strip
from textual.widgets import TextArea
from textual.widgets.text_area import Selection

from netcore.wire import formatting
from tui.chat import glyphs
from tui.pressing import act, letter


class TextBox(TextArea):
    """A box in which keys act at once, and in which formats are seen while they are typed."""

    def put_in(self, text: str) -> None:
        """Type a text at the caret, in place of what is selected."""
        start, end = sorted(self.selection)
        result = self.replace(glyphs.shown(text), start, end, maintain_selection_offset=False)
        self.move_cursor(result.end_location)

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

    async def _on_key(self, event: events.Key) -> None:
        # Alt+1 brings its digit along, but is a key and not a letter, whatever it is bound to.
        modified = event.key.startswith("alt+")
        typed = letter(event)
        if (modified or not typed) and await act(self, event.key):
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

    def action_copy(self) -> None:
        """Copy what is selected in here; else leave the key to the screen."""
        if self.selection.is_empty:
            raise SkipAction()
        self.app.copy_to_clipboard(glyphs.meant(self.selected_text))

    def action_cut(self) -> None:
        """Cut what is selected; without a selection nothing, as a slip would cost a line."""
        if not self.selection.is_empty:
            super().action_cut()


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
