"""The state of the join app without a screen: buffers, counts, what is on its way; pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from netcore.client.events import Kind
from netcore.wire.text import split
from tui.chat.bridge import ChatLink
from tui.chat.buffers import Alert, Buffer, BufferKind, Changes, Line, Update
from tui.chat.log.entries import Delivery, Entry, EntryKind
from tui.chat.windows import Windows

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


class Model(Windows):
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
        super().__init__(link, tz)
        self.now = now
        self.wanted_nick = nick
        self.nick_had = nick
        """The name that the last connection began with."""
        self.title = ""
        self.detail = ""
        self.retry_at: datetime | None = None
        self.lag: float | None = None
        self.catching_up = 0
        """Places of which what was missed is still to come."""
        self.account = ""
        """The account that we are or were logged in to."""
        self.away: str | None = None
        self.reading = True
        self.ignored: list[str] = []
        self._names_wanted: list[str] = []
        self._on_its_way: dict[str, _OnItsWay] = {}
        for channel in channels:
            self.add(channel, BufferKind.CHANNEL).coming = True
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

    def wants_names(self, channel: str) -> None:
        """Show who is in a channel, as a line, as soon as the server has said so."""
        self._names_wanted.append(channel)

    def names_wanted(self, buffer: Buffer) -> bool:
        """Whether somebody asked who is in a channel; said once only."""
        asked = [name for name in self._names_wanted if self.link.same(name, buffer.name)]
        self._names_wanted = [name for name in self._names_wanted if name not in asked]
        return bool(asked)

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
            buffer = self.begin(target, BufferKind.CHANNEL if is_channel else BufferKind.QUERY)
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
        sent.buffer.remember(msgid, time, sent.entry)
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
