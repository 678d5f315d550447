"""What the dashboard asks before it does something to somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button, Input, Static

from netcore.snapshot import ClientRow
from tui.console import wording
from tui.dialog import Dialog
from tui.textline import TextLine

_SPOKEN = {"irc": "IRC", "plain": "plain lines"}


class Action(Enum):
    """What can be done with a client."""

    MESSAGE = "message"
    KICK = "kick"
    MUTE = "mute"
    BAN = "ban"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in.

    Args:
        label: what it is.
        value: what stands in it at first.
        needed: whether it may not be left empty.
        hint: what stands in it while it is empty.
    """

    label: str
    value: str = ""
    needed: bool = False
    hint: str = ""


class Confirm(Dialog[bool]):
    """A question with yes and no.

    Args:
        question: what would happen.
        yes: what the button for it says.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes"),
        Binding("n,escape", "answer(False)", "No"),
        Binding("left,right", "app.focus_next", "Other button", show=False),
    ]

    def __init__(self, question: str, yes: str) -> None:
        super().__init__()
        self._question = question
        self._yes = yes

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Text(self._question), classes="question")
            with Horizontal(classes="buttons"):
                yield Button(Text(f"y {self._yes}"), variant="error", id="yes", compact=True)
                yield Button("n No, go on", id="no", compact=True)

    def on_mount(self) -> None:
        self.query_one("#no").focus()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")

    def action_answer(self, answer: bool) -> None:
        """Close with an answer."""
        self.dismiss(answer)


class ClientMenu(Dialog[Action | None]):
    """What is known of a client, and what can be done with it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "choose('message')", "Message"),
        Binding("k", "choose('kick')", "Kick"),
        Binding("u", "choose('mute')", "Mute"),
        Binding("b", "choose('ban')", "Ban"),
        Binding("escape,q", "leave", "Back"),
        Binding("left,up", "app.focus_previous", "Previous button", show=False),
        Binding("right,down", "app.focus_next", "Next button", show=False),
        Binding("pageup", "read(-1)", "Facts before", show=False),
        Binding("pagedown", "read(1)", "Further facts", show=False),
    ]

    def __init__(self, row: ClientRow) -> None:
        super().__init__()
        self._row = row

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Text(self._row.nick, "bold"), classes="question")
            with VerticalScroll(classes="facts", can_focus=False):
                yield Static(self._facts())
            with Horizontal(classes="buttons"):
                yield Button("m Message", id=Action.MESSAGE.value, compact=True)
                yield Button("k Kick", id=Action.KICK.value, variant="warning", compact=True)
                yield Button("u Mute", id=Action.MUTE.value, variant="warning", compact=True)
                yield Button("b Ban", id=Action.BAN.value, variant="error", compact=True)
                yield Button("Back", id="back", compact=True)

    def _facts(self) -> Table:
        row = self._row
        facts = (
            ("address", f"{row.address}, client {row.id}"),
            ("speaks", f"{_SPOKEN.get(row.dialect, 'nothing yet')}{', encrypted' * row.secure}"),
            ("here for", f"{wording.duration(row.connected)}, idle {wording.duration(row.idle)}"),
            ("channels", " ".join(row.channels) or "none"),
            ("messages", f"{row.received:,} from it, {row.sent:,} to it"),
            ("waiting", f"{wording.size(row.sendq)} that it has not read"),
        )
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True, style="dim")
        table.add_column(ratio=1, overflow="fold")
        for label, value in facts:
            table.add_row(label, Text(value))
        return table

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        chosen = {action.value: action for action in Action}.get(event.button.id or "")
        self.dismiss(chosen)

    def action_read(self, direction: int) -> None:
        """Scroll through the facts, where there is no room for all of them."""
        facts = self.query_one(VerticalScroll)
        facts.scroll_page_down() if direction > 0 else facts.scroll_page_up()

    def action_choose(self, name: str) -> None:
        """Close with an action."""
        self.dismiss(Action(name))

    def action_leave(self) -> None:
        """Close without."""
        self.dismiss(None)


class Ask(Dialog[tuple[str, ...] | None]):
    """A question with fields to fill in: Enter does it, Escape does not.

    Args:
        question: what would happen.
        fields: what is needed for it.
        yes: what the button for it says.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Back")]

    def __init__(self, question: str, fields: Sequence[Field], yes: str) -> None:
        super().__init__()
        self._question = question
        self._fields = tuple(fields)
        self._yes = yes

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Text(self._question), classes="question")
            for field in self._fields:
                with Horizontal(classes="field"):
                    yield Static(Text(field.label), classes="label")
                    yield TextLine(field.value, field.hint, compact=True, select_on_focus=False)
            with Horizontal(classes="buttons"):
                yield Button(Text(self._yes), variant="error", id="yes", compact=True)
                yield Button("Back", id="no", compact=True)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self._finish()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "yes":
            self._finish()
        else:
            self.dismiss(None)

    def _finish(self) -> None:
        inputs = list(self.query(Input))
        for field, entry in zip(self._fields, inputs, strict=True):
            if field.needed and not entry.value.strip():
                entry.focus()
                return
        self.dismiss(tuple(entry.value.strip() for entry in inputs))

    def action_leave(self) -> None:
        """Close without doing it."""
        self.dismiss(None)


class DoorMenu(Dialog[str | None]):
    """Who may come in.

    Args:
        now: how it is: ``open``, ``accounts`` or ``closed``.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "choose('open')", "Open"),
        Binding("a", "choose('accounts')", "Accounts only"),
        Binding("c", "choose('closed')", "Closed"),
        Binding("escape,q,d", "leave", "Back"),
        Binding("left,up", "app.focus_previous", "Previous button", show=False),
        Binding("right,down", "app.focus_next", "Next button", show=False),
    ]

    def __init__(self, now: str) -> None:
        super().__init__()
        self._now = now

    def compose(self) -> ComposeResult:
        now = {"accounts": "for accounts only"}.get(self._now, self._now)
        with Vertical(classes="dialog"):
            question = f"The door is {now}. Who may come in? Whoever is inside stays."
            yield Static(Text(question), classes="question")
            with Horizontal(classes="buttons"):
                yield Button("o All", id="open", compact=True)
                yield Button("a Accounts", id="accounts", variant="warning", compact=True)
                yield Button("c Nobody", id="closed", variant="error", compact=True)
                yield Button("Back", id="back", compact=True)

    def on_mount(self) -> None:
        # A second key that slips leaves the door as it is.
        self.query_one(f"#{self._now}").focus()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        chosen = event.button.id or ""
        self.dismiss(None if chosen == "back" else chosen)

    def action_choose(self, door: str) -> None:
        """Close with a choice."""
        self.dismiss(door)

    def action_leave(self) -> None:
        """Close without."""
        self.dismiss(None)
