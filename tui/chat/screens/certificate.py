"""The questions about who the server is: an unknown certificate, and one that has changed."""

from enum import Enum
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Label

from tui.dialog import Dialog


class Verdict(Enum):
    """What somebody says of a certificate."""

    ALWAYS = "always"
    ONCE = "once"


class TrustScreen(Dialog[Verdict | None]):
    """Asks whether a certificate is the right one; None: somebody would rather stay offline.

    Args:
        server: whose it is.
        fingerprint: what is to be compared.
        problem: why the system's authorities do not vouch for it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer('always')", "Trust it"),
        Binding("o", "answer('once')", "This time"),
        Binding("n,escape", "dismiss(None)", "Stay offline"),
        Binding("left", "app.focus_previous", "Previous button", show=False),
        Binding("right", "app.focus_next", "Next button", show=False),
    ]

    def __init__(self, server: str, fingerprint: str, problem: str) -> None:
        super().__init__()
        self._server = server
        self._fingerprint = fingerprint
        self._problem = problem

    def compose(self) -> ComposeResult:
        with Vertical(id="certificate-box"):
            yield Label(Content.styled("Is this the right server?", "bold"))
            yield Label(
                Content(f"Nobody vouches for the certificate of {self._server} ({self._problem})."),
                markup=False,
            )
            yield Label(Content.styled(self._fingerprint, "bold"), id="fingerprint", markup=False)
            yield Label(
                Content.styled(
                    "Whoever runs it can tell you: chat-tui host shows this with the key i. If it"
                    " is the same letter by letter, nobody stands between you and the server.",
                    "$quiet",
                )
            )
            with Horizontal(classes="buttons"):
                yield Button("y  It is the same", id="always", variant="primary", compact=True)
                yield Button("o  Only now", id="once", compact=True)
                yield Button("n  Stay offline", id="no", compact=True)

    def on_mount(self) -> None:
        self.query_one("#no").focus()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        answers = {verdict.value: verdict for verdict in Verdict}
        self.dismiss(answers.get(event.button.id or ""))

    def action_answer(self, name: str) -> None:
        """Close with an answer."""
        self.dismiss(Verdict(name))


class ChangedScreen(Dialog[None]):
    """Says that a certificate is another one than it has to be; there is nothing to agree to.

    Args:
        warning: what happened, what it may mean, what to do.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q", "dismiss(None)", "Stay offline")
    ]

    def __init__(self, warning: str) -> None:
        super().__init__()
        self._warning = warning

    def compose(self) -> ComposeResult:
        with Vertical(id="certificate-box", classes="-changed"):
            yield Label(Content.styled("You were not connected", "bold $error"))
            yield Label(Content(self._warning), markup=False)
            yield Label(Content.styled("Esc stays offline", "$quiet"), classes="buttons")
