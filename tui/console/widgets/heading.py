"""The top of the dashboard: which server this is, and how others join it."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.console import Group
from rich.text import Text
from textual.message import Message
from textual.widget import Widget

from netcore.snapshot import Snapshot
from tui.console import wording
from tui.console.invitation import Invitation
from tui.console.widgets.columns import fitted
from tui.console.widgets.folded import Folded

_LEAST = 12
"""Cells of which there is no use in fewer for the beginning of something."""


class Heading(Widget):
    """One line: the server, where it listens, since when; or that it is no more."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "heading--name",
        "heading--alarm",
        "heading--fact",
        "heading--dot",
    }

    def __init__(self, *, name: str) -> None:
        super().__init__(id=name)
        self._snapshot: Snapshot | None = None
        self._stopped = False

    def show(self, snapshot: Snapshot, *, stopped: bool) -> None:
        """Show what a snapshot says of the server as a whole."""
        self._snapshot = snapshot
        self._stopped = stopped
        self.set_class(stopped, "-stopped")
        self.refresh()

    def render(self) -> Text:
        """The line: what is wrong, cut where it must be, and the facts that there is room for."""
        if self._snapshot is None:
            return Text("")
        name = Text(self._snapshot.server_name, self.get_component_rich_style("heading--name"))
        fact = self.get_component_rich_style("heading--fact")
        dot = Text("  ·  ", self.get_component_rich_style("heading--dot"))
        version = f"chat-tui {self._snapshot.version}"
        line = name
        alarm = self.get_component_rich_style("heading--alarm")
        for text in self._alarms():
            room = self.content_size.width - line.cell_len - dot.cell_len
            if room >= min(cell_len(text), _LEAST):
                line = line + dot + Text(fitted(text, min(cell_len(text), room)), alarm)
        for text in self._facts():
            if line.cell_len + dot.cell_len + cell_len(text) > self.content_size.width:
                break
            line = line + dot + Text(text, fact)
        room = self.content_size.width - line.cell_len - cell_len(version)
        return line + Text(" " * room) + Text(version, fact) if room >= 3 else line

    def _facts(self) -> list[str]:
        assert self._snapshot is not None
        if self._stopped:
            return ["Ctrl+Q leaves"]
        addresses = " ".join(self._snapshot.addresses)
        return [
            f"up {wording.duration(self._snapshot.uptime)}",
            addresses,
            f"{self._snapshot.engine} engine",
        ]

    def _alarms(self) -> list[str]:
        """What the operator has to know, the worst first."""
        assert self._snapshot is not None
        if self._stopped:
            return ["the server has ended by itself: nobody can join"]
        bugs = wording.several(self._snapshot.bugs, "defect")
        told = (
            wording.history(self._snapshot),
            f"{bugs} (see the log)" if self._snapshot.bugs else "",
            wording.door(self._snapshot),
        )
        return [text for text in told if text]


class Invitations(Widget):
    """The lines to paste: for those with chat-tui, with nothing, and with any IRC client.

    Args:
        invitations: for each address under which the server is reached; the first is shown whole.
        warning: what the operator should know of who can get in; empty: nothing.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "invitations--join",
        "invitations--other",
        "invitations--warning",
    }

    class Pressed(Message):
        """It was clicked: the join line is wanted."""

    def __init__(self, invitations: Sequence[Invitation], warning: str, *, name: str) -> None:
        super().__init__(id=name)
        self._invitations = tuple(invitations)
        self._warning = warning
        self.border_title = "join with"
        self.border_subtitle = "F2 copies, i shows all"

    @property
    def join(self) -> str:
        """The line to give to others."""
        return self._invitations[0].join

    @property
    def all(self) -> tuple[Invitation, ...]:
        """Those for every address."""
        return self._invitations

    def on_click(self) -> None:
        self.post_message(self.Pressed())

    def render(self) -> Group:
        """As many of the lines as there is room for, and the warning below or behind them."""
        other = self.get_component_rich_style("invitations--other")
        line = Text(self.join, self.get_component_rich_style("invitations--join"))
        first, *more = self._invitations
        for text in (first.nc, first.irssi, *(invitation.join for invitation in more)):
            if text and line.cell_len + 5 + cell_len(text) <= self.content_size.width:
                line = line + Text("     ") + Text(text, other)
        if not self._warning:
            return Group(Folded(line))
        warning = self.get_component_rich_style("invitations--warning")
        return Group(Folded(line), Text(self._warning, warning))
