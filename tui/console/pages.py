"""What the dashboard shows to be read: all keys and words, and all ways to join."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from netcore.snapshot import BanRow
from tui.console import wording
from tui.console.invitation import Invitation
from tui.console.widgets.folded import Folded
from tui.console.words import WORDS
from tui.dialog import Dialog

_INDENT = 2
_LEAST = 18
"""Cells in fewer of which a sentence is no pleasure."""


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
            yield Static(_Listed("Keys", self._keys))
            yield Static(_Listed("Words, to be typed below", words))

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
                yield Static(_Listed(title, [line for line in lines if line[1]], to_paste=True))

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)


class BanPage(Dialog[None]):
    """Everybody who is banned or muted.

    Args:
        lists: what each is, and whom it is for.
        now: the time, in seconds since the epoch.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter", "leave", "Back")]

    def __init__(self, lists: Sequence[tuple[str, Sequence[BanRow]]], now: float) -> None:
        super().__init__()
        self._lists = tuple(lists)
        self._now = now

    def compose(self) -> ComposeResult:
        with _Page():
            for what, rows in self._lists:
                facts = [(row.mask, wording.ban_facts(row, self._now)) for row in rows]
                yield Static(_Listed(wording.several(len(rows), what), facts))

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)


class _Listed:
    """Names with what is to be said of each: beside it, or below where there is no room."""

    def __init__(
        self, title: str, entries: Sequence[tuple[str, str]], *, to_paste: bool = False
    ) -> None:
        self._title = title
        self._entries = entries
        self._to_paste = to_paste

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        widest = max((cell_len(name) for name, _ in self._entries), default=0)
        yield Text(self._title, "bold")
        if options.max_width - widest - 2 * _INDENT >= _LEAST:
            yield self._beside()
        else:
            yield from self._below()
        yield Text()

    def _beside(self) -> Table:
        table = Table.grid(padding=(0, _INDENT))
        table.add_column(no_wrap=True)
        table.add_column(ratio=1, style="dim", overflow="fold")
        for name, text in self._entries:
            table.add_row(Text(f"  {name}"), Folded(Text(text)) if self._to_paste else Text(text))
        return table

    def _below(self) -> Iterator[Padding]:
        for name, text in self._entries:
            yield Padding(Text(name), (0, 0, 0, _INDENT))
            if text:
                yield Padding(Text(text, "dim"), (0, 0, 0, 2 * _INDENT))
