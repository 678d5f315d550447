"""What waits for the dispatcher: in order, and shared fairly once more waits than a turn takes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any

from netcore.core.asking import Ask

Item = tuple[Callable[[Any, Any], None], Any, Any]
"""What is to be called, and its two arguments. What concerns a connection has something with an
`id` as its first, or an `Ask`; what it sent is bytes, what it asked for may be a list."""

TURN_ITEMS = 1024
TURN_BYTES = 256 * 1024
"""What is handled in one turn at most: it bounds how long anything waits for the turn's output.
A thousand clients that type a line each fit in, as do some thousand lines of a few that flood."""

SHARE = 8 * 1024
"""Bytes of one connection that are handled before it is another's turn, where many wait; no item
that is taken has more, so that whoever takes may stop after any of them."""

_ENTRY = 256
"""What an entry of a list counts for: a message of the past that becomes a line."""
_LEAST = 64
"""What the smallest piece counts for: a connection may be read byte by byte."""
_LITTLE = 16 * 1024
"""What somebody who types has waiting at most, even where seconds have passed."""


class Inbox:
    """A queue that any thread puts into and one takes from.

    As long as all that waits fits into one turn it is taken as it came. Otherwise each connection
    has a queue of its own, still in its order, and they take turns: whoever sends much waits for
    himself. Every other turn is for those alone of whom little waits, the least first, so that they
    do not wait for a share of each of many who flood. What concerns no connection (an operator's
    call, the end) is then taken first.
    """

    def __init__(self) -> None:
        self._queue: SimpleQueue[Item] = SimpleQueue()
        self._behind: dict[int, deque[Item]] = {}
        self._first: list[Item] = []
        """What concerns no connection, where connections wait."""
        self._shared = False
        self._little_next = True
        self.put = self._queue.put
        """Add an item; any thread."""

    @property
    def behind(self) -> bool:
        """Whether connections wait, or did before what was taken last; for whoever takes."""
        return self._shared or bool(self._behind)

    def take(self, timeout: float) -> list[Item]:
        """What is to be handled in one turn, after so many seconds at most; may be nothing."""
        if self._behind or self._first:
            return self._share([])
        self._shared = False
        queue = self._queue
        try:
            items = [queue.get(timeout=timeout)]
        except Empty:
            return []
        room = TURN_BYTES
        for _ in range(queue.qsize()):
            data = items[-1][2]
            if type(data) is bytes:
                room -= len(data)
                if len(data) > SHARE:
                    _cut_last(items)
            elif type(data) is list:
                room -= len(data) * _ENTRY
            if room < 0 or len(items) > TURN_ITEMS:
                return self._share(items)
            items.append(queue.get_nowait())
        _cut_last(items)
        return items

    def put_back(self, items: list[Item], handled: int) -> None:
        """Have what a turn did not come to be taken next, in its order; for whoever takes.

        Whoever was among those that were handled waits for the others.
        """
        later, self._behind = self._behind, {}
        self._sort(items[handled:])
        for number, waiting in later.items():
            self._behind.setdefault(number, deque()).extend(waiting)
        for number in map(_whose, items[:handled]):
            if number in self._behind:
                self._behind[number] = self._behind.pop(number)

    def _sort(self, items: list[Item]) -> None:
        """Give each connection its own, after what it has."""
        for item in items:
            number = _whose(item)
            if number:
                self._behind.setdefault(number, deque()).append(item)
            else:
                self._first.append(item)

    def _share(self, items: list[Item]) -> list[Item]:
        """Sort these and what came; return a share of each connection, up to what a turn takes."""
        queue = self._queue
        self._sort(items + [queue.get_nowait() for _ in range(queue.qsize())])
        items, self._first = self._first, []
        behind = self._behind
        self._shared = bool(behind)
        self._little_next = not (self._little_next and self._take_little(items))
        if not self._little_next:
            return items
        room = TURN_BYTES
        while behind and room > 0 and len(items) < TURN_ITEMS:
            number = next(iter(behind))
            waiting = behind.pop(number)
            room -= _take_share(waiting, items)
            if waiting:
                behind[number] = waiting
        return items

    def _take_little(self, items: list[Item]) -> bool:
        """Move what waits of connections of which little does; whether there are any."""
        behind = self._behind
        sizes = ((_size(waiting), number) for number, waiting in behind.items())
        some = sorted(pair for pair in sizes if pair[0] <= _LITTLE)
        room = TURN_BYTES
        for _, number in some:
            if room <= 0 or len(items) >= TURN_ITEMS:
                break
            waiting = behind.pop(number)
            room -= _take_share(waiting, items)
            if waiting:
                behind[number] = waiting
        return bool(some)


def _whose(item: Item) -> int:
    """The connection that it concerns; 0: none."""
    subject = item[1].session if isinstance(item[1], Ask) else item[1]
    return getattr(subject, "id", 0)


def _size(waiting: deque[Item]) -> int:
    """What all of it counts for; no further than to what is no longer little."""
    size = 0
    for item in waiting:
        size += _weight(item)
        if size > _LITTLE:
            break
    return size


def _weight(item: Item) -> int:
    """What an item counts for, in bytes."""
    _, subject, data = item
    held = len(subject.session.held) * _LEAST if isinstance(subject, Ask) else 0
    return counted(data) + held


def counted(data: object) -> int:
    """What somebody brought, or is answered, counts for, in bytes."""
    size = 0
    if type(data) is bytes:
        size = len(data)
    elif type(data) is list:
        size = len(data) * _ENTRY
    return max(size, _LEAST)


def _cut_last(items: list[Item]) -> None:
    """Have the last item in pieces of a share at most."""
    action, subject, data = items[-1]
    if type(data) is bytes and len(data) > SHARE:
        items[-1:] = [
            (action, subject, data[start : start + SHARE]) for start in range(0, len(data), SHARE)
        ]


def _take_share(waiting: deque[Item], items: list[Item]) -> int:
    """Move a share of one connection's; how many bytes it counts for."""
    size = 0
    while waiting and size < SHARE:
        item = action, subject, data = waiting.popleft()
        room = SHARE - size
        if type(data) is bytes and len(data) > room:
            waiting.appendleft((action, subject, data[room:]))
            item = action, subject, data[:room]
        items.append(item)
        size += _weight(item)
    return size
