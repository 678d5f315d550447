"""The file and the memory answer alike, whatever is stored and asked."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netcore.core.history import Around, Bound, Entry, Find, Page, Query, Search, Targets
from netcore.history.base import Store
from netcore.history.memory import MemoryStore
from netcore.history.sqlite import SqliteStore
from tests.history.entries import START, entry, id_of

NUMBERS = st.integers(0, 30)
TARGETS = st.sampled_from(["#a", "#b", "#c", "bob carol", "bob bob"])
TEXTS = st.lists(
    st.sampled_from(["one", "Two", "thrée", "四五", "it's", "\x02six\x02", "two_one", "👍"]),
    max_size=4,
).map(" ".join)
ENTRIES = st.builds(
    entry,
    NUMBERS,
    TEXTS,
    target=TARGETS,
    kind=st.sampled_from(["PRIVMSG", "PRIVMSG", "NOTICE", "JOIN"]),
    nick=st.sampled_from(["bob", "Carol", "d[e]"]),
    time=NUMBERS.map(lambda number: START + number),
)
BATCHES = st.lists(st.lists(ENTRIES, max_size=6), max_size=6)
BOUNDS = st.none() | st.one_of(
    NUMBERS.map(lambda number: Bound(id_of(number))),
    NUMBERS.map(lambda number: Bound(time=START + number)),
    st.just(Bound("strange")),
)
LIMITS = st.integers(0, 12)
WORDS = TEXTS | st.sampled_from(["t*", "四", '"two one"', "five", "?"])
TIMES = st.just(0) | NUMBERS.map(lambda number: START + number)
QUERIES: st.SearchStrategy[Query] = st.one_of(
    st.builds(Page, TARGETS, LIMITS, BOUNDS, BOUNDS, st.booleans(), st.booleans()),
    st.builds(Around, TARGETS, LIMITS, BOUNDS.map(lambda b: b or Bound(time=START)), st.booleans()),
    st.builds(
        Targets, st.lists(TARGETS).map(tuple), st.sampled_from(["", "bob"]), TIMES, TIMES, LIMITS
    ),
    st.builds(
        Search,
        st.lists(TARGETS).map(tuple),
        WORDS,
        LIMITS,
        st.sampled_from(["", "BOB", "D[E]", "x"]),
        TIMES,
        TIMES,
    ),
    st.builds(Find, TARGETS, NUMBERS.map(id_of)),
)
CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("redact"), TARGETS, NUMBERS),
        st.tuples(st.just("rename"), st.sampled_from(["#a", "#b"]), NUMBERS),
        st.tuples(st.just("expire"), st.integers(0, 10), NUMBERS),
        st.tuples(st.just("index"), st.integers(1, 9), NUMBERS),
    ),
    max_size=3,
)


def ask(store: Store, query: Query) -> object:
    """What a store answers."""
    match query:
        case Page():
            return store.page(query)
        case Around():
            return store.around(query)
        case Targets():
            return store.targets(query)
        case Search():
            return store.search(query)
        case Find():
            return store.find(query)


def change(store: Store, what: tuple[str, str | int, int]) -> object:
    """Take something out, as far as it goes."""
    match what:
        case "redact", str(target), number:
            return store.redact(target, id_of(number))
        case "rename", str(old), number:
            store.rename(old, "#a" if number % 2 else "#c")
            index_all(store)
            return None
        case "expire", int(keep), number:
            while store.expire(START + number, keep, 3):
                pass
            return None
        case _, int(at_most), _:
            store.index(at_most)
            return None
    raise AssertionError(what)


def index_all(store: Store) -> None:
    """Let searches find everything."""
    while store.index(100):
        pass


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(BATCHES, CHANGES, BATCHES, st.lists(QUERIES, min_size=1, max_size=12))
def test_the_file_answers_as_the_memory_does(
    before: list[list[Entry]],
    changes: list[tuple[str, str | int, int]],
    after: list[list[Entry]],
    queries: list[Query],
) -> None:
    """Also when entries come late, twice, at the same time, and go again."""
    with tempfile.TemporaryDirectory() as folder:
        memory, sqlite = MemoryStore(), SqliteStore(Path(folder, "history.db"))
        try:
            for batch in before:
                memory.append(batch)
                sqlite.append(batch)
            for what in changes:
                assert change(memory, what) == change(sqlite, what)
            for batch in after:
                memory.append(batch)
                sqlite.append(batch)
            index_all(sqlite)
            for query in queries:
                assert ask(sqlite, query) == ask(memory, query), query
            assert sqlite.clocks() == memory.clocks()
            assert sqlite.stats().entries == memory.stats().entries
        finally:
            sqlite.close()
