"""The help page: every key, by place, and every command."""

from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.chat.commands import COMMANDS
from tui.dialog import Dialog
from tui.keys import KEYS, Place, written

_COLUMN = 20
_LEAST = 20
# What Textual's own text box and lists add to the table of ours.
_ALSO = {
    Place.MESSAGE_BOX: (
        ("Ctrl+A  Ctrl+E", "to the beginning, to the end of the line"),
        ("Ctrl+W  Ctrl+U", "delete the word, the line before the caret"),
        ("Ctrl+Z  Ctrl+Y", "undo, redo"),
    ),
}
_MESSAGES = (
    ("↑  ↓", "select a message"),
    ("Enter", "answer its writer"),
    ("C", "copy its text"),
    ("O", "open its first link"),
    ("R", "send it again, if it failed"),
    ("Del", "take it back, if it is yours"),
    ("Home  End", "the oldest, the newest"),
)
_MOUSE = (
    ("click a channel", "open it"),
    ("click a person", "open a conversation"),
    ("click a nick", "put it into the message box"),
    ("click a link", "open it in the browser"),
    ("drag over text", "select it; Ctrl+C copies the messages without times and names"),
)


class HelpScreen(Dialog[None]):
    """One page with all there is to press and to type; the focused pane's keys come first.

    Args:
        first: the place whose keys come first.
        keymap: keys that the person has chosen.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,q", "dismiss", "Close"),
    ]

    def __init__(self, first: Place | None, keymap: Mapping[str, str]) -> None:
        super().__init__()
        self._first = first
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help-box") as box:
            box.border_title = "Keys and commands"
            box.border_subtitle = "Esc closes"
            yield Static(id="help-text", markup=False)

    def on_resize(self, event: events.Resize) -> None:
        """Wrap each line beside its keys."""
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        text = self.query_one("#help-text", Static)
        room = max(_LEAST, text.size.width - _COLUMN - 4)
        text.update(
            Content("\n").join(line for pair in self._lines() for line in _laid(pair, room))
        )

    def _lines(self) -> Iterator[tuple[str, str]]:
        places = sorted(KEYS, key=lambda place: place is not self._first)
        for place in places:
            yield place.value, ""
            for key in KEYS[place]:
                if key.help:
                    chosen = self._keymap.get(key.id)
                    yield (written(chosen) if chosen else key.shown), key.help
            yield from _ALSO.get(place, ())
        yield from self._rest()

    def _rest(self) -> Iterator[tuple[str, str]]:
        yield "Messages", ""
        yield from _MESSAGES
        yield "Mouse", ""
        yield from _MOUSE
        yield "Commands (the first letters are enough)", ""
        for command in COMMANDS:
            yield command.usage, command.help
        yield "//text", "says /text"


def _laid(line: tuple[str, str], room: int) -> Iterator[Content]:
    """The rows of one line: a heading, or keys with what they do beside them."""
    left, right = line
    if not right:
        yield Content("")
        yield Content.styled(left, "bold $primary")
        return
    rows = wrap(right, room)
    if len(left) > _COLUMN:
        yield Content.styled(f"  {left}", "bold")
        left = ""
    for row in rows:
        yield Content.assemble((f"  {left:{_COLUMN}}", "bold"), f"  {row}")
        left = ""
