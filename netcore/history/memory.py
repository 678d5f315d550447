"""The history in memory: as long as the host runs, and no longer."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from operator import attrgetter
from threading import Lock

from netcore.core.history import Around, Bound, Entry, Find, Page, Search, Targets
from netcore.history.base import SPOKEN, Stats, nearest, parties, time_in
from netcore.history.words import matches, terms_of, words_of
from netcore.wire.casemap import ascii_fold

MOST = 100_000
"""Entries that are kept by default: some 50 MB of them."""

_TIME = attrgetter("time")
_OVERHEAD = 400


class MemoryStore:
    """A `Store` that forgets the oldest when it holds too much.

    Args:
        most: how many entries it holds, and how many read markers.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = Lock()
        # What was redacted stays where it was, with no kind, so that bounds still find it.
        self._entries: dict[str, list[Entry]] = {}
        self._places: dict[tuple[str, str], int] = {}
        self._ages: deque[tuple[str, str]] = deque()
        self._markers: dict[tuple[str, str], int] = {}

    def append(self, entries: Sequence[Entry]) -> None:
        """See `Store`."""
        with self._lock:
            for entry in entries:
                if (entry.target, entry.id) not in self._places:
                    self._add(entry)
                    self._ages.append((entry.target, entry.id))
            while len(self._places) > self._most:
                self._drop(self._ages.popleft())

    def _add(self, entry: Entry) -> None:
        kept = self._entries.setdefault(entry.target, [])
        time = entry.time
        at = bisect_left(kept, time, key=_TIME)
        while at < len(kept) and kept[at].time == time:
            at += 1
            time += 1
        kept.insert(at, entry._replace(time=time))
        self._places[entry.target, entry.id] = time

    def _drop(self, which: tuple[str, str]) -> None:
        """Drop an entry; the caller takes it out of `_ages`."""
        time = self._places.pop(which)
        target = which[0]
        kept = self._entries[target]
        del kept[bisect_left(kept, time, key=_TIME)]
        if not kept:
            del self._entries[target]

    def page(self, page: Page) -> list[Entry]:
        """See `Store`."""
        with self._lock:
            kept = self._entries.get(page.target, [])
            after = -1 if page.after is None else self._time(page.target, page.after)
            before = None if page.before is None else self._time(page.target, page.before)
            if after is None or (page.before and before is None):
                return []
            low = bisect_right(kept, after, key=_TIME)
            high = len(kept) if before is None else bisect_left(kept, before, key=_TIME)
            if page.newest:
                return _last(kept, range(low, high), page.limit, page.events)
            return _first(kept, range(low, high), page.limit, page.events)

    def around(self, around: Around) -> list[Entry]:
        """See `Store`."""
        with self._lock:
            kept = self._entries.get(around.target, [])
            middle = self._time(around.target, around.middle)
            if middle is None:
                return []
            at = bisect_left(kept, middle, key=_TIME)
            older = _last(kept, range(at), around.limit, around.events)
            newer = _first(kept, range(at, len(kept)), around.limit, around.events)
        return nearest(older, newer, around.limit)

    def targets(self, targets: Targets) -> list[tuple[str, int]]:
        """See `Store`."""
        among = set(targets.among)
        with self._lock:
            times = {
                name: _last_spoken(kept)
                for name, kept in self._entries.items()
                if name in among or (targets.account and targets.account in parties(name))
            }
        found = [(time, name) for name, time in times.items()]
        chosen = sorted(pair for pair in found if targets.after < pair[0] < targets.before)
        return [(name, time) for time, name in chosen[: targets.limit]]

    def search(self, search: Search) -> list[Entry]:
        """See `Store`."""
        terms = terms_of(search.words)
        if search.words and not terms:
            return []
        among = set(search.among)
        with self._lock:
            places = [tuple(kept) for target, kept in self._entries.items() if target in among]
        # Whoever stores does not wait for what follows.
        found = [
            (entry.time, number, entry)
            for number, kept in enumerate(places)
            for entry in kept
            if _is_sought(entry, search)
        ]
        found.sort(reverse=True)
        hits = (entry for _, _, entry in found if matches(words_of(entry.text), terms))
        return [entry for entry, _ in zip(hits, range(search.limit), strict=False)]

    def find(self, find: Find) -> Entry | None:
        """See `Store`."""
        with self._lock:
            found = self._get(find.target, find.id)
        return found if found and found.kind else None

    def redact(self, target: str, id: str) -> bool:  # noqa: A002
        """See `Store`."""
        with self._lock:
            found = self._get(target, id)
            if not found or not found.kind:
                return False
            kept = self._entries[target]
            blank = found._replace(kind="", source="", account="", text="", tags="")
            kept[bisect_left(kept, found.time, key=_TIME)] = blank
            return True

    def rename(self, old: str, new: str) -> None:
        """See `Store`."""
        with self._lock:
            if old in self._entries and old != new:
                self._rename(old, new)
            ages = ((new, which[1]) if which[0] == old else which for which in self._ages)
            self._ages = deque(dict.fromkeys(ages))
            for (owner, target), time in tuple(self._markers.items()):
                if target == old != new:
                    del self._markers[owner, old]
                    self._markers[owner, new] = max(time, self._markers.get((owner, new), 0))

    def _rename(self, old: str, new: str) -> None:
        moving, there = self._entries.pop(old), self._entries.pop(new, [])
        for entry in moving:
            del self._places[old, entry.id]
        for entry in there:
            del self._places[new, entry.id]
        for entry in moving + there:
            if (new, entry.id) not in self._places:
                self._add(entry._replace(target=new))

    def mark(self, owner: str, target: str, time: int) -> int:
        """See `Store`."""
        with self._lock:
            marker = max(time, self._markers.pop((owner, target), 0))
            self._markers[owner, target] = marker
            if len(self._markers) > self._most:
                del self._markers[next(iter(self._markers))]  # moved longest ago
            return marker

    def marker(self, owner: str, target: str) -> int:
        """See `Store`."""
        with self._lock:
            return self._markers.get((owner, target), 0)

    def clocks(self) -> Mapping[str, int]:
        """See `Store`."""
        with self._lock:
            return {target: kept[-1].time for target, kept in self._entries.items()}

    def expire(self, older_than: int, keep_per_target: int, at_most: int) -> int:
        """See `Store`."""
        with self._lock:
            going: list[tuple[str, str]] = []
            for target, kept in self._entries.items():
                old = bisect_left(kept, older_than, key=_TIME)
                over = len(kept) - keep_per_target if keep_per_target else 0
                going += [(target, entry.id) for entry in kept[: max(old, over)]]
            going = going[:at_most]
            for which in going:
                self._drop(which)
            gone = set(going)
            self._ages = deque(which for which in self._ages if which not in gone)
            self._markers = {
                place: time for place, time in self._markers.items() if time >= older_than
            }
        return len(going)

    def index(self, at_most: int) -> int:
        """See `Store`: a search looks at everything, so that there is nothing to do."""
        return 0

    def stats(self) -> Stats:
        """See `Store`."""
        with self._lock:
            kept = list(self._entries.values())
            return Stats(
                entries=len(self._places),
                targets=len(kept),
                oldest=min((entries[0].time for entries in kept), default=0),
                newest=max((entries[-1].time for entries in kept), default=0),
                size=sum(_OVERHEAD + len(e.text) + len(e.tags) for es in kept for e in es),
                index_size=0,
                unindexed=0,
            )

    def close(self) -> None:
        """See `Store`."""

    def _get(self, target: str, id: str) -> Entry | None:  # noqa: A002
        time = self._places.get((target, id))
        if time is None:
            return None
        kept = self._entries[target]
        return kept[bisect_left(kept, time, key=_TIME)]

    def _time(self, target: str, bound: Bound) -> int | None:
        if not bound.id:
            return bound.time
        time = self._places.get((target, bound.id))
        return time_in(bound.id) if time is None else time


def _first(kept: Sequence[Entry], among: Iterable[int], limit: int, events: bool) -> list[Entry]:
    """The first of some entries that are wanted; no more are looked at than it takes."""
    wanted = (kept[at] for at in among if _is_wanted(kept[at], events))
    return list(islice(wanted, limit))


def _last(kept: Sequence[Entry], among: range, limit: int, events: bool) -> list[Entry]:
    return _first(kept, reversed(among), limit, events)[::-1]


def _is_wanted(entry: Entry, events: bool) -> bool:
    return bool(entry.kind) if events else entry.kind in SPOKEN


def _is_sought(entry: Entry, search: Search) -> bool:
    """Whether a search wants an entry if its words match."""
    if entry.kind not in SPOKEN or entry.time <= search.after:
        return False
    if search.before and entry.time >= search.before:
        return False
    nick = entry.source.partition("!")[0]
    return not search.sender or ascii_fold(nick) == ascii_fold(search.sender)


def _last_spoken(kept: Sequence[Entry]) -> int:
    return next((entry.time for entry in reversed(kept) if entry.kind in SPOKEN), -1)
