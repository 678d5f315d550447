"""The slash commands where there is a screen."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.chat import questions
from tui.chat.front import ModelFront

if TYPE_CHECKING:
    from tui.chat.doing import Doing


class ScreenFront(ModelFront):
    """The slash commands on the screen."""

    def __init__(self, app: "Doing") -> None:
        super().__init__(app.model)
        self._app = app

    def help(self, topic: str) -> None:
        """Show the help page, or how one command is used."""
        if topic:
            super().help(topic)
        else:
            self._app.action_help()

    def connect(self, address: str) -> None:
        """Connect again now, or to another server."""
        if address:
            self._app.go_to(address)
        else:
            super().connect("")

    def search(self, words: str) -> None:
        """Open the search."""
        self._app.finding.open(words)

    def older(self) -> None:
        """Scroll up, and have older messages come."""
        self.model.wants_older()
        self._app.chat.log_view.action_page(-1)

    def confirm(self, question: str, text: str, then: Callable[[], None]) -> None:
        """Ask on a screen of its own."""
        questions.confirm(self._app, question, text, then)

    def ask_secret(self, question: str, then: Callable[[str], None]) -> None:
        """Have something typed that nobody sees."""
        questions.ask_secret(self._app, question, then)

    def quit(self, reason: str) -> None:
        """Leave the chat."""
        self._app.leave(reason)
