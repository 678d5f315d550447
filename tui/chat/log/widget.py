"""The message log of the app: what it can be told, its keys, its clicks and what it tells."""

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.message import Message

from tui.chat.log import body, selecting
from tui.chat.log.buffer import LogBuffer
from tui.chat.log.entries import Delivery, Entry, EntryKind
from tui.chat.log.view import LogView


class MessageLog(LogView, can_focus=True):
    """Shows a `LogBuffer`, lets messages be selected; every method is for the thread of the app."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "select_message(-1)", "Select", id="log.previous"),
        Binding("down", "select_message(1)", "Select next", show=False, id="log.next"),
        Binding("enter", "activate", "Answer", id="log.activate"),
        Binding("r", "resend", "Send again", id="log.resend"),
        Binding("c", "copy", "Copy", id="log.copy"),
        Binding("ctrl+c,super+c", "copy", "Copy", show=False, id="log.copy_too"),
        Binding("delete", "take_back", "Take back", key_display="Del", id="log.take_back"),
        Binding("o", "open_link", "Open link", id="log.open_link"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="log.page_up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="log.page_down"),
        Binding("home", "oldest", "Oldest", show=False, id="log.home"),
        Binding("end", "newest", "Newest", id="log.end"),
        Binding("escape", "deselect", "Deselect", show=False, id="log.deselect"),
    ]

    class Resend(Message):
        """A failed message is to be sent again."""

        def __init__(self, entry: Entry) -> None:
            super().__init__()
            self.entry = entry

    class TakeBack(Message):
        """A message of our own is to be taken back."""

        def __init__(self, entry: Entry) -> None:
            super().__init__()
            self.entry = entry

    class OpenLink(Message):
        """A link is to be opened."""

        def __init__(self, url: str) -> None:
            super().__init__()
            self.url = url

    class EntryActivated(Message):
        """Something is to be done with a message."""

        def __init__(self, entry: Entry) -> None:
            super().__init__()
            self.entry = entry

    class NickClicked(Message):
        """The name beside a message was clicked."""

        def __init__(self, nick: str) -> None:
            super().__init__()
            self.nick = nick

    class TopReached(Message):
        """The oldest entry came into sight: time for older ones, if there are any."""

    can_take_back: Callable[[Entry | None], bool] = staticmethod(lambda entry: False)
    """Says whether a message can be taken back, for the footer."""

    def load(self, buffer: LogBuffer) -> None:
        """Show another buffer where it was left; the one shown before only stores from now on."""
        self._buffer.listener = None
        self._buffer = buffer
        buffer.listener = self._changed
        self._forget_strips()
        if self.is_attached and self.screen.selections.get(self):
            self.screen.clear_selection()
        self._changed()

    def show_entry(self, entry: Entry) -> None:
        """Select an entry and bring it into the middle of what is seen."""
        index = self._buffer.find(entry)
        if index is not None:
            self.show_amid(self._buffer.head(index))
            self.move_cursor(self._buffer.head(index))

    def _changed(self) -> None:
        super()._changed()
        if self.has_focus:
            self.refresh_bindings()

    def top_reached(self) -> None:
        """Tell the app that the oldest entry came into sight."""
        self.post_message(self.TopReached())

    @property
    def selected(self) -> Entry | None:
        """The selected message."""
        index = self._cursor_index()
        return None if index is None else self._buffer.entries[index]

    def _cursor_index(self) -> int | None:
        cursor = self._buffer.cursor
        return None if cursor is None else self._buffer.index(cursor)

    def move_cursor(self, index: int) -> None:
        """Select an entry and scroll as little as brings it into sight."""
        buffer = self._buffer
        buffer.cursor = buffer.first + index
        self.show_index(index)
        self.refresh()
        self.refresh_bindings()

    def action_select_message(self, step: int) -> None:
        """Select the next message up (-1) or down (1); the first time, the last one in sight."""
        index = self._cursor_index()
        seen = self.seen()
        if index is None or index not in seen:
            candidates = [i for i in seen if self._buffer.selectable(i)]
            if candidates:
                self.move_cursor(candidates[-1] if step < 0 else candidates[0])
                return
            index = seen[-1] if seen else None
        if index is None:
            return
        following = index + step
        while 0 <= following < len(self._buffer):
            if self._buffer.selectable(following):
                self.move_cursor(following)
                return
            following += step
        self.action_oldest() if step < 0 else self.action_newest()

    def action_deselect(self) -> None:
        """Select no message."""
        if self._buffer.cursor is None and not self.screen.selections:
            raise SkipAction
        self._buffer.cursor = None
        self.screen.clear_selection()
        self.refresh()
        self.refresh_bindings()

    def action_page(self, direction: int) -> None:
        """Scroll a page, but for two rows to read on from."""
        step = max(1, self.scrollable_content_region.height - 2)
        if direction < 0 and self.scroll_offset.y == 0:
            self.post_message(self.TopReached())
        self.scroll_to_row(self.scroll_offset.y + direction * step)

    def action_oldest(self) -> None:
        """Show the oldest entries."""
        if self.scroll_offset.y == 0:
            self.post_message(self.TopReached())
        self.scroll_to_row(0)

    def action_newest(self) -> None:
        """Show the newest entries."""
        self.jump_to_end()

    def action_activate(self) -> None:
        """Ask the app what to do with the selected message."""
        if self.selected is not None:
            self.post_message(self.EntryActivated(self.selected))

    def action_take_back(self) -> None:
        """Ask the app to take the selected message back."""
        if self.selected is not None and self.selected.own:
            self.post_message(self.TakeBack(self.selected))

    def action_resend(self) -> None:
        """Send the selected message again, or the newest that failed."""
        entry = self.selected
        if entry is None or entry.delivery is not Delivery.FAILED:
            entry = self._last_failed()
        if entry is not None:
            self.post_message(self.Resend(entry))

    def _last_failed(self) -> Entry | None:
        seen = (self._buffer.entries[i] for i in reversed(self.seen()))
        return next((entry for entry in seen if entry.delivery is Delivery.FAILED), None)

    def action_copy(self) -> None:
        """Copy what the mouse selected, or else the selected message's text."""
        text = self.screen.get_selected_text()
        index = self._cursor_index()
        if not text and index is not None:
            text = self._buffer.layout.words(index)[1]
        if not text:
            raise SkipAction
        self.app.copy_to_clipboard(text)

    def action_open_link(self) -> None:
        """Open the first link of the selected message, or the last one in sight."""
        url = self._link()
        if url is not None:
            self.post_message(self.OpenLink(url))

    def _link(self) -> str | None:
        if self.selected is not None:
            return next((link.url for link in body.links(body.said(self.selected))), None)
        for index in reversed(self.seen()):
            found = list(body.links(body.said(self._buffer.entries[index])))
            if found:
                return found[-1].url
        return None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer in the footer only what the selected message can do."""
        match action:
            case "resend":
                return self._last_failed() is not None
            case "activate":
                return self.selected is not None and not self.selected.own
            case "take_back":
                return self.can_take_back(self.selected)
            case "open_link":
                return self._link() is not None
        return True

    def on_click(self, event: events.Click) -> None:
        """A click opens a link, asks about a name or selects; two take a word, three a message."""
        if self.on_pill(event.x, event.y):
            self.jump_to_end()
            return
        found = self.hit(event.x, event.y)
        if event.chain == 1 and self.text_selection is not None:
            return  # the end of a drag
        if event.chain > 1:
            # Two clicks would select all of the log, three all of the screen.
            event.prevent_default()
        if found is None:
            return
        entry = self._buffer.entries[found.entry]
        if event.chain == 2 and found.letter is not None:
            self.screen.selections = {self: selecting.word(self._buffer, found.entry, found.letter)}
        elif event.chain == 3:
            self.screen.selections = {self: selecting.whole(self._buffer, found.entry)}
        elif event.chain == 1 and found.label and entry.kind is not EntryKind.EVENT and entry.nick:
            self.post_message(self.NickClicked(entry.nick))
        elif event.chain == 1:
            self._click(found)

    def _click(self, found: selecting.Hit) -> None:
        text = self._buffer.layout.words(found.entry)[1]
        letter = -1 if found.letter is None else found.letter
        for link in body.links(text):
            if link.start <= letter < link.end:
                self.post_message(self.OpenLink(link.url))
                return
        if self._buffer.selectable(found.entry):
            self._buffer.cursor = self._buffer.first + found.entry
            self.refresh()
            self.refresh_bindings()
