"""Measure the history with many messages in it: `python tests/bench/history_bench.py -n 1000000`.

Rates are of wall time, beside a floor: as many rows put by a bare `executemany` into a table of two
columns, in batches and with settings alike. Times of questions are the median of several and the
slowest of them; the first ones are asked of a store that was just opened.
"""

import argparse
import random
import sqlite3
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from time import perf_counter, process_time

from netcore.core.history import Around, Bound, Entry, Page, Search, Targets
from netcore.core.stamps import Stamps
from netcore.history.opening import connect, index_of
from netcore.history.sqlite import SqliteStore
from netcore.history.upkeep import Upkeep

_EPOCH = 1_790_000_000_000
_ROOMS = 10
_PEOPLE = 100
_VOCABULARY = 5_000
_FEW = 2_000


def entries(number: int, seed: int = 1) -> Iterator[Entry]:
    """What a hundred people say in ten rooms: a dozen words each, one of them in all."""
    chance = random.Random(seed)
    stamps = Stamps("a1b2c3d4")
    words = [f"{chance.randrange(16**4):x}{index}" for index in range(_VOCABULARY)]
    weights = [1 / (index + 1) for index in range(_VOCABULARY)]
    said = [
        " ".join(chance.choices(words, weights, k=chance.randrange(3, 18))) for _ in range(_FEW)
    ]
    for index in range(number):
        time = _EPOCH + index * 5
        person = chance.randrange(_PEOPLE)
        yield Entry(
            stamps.next_id(time),
            time,
            f"#room{chance.randrange(_ROOMS)}",
            "PRIVMSG",
            f"person{person}!~person@{person}.example.org",
            f"person{person}" if person % 2 else "",
            f"common {said[chance.randrange(_FEW)]} u{index}",
            "",
        )


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of wall time and of this process's CPU."""
    wall, cpu = perf_counter(), process_time()
    work()
    return perf_counter() - wall, process_time() - cpu


def tell_rate(what: str, count: int, taken: tuple[float, float]) -> None:
    """Print what one message costs."""
    wall, cpu = (1e6 * seconds / count for seconds in taken)
    print(f"{what:<44}{wall:8.2f} µs a message  ({cpu:.2f} of CPU, {1e6 / wall:,.0f}/s)")


def floor(path: Path, texts: list[str], batch: int) -> tuple[float, float]:
    """The least that storing may cost: rows of a number and a text."""
    sqlite3.connect(path).close()
    with closing(connect(path, "process")) as connection:
        connection.execute("CREATE TABLE floor (no INTEGER PRIMARY KEY, text TEXT)")
        rows = list(enumerate(texts))

        def work() -> None:
            for at in range(0, len(rows), batch):
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany("INSERT INTO floor VALUES (?, ?)", rows[at : at + batch])
                connection.execute("COMMIT")

        return timed(work)


def append(store: SqliteStore, said: list[Entry], batch: int) -> float:
    """Store them; the longest time that one batch took."""
    worst = 0.0
    for at in range(0, len(said), batch):
        begun = perf_counter()
        store.append(said[at : at + batch])
        worst = max(worst, perf_counter() - begun)
    return worst


def index_all(store: SqliteStore) -> None:
    """Index in the steps that the upkeep does."""
    while store.index(500):
        pass


def storing(folder: Path, number: int) -> None:
    """Fill a store, and tell what that costs."""
    said = list(entries(number))
    texts = [entry.text for entry in said]
    sample = min(number, 200_000)
    for batch in (200, 20, 1):
        count = max(1, sample * batch // 200)
        taken = floor(folder / f"floor{batch}.db", texts[:count], batch)
        tell_rate(f"floor: two columns, batches of {batch}", count, taken)
        with closing(SqliteStore(folder / f"batch{batch}.db")) as store:
            taken = timed(partial(append, store, said[:count], batch))
            tell_rate(f"append, batches of {batch}", count, taken)
    path = folder / "history.db"
    with closing(SqliteStore(path)) as store:
        worst = 0.0

        def work() -> None:
            nonlocal worst
            worst = append(store, said, 200)

        tell_rate(f"append, {number:,} in batches of 200", number, timed(work))
        print(f"{'  the slowest batch':<44}{worst * 1e3:8.2f} ms")
        tell_rate("index, in steps of 500", number, timed(lambda: index_all(store)))
    mean = sum(len(text.encode()) for text in texts) / number
    print(f"{'bytes a message in the database':<44}{path.stat().st_size / number:8.0f}", end="")
    print(f"  (its text has {mean:.0f})")
    print(
        f"{'bytes a message in the index besides':<44}{index_of(path).stat().st_size / number:8.0f}"
    )


def beside_upkeep(folder: Path, number: int) -> None:
    """What storing costs while another thread indexes, and how soon a message is found."""
    said = list(entries(min(number, 200_000), seed=2))
    with closing(SqliteStore(folder / "beside.db")) as store:
        upkeep = Upkeep(store, complain=print)
        upkeep.start()
        try:
            tell_rate(
                "append while it is indexed", len(said), timed(lambda: append(store, said, 200))
            )
            last = said[-1]
            begun = perf_counter()
            while not store.search(Search((last.target,), last.text.split()[-1], 1)):
                pass
            print(f"{'  and all of it is found after':<44}{perf_counter() - begun:8.2f} s")
            one = last._replace(id=f"{last.id}x", time=last.time + 1, text="needle")
            begun = perf_counter()
            store.append([one])
            while not store.search(Search((last.target,), "needle", 1)):
                pass
            print(f"{'  a single message is found after':<44}{perf_counter() - begun:8.2f} s")
        finally:
            upkeep.stop()


def asking(path: Path, number: int) -> None:
    """Ask a store that was just opened, and ask again."""
    middle = Bound(time=_EPOCH + number * 5 // 2)
    rooms = tuple(f"#room{room}" for room in range(_ROOMS))
    rare = f"u{number // 2}"
    with closing(SqliteStore(path)) as store:
        questions: dict[str, Callable[[], object]] = {
            "page: LATEST, 100 messages": lambda: store.page(Page("#room3", 100)),
            "page: BEFORE the middle, 100": lambda: store.page(Page("#room3", 100, before=middle)),
            "page: AROUND the middle, 100": lambda: store.around(Around("#room3", 100, middle)),
            "targets: 10 rooms": lambda: store.targets(Targets(rooms, "", 0, 1 << 42, 50)),
            "search: a common word, one room, 50": lambda: store.search(
                Search(("#room3",), "common", 50)
            ),
            "search: a common word, all rooms, 50": lambda: store.search(
                Search(rooms, "common", 50)
            ),
            "search: a rare word": lambda: store.search(Search(rooms, rare, 50)),
            "search: a common word with a rare one": lambda: store.search(
                Search(rooms, f"common {rare}", 50)
            ),
            "search: the beginning of a word": lambda: store.search(Search(rooms, "comm*", 50)),
            "search: a common word of one person": lambda: store.search(
                Search(rooms, "common", 50, sender="person7")
            ),
            "search: a common word, nobody said it there": lambda: store.search(
                Search(("#room3",), "common", 50, sender="nobody")
            ),
            "clocks (once, when a host starts)": store.clocks,
            "stats": store.stats,
        }
        for what, ask in questions.items():
            first = timed(ask)[0]
            times = [timed(ask)[0] for _ in range(20)]
            print(
                f"{what:<44}{statistics.median(times) * 1e3:8.2f} ms"
                f"  (first {first * 1e3:.2f}, slowest {max(times) * 1e3:.2f})"
            )


def main() -> None:
    """Measure, in a folder that is deleted afterwards."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", "--number", type=int, default=1_000_000, help="messages (1000000)")
    args = parser.parse_args()
    print(f"{args.number:,} messages, SQLite {sqlite3.sqlite_version}")
    with tempfile.TemporaryDirectory() as folder:
        storing(Path(folder), args.number)
        beside_upkeep(Path(folder), args.number)
        asking(Path(folder, "history.db"), args.number)


if __name__ == "__main__":
    main()
