"""Textual's line to type into, mended: keys act at once, and all letters arrive."""

from textual import events
from textual.widgets import Input

from tui.pressing import act, letter


class TextLine(Input):
    """A line in which keys act in the order in which they were pressed."""

    async def _on_key(self, event: events.Key) -> None:
        typed = letter(event)
        if self.screen.focused is not self:
            # An earlier key has moved the focus while this one was on its way here.
            _take(event)
            self.app.post_message(events.Key(event.key, event.character))
        elif not typed and await act(self, event.key):
            _take(event)
        elif typed and not event.is_printable:
            _take(event)
            self.replace(typed, *self.selection)


def _take(event: events.Key) -> None:
    event.stop()
    event.prevent_default()
