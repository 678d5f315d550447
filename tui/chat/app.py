"""The join app on the screen: what happens goes to the model, and what changed to the screen."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.message import Message
from textual.screen import Screen

from netcore.client.events import Event
from netcore.errors import ChatError
from tui import keys, theme
from tui.chat import palette, questions, terminal
from tui.chat.bridge import Bridge, LinkFactory
from tui.chat.buffers import Alert
from tui.chat.commands import UsageError
from tui.chat.connection import Origin
from tui.chat.doing import Doing
from tui.chat.finding import Finding
from tui.chat.folding import fold
from tui.chat.log.widget import MessageLog
from tui.chat.screen_front import ScreenFront
from tui.chat.screens.main import ON_THE_SCREEN, ChatScreen
from tui.keys import Place


def _now() -> datetime:
    return datetime.now(UTC)


class ChatApp(Doing):
    """The chat client.

    Args:
        open_link: makes the link to an address.
        address: where to go first, as it was typed.
        nick: the name that is asked for.
        now: the time, with a zone.
        tz: the zone of the clocks in the log; None for this machine's.
        keymap: keys that the person has chosen, by the ids of `tui.keys`.
        theme_name: the colours.

    Raises:
        ChatError: the address is none.
    """

    TITLE = "chat-tui"
    CSS_PATH = "chat.tcss"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {
        palette.Finder,
        palette.system_commands,
    }
    COMMAND_PALETTE_BINDING = "ctrl+k"
    # Textual declares these two so that they cannot be class variables for mypy.
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (76, "-normal"), (110, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (18, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        binding for binding in keys.bindings(Place.ANYWHERE) if binding.id not in ON_THE_SCREEN
    ]

    class Arrived(Message):
        """Events of the client, in order."""

        def __init__(self, bridge: Bridge, events: list[Event]) -> None:
            super().__init__()
            self.bridge = bridge
            self.events = events

    def __init__(
        self,
        open_link: LinkFactory,
        address: str,
        nick: str,
        *,
        now: Callable[[], datetime] = _now,
        tz: tzinfo | None = None,
        keymap: Mapping[str, str] | None = None,
        theme_name: str = theme.DARK.name,
        state: Path | None = None,
        log: Path | None = None,
    ) -> None:
        keys.mend_legacy_sequences()
        if keymap and "go-to" in keymap:
            # Textual binds its palette once more by itself.
            self.COMMAND_PALETTE_BINDING = keymap["go-to"].partition(",")[0]  # type: ignore[misc]
        super().__init__()
        self.keymap = dict(keymap or {})
        self._theme_name = theme_name
        self._origin = Origin(open_link, nick, now, tz, state, log)
        self.connection = self._origin.connect(address, self._deliver)
        self.front = ScreenFront(self)
        self.finding = Finding(self, tz)
        self.chat = ChatScreen(self.model, self._send)
        self.farewell = ""
        self._warned = False
        self._title = ""

    # -- life -------------------------------------------------------------------------------

    def get_default_screen(self) -> Screen[None]:
        return self.chat

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return theme.FALLBACK_VARIABLES

    def get_key_display(self, binding: Binding) -> str:
        return binding.key_display or keys.written(binding.key)

    def on_mount(self) -> None:
        theme.register(self, self._theme_name)
        self.set_keymap(self.keymap)
        self._write(terminal.SAVE_TITLE)
        if not self.is_headless:
            self.heed_signals()
        self.set_interval(1.0, self._tick)
        # The first frame does not wait for the network, nor for the thread that goes there.
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self.connection.bridge.attach(asyncio.get_running_loop())
        self.connection.link.start()
        self.renew()

    def on_unmount(self) -> None:
        self.connection.bridge.detach()
        self._write(terminal.RESTORE_TITLE)

    def _write(self, sequence: str) -> None:
        if self._driver is not None and not self.is_headless:
            self._driver.write(sequence)

    # -- events -----------------------------------------------------------------------------

    def _deliver(self, bridge: Bridge, batch: list[Event]) -> None:
        self.post_message(self.Arrived(bridge, batch))

    def on_chat_app_arrived(self, event: Arrived) -> None:
        if event.bridge is not self.connection.bridge:
            return  # of a server that has been left
        self.model.reading = self._reading
        for one in event.events:
            fold(self.model, one)
        self.renew()

    @property
    def _reading(self) -> bool:
        """Whether what comes into the shown buffer is seen: the window is in front, at its end."""
        return self.app_focus and self.chat.log_view.at_bottom

    def renew(self) -> None:
        """Show what has changed in the model."""
        model = self.model
        changes = model.take()
        self.chat.apply(changes)
        if not model.pending:
            self._warned = False
        if self._reading:
            model.seen()
            self.chat.apply(model.take())
        for answer in changes.found:
            self.finding.answered(answer)
        if problem := self.connection.write_log(changes.said()):
            self.tell(problem, "error")
        self._alert(changes.alerts)
        self._set_title()
        if changes.password is not None:
            questions.ask_password(self, changes.password)
        if changes.certificate is not None:
            questions.ask_certificate(self, changes.certificate)

    def _alert(self, alerts: list[Alert]) -> None:
        if alerts and not self.app_focus:
            self.bell()

    def _set_title(self) -> None:
        name = self.model.active.name or self.model.title
        sequence = terminal.title(name, self.model.unread)
        if sequence != self._title:
            self._title = sequence
            self._write(sequence)

    def _tick(self) -> None:
        if self.model.retry_at is not None:
            self.chat.show_status()
        self.model.tell_read()
        self.remember()

    def remember(self) -> None:
        """Keep what is to outlive the app: how far was read, what was typed."""
        self.chat.keep_draft()
        self.connection.memory.keep(self.model.buffers)

    def hang_up(self) -> None:
        self.connection.link.close(self.farewell)

    def watch_app_focus(self, focus: bool) -> None:
        if focus and self.chat.is_mounted:
            self.renew()

    @on(MessageLog.TopReached)
    def _top_reached(self) -> None:
        if self.screen is self.chat:  # not the log of a search's hit
            self.model.wants_older()

    @on(ChatScreen.EndReached)
    def _end_reached(self) -> None:
        self.renew()

    # -- the end, and another server --------------------------------------------------------

    async def action_quit(self) -> None:
        """Quit; a second time if something has not arrived yet."""
        self.leave("")

    def leave(self, reason: str) -> None:
        """Quit with a reason, unless something would be lost that nobody was warned of."""
        pending = self.model.pending
        if pending and not self._warned:
            self._warned = True
            what = "1 message has" if pending == 1 else f"{pending} messages have"
            self.tell(
                f"{what} not arrived yet. {self._quit_key} again quits all the same.", "warning"
            )
            return
        self.farewell = reason
        self.model.tell_read()
        self.remember()
        self.exit()

    def go_to(self, address: str) -> None:
        """Leave this server for another.

        Raises:
            UsageError: the address is none, or something has not arrived yet.
        """
        if self.model.pending:
            raise UsageError("something has not arrived yet, and would be lost: wait, or /quit")
        try:
            other = self._origin.connect(address, self._deliver, self.model.nick)
        except ChatError as error:
            raise UsageError(str(error)) from None
        self.remember()
        self.connection.leave()
        self.connection = other
        self.front.model = other.model
        self.chat.use(other.model)
        self._begin()
