"""The question for the server's password."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Label

from tui.dialog import Dialog
from tui.textline import TextLine


class PasswordScreen(Dialog[str | None]):
    """Asks for a password; gives it, or None where somebody would rather not.

    Args:
        reason: why it is asked for.
        server: whose it is.
        escape: what Esc does, behind its name.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Cancel")]

    def __init__(self, reason: str, server: str, escape: str = "stays offline") -> None:
        super().__init__()
        self._escape = escape
        self._reason = reason
        self._server = server

    def compose(self) -> ComposeResult:
        with Vertical(id="password-box"):
            yield Label(Content.styled(self._reason, "bold"), markup=False)
            yield Label(Content.styled(self._server, "$quiet"), markup=False)
            yield TextLine(password=True, placeholder="Password", id="password")
            yield Label(Content.styled(f"Enter goes on, Esc {self._escape}", "$quiet"))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value:
            self.dismiss(event.value)
