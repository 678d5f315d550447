"""Copies that another program makes of a history while it is written to."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from threading import Event

from netcore.core.history import Page, Search
from netcore.history.sqlite import SqliteStore
from tests.history.entries import entry, numbers

COPIES = 5

COPYING = """
import sqlite3, sys

connection = sqlite3.connect(sys.argv[1], isolation_level=None)
for line in sys.stdin:
    connection.execute("VACUUM INTO ?", (line.rstrip(),))
    print(flush=True)
"""


class Flood:
    """Stores and indexes without a pause; whatever fails is raised by the future of `run`."""

    def __init__(self, store: SqliteStore) -> None:
        self.stored = 0
        self.going = Event()
        self._store = store
        self._over = Event()

    def run(self) -> None:
        """Go on until stopped."""
        for size in count(1):
            batch = range(self.stored, self.stored + size % 40 + 1)
            self._store.append([entry(number) for number in batch])
            self.stored = batch.stop
            self._store.index(40)
            self.going.set()
            if self._over.is_set():
                return

    @contextmanager
    def meanwhile(self) -> Iterator[None]:
        """Run on another thread for as long as the block takes."""
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(self.run)
            try:
                assert self.going.wait(20)
                yield
            finally:
                self._over.set()
            running.result(20)


def test_a_copy_made_while_much_is_stored_is_a_history(sqlite: SqliteStore, tmp_path: Path) -> None:
    """By VACUUM INTO: no gap, all that was stored before it, and who stores meets no lock."""
    flood = Flood(sqlite)
    made: list[tuple[Path, int]] = []
    command = [sys.executable, "-c", COPYING, str(sqlite.path)]
    with (
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process,
        flood.meanwhile(),
    ):
        assert process.stdin
        assert process.stdout
        for number in range(COPIES):
            made.append((tmp_path / f"copy{number}" / "history.db", flood.stored))
            made[-1][0].parent.mkdir()
            print(made[-1][0], file=process.stdin, flush=True)
            assert process.stdout.readline()
    for copy, before in made:
        assert is_history(copy) >= before


def is_history(copy: Path) -> int:
    """How many entries a copy has, which opens, is in order, has no gap and can be searched."""
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    store = SqliteStore(copy)
    kept = numbers(store.page(Page("#room", 1_000_000)))
    assert kept == list(range(len(kept)))
    while store.index(10_000):
        pass
    assert numbers(store.search(Search(("#room",), "message", 2))) == kept[:-3:-1]
    store.close()
    return len(kept)
