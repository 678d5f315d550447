"""What the dashboard shows to be read: all keys and words, and all ways to join."""

from collections.abc import Sequence
from typing import ClassVar

from rich.console import Group
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui.console.invitation import Invitation
from tui.console.widgets.folded import Folded
from tui.console.words import WORDS
from tui.dialog import Dialog


class _Page(VerticalScroll):
    """Something to read, until a key closes it."""

    def __init__(self) -> None:
        super().__init__(classes="dialog help")
        self.border_subtitle = "Esc closes"


class HelpPage(Dialog[None]):
    """All keys and all words.

    Args:
        keys: each key and what it does.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f1,q,enter", "leave", "Back")]

    def __init__(self, keys: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._keys = tuple(keys)

    def compose(self) -> ComposeResult:
        words = tuple((word.usage, word.summary) for word in WORDS)
        with _Page():
            yield Static(_listed("Keys", self._keys))
            yield Static(_listed("Words, to be typed below", words))

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)


class InvitationPage(Dialog[None]):
    """Every line with which others can join.

    Args:
        invitations: for each address, the best first.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,i,enter", "leave", "Back")]

    def __init__(self, invitations: Sequence[Invitation]) -> None:
        super().__init__()
        self._invitations = tuple(invitations)

    def compose(self) -> ComposeResult:
        with _Page():
            for number, each in enumerate(self._invitations):
                title = "Others join with" if not number else "or, by another way"
                lines = (
                    ("chat-tui", each.join),
                    ("nothing", each.nc),
                    ("irssi", each.irssi),
                    ("weechat 4", each.weechat),
                    ("password", each.password),
                    ("certificate", each.certificate),
                )
                yield Static(_listed(title, [line for line in lines if line[1]], to_paste=True))

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)


def _listed(title: str, entries: Sequence[tuple[str, str]], *, to_paste: bool = False) -> Group:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1, style="dim", overflow="fold")
    for name, text in entries:
        table.add_row(Text(f"  {name}"), Folded(Text(text)) if to_paste else Text(text))
    return Group(Text(title, "bold"), table, Text())
