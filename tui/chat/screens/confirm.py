"""The question whether something is really to be done."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Label

from netcore.wire.text import plain
from tui.dialog import Dialog

_MOST_LETTERS = 300


class ConfirmScreen(Dialog[bool]):
    """Asks; gives whether the answer is yes.

    Args:
        question: what is to be done.
        text: what it is done to.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y", "dismiss(True)", "Yes"),
        Binding("escape,n", "dismiss(False)", "No"),
    ]

    def __init__(self, question: str, text: str) -> None:
        super().__init__()
        self._question = question
        self._text = plain(text)

    def compose(self) -> ComposeResult:
        text = self._text
        short = text if len(text) <= _MOST_LETTERS else f"{text[:_MOST_LETTERS]} …"
        with Vertical(id="confirm-box"):
            yield Label(Content.styled(self._question, "bold"))
            yield Label(Content.styled(short, "$quiet"), id="confirm-text")
            yield Label(Content.styled("Enter does it, Esc leaves it", "$quiet"))
