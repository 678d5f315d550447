"""The search: words above, what fits below, Enter goes there."""

from collections.abc import Callable, Sequence
from datetime import tzinfo
from enum import Enum
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from netcore.client.events import HistoryLoaded, HistoryMissing
from tui.chat import searching
from tui.chat.model import Model
from tui.chat.searching import Hit
from tui.dialog import Dialog
from tui.textline import TextLine

_SERVER_PAUSE = 0.3
"""Seconds without a key before the server is asked."""
_NICK_CELLS = 12
_LEAST_ROOM = 16


class Where(Enum):
    """What is searched."""

    HERE = "here"
    LOADED = "all channels"
    SERVER = "the server's history"


class SearchScreen(Dialog[Hit | None]):
    """Searches while words are typed; gives the hit to go to, or None.

    Args:
        model: its logs are searched.
        tz: the zone of the clocks; None for this machine's.
        words: what to begin with.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Close"),
        Binding("tab,ctrl+f", "where(1)", "Where", priority=True),
        Binding("shift+tab", "where(-1)", "Where", show=False, priority=True),
        Binding("down", "move('down')", "Older", show=False, priority=True),
        Binding("up", "move('up')", "Newer", show=False, priority=True),
        Binding("pagedown", "move('page_down')", show=False, priority=True),
        Binding("pageup", "move('page_up')", show=False, priority=True),
    ]
    AUTO_FOCUS = "#search-words"

    def __init__(self, model: Model, tz: tzinfo | None, words: str = "") -> None:
        super().__init__()
        self._first = words
        self._model = model
        self._tz = tz
        self._where = Where.HERE if model.active.name else Where.LOADED
        self._hits: Sequence[Hit] = ()
        self._asked = ""
        self._pause: Timer | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="search-box") as box:
            box.border_title = "Search"
            box.border_subtitle = "Enter goes there · Tab: where · Esc closes"
            yield Static(id="search-where", markup=False)
            yield TextLine(self._first, placeholder="Words, or a name", id="search-words")
            yield OptionList(id="search-hits", markup=False)
            yield Static(id="search-count", markup=False)

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False
        self._show_where()
        self._show((), "")

    @property
    def _words(self) -> str:
        return self.query_one(Input).value.strip()

    # -- what a person does -----------------------------------------------------------------

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._search()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        chosen = self.query_one(OptionList).highlighted
        if chosen is not None and chosen < len(self._hits):
            self.dismiss(self._hits[chosen])

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_index < len(self._hits):  # others may have been found meanwhile
            self.dismiss(self._hits[event.option_index])

    def action_where(self, by: int) -> None:
        """Search somewhere else."""
        places = list(Where)
        self._where = places[(places.index(self._where) + by) % len(places)]
        self._show_where()
        self._search()

    def action_move(self, how: str) -> None:
        """Choose another hit; the words keep the keys."""
        hits = self.query_one(OptionList)
        moves: dict[str, Callable[[], None]] = {
            "down": hits.action_cursor_down,
            "up": hits.action_cursor_up,
            "page_down": hits.action_page_down,
            "page_up": hits.action_page_up,
        }
        moves[how]()

    # -- searching --------------------------------------------------------------------------

    def _search(self) -> None:
        if self._pause is not None:
            self._pause.stop()
        words = self._words
        if self._where is Where.SERVER:
            self._show((), "Asking the server …" if words else "")
            if words:
                self._pause = self.set_timer(_SERVER_PAUSE, self._ask)
            return
        here = self._where is Where.HERE
        buffers = [self._model.active] if here else self._model.buffers
        hits = searching.local(buffers, words)
        self._show(hits, _count(len(hits)) if words else "")

    def _ask(self) -> None:
        self._asked = self._words
        self._model.link.search(self._asked)

    def answered(self, answer: HistoryLoaded | HistoryMissing) -> None:
        """Show what the server says, unless something else is wanted by now."""
        if self._where is not Where.SERVER:
            return
        if isinstance(answer, HistoryMissing):
            self._show((), answer.reason)
        elif answer.words == self._words:
            hits = searching.of_server(answer.messages, self._model.buffers)
            self._show(hits, _count(len(hits)))

    # -- showing ----------------------------------------------------------------------------

    def _show_where(self) -> None:
        parts = []
        for place in Where:
            name = self._model.active.name if place is Where.HERE else place.value
            style = "bold $primary" if place is self._where else "$quiet"
            parts.append(Content.styled(name or "this window", style))
        self.query_one("#search-where", Static).update(Content("  ·  ").join(parts))

    def _show(self, hits: Sequence[Hit], note: str) -> None:
        self._hits = hits
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(Option(self._line(hit)) for hit in hits)
        if hits:
            options.highlighted = 0
        self.query_one("#search-count", Static).update(Content.styled(note, "$quiet"))

    def _line(self, hit: Hit) -> Content:
        clock = f"{hit.time.astimezone(self._tz):%d %b %H:%M}  "
        where = "" if self._where is Where.HERE else f"{hit.where}  "
        nick = f"{hit.nick[:_NICK_CELLS]:>{_NICK_CELLS}}  "
        head = Content.assemble((clock, "$quiet"), (where, "$quiet"), (nick, "bold"))
        room = max(_LEAST_ROOM, self.query_one(OptionList).size.width - head.cell_length - 1)
        shown = searching.around(hit.text, self._words, room)
        text = Content(shown)
        for start, end in searching.marks(shown, self._words):
            text = text.stylize("bold $accent", start, end)
        return (head + text).truncate(400)

    def on_resize(self) -> None:
        """The part of a message that is shown depends on the room for it."""
        options = self.query_one(OptionList)
        for index, hit in enumerate(self._hits):
            options.replace_option_prompt_at_index(index, self._line(hit))


def _count(number: int) -> str:
    if number == 0:
        return "Nothing fits. All of the words have to be in the message or its writer's name."
    if number >= searching.MOST:
        return f"The newest {searching.MOST}: one more word shows fewer."
    return "1 message" if number == 1 else f"{number} messages"
