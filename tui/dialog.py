"""What lies over a screen until it is answered: the base of both apps' dialogs."""

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, ScreenResultType


class Dialog(ModalScreen[ScreenResultType]):
    """A modal screen that is answered once, however fast the keys come."""

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close with an answer; one that comes behind it has nothing to close.

        Textual 8.2 would take the screen beneath away: a second Enter that waits behind the first
        one would end the app.
        """
        return super().dismiss(result) if self.is_current else AwaitComplete()
