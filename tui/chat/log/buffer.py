"""The entries of one channel with all that belongs to showing them, whether shown or not; pure."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta, tzinfo

from tui.chat.log import body
from tui.chat.log.entries import SAID, Delivery, Entry, EntryKind
from tui.chat.log.layout import Layout, Place
from tui.chat.log.leads import FOLD_LIMIT, Lead

LIMIT = 250_000
_SAME_SPEAKER = timedelta(minutes=5)
_COLUMN = frozenset((EntryKind.MESSAGE, EntryKind.NOTICE, EntryKind.SERVER))


class LogBuffer:
    """A channel's log: entries, unread marker, place and heights.

    Entries are known by serial numbers, which stay the same when older ones come or go. Used by
    one thread, the one of the screen.

    Args:
        tz: the zone of clocks and days; None for this machine's.
        limit: entries kept; above it the oldest eighth goes.
    """

    def __init__(self, *, tz: tzinfo | None = None, limit: int = LIMIT) -> None:
        self.tz = tz
        self.limit = limit
        self.entries: list[Entry] = []
        self.first = 0
        """The serial of the first entry; it sinks when older ones come."""
        self.leads = bytearray()
        self.widest = 0
        """Cells of the widest name so far."""
        self.layout = Layout(self)
        self.place: Place | None = None
        """What is at the top of the screen; None while the end is shown."""
        self.cursor: int | None = None
        """The serial of the selected entry."""
        self.below = 0
        """Messages that came while the end was out of sight."""
        self.changed: set[int] = set()
        """Serials of entries that look different now; the widget empties it."""
        self.listener: Callable[[], None] | None = None
        """Called after every change; set while the buffer is shown."""
        self._marker: int | None = None
        self._local: tuple[Entry | None, datetime | None] = (None, None)

    def __len__(self) -> int:
        return len(self.entries)

    def index(self, serial: int) -> int | None:
        """Where an entry is now; None when it is gone or was never there."""
        index = serial - self.first
        return index if 0 <= index < len(self.entries) else None

    def find(self, entry: Entry) -> int | None:
        """The index of an entry, looked for from the end."""
        for index in range(len(self.entries) - 1, -1, -1):
            if self.entries[index] is entry:
                return index
        return None

    def append(self, entries: Iterable[Entry]) -> None:
        """Add entries at the end; nothing is wrapped while the buffer is not shown."""
        start = len(self.entries)
        self.entries.extend(entries)
        added = len(self.entries) - start
        if not added:
            return
        for index in range(start, len(self.entries)):
            self._measure(self.entries[index])
            self.leads.append(0)
            self.leads[index] = self._lead(index)
        self.layout.appended(added, now=self.listener is not None)
        if self.leads[start] & Lead.HIDDEN:
            self._touch(self.head(start))
        if self.place is not None:
            self.below += sum(entry.kind in SAID for entry in self.entries[start:])
        if len(self.entries) > self.limit:
            self._drop(len(self.entries) - self.limit + self.limit // 8)
        self._tell()

    def prepend(self, entries: Iterable[Entry]) -> None:
        """Add older entries before the first."""
        older = list(entries)
        if not older:
            return
        for entry in older:
            self._measure(entry)
        self.entries[:0] = older
        self.first -= len(older)
        self.leads[:0] = bytes(len(older))
        for index in range(len(older)):
            self.leads[index] = self._lead(index)
        self.layout.prepended(len(older))
        self._review(len(older))
        self._tell()

    def insert(self, entries: Iterable[Entry], after: Entry | None) -> None:
        """Add entries behind one, which is near the end; before the first where it is None."""
        index = None if after is None else self.find(after)
        if index is None:
            self.prepend(entries)
            return
        new = list(entries)
        below = self.below + (self.place is not None) * sum(e.kind in SAID for e in new)
        rest = self._take_from(index + 1)
        self._shift(self.first + index + 1, len(new))
        self.append([*new, *rest])
        self.below = below

    def settle(self, entry: Entry) -> None:
        """Move an entry behind those that were said before it, by their times."""
        start = self.find(entry)
        if start is None:
            return
        end = len(self.entries) - 1
        while end > start and self._is_later(self.entries[end], entry):
            end -= 1
        if end == start:
            return
        below, serial, chosen = self.below, self.first + start, self.cursor
        _, *rest = self._take_from(start)
        # Those up to the new place move down by one, those behind it stay.
        self._shift(serial + 1, -1)
        self._shift(self.first + end, 1)
        self.append([*rest[: end - start], entry, *rest[end - start :]])
        self.below = below
        if chosen == serial:
            self.cursor = self.first + end

    @staticmethod
    def _is_later(other: Entry, entry: Entry) -> bool:
        return other.delivery is Delivery.PENDING or other.time > entry.time

    def _take_from(self, index: int) -> list[Entry]:
        """Take the entries from one on away; those that stand there next look different."""
        rest = self.entries[index:]
        self.changed.update(range(self.first + index, self.first + len(self.entries) + 1))
        del self.entries[index:]
        del self.leads[index:]
        self.layout.shortened(len(rest))
        if index:
            self._touch(self.head(index - 1))
        return rest

    def _shift(self, start: int, by: int) -> None:
        """What is known by its serial, from one on, has another one now."""
        if self.cursor is not None and self.cursor >= start:
            self.cursor += by
        if self._marker is not None and self._marker >= start:
            self._marker += by
        if self.place is not None and self.place.serial >= start:
            self.place = Place(self.place.serial + by, self.place.row)

    def update(
        self,
        entry: Entry,
        *,
        delivery: Delivery | None = None,
        note: str | None = None,
        text: str | None = None,
        key: str | None = None,
        time: datetime | None = None,
    ) -> bool:
        """Change an entry; whatever is None stays. False: this log has not got it."""
        entry.delivery = entry.delivery if delivery is None else delivery
        entry.note = entry.note if note is None else note
        entry.text = entry.text if text is None else text
        entry.key = entry.key if key is None else key
        entry.time = entry.time if time is None else time
        self._local = (None, None)
        index = self.find(entry)
        if index is None:
            return False
        self._touch(self.head(index))
        if time is not None:
            self._review(index)
        self._tell()
        return True

    @property
    def marker(self) -> int | None:
        """The serial of the first unread entry, the one below the marker line."""
        return self._marker

    def mark_unread(self, before: Entry | None = None) -> None:
        """Put the marker line before an entry, or before the next one that comes."""
        index = len(self.entries) if before is None else self.find(before)
        self._move_marker(None if index is None else self.first + index)

    def clear_unread(self) -> None:
        """Take the marker line away."""
        self._move_marker(None)

    def _move_marker(self, serial: int | None) -> None:
        old, self._marker = self._marker, serial
        for moved in (old, serial):
            index = None if moved is None else self.index(moved)
            if index is not None:
                self._review(index)
        self._tell()

    def head(self, index: int) -> int:
        """The entry whose line shows this one: itself, or the first of its run of events."""
        while self.leads[index] & Lead.HIDDEN:
            index -= 1
        return index

    def run(self, index: int) -> Sequence[Entry]:
        """The entries that the line of this one shows."""
        end = index + 1
        while end < len(self.entries) and self.leads[end] & Lead.HIDDEN:
            end += 1
        return self.entries[index:end]

    def local(self, entry: Entry) -> datetime:
        """The entry's time on the clock of this log."""
        if self._local[0] is entry and self._local[1] is not None:
            return self._local[1]
        local = entry.time.astimezone(self.tz)
        self._local = (entry, local)
        return local

    def selectable(self, index: int) -> bool:
        """Whether the keys that pick a message stop here."""
        kind = self.entries[index].kind
        return kind is not EntryKind.EVENT and kind is not EntryKind.SYSTEM

    def _measure(self, entry: Entry) -> None:
        if entry.kind in _COLUMN:
            size = len(entry.nick) + len(entry.prefix) + 2 * (entry.kind is EntryKind.NOTICE)
            if size > self.widest or not entry.nick.isascii():
                self.widest = max(self.widest, body.width(entry))

    def _lead(self, index: int) -> int:
        """What stands before the entry's text and what is left out, from it and the one above."""
        entry = self.entries[index]
        before = self.entries[index - 1] if index else None
        past = None if before is None else self.local(before)
        now = self.local(entry)
        lead = 0
        if past is None or past.date() != now.date():
            lead |= Lead.DAY
        if self._marker == self.first + index:
            lead |= Lead.UNREAD
        if lead or before is None or past is None:
            return lead
        if body.foldable(entry) and body.foldable(before) and self._folds(index):
            return Lead.HIDDEN
        if self.leads[index - 1] & Lead.HIDDEN:
            past = self.entries[self.head(index - 1)].time.astimezone(self.tz)
        if (past.hour, past.minute) == (now.hour, now.minute):
            lead |= Lead.SAME_TIME
        if (
            entry.kind is before.kind is EntryKind.MESSAGE
            and entry.nick == before.nick
            and entry.time - before.time < _SAME_SPEAKER
        ):
            lead |= Lead.SAME_NICK
        return lead

    def _folds(self, index: int) -> bool:
        """Whether the run above this event still takes one more."""
        return index - self.head(index - 1) < FOLD_LIMIT

    def _review(self, index: int) -> None:
        """Read the leads anew from an entry on, as far as a change can reach."""
        for changed in range(index, len(self.entries)):
            self.leads[changed] = self._lead(changed)
            self._touch(changed)
            if changed and body.foldable(self.entries[changed]):
                self._touch(self.head(changed))
                self._touch(self.head(changed - 1))
            if changed > index and not body.foldable(self.entries[changed]):
                break

    def _touch(self, index: int) -> None:
        self.changed.add(self.first + index)
        self.layout.recount(index)

    def _drop(self, number: int) -> None:
        del self.entries[:number]
        del self.leads[:number]
        self.first += number
        self.layout.dropped(number)
        if self.place is not None and self.place.serial < self.first:
            self.place = Place(self.first, 0)
        self._review(0)

    def _tell(self) -> None:
        if self.listener is not None:
            self.listener()
        else:
            self.changed.clear()
