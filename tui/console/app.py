"""The dashboard: it shows a chat server, and passes the operator's words on to it."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePath
from typing import ClassVar

from textual import on
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import ModalScreen, Screen

from netcore.snapshot import BanRow, ClientRow
from tui import theme
from tui.console import wording, words
from tui.console.deeds import Deeds
from tui.console.dialogs import Confirm
from tui.console.hosted import HostedServer
from tui.console.invitation import Invitation
from tui.console.pages import BanPage, HelpPage, InvitationPage
from tui.console.poller import INTERVAL, Answer, Poller
from tui.console.screen import HEIGHTS, WIDTHS, DashboardScreen
from tui.console.widgets.heading import Invitations
from tui.console.widgets.prompt import Prompt
from tui.console.widgets.table import Table
from tui.console.words import (
    Ban,
    Bans,
    Help,
    Kick,
    Mistake,
    Mute,
    Panel,
    Quit,
    Say,
    SetDoor,
    Show,
    Unban,
    Unmute,
)
from tui.painting import SteadyApp

_MOST_IN_A_LINE = 3
KEYS = (
    ("F1", "this page"),
    ("F2, y", "copy the line that others join with; so does a click on it"),
    ("i", "all lines that others join with: other addresses, other programs"),
    ("/ or :", "type a word; text without a slash is said to everybody"),
    ("Esc", "from the prompt back to the clients"),
    ("Tab, Shift+Tab", "next panel, previous panel; in the prompt: complete"),
    ("1 2 3 4 5", "show or hide: traffic, clients, threads, channels, log"),
    ("Enter", "on a client: message, kick, mute, ban; on a channel: say something in it"),
    ("d", "the door: let in everybody, only who has an account, or nobody"),
    ("s, S", "sort a table by the next column; turn the order round"),
    ("l", "in the log: show less, down to errors, then everything again"),
    ("Ctrl+K", "all commands, by their names"),
    ("Ctrl+Q", "end the chat; asks while somebody is connected"),
)


class Dashboard(SteadyApp[None]):
    """The host's screen.

    Args:
        server: a server that has started.
        invitations: how others join it.
        warning: what the operator should know of who can get in.
        sendq: bytes that may wait for one client.
        interval: seconds between two looks at the server.
    """

    TITLE = "chat-tui host"
    CSS_PATH: ClassVar[str | PurePath | list[str | PurePath] | None] = "console.tcss"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    COMMAND_PALETTE_BINDING = "ctrl+k"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "Help", priority=True, key_display="F1", id="console.help"),
        Binding("f2", "copy_join", "Copy join line", key_display="F2", id="console.copy-join"),
        Binding("y", "copy_join", show=False, id="console.copy-join-too"),
        Binding("i", "invitations", show=False, id="console.invitations"),
        Binding("d", "door", show=False, id="console.door"),
        Binding("ctrl+q", "quit", "Quit", priority=True, key_display="Ctrl+Q", id="console.quit"),
    ]

    class Polled(Message):
        """The poller has something to show."""

    class Answered(Message):
        """The server has done what was asked, or has not."""

        def __init__(self, answer: Answer) -> None:
            super().__init__()
            self.answer = answer

    class Listed(Message):
        """There are more bans and mutes than an answer has room for."""

        def __init__(self, lists: Sequence[tuple[str, Sequence[BanRow]]]) -> None:
            super().__init__()
            self.lists = lists

    def __init__(
        self,
        server: HostedServer,
        invitations: Sequence[Invitation],
        *,
        warning: str = "",
        sendq: int = 8 * 1024 * 1024,
        interval: float = INTERVAL,
    ) -> None:
        super().__init__()
        theme.register(self)
        self.death: Exception | None = None
        """What ended the screen, where that was not its operator."""
        self._server = server
        self._poller = Poller(server, self._wake, interval)
        self._main = DashboardScreen(invitations, warning, sendq)
        self._deeds = Deeds(self, server, self._ask_server, self._tell)
        self._door = "open"
        self._stopped = False
        self._leaving = False
        self._asyncio_loop: asyncio.AbstractEventLoop | None = None

    def get_default_screen(self) -> DashboardScreen:
        """The dashboard is the first screen."""
        return self._main

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """What Textual's own themes lack."""
        return theme.FALLBACK_VARIABLES

    def on_mount(self) -> None:
        self._asyncio_loop = asyncio.get_running_loop()
        if self._leaving:
            self.exit()
        self._poller.start()

    def on_unmount(self) -> None:
        self._poller.stop()

    def leave(self) -> None:
        """Close the screen, without a question; from a signal handler."""
        self._leaving = True
        if self._asyncio_loop is not None and not self._asyncio_loop.is_closed():
            self._asyncio_loop.call_soon_threadsafe(self.exit)

    def _wake(self) -> None:
        self._post(self.Polled())

    def _post(self, message: Message) -> None:
        """Post a message from the poller's thread, which may outlive the event loop a little."""
        with contextlib.suppress(RuntimeError):
            self.post_message(message)

    def on_dashboard_polled(self) -> None:
        poll = self._poller.take()
        if poll is None:
            return
        if poll.stopped and not self._stopped and not self._leaving:
            self._tell(Answer("the server has ended by itself; Ctrl+Q leaves", good=False))
        self._stopped = poll.stopped
        self._door = poll.snapshot.door
        self._main.show(poll)

    def on_dashboard_answered(self, message: Answered) -> None:
        self._tell(message.answer)

    def _tell(self, answer: Answer) -> None:
        self._main.answer(answer)

    def _ask_server(self, call: Callable[[], str]) -> None:
        """Make a call of the server's; its answer comes when it comes."""
        self._poller.submit(call, self._answered)

    def _answered(self, answer: Answer) -> None:
        self._post(self.Answered(answer))

    @on(Prompt.Entered)
    def _entered(self, event: Prompt.Entered) -> None:
        asked = words.parse(event.line)
        match asked:
            case Mistake(text):
                self._tell(Answer(text, good=False))
            case Say(text, target):
                self._ask_server(lambda: self._server.say(text, target))
            case Kick(who, reason):
                self._ask_server(lambda: self._server.kick(who, reason))
            case Ban(mask, reason, lasts):
                self._ask_server(lambda: self._server.ban(mask, reason, lasts))
            case Unban(mask):
                self._ask_server(lambda: self._server.unban(mask))
            case _:
                self._hush(asked)

    def _hush(self, asked: words.Asked | None) -> None:
        match asked:
            case Mute(mask, reason, lasts):
                self._ask_server(lambda: self._server.mute(mask, reason, lasts))
            case Unmute(mask):
                self._ask_server(lambda: self._server.unmute(mask))
            case SetDoor(door):
                self._ask_server(lambda: self._server.set_door(door))
            case _:
                self._do(asked)

    def _do(self, asked: words.Asked | None) -> None:
        """What concerns the screen alone."""
        match asked:
            case Bans():
                self._ask_server(self._list_bans)
            case Show(panel):
                self._main.show_panel(panel)
            case Help():
                self.action_help()
            case Quit():
                self._quit()

    def _list_bans(self) -> str:
        bans, mutes = self._server.bans(), self._server.mutes()
        self._main.bans = tuple(ban.mask for ban in bans)
        self._main.mutes = tuple(mute.mask for mute in mutes)
        lists = [(what, rows) for what, rows in (("ban", bans), ("mute", mutes)) if rows]
        if len(bans) + len(mutes) > _MOST_IN_A_LINE:
            self._post(self.Listed(lists))
            said = [wording.several(len(rows), what) for what, rows in lists]
        else:
            said = [wording.bans(what, rows, time.time()) for what, rows in lists]
        return "; ".join(said) or "nobody is banned or muted"

    def on_dashboard_listed(self, message: Listed) -> None:
        if not isinstance(self.screen, ModalScreen):
            self.push_screen(BanPage(message.lists, time.time()))

    @on(Table.Selected, "#clients")
    def _client_chosen(self, event: Table.Selected) -> None:
        assert isinstance(event.row, ClientRow)
        self._deeds.about(event.row)

    def action_door(self) -> None:
        """Say who may come in from now on."""
        if not isinstance(self.screen, ModalScreen):
            self._deeds.door(self._door)

    @on(Invitations.Pressed)
    def action_copy_join(self) -> None:
        """Hand the join line to the terminal's clipboard."""
        line = self._main.invitations.join
        self.copy_to_clipboard(line)
        self._tell(Answer(f"copied, where the terminal allows it: {line}", good=True))

    def action_invitations(self) -> None:
        """Show every line that others can join with, or close that page again."""
        if isinstance(self.screen, InvitationPage):
            self.screen.dismiss()
        elif not isinstance(self.screen, ModalScreen):
            self.push_screen(InvitationPage(self._main.invitations.all))

    def action_help(self) -> None:
        """Show all keys and words, or close that page again."""
        if isinstance(self.screen, HelpPage):
            self.screen.dismiss()
        else:
            self.push_screen(HelpPage(KEYS))

    async def action_quit(self) -> None:
        """End the chat, after a question where somebody is connected."""
        self._quit()

    def _quit(self) -> None:
        connected = len(self._main.clients.rows)
        if not connected or self._stopped:
            self.exit()
        elif not isinstance(self.screen, Confirm):
            who = wording.several(connected, "client is", "clients are")
            question = f"End the chat for everybody? {who} connected."
            self.push_screen(Confirm(question, "Yes, end it"), self._confirmed)

    def _confirmed(self, yes: bool | None) -> None:
        if yes:
            self.exit()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """All that keys do, by name, for the palette."""
        yield from super().get_system_commands(screen)
        yield SystemCommand("Copy the join line", "What others join with", self.action_copy_join)
        yield SystemCommand(
            "All invitations", "For every address and program", self.action_invitations
        )
        yield SystemCommand("The door", "Who may come in from now on", self.action_door)
        for panel in Panel:
            yield SystemCommand(
                f"Show or hide: {panel.value}",
                f"The panel of the {panel.value}",
                lambda panel=panel: self._main.action_panel(panel.value),
            )

    def _handle_exception(self, error: Exception) -> None:
        # Textual would print a traceback with the values of all variables, secrets among them.
        # The chat outlives its screen, so who called `run` says what has happened.
        self.death = self.death or error
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()
