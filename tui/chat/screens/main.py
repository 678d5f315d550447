"""The chat: channels left, messages in the middle, people right, the message box below."""

from collections.abc import Callable
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import ActiveBinding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from tui.chat.buffers import Buffer, BufferKind, Changes
from tui.chat.completion import Names, complete
from tui.chat.hints import hint
from tui.chat.log.entries import Entry
from tui.chat.log.widget import MessageLog
from tui.chat.model import Model
from tui.chat.taking_back import possible
from tui.chat.widgets.channels import ChannelList
from tui.chat.widgets.composer import Composer
from tui.chat.widgets.menu import CompletionMenu
from tui.chat.widgets.people import PeopleList
from tui.chat.widgets.rows import RowList
from tui.chat.widgets.status import StatusLine
from tui.chat.widgets.topic import TopicLine
from tui.footer import KeyFooter
from tui.keys import Place, bindings
from tui.pressing import letter

# Bound on the screen, so that the footer has them in this order before the app's.
ON_THE_SCREEN = (
    "help",
    "go-to",
    "search",
    "quit",
    "to-message-box",
    "channels-panel",
    "people-panel",
)


_ROOMY = 76
# Where there is no room for all keys, these are those that somebody finds without being told.
_LAST = {"complete": 1, "newline": 2, "channels-panel": 3, "people-panel": 4}


class ChatScreen(Screen[None]):
    """Shows a model and passes on what a person does; what it means is the app's business.

    Args:
        model: what to show.
        send: gets what is typed, when it is sent.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        binding for binding in bindings(Place.ANYWHERE) if binding.id in ON_THE_SCREEN
    ]
    AUTO_FOCUS = "#composer"

    class EndReached(Message):
        """The newest message has come into sight, so nothing here is unread any more."""

    def __init__(self, model: Model, send: Callable[[str], None]) -> None:
        super().__init__()
        self.model = model
        self._shown: Buffer | None = None
        self.topic = TopicLine()
        self.log_view = MessageLog(id="log")
        self.log_view.can_take_back = self._can_take_back
        self.hint = Static(id="hint", markup=False)
        self.menu = CompletionMenu()
        self.composer = Composer(send)
        self.channels = ChannelList(id="channel-list", mark_width=3)
        self.people_title = Static("People", id="people-title", markup=False)
        self.people = PeopleList(id="people-list")
        self.status = StatusLine()

    def compose(self) -> ComposeResult:
        with Horizontal(id="body"):
            with Vertical(id="channels"):
                yield Static("Channels", classes="title", markup=False)
                yield self.channels
            with Vertical(id="room"):
                yield self.topic
                yield self.log_view
                yield self.hint
                yield self.menu
                yield self.composer
            with Vertical(id="people"):
                yield self.people_title
                yield self.people
        yield self.status
        yield KeyFooter()

    def _can_take_back(self, entry: Entry | None) -> bool:
        return entry is not None and possible(self.model, entry)

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that work now, in the order in which the footer is to have them."""
        found = super().active_bindings.items()
        return dict(sorted(found, key=lambda item: _LAST.get(item[1].binding.id or "", 0)))

    def on_mount(self) -> None:
        self.watch(self.log_view, "at_bottom", self._at_bottom, init=False)
        self.show_all()

    def _at_bottom(self, at_bottom: bool) -> None:
        if at_bottom:
            self.post_message(self.EndReached())

    # -- showing ----------------------------------------------------------------------------

    def use(self, model: Model) -> None:
        """Show another model from now on."""
        self.keep_draft()
        self.model = model
        self._shown = None
        self.show_all()

    def show_all(self) -> None:
        """Show the model's state anew."""
        self.apply(Changes(buffers=True, active=True, status=True))

    def apply(self, changes: Changes) -> None:
        """Show what is different."""
        model = self.model
        changes.into_logs()
        if changes.active or self._shown is not model.active:
            self._show_active()
        elif model.active in changes.people:
            self._show_people()
        if changes.buffers:
            self.channels.update(model.buffers, model.active, model.title)
        if changes.buffers or changes.status:
            self.show_status()
            self._show_topic()

    def _show_active(self) -> None:
        buffer = self.model.active
        if buffer is not self._shown:
            self.keep_draft()
            self._shown = buffer
            self.composer.take_over(buffer.draft, buffer.sent, self._placeholder(buffer))
        if self.log_view.buffer is not buffer.log:
            self.log_view.load(buffer.log)
        self._show_topic()
        self._show_people()
        self.set_class(buffer.kind is not BufferKind.CHANNEL, "-no-people")

    def _show_topic(self) -> None:
        self.topic.update_from(self.model.active, self.model.title, self.model.status)

    def keep_draft(self) -> None:
        """Put what is typed and not sent where it belongs."""
        if self._shown is not None:
            self._shown.draft = self.composer.text

    def _placeholder(self, buffer: Buffer) -> Content:
        if buffer.kind is BufferKind.SERVER:
            return Content("A command, as /join #lobby")
        return Content(f"Message {buffer.name}")

    def _show_people(self) -> None:
        buffer = self.model.active
        members = self.model.link.members(buffer.name) if buffer.joined else ()
        count = self.people.update(members)
        self.people_title.update(Content(f"People {count}" if count else "People"))

    def show_status(self) -> None:
        """Show the connection's state; once a second while it counts down."""
        self.status.update_from(self.model, activity_too=not self._visible("channels"))

    # -- panels -----------------------------------------------------------------------------

    def _visible(self, panel: str) -> bool:
        # While the screen is being made there is none yet.
        return any(pane.display for pane in self.query(f"#{panel}"))

    def action_toggle_panel(self, panel: str) -> None:
        """Show or hide a side panel, whatever the size of the terminal would do."""
        hide = self._visible(panel)
        for state in ("-show", "-hide"):
            self.remove_class(f"{state}-{panel}")
        self.add_class(f"-hide-{panel}" if hide else f"-show-{panel}")
        pane = self.channels if panel == "channels" else self.people
        if hide and pane.has_focus:
            self.composer.focus()
        elif not hide:
            pane.focus()
        self.call_after_refresh(self.show_status)

    def action_to_composer(self) -> None:
        """Go back to the message box."""
        self.composer.focus()

    def on_resize(self, event: events.Resize) -> None:
        self.query_one(KeyFooter).compact = event.size.width < _ROOMY
        self.call_after_refresh(self.show_status)

    # -- the message box --------------------------------------------------------------------

    @on(Composer.Edited)
    def _edited(self, event: Composer.Edited) -> None:
        event.stop()
        composer = self.composer
        before = composer.before
        picked = composer.picked
        if picked is not None and len(composer.candidates) > 1:
            self.menu.show(composer.candidates, picked)
        elif before.startswith("/") and " " not in before and "\n" not in composer.text:
            self.menu.show(complete(before, self._names()).candidates, None)
        else:
            self.menu.show((), None)
        room = self.log_view.outer_size.width - self.hint.gutter.width
        text = hint(self.model, composer, room)
        self.hint.update(text)
        self.hint.set_class(not text.plain, "-empty")

    @on(Composer.CompletionAsked)
    def _complete(self, event: Composer.CompletionAsked) -> None:
        event.stop()
        completion = complete(event.before, self._names())
        if completion.candidates:
            self.composer.offer(completion, event.by)
        elif not self.composer.text:
            self.focus_next() if event.by > 0 else self.focus_previous()

    def _names(self) -> Names:
        return Names(self.model.nicks(), self.model.channels())

    @on(Composer.LogKey)
    async def _log_key(self, event: Composer.LogKey) -> None:
        event.stop()
        actions = {"page_up": "page(-1)", "page_down": "page(1)", "end": "newest"}
        await self.log_view.run_action(actions[event.action])

    def mention(self, nick: str) -> None:
        """Put a name into the message box."""
        end = " " if self.composer.text else ": "
        self.composer.focus()
        self.composer.put_in(f"{nick}{end}")

    async def on_key(self, event: events.Key) -> None:
        """Whoever types while another pane has the focus means the message box."""
        bound = self.active_bindings.get(event.key)
        if bound is not None and bound.enabled:
            return
        if letter(event) and self.focused is not self.composer:
            event.stop()
            self.composer.focus()
            self.composer.put_in(letter(event))

    # -- the lists --------------------------------------------------------------------------

    @on(RowList.Chosen, "#menu")
    def _candidate_chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        if self.composer.picked is None:
            self.composer.offer(complete(self.composer.before, self._names()), 1)
        self.composer.pick(int(event.key))
        self.composer.focus()

    @on(PeopleList.MentionAsked)
    @on(MessageLog.NickClicked)
    def _mention_asked(self, event: PeopleList.MentionAsked | MessageLog.NickClicked) -> None:
        event.stop()
        self.mention(event.nick)

    @on(MessageLog.EntryActivated)
    def _entry_activated(self, event: MessageLog.EntryActivated) -> None:
        event.stop()
        entry: Entry = event.entry
        if entry.nick and not entry.own:
            self.mention(entry.nick)
