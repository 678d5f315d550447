"""The help page: every key, by place, and every command."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.chat.commands import COMMANDS
from tui.keys import KEYS, Place, written

_COLUMN = 20
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
    ("Home  End", "the oldest, the newest"),
)
_MOUSE = (
    ("click a channel", "open it"),
    ("click a person", "open a conversation"),
    ("click a nick", "put it into the message box"),
    ("click a link", "open it in the browser"),
    ("drag over text", "select it; Ctrl+C copies the messages without times and names"),
)


class HelpScreen(ModalScreen[None]):
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
            yield Static(Content("\n").join(self._lines()), markup=False)

    def _lines(self) -> Iterator[Content]:
        places = sorted(KEYS, key=lambda place: place is not self._first)
        for place in places:
            yield _heading(place.value)
            for key in KEYS[place]:
                if key.help and (key.shown or place is not Place.CHANNELS):
                    chosen = self._keymap.get(key.id)
                    yield _line(written(chosen) if chosen else key.shown, key.help)
            for keys, what in _ALSO.get(place, ()):
                yield _line(keys, what)
            yield Content("")
        yield from self._rest()

    def _rest(self) -> Iterator[Content]:
        yield _heading("Messages")
        for keys, what in _MESSAGES:
            yield _line(keys, what)
        yield Content("")
        yield _heading("Mouse")
        for keys, what in _MOUSE:
            yield _line(keys, what)
        yield Content("")
        yield _heading("Commands (the first letters are enough)")
        for command in COMMANDS:
            yield _line(command.usage, command.help)
        yield _line("//text", "says /text")


def _heading(text: str) -> Content:
    return Content.styled(text, "bold $primary")


def _line(left: str, right: str) -> Content:
    if len(left) > _COLUMN:
        return Content.assemble((f"  {left}", "bold"), f"\n  {'':{_COLUMN}}  {right}")
    return Content.assemble((f"  {left:{_COLUMN}}", "bold"), f"  {right}")
