"""A message in its place, where that is not in the log that is loaded."""

from datetime import tzinfo
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from netcore.client.events import HistoryLoaded
from tui.chat.log.buffer import LogBuffer
from tui.chat.log.entries import Entry
from tui.chat.log.widget import MessageLog
from tui.chat.model import Model
from tui.chat.searching import Hit
from tui.chat.talk import entry_of
from tui.dialog import Dialog


class ContextScreen(Dialog[None]):
    """What was said around a message, from the server's history.

    Args:
        model: knows the people.
        hit: the message.
        page: what stands around it.
        tz: the zone of the clocks; None for this machine's.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "dismiss", "Close", priority=True)]
    AUTO_FOCUS = "#context-log"

    def __init__(
        self, model: Model, hit: Hit, page: HistoryLoaded, tz: tzinfo | None = None
    ) -> None:
        super().__init__()
        self._hit = hit
        self._tz = tz
        self._log = LogBuffer(tz=tz)
        self._chosen: Entry | None = None
        buffer = model.find(hit.where) or model.active
        for said in page.messages:
            entry = entry_of(model, said, buffer, mention=False)
            self._log.append([entry])
            if said.msgid == hit.msgid:
                self._chosen = entry

    def compose(self) -> ComposeResult:
        with Vertical(id="context-box") as box:
            day = f"{self._hit.time.astimezone(self._tz):%d %B %Y}"
            box.border_title = Content(f"{self._hit.where}, {day}")
            box.border_subtitle = "Esc closes"
            yield MessageLog(id="context-log")

    def on_mount(self) -> None:
        log = self.query_one(MessageLog)
        log.load(self._log)
        if self._chosen is not None:
            self.call_after_refresh(log.show_entry, self._chosen)
