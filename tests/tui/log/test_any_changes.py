"""Whatever happens to a log, in whatever order: its heights, places and pictures stay right."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tui.chat.log import body
from tui.chat.log.buffer import LogBuffer
from tui.chat.log.entries import SAID, Delivery, Entry, EntryKind
from tui.chat.log.layout import Block, Geometry

EVENING = datetime(2026, 1, 1, 23, 55, tzinfo=UTC)
KINDS = [*[EntryKind.MESSAGE] * 4, *[EntryKind.EVENT] * 5, EntryKind.SYSTEM, EntryKind.NOTICE]
TEXTS = ["x", "hello " * 9, "日本語" * 8, "😀 " * 5]


class Fate:
    """A log to which anything happens that can happen to one.

    Args:
        seed: of what happens.
    """

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.time = EVENING
        self.log = LogBuffer(tz=UTC, limit=self.chance.choice([40, 1000]))
        self.log.listener = lambda: None
        width, nick = self.chance.choice([30, 62, 100]), self.chance.choice([0, 8])
        self.log.layout.resize(Geometry(width, 6, nick, body.UNICODE))
        self.painted: dict[int, tuple[int, Block]] = {}
        self.chosen: Entry | None = None

    def entry(self, time: datetime) -> Entry:
        """Anything that may be in a log."""
        chance = self.chance
        kind = chance.choice(KINDS)
        event = chance.choice(["join", "part", "nick", "mode"]) * (kind is EntryKind.EVENT)
        nick, text = chance.choice(["ann", "bob", "日本"]), chance.choice(TEXTS)
        own = kind in SAID and chance.random() < 0.3
        delivery = chance.choice(list(Delivery)) if own else Delivery.NONE
        return Entry(time, kind, nick, text, own=own, delivery=delivery, event=event)

    def some(self, most: int) -> list[Entry]:
        """Some entries, the first one no earlier than the last one so far."""
        found = []
        for _ in range(self.chance.randint(1, most)):
            self.time += timedelta(seconds=self.chance.choice([0, 5, 70, 400]))
            found.append(self.entry(self.time))
        return found

    def happen(self) -> None:
        """Let one thing happen."""
        log, chance = self.log, self.chance
        late = log.entries[-10:]
        one = chance.choice(late)
        mine = chance.choice([entry for entry in late if entry.own] or [self.entry(EVENING)])
        deeds: list[Callable[[], object]] = [
            lambda: log.append(self.some(6)),
            lambda: log.prepend([self.entry(EVENING), self.entry(EVENING)]),
            lambda: log.insert([self.entry(one.time)], one),
            lambda: log.mark_unread(one),
            log.clear_unread,
            lambda: self.choose(one),
            lambda: log.update(one, text=chance.choice(TEXTS)),
            lambda: log.settle(mine),
            lambda: log.update(mine, time=mine.time + timedelta(seconds=30)),
        ]
        chance.choice(deeds)()

    def choose(self, entry: Entry) -> None:
        """Select an entry."""
        index = self.log.find(entry)
        assert index is not None
        self.chosen, self.log.cursor = entry, self.log.first + index

    def check(self) -> None:
        """What is known of the log is what is found by looking at all of it."""
        log, rows = self.log, self.log.layout.rows
        for serial in log.changed:
            self.painted.pop(serial, None)
        log.changed.clear()
        for index in range(len(log)):
            block = log.layout.block(index)
            now = (log.leads[index], block) if block.lines else (0, block)
            assert rows.height(index) == log.layout.height(index) == len(block.lines)
            assert self.painted.setdefault(log.first + index, now) == now
        assert rows.total == sum(rows.height(index) for index in range(len(log)))
        if self.chosen is not None and self.chosen in log.entries:
            assert log.cursor is not None
            assert log.entries[log.cursor - log.first] is self.chosen


@pytest.mark.parametrize("seed", range(40))
def test_what_is_known_of_a_log_stays_true(seed: int) -> None:
    """Each height is that of what is drawn, what looks different is told, a choice stays."""
    fate = Fate(seed)
    fate.log.append(fate.some(3))
    for _ in range(40):
        fate.happen()
        fate.check()
