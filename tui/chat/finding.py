"""The search of the join app: its screens, what the server answers, and the way to a hit."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING

from netcore.client.events import HistoryLoaded, HistoryMissing, Why

if TYPE_CHECKING:
    from tui.chat.doing import Doing
    from tui.chat.searching import Hit


class Finding:
    """Opens the search and goes to what was chosen in it.

    Args:
        app: on whose screen.
        tz: the zone of the clocks; None for this machine's.
    """

    def __init__(self, app: Doing, tz: tzinfo | None) -> None:
        self._app = app
        self._tz = tz
        self._wanted: Hit | None = None

    def open(self, words: str = "") -> None:
        """Show the search, unless it is shown, for these words or those of the last time."""
        from tui.chat.screens.search import SearchScreen

        if not isinstance(self._app.screen, SearchScreen):
            screen = SearchScreen(self._app.model, self._tz, words)
            self._app.push_screen(screen, self._chosen)

    def answered(self, answer: HistoryLoaded | HistoryMissing) -> None:
        """The server has found something, or says what stands around a message."""
        from tui.chat.screens.context import ContextScreen
        from tui.chat.screens.search import SearchScreen

        screen = self._app.screen
        if answer.why is Why.SEARCH:
            if isinstance(screen, SearchScreen):
                screen.answered(answer)
        elif self._wanted is not None:
            hit, self._wanted = self._wanted, None
            if isinstance(answer, HistoryLoaded) and answer.messages:
                self._app.push_screen(ContextScreen(self._app.model, hit, answer, self._tz))
            else:
                self._app.tell("The server does not have that message any more.", "warning")

    def _chosen(self, hit: Hit | None) -> None:
        if hit is None:
            return
        if hit.entry is None:
            self._wanted = hit
            self._app.model.link.load_around(hit.where, hit.msgid)
            return
        self._app.model.open(hit.where)
        self._app.renew()
        log = self._app.chat.log_view
        log.focus()
        self._app.call_after_refresh(log.show_entry, hit.entry)
