"""The windows of the chat: which there are, which one is shown, what is unread in them; pure."""

from collections.abc import Callable
from datetime import tzinfo

from netcore.client.events import Status
from tui.chat.bridge import ChatLink
from tui.chat.buffers import Buffer, BufferKind, Changes, activity
from tui.chat.log.buffer import LogBuffer


class Windows:
    """Buffers in their order and which one is shown; collects in `Changes` what has changed.

    Args:
        link: knows what a channel is and which names are the same.
        tz: the zone of the clocks in the logs; None for this machine's.
    """

    def __init__(self, link: ChatLink, tz: tzinfo | None = None) -> None:
        self.link = link
        self.status = Status.OFFLINE
        self.recall: Callable[[Buffer], None] = lambda buffer: None
        """Gives a new buffer what is remembered of it from an earlier day."""
        self.begins_with_past = True
        """Whether a conversation that is opened begins with its last page."""
        self._tz = tz
        self.server = Buffer("", BufferKind.SERVER, LogBuffer(tz=tz))
        self.buffers = [self.server]
        self.active = self.server
        self._expected: list[str] = []
        self._changes = Changes()

    def find(self, name: str) -> Buffer | None:
        """The buffer of a channel or person; empty: the server's."""
        if not name:
            return self.server
        return next((b for b in self.buffers if b.name and self.link.same(b.name, name)), None)

    def channels(self) -> list[str]:
        """The names of all channels that have a buffer."""
        return [b.name for b in self.buffers if b.kind is BufferKind.CHANNEL]

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
        buffer = self.find(name) or self.begin(name, kind)
        self.show(buffer)
        return buffer

    def begin(self, name: str, kind: BufferKind) -> Buffer:
        """A new buffer that somebody here wants; a conversation begins with its last page."""
        buffer = self.add(name, kind)
        if kind is BufferKind.QUERY and self.begins_with_past:
            self.link.load_latest(name)
        return buffer

    def set_joined(self, buffer: Buffer, joined: bool) -> None:
        """We are in a channel now, or no longer."""
        buffer.joined, buffer.coming = joined, False
        self._changes.buffers = True
        self._changes.active |= buffer is self.active

    def expect(self, channel: str) -> None:
        """Show a channel as soon as we are in it."""
        known = self.find(channel)
        if known is not None:
            known.coming = True
        self._expected.append(channel)

    def was_expected(self, buffer: Buffer) -> bool:
        """Whether a channel was to be shown once we are in it; said once only."""
        asked = [name for name in self._expected if self.link.same(name, buffer.name)]
        self._expected = [name for name in self._expected if name not in asked]
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
        """Tell our other clients how far we have read since the last call, once it can be told."""
        if self.status is not Status.ONLINE:
            return
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
        """Empty the shown log; what is on its way stays so, and what was said can come back."""
        here = self.active
        here.log = LogBuffer(tz=self._tz)
        here.oldest, here.whole = None, False
        here.recent.clear()
        self.seen()
        self._changes.active = True
