"""The dashboard's one screen: its panels, and which of them there is room for."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static

from netcore.snapshot import ChannelRow, Snapshot
from tui.console import wording
from tui.console.completion import Completion, complete
from tui.console.invitation import Invitation
from tui.console.poller import Answer, Poll
from tui.console.rates import Traffic
from tui.console.widgets.clients import ChannelTable, ClientTable
from tui.console.widgets.heading import Heading, Invitations
from tui.console.widgets.log import LogTail
from tui.console.widgets.prompt import Prompt
from tui.console.widgets.table import Table
from tui.console.widgets.threads import ThreadList
from tui.console.widgets.tile import Tile
from tui.console.words import Panel
from tui.footer import KeyFooter

_NARROW = 60
_WIDE = 100
_TALL = 34
_MEDIUM = 20
WIDTHS = [(0, "-slim"), (_NARROW, "-narrow"), (_WIDE, "-wide")]
"""The classes of every screen, by the columns from which they are set."""
HEIGHTS = [(0, "-short"), (_MEDIUM, "-medium"), (_TALL, "-tall")]
"""Those by its rows."""
_ANSWER_STAYS = 12.0


def fitting(width: int, height: int) -> frozenset[Panel]:
    """The panels that a terminal of this size has room for, as long as nobody says otherwise."""
    panels = {Panel.TRAFFIC, Panel.CLIENTS}
    if height >= _MEDIUM:
        panels.add(Panel.LOG)
    if width >= _WIDE and height >= _MEDIUM:
        panels.add(Panel.THREADS)
    if width >= _WIDE and height >= _TALL:
        panels.add(Panel.CHANNELS)
    return frozenset(panels)


class DashboardScreen(Screen[None]):
    """All panels, and the line to type into.

    Args:
        invitations: how others join.
        warning: what the operator should know of who can get in.
        sendq: bytes that may wait for one client.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        # With priority: what is typed fast behind the slash must find the prompt focused.
        Binding("slash,colon", "word", "Word", priority=True, key_display="/", id="console.word"),
        *(
            Binding(
                str(digit),
                f"panel('{panel.value}')",
                "Panels",
                show=digit == 1,
                key_display="1-5",
                id=f"console.{panel.value}",
            )
            for digit, panel in enumerate(Panel, 1)
        ),
    ]

    def __init__(self, invitations: Sequence[Invitation], warning: str, sendq: int) -> None:
        super().__init__()
        self.bans: tuple[str, ...] = ()
        """The masks that Tab offers behind ``/unban``."""
        self.mutes: tuple[str, ...] = ()
        """Those behind ``/unmute``."""
        self._traffic = Traffic()
        self._chosen: dict[Panel, bool] = {}
        self._answer_timer: Timer | None = None
        self.heading = Heading(name="heading")
        self.invitations = Invitations(invitations, warning, name="invitations")
        self.clients = ClientTable(sendq, name="clients")
        self.threads = ThreadList(name="threads")
        self.channels = ChannelTable(name="channels")
        self.log_tail = LogTail(name="log")
        self.prompt = Prompt(self._complete, name="prompt")
        self._answer = Static(id="answer")
        traffic = self._traffic
        self._tiles = (
            Tile("clients", traffic.clients, name="tile-clients"),
            Tile("in", traffic.messages_in, name="tile-in"),
            Tile("out", traffic.messages_out, name="tile-out"),
            Tile("bytes", traffic.bytes, name="tile-bytes"),
            Tile("threads", traffic.threads, name="tile-threads"),
        )
        self._panels: dict[Panel, Widget] = {
            Panel.TRAFFIC: Horizontal(*self._tiles, id="traffic"),
            Panel.CLIENTS: self.clients,
            Panel.THREADS: self.threads,
            Panel.CHANNELS: self.channels,
            Panel.LOG: self.log_tail,
        }
        self._side = Vertical(self.threads, self.channels, id="side")
        self._middle = Horizontal(self.clients, self._side, id="middle")

    def compose(self) -> ComposeResult:
        yield self.heading
        yield self.invitations
        yield self._panels[Panel.TRAFFIC]
        yield self._middle
        yield self.log_tail
        yield self._answer
        with Horizontal(id="entry"):
            yield Static("›", id="caret")
            yield self.prompt
        yield KeyFooter(compact=True)

    def on_mount(self) -> None:
        self.set_focus(self.clients)

    def show(self, poll: Poll) -> None:
        """Show what the server is like now."""
        snapshot = poll.snapshot
        self._traffic.add(snapshot)
        self.heading.show(snapshot, stopped=poll.stopped)
        self._show_tiles(snapshot)
        self.clients.show(snapshot.clients)
        self.threads.show(snapshot.threads)
        self.channels.show(snapshot.channels)
        self.log_tail.add(poll.log)
        self.threads.border_title = Content(f"threads · {len(snapshot.threads):,}")

    def _show_tiles(self, snapshot: Snapshot) -> None:
        rates = self._traffic.rates
        clients, arriving, leaving, moved, threads = self._tiles
        clients.show(wording.count(len(snapshot.clients)), f"peak {snapshot.peak_clients:,}")
        arriving.show(f"{wording.rate(rates.messages_in)}/s", wording.count(snapshot.messages_in))
        leaving.show(f"{wording.rate(rates.messages_out)}/s", wording.count(snapshot.messages_out))
        total = snapshot.bytes_in + snapshot.bytes_out
        moved.show(f"{wording.size(rates.bytes)}/s", wording.size(total))
        roles = len({thread.role for thread in snapshot.threads})
        threads.show(wording.count(len(snapshot.threads)), wording.several(roles, "role"))

    def answer(self, answer: Answer) -> None:
        """Show one line above the prompt, until something is typed or for a while."""
        self._answer.update(Text(f"{'✓' if answer.good else '✗'} {answer.text}"))
        self._answer.set_class(not answer.good, "-bad")
        self._answer.display = True
        if self._answer_timer:
            self._answer_timer.stop()
        self._answer_timer = self.set_timer(_ANSWER_STAYS, self._forget_answer)

    def show_panel(self, panel: Panel) -> None:
        """Show a panel, and go to it."""
        self._chosen[panel] = True
        self._lay_out()
        if self._panels[panel].can_focus:
            self.set_focus(self._panels[panel])

    def action_panel(self, name: str) -> None:
        """Show or hide a panel; it stays so, whatever size the terminal gets."""
        panel = Panel(name)
        self._chosen[panel] = not self._panels[panel].display
        self._lay_out()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A slash is a letter where somebody types."""
        return not (action == "word" and isinstance(self.focused, Input))

    def action_word(self) -> None:
        """Go to the prompt, with a slash in it where it is empty."""
        self.set_focus(self.prompt)
        self.prompt.begin_word()

    def on_resize(self, event: events.Resize) -> None:
        self._lay_out(event.size.width, event.size.height)

    def _lay_out(self, width: int = 0, height: int = 0) -> None:
        fit = fitting(width or self.size.width, height or self.size.height)
        _, arriving, leaving, *_ = self._tiles
        messages = "messages" if (width or self.size.width) >= _WIDE else "msgs"
        arriving.border_title = Content(f"{messages} in")
        leaving.border_title = Content(f"{messages} out")
        for tile in self._tiles:
            tile.refresh()  # it may fit now, or no longer
        for panel, widget in self._panels.items():
            widget.display = self._chosen.get(panel, panel in fit)
        self._side.display = self.threads.display or self.channels.display
        self._middle.display = self.clients.display or self._side.display
        if self.focused is not None and not self.focused.display:
            self.set_focus(self.clients if self.clients.display else self.prompt)

    def _complete(self, line: str, cursor: int) -> Completion:
        nicks = [row.nick for row in self.clients.rows if row.nick != "*"]
        channels = [row.name for row in self.channels.rows]
        return complete(line, cursor, nicks, channels, self.bans, self.mutes)

    def _forget_answer(self) -> None:
        self._answer.display = False

    @on(Prompt.Changed)
    def _typed(self, event: Prompt.Changed) -> None:
        if event.value:
            self._forget_answer()

    @on(Prompt.Left)
    def _left(self) -> None:
        self.set_focus(self.clients if self.clients.display else None)

    @on(Table.Selected, "#channels")
    def _channel_chosen(self, event: Table.Selected) -> None:
        assert isinstance(event.row, ChannelRow)
        self.set_focus(self.prompt)
        self.prompt.value = f"/say {event.row.name} "
        self.prompt.cursor_position = len(self.prompt.value)
