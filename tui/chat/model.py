"""The state of the join app without a screen: buffers, counts, what is on its way; pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from netcore.client.events import Kind, Status
from netcore.wire.text import split
from tui.chat.bridge import ChatLink
from tui.chat.buffers import Alert, Buffer, BufferKind, Changes, Line, Update, activity
from tui.chat.log.buffer import LogBuffer
from tui.chat.log.entries import Delivery, Entry, EntryKind

KINDS = {
    Kind.MESSAGE: EntryKind.MESSAGE,
    Kind.ACTION: EntryKind.ACTION,
    Kind.NOTICE: EntryKind.NOTICE,
}
_SENT = 200


@dataclass(slots=True)
class _OnItsWay:
    """A message of ours whose fate is not known."""

    buffer: Buffer
    entry: Entry
    target: str
    kind: Kind


class Model:
    """Buffers in their order, which one is shown, and every message of ours until it arrived.

    It is changed by `tui.chat.folding.fold` with each event and by the methods below, all on one
    thread, and collects in `Changes` what a front end has to show.

    Args:
        link: knows what a channel is and which names are the same.
        channels: those that the program was told to join; the first one is shown.
        nick: the name that was asked for.
        now: the time, with a zone, for what we write ourselves.
        tz: the zone of the clocks in the logs; None for this machine's.
    """

    def __init__(
        self,
        link: ChatLink,
        channels: Iterable[str],
        nick: str,
        now: Callable[[], datetime],
        tz: tzinfo | None = None,
    ) -> None:
        self.link = link
        self.now = now
        self._tz = tz
        self.wanted_nick = nick
        self.title = ""
        self.status = Status.OFFLINE
        self.detail = ""
        self.retry_at: datetime | None = None
        self.lag: float | None = None
        self.away: str | None = None
        self.reading = True
        self.recall: Callable[[Buffer], None] = lambda buffer: None
        """Gives a new buffer what is remembered of it from an earlier day."""
        self.ignored: list[str] = []
        self.server = Buffer("", BufferKind.SERVER, LogBuffer(tz=tz))
        self.buffers = [self.server]
        self.active = self.server
        self._expected: list[str] = []
        self._names_wanted: list[str] = []
        self._on_its_way: dict[str, _OnItsWay] = {}
        self._changes = Changes()
        for channel in channels:
            self.add(channel, BufferKind.CHANNEL)
        if len(self.buffers) > 1:
            self.active = self.buffers[1]

    # -- what the front end asks ------------------------------------------------------------

    def take(self) -> Changes:
        """What has changed since the last call."""
        changes, self._changes = self._changes, Changes()
        return changes

    @property
    def changes(self) -> Changes:
        """What has changed so far."""
        return self._changes

    @property
    def nick(self) -> str:
        """Our name, or the one that we will ask for."""
        return self.link.nick or self.wanted_nick

    @property
    def unread(self) -> int:
        """Everything unread, over all buffers."""
        return sum(buffer.unread for buffer in self.buffers)

    @property
    def pending(self) -> int:
        """How many of our messages have not arrived yet."""
        return len(self._on_its_way)

    def find(self, name: str) -> Buffer | None:
        """The buffer of a channel or person; empty: the server's."""
        if not name:
            return self.server
        return next((b for b in self.buffers if b.name and self.link.same(b.name, name)), None)

    def channels(self) -> list[str]:
        """The names of all channels that have a buffer."""
        return [b.name for b in self.buffers if b.kind is BufferKind.CHANNEL]

    def nicks(self) -> list[str]:
        """The people here but us: who spoke last first, the others by name."""
        here = self.active
        if here.kind is BufferKind.CHANNEL:
            present = {member.nick for member in self.link.members(here.name)}
        else:
            present = {here.name} - {""}
        present.discard(self.nick)
        spoke = [nick for nick in reversed(here.speakers) if nick in present]
        return [*spoke, *sorted(present.difference(spoke), key=str.casefold)]

    def heard_of(self, nick: str) -> bool:
        """Whether somebody is not ignored."""
        return not any(self.link.same(nick, other) for other in self.ignored)

    # -- buffers ----------------------------------------------------------------------------

    def add(self, name: str, kind: BufferKind) -> Buffer:
        """The buffer of this name; a new one goes behind those of its kind."""
        found = self.find(name)
        if found is not None:
            return found
        buffer = Buffer(name, kind, LogBuffer(tz=self._tz))
        place = len(self.buffers)
        if kind is BufferKind.CHANNEL:
            place = sum(1 for b in self.buffers if b.kind is not BufferKind.QUERY)
        self.recall(buffer)
        self.buffers.insert(place, buffer)
        self._changes.buffers = True
        return buffer

    def open(self, name: str) -> Buffer:
        """Show a buffer, a new one for a person or channel that has none."""
        kind = BufferKind.CHANNEL if self.link.is_channel(name) else BufferKind.QUERY
        buffer = self.find(name) or self.add(name, kind)
        self.show(buffer)
        return buffer

    def set_joined(self, buffer: Buffer, joined: bool) -> None:
        """We are in a channel now, or no longer."""
        buffer.joined = joined
        self._changes.buffers = True
        self._changes.active |= buffer is self.active

    def expect(self, channel: str) -> None:
        """Show a channel as soon as we are in it."""
        self._expected.append(channel)

    def was_expected(self, buffer: Buffer) -> bool:
        """Whether a channel was to be shown once we are in it; said once only."""
        asked = [name for name in self._expected if self.link.same(name, buffer.name)]
        self._expected = [name for name in self._expected if name not in asked]
        return bool(asked)

    def wants_names(self, channel: str) -> None:
        """Show who is in a channel, as a line, as soon as the server has said so."""
        self._names_wanted.append(channel)

    def names_wanted(self, buffer: Buffer) -> bool:
        """Whether somebody asked who is in a channel; said once only."""
        asked = [name for name in self._names_wanted if self.link.same(name, buffer.name)]
        self._names_wanted = [name for name in self._names_wanted if name not in asked]
        return bool(asked)

    def show(self, buffer: Buffer) -> None:
        """Make a buffer the one that is shown."""
        if buffer is not self.active:
            if not self.active.unread:
                self.active.log.clear_unread()
            self.active = buffer
            self._changes.active = True
            self._changes.buffers = True

    def step(self, by: int) -> None:
        """Show the next buffer, or the one before; round at the ends."""
        place = (self.buffers.index(self.active) + by) % len(self.buffers)
        self.show(self.buffers[place])

    def show_unread(self) -> bool:
        """Show the next mention, else the next unread; whether there was one."""
        waiting = [b for _, b in activity(self.buffers) if b is not self.active]
        if waiting:
            self.show(waiting[0])
        return bool(waiting)

    def remove(self, buffer: Buffer) -> None:
        """Take a buffer away; the server's own stays."""
        if buffer.kind is BufferKind.SERVER or buffer not in self.buffers:
            return
        place = self.buffers.index(buffer)
        self.buffers.remove(buffer)
        self._changes.buffers = True
        if buffer is self.active:
            self.show(self.buffers[min(place, len(self.buffers) - 1)])

    def seen(self) -> None:
        """What is in the shown buffer has been read: its counts go back to none."""
        here = self.active
        if here.newest is not None and (here.read_until is None or here.newest > here.read_until):
            here.read_until = here.newest
            here.unmarked = True
        self.read(here)

    def tell_read(self) -> None:
        """Tell our other clients how far we have read since the last call."""
        for buffer in self.buffers:
            if buffer.unmarked and buffer.read_until is not None:
                buffer.unmarked = False
                self.link.mark_read(buffer.name, buffer.read_until)

    def read(self, buffer: Buffer) -> None:
        """What is in a buffer has been read, here or elsewhere."""
        if buffer.unread or buffer.mentions:
            buffer.unread = buffer.mentions = 0
            self._changes.buffers = True

    def wants_older(self) -> None:
        """The top of the shown buffer is in sight: ask for what stands above, once at a time."""
        buffer = self.active
        if buffer.loading or buffer.whole or buffer.kind is BufferKind.SERVER:
            return
        if self.status is Status.ONLINE and buffer.oldest is not None:
            buffer.loading = True
            self.link.load_older(buffer.name, *buffer.oldest)

    def clear(self) -> None:
        """Empty the shown buffer's log; what is on its way stays on its way."""
        self.active.log = LogBuffer(tz=self._tz)
        self.seen()
        self._changes.active = True

    # -- entries ----------------------------------------------------------------------------

    def post(self, buffer: Buffer, entry: Entry) -> None:
        """Put an entry into a buffer."""
        self._changes.lines.append(Line(buffer, entry))

    def people_changed(self, buffer: Buffer) -> None:
        """Who is in a channel, or what role they have, is another now."""
        buffer.prefixes = None
        if buffer not in self._changes.people:
            self._changes.people.append(buffer)

    def note(
        self, text: str, buffer: Buffer | None = None, kind: EntryKind = EntryKind.SYSTEM
    ) -> None:
        """Put a line of our own where the person looks, or into a buffer."""
        self.post(buffer or self.active, Entry(time=self.now(), kind=kind, nick="", text=text))

    def note_everywhere(self, text: str) -> None:
        """A line that matters: in the server's buffer and where the person looks."""
        self.note(text, self.server)
        if self.active is not self.server:
            self.note(text)

    def count(self, buffer: Buffer, entry: Entry, *, alert: bool) -> None:
        """Count something that was said, unless it is being read this moment."""
        if alert:
            self._changes.alerts.append(Alert(buffer, entry.nick, entry.text))
        if buffer is self.active and self.reading:
            return
        if not buffer.unread:
            self._changes.unread.append(Line(buffer, entry))
        buffer.unread += 1
        buffer.mentions += alert
        self._changes.buffers = True

    # -- what we say ------------------------------------------------------------------------

    def say(self, target: str, text: str, kind: Kind = Kind.MESSAGE) -> None:
        """Say something: each piece that fits a line is an entry that waits for its delivery."""
        buffer = self.find(target)
        if buffer is None:
            is_channel = self.link.is_channel(target)
            buffer = self.add(target, BufferKind.CHANNEL if is_channel else BufferKind.QUERY)
        for piece in self.pieces(target, text, kind):
            entry = Entry(
                time=self.now(),
                kind=KINDS[kind],
                nick=self.nick,
                text=piece,
                own=True,
                delivery=Delivery.PENDING,
            )
            self.post(buffer, entry)
            label = self.link.say(target, piece, kind)
            self._on_its_way[label] = _OnItsWay(buffer, entry, target, kind)
        self._changes.status = True

    def pieces(self, target: str, text: str, kind: Kind = Kind.MESSAGE) -> list[str]:
        """The messages that a text will become."""
        return split(text, max(4, self.link.message_room(target, kind)))

    def say_again(self, buffer: Buffer, entry: Entry) -> None:
        """Send a failed message once more, from its place in the log."""
        kind = next(kind for kind, shown in KINDS.items() if shown is entry.kind)
        label = self.link.say(buffer.name, entry.text, kind)
        self._on_its_way[label] = _OnItsWay(buffer, entry, buffer.name, kind)
        self._changes.updates.append(Update(buffer, entry, Delivery.PENDING))

    def arrived(self, label: str, time: datetime, msgid: str) -> bool:
        """A message of ours arrived; whether it was one that we know of."""
        sent = self._on_its_way.pop(label, None)
        if sent is None:
            return False
        self._changes.updates.append(
            Update(sent.buffer, sent.entry, Delivery.DELIVERED, time=time, key=msgid)
        )
        self._changes.status = True
        return True

    def failed(self, label: str, reason: str) -> bool:
        """A message of ours did not arrive; whether it was one that we know of."""
        sent = self._on_its_way.pop(label, None)
        if sent is None:
            return False
        self._changes.updates.append(Update(sent.buffer, sent.entry, Delivery.FAILED, reason))
        self._changes.status = True
        return True

    def remember(self, text: str) -> None:
        """Keep what was typed for the Up key."""
        sent = self.active.sent
        if text.strip() and (not sent or sent[-1] != text):
            sent.append(text)
            del sent[:-_SENT]
