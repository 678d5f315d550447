"""What was stored stays: through a kill at any moment, a full disk, and many who read and write."""

from __future__ import annotations

import random
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event

import pytest

from netcore.core.history import Bound, Entry, Page, Search
from netcore.errors import HistoryError
from netcore.history.opening import connect, failed
from netcore.history.sqlite import SqliteReader, SqliteStore
from tests.history.entries import START, entry, numbers, some

ROUNDS = 12

FLOOD = """
import sys
from pathlib import Path
from netcore.history.sqlite import SqliteStore
from netcore.history.upkeep import Upkeep
from tests.history.entries import entry

store = SqliteStore(Path(sys.argv[1]), sys.argv[2])
Upkeep(store, complain=print).start()
number = int(sys.argv[3])
for size in range(1, 100_000):
    batch = [entry(n) for n in range(number, number + size % 40 + 1)]
    store.append(batch)
    number += len(batch)
    print(number, flush=True)
"""


def flood_and_kill(path: Path, durability: str, first: int, lines: int) -> int:
    """Let a process store and tell, kill it; the number behind the last that it told of."""
    command = [sys.executable, "-c", FLOOD, str(path), durability, str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        told = first
        for _ in range(lines):
            told = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        # What it told of until it was dead counts as well; half a line does not.
        rest = process.stdout.read().rpartition("\n")[0].split()
        return int(rest[-1]) if rest else told


@pytest.mark.parametrize("durability", ["process", "power"])
def test_what_was_acknowledged_outlives_a_kill(path: Path, durability: str) -> None:
    """Again and again: each entry is there once, in order, and the file opens without help."""
    chance = random.Random(durability)
    first = 0
    for _ in range(ROUNDS):
        told = flood_and_kill(path, durability, first, chance.randrange(1, 60))
        store = SqliteStore(path)
        kept = numbers(store.page(Page("#room", 1_000_000)))
        assert kept == list(range(len(kept)))
        assert len(kept) >= told
        store.close()
        first = len(kept)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_power_means_that_the_disk_has_it(path: Path) -> None:
    """Each commit waits for the disk, which it need not to outlive the process alone."""
    SqliteStore(path).close()
    for durability, level in (("process", 1), ("power", 2)):
        with closing(connect(path, durability)) as connection:  # type: ignore[arg-type]
            assert connection.execute("PRAGMA synchronous").fetchone() == (level,)


@contextmanager
def no_file_above(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond a size, as on a disk that has no room."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def append_until_it_fails(store: SqliteStore, first: int) -> int:
    """Store entries while there is room; how many."""
    for at in range(first, first + 1000, 4):
        try:
            store.append([entry(number, "x" * 5000) for number in range(at, at + 4)])
        except HistoryError:
            return at - first
    raise AssertionError("there was room for everything")


def test_a_disk_without_room_is_told_and_passes(sqlite: SqliteStore) -> None:
    """Nothing of what failed is stored, and the next append works as soon as there is room."""
    sqlite.append(some(3))
    with no_file_above(300_000):
        stored = 3
        for _ in range(3):
            stored += append_until_it_fails(sqlite, stored)
    sqlite.append([entry(9999)])
    kept = numbers(sqlite.page(Page("#room", 10_000)))
    assert kept == [*range(stored), 9999]
    assert sqlite.clocks() == {"#room": START + 9999}


def test_a_file_that_another_program_holds_is_told_and_passes(sqlite: SqliteStore) -> None:
    """It waits for half a second, so that the chat does not wait for long."""
    with closing(sqlite3.connect(sqlite.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(HistoryError, match="another program holds the file"):
            sqlite.append(some(3))
        other.execute("COMMIT")
    sqlite.append(some(3))
    assert sqlite.stats().entries == 3


def test_an_entry_that_no_file_can_hold_is_told(sqlite: SqliteStore) -> None:
    """A time beyond all numbers: the batch is refused, the next is stored."""
    with pytest.raises(HistoryError):
        sqlite.append([entry(1), entry(2, time=1 << 70)])
    sqlite.append([entry(1)])
    assert numbers(sqlite.page(Page("#room", 9))) == [1]


@pytest.mark.parametrize(
    ("says", "wanted"),
    [
        ("database or disk is full", "make room on the disk"),
        ("database is locked", "another program holds the file"),
        ("database disk image is malformed", "stop the host and move it aside with --rescue"),
        ("file is not a database", "stop the host and move it aside with --rescue"),
        ("disk I/O error", "it is tried again by itself"),
    ],
)
def test_every_failure_says_what_to_do(says: str, wanted: str) -> None:
    """In one line, with what the system says."""
    error = failed("stored", sqlite3.OperationalError(says))
    assert wanted in str(error)
    assert says in str(error)
    assert "\n" not in str(error)


def busy(store: SqliteStore, batches: list[list[Entry]], done: Event) -> None:
    """Store batches, then tell."""
    try:
        for batch in batches:
            store.append(batch)
    finally:
        done.set()


def until(done: Event, work: Callable[[], None]) -> int:
    """Do something until others are done, and once more; how often."""
    count = 1
    while not done.is_set():
        work()
        count += 1
    work()
    return count


def test_many_read_while_one_writes(sqlite: SqliteStore) -> None:
    """No reader meets a lock or a gap: not in a page, not in a search, not in a walk."""
    every = some(12_000)
    batches = [every[at : at + 40] for at in range(0, len(every), 40)]
    done = Event()

    def page() -> None:
        kept = numbers(sqlite.page(Page("#room", 100)))
        assert kept == list(range(kept[0], kept[0] + len(kept))) if kept else True

    def search() -> None:
        found = numbers(sqlite.search(Search(("#room",), "message", 100)))
        assert found == sorted(found, reverse=True)

    def index() -> None:
        sqlite.index(300)

    def walk() -> None:
        after = Bound(time=0)
        count = 0
        while some_more := sqlite.page(Page("#room", 500, after, newest=False)):
            assert numbers(some_more) == list(range(count, count + len(some_more)))
            after, count = Bound(some_more[-1].id), count + len(some_more)

    with ThreadPoolExecutor(5) as pool:
        writing = pool.submit(busy, sqlite, batches, done)
        reading = [pool.submit(until, done, work) for work in (page, search, index, walk)]
        writing.result(60)
        assert min(future.result(60) for future in reading) > 1
    while sqlite.index(1000):
        pass
    assert numbers(sqlite.search(Search(("#room",), "message", 3))) == [11_999, 11_998, 11_997]


def test_what_is_old_goes_while_new_things_come(sqlite: SqliteStore) -> None:
    """Dropping in steps leaves the newest, all of them, and the index with the same."""
    every = some(6_000)
    batches = [every[at : at + 30] for at in range(0, len(every), 30)]
    done = Event()

    def expire() -> None:
        sqlite.expire(0, 1_000, 100)
        sqlite.index(500)

    with ThreadPoolExecutor(2) as pool:
        writing = pool.submit(busy, sqlite, batches, done)
        pool.submit(until, done, expire).result(60)
        writing.result(60)
    while sqlite.expire(0, 1_000, 500):
        pass
    while sqlite.index(1000):
        pass
    kept = list(range(5_000, 6_000))
    assert numbers(sqlite.page(Page("#room", 10_000))) == kept
    assert numbers(sqlite.search(Search(("#room",), "message", 10_000))) == kept[::-1]


def test_senders_that_nothing_is_left_of_are_forgotten(sqlite: SqliteStore) -> None:
    """Names go with what they said, but not those that are said again meanwhile."""
    sqlite.append([entry(1, nick="alice"), entry(2, nick="bob"), entry(3, nick="carol")])
    while sqlite.expire(START + 3, 0, 10):
        sqlite.append([entry(4, nick="alice")])
    with closing(sqlite3.connect(sqlite.path)) as connection:
        left = connection.execute("SELECT source FROM origins ORDER BY source").fetchall()
    assert left == [("alice!alice@host",), ("carol!carol@host",)]
    sqlite.append([entry(5, nick="bob")])
    assert [e.source[:3] for e in sqlite.page(Page("#room", 9))] == ["car", "ali", "bob"]


def test_more_names_than_are_remembered(
    sqlite: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that were forgotten are looked up again."""
    monkeypatch.setattr("netcore.history.writing._KNOWN", 3)
    for round_ in range(3):
        for number in range(10):
            sqlite.append([entry(round_ * 10 + number, target=f"#t{number}", nick=f"n{number}")])
    assert sqlite.stats().targets == 10
    assert numbers(sqlite.page(Page("#t7", 9))) == [7, 17, 27]


def test_the_log_is_brought_into_the_file(
    sqlite: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By whoever indexes, so that it does not grow for ever."""
    monkeypatch.setattr("netcore.history.sqlite._LOG_LIMIT", 100_000)
    log = sqlite.path.with_name("history.db-wal")
    largest = 0
    for number in range(300):
        sqlite.append([entry(number, "x" * 5000)])
        sqlite.index(100)
        largest = max(largest, log.stat().st_size)
    assert largest < 1_000_000
    assert sqlite.path.stat().st_size > 1_500_000


def test_a_reader_beside_the_host_sees_what_was_stored(sqlite: SqliteStore) -> None:
    """From another process as from this one, without a lock."""
    sqlite.append(some(3))
    sqlite.index(100)
    reader = SqliteReader(sqlite.path)
    reader.check()
    assert numbers(reader.page(Page("#room", 9))) == [0, 1, 2]
    assert numbers(reader.search(Search(("#room",), "message", 2))) == [2, 1]
    sqlite.append([entry(3)])
    assert numbers(reader.page(Page("#room", 9))) == [0, 1, 2, 3]
    assert reader.names() == ["#room"]
    reader.close()
