"""What a person does in the join app, by keys, by the mouse and by the palette."""

import asyncio
import re
from collections.abc import Iterable, Iterator

from textual import on
from textual.app import SystemCommand
from textual.notifications import SeverityLevel
from textual.screen import Screen

from tui import keys
from tui.chat import browser, clipboard, palette, taking_back
from tui.chat.buffers import BufferKind
from tui.chat.commands import Command, UsageError
from tui.chat.connection import Connection
from tui.chat.endings import Endings
from tui.chat.finding import Finding
from tui.chat.log.entries import Delivery
from tui.chat.log.widget import MessageLog
from tui.chat.model import Model
from tui.chat.screen_front import ScreenFront
from tui.chat.screens.main import ChatScreen
from tui.chat.widgets.channels import ChannelList
from tui.chat.widgets.people import PeopleList
from tui.chat.widgets.rows import RowList
from tui.keys import Place

# Whole and of one piece: what the system's opener is given has no second line and no blank.
_LINK = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f\x7f-\x9f]+", re.IGNORECASE)
_PLACES = {
    "channel-list": Place.CHANNELS,
    "people-list": Place.PEOPLE,
    "composer": Place.MESSAGE_BOX,
}


class Doing(palette.Offers, Endings):
    """The app as a person uses it; what it is made of and shows is the app's own business."""

    connection: Connection
    front: ScreenFront
    finding: Finding
    chat: ChatScreen
    keymap: dict[str, str]

    def renew(self) -> None:
        """Show what has changed in the model."""
        raise NotImplementedError

    def leave(self, reason: str) -> None:
        """Quit with a reason."""
        raise NotImplementedError

    def go_to(self, address: str) -> None:
        """Leave this server for another."""
        raise NotImplementedError

    @property
    def model(self) -> Model:
        """What is shown."""
        return self.connection.model

    @property
    def _quit_key(self) -> str:
        return keys.written(self.keymap.get("quit", "ctrl+q")).partition("  ")[0]

    def _send(self, text: str) -> None:
        self.chat.log_view.jump_to_end()
        self.front.enter(text)
        self.renew()

    @on(RowList.Chosen, "#channel-list")
    def _channel_chosen(self, event: RowList.Chosen) -> None:
        self.action_show(int(event.key))

    @on(ChannelList.NumberPressed)
    def _number_pressed(self, event: ChannelList.NumberPressed) -> None:
        self.action_show(event.number)

    @on(ChannelList.CloseAsked)
    def _close_asked(self, event: ChannelList.CloseAsked) -> None:
        if event.buffer.kind is BufferKind.SERVER:
            self.tell(f"The server's own window stays: {self._quit_key} leaves the server.")
        elif event.buffer in self.model.buffers:  # not pressed twice
            self.front.close_buffer(event.buffer)
            self.renew()

    @on(RowList.Chosen, "#people-list")
    def _person_chosen(self, event: RowList.Chosen) -> None:
        self.show_named(event.key)

    @on(PeopleList.WhoisAsked)
    def _whois_asked(self, event: PeopleList.WhoisAsked) -> None:
        self.connection.link.whois(event.nick)

    @on(MessageLog.Resend)
    def _resend(self, event: MessageLog.Resend) -> None:
        if event.entry.delivery is Delivery.FAILED:  # not pressed twice
            self.model.say_again(self.model.active, event.entry)
            self.renew()

    @on(MessageLog.TakeBack)
    def _take_back(self, event: MessageLog.TakeBack) -> None:
        try:
            taking_back.begin(self.front, event.entry, "")
        except UsageError as error:
            self.tell(f"{str(error).capitalize()}.")

    @on(MessageLog.OpenLink)
    def _open_link(self, event: MessageLog.OpenLink) -> None:
        if _LINK.fullmatch(event.url):
            self.open_url(event.url)

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Open an address in the browser; where there is none, copy it."""
        if browser.show(url):
            self.tell(f"Opening {url}")
        else:
            self.tell("There is no browser on this machine to open it: the address is copied.")
            self.copy_to_clipboard(url)

    def show_named(self, name: str) -> None:
        """Show a channel or conversation, the server's buffer for an empty name."""
        self.model.open(name)
        self.renew()
        self.chat.composer.focus()

    def action_show(self, number: int) -> None:
        """Show the buffer with this number."""
        if number <= len(self.model.buffers):
            self.model.show(self.model.buffers[number - 1])
            self.renew()
            self.chat.composer.focus()

    def action_step(self, by: int) -> None:
        """Show the next buffer, or the one before."""
        self.model.step(by)
        self.renew()

    def action_next_unread(self) -> None:
        """Show the next mention, else the next unread buffer."""
        if self.model.show_unread():
            self.renew()
        else:
            self.tell("Nothing is unread elsewhere.")

    def action_reconnect(self) -> None:
        """Connect again now."""
        self.connection.link.reconnect_now()

    def action_search(self) -> None:
        """Find what was said."""
        self.finding.open()

    def action_help(self) -> None:
        """Show all keys and commands, those of the focused pane first."""
        from tui.chat.screens.help import HelpScreen

        focused = self.chat.focused
        place = _PLACES.get(focused.id or "") if focused is not None else None
        self.push_screen(HelpScreen(place, self.keymap))

    def action_copy(self) -> None:
        """Say how to copy; what is selected the screen has copied before this is asked."""
        self.tell(f"Nothing is selected to copy. {self._quit_key} quits.")

    def tell(self, text: str, severity: SeverityLevel = "information") -> None:
        """Say something for a moment, in a corner."""
        self.notify(text, severity=severity, markup=False, timeout=4)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy by the terminal, and by the desktop's own program where there is one."""
        super().copy_to_clipboard(text)
        self.run_worker(self._copy_by_program(text), exit_on_error=False)

    async def _copy_by_program(self, text: str) -> None:
        by = await asyncio.to_thread(clipboard.copy_by_program, text)
        count = "1 letter" if len(text) == 1 else f"{len(text)} letters"
        self.tell(f"Copied {count}" + (f" ({by})" if by else ""))

    # -- the palette ------------------------------------------------------------------------

    def targets(self) -> Iterator[palette.Target]:
        """What the palette finds."""
        return palette.targets(self.model, self.show_named, self._start)

    def _start(self, command: Command) -> None:
        """Begin a command in the message box; one without arguments is carried out."""
        if command.hint:
            self.chat.composer.focus()
            self.chat.composer.put_in(f"/{command.name} ")
        else:
            self.front.enter(f"/{command.name}")
            self.renew()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        yield SystemCommand("Theme", "choose the colours", self.action_change_theme)
        yield SystemCommand("Keys and commands", "the help page", self.action_help)
        yield SystemCommand("Screenshot", "save the screen as SVG", self._save_picture)
        yield SystemCommand("Quit", "leave the chat", lambda: self.leave(""))

    def _save_picture(self) -> None:
        self.deliver_screenshot()
