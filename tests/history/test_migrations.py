"""The tables of the history: brought up to date step by step, each whole or not at all."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from netcore.core.history import Find, Page, Search, Targets
from netcore.errors import StartError
from netcore.history import migrations
from netcore.history.sqlite import SqliteReader, SqliteStore
from tests.history.entries import START, entry, numbers

FIRST = Path(__file__).with_name("data") / "first_schema.sql"


@pytest.fixture
def old(path: Path) -> Path:
    """A history as the first version had it."""
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(FIRST.read_text(encoding="utf-8"))
    return path


def tables(path: Path) -> list[tuple[str, str, str]]:
    """What a database is made of."""
    with closing(sqlite3.connect(path)) as connection:
        return [
            (kind, name, " ".join((sql or "").split()))
            for kind, name, sql in connection.execute(
                "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name"
            )
        ]


def version(path: Path) -> int:
    """The version of a database's tables."""
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_the_first_tables_become_the_present_ones(old: Path, tmp_path: Path) -> None:
    """An upgrade ends where a new file begins, and everything is still there."""
    new = tmp_path / "new.db"
    SqliteStore(new).close()
    store = SqliteStore(old)
    try:
        assert numbers(store.page(Page("#room", 9))) == [0, 1]
        assert store.targets(Targets((), "bob", 0, 1 << 42, 9)) == [("alice bob", START + 2)]
        store.append([entry(5)])
        assert store.mark("bob", "#room", 7) == 7
        store.index(100)
        assert numbers(store.search(Search(("#room",), "message", 9, "BOB"))) == [5, 1, 0]
    finally:
        store.close()
    assert tables(old) == tables(new)
    assert version(old) == version(new) == migrations.VERSION


def test_what_an_older_version_stored_is_found_by_its_id(old: Path) -> None:
    """Also what has an id that says another time; nothing is stored twice."""
    with closing(sqlite3.connect(old)) as connection, connection:
        connection.execute("UPDATE entries SET id = 'strange', time = 999999 WHERE seq = 1")
    store = SqliteStore(old)
    try:
        strange = entry(0)._replace(id="strange", time=999_999)
        store.append([strange, entry(1), entry(2)])
        assert store.page(Page("#room", 9)) == [strange, entry(1), entry(2)]
        assert store.find(Find("#room", "strange")) == strange
        assert store.find(Find("#room", entry(1).id)) == entry(1)
    finally:
        store.close()


def test_the_first_step_is_frozen(old: Path) -> None:
    """The first step makes the tables that the frozen file has."""
    made = old.with_name("made.db")
    with closing(sqlite3.connect(made, isolation_level=None)) as connection:
        for statement in migrations.STEPS[0]:
            connection.execute(statement)
    assert tables(made) == tables(old)


KILLED = """
import os, sqlite3, sys
from netcore.history import migrations

path, at = sys.argv[1], int(sys.argv[2])
connection = sqlite3.connect(path, isolation_level=None)
connection.execute("PRAGMA journal_mode = WAL")
seen = 0

def trace(statement):
    global seen
    seen += 1
    if seen == at:
        os.kill(os.getpid(), 9)

connection.set_trace_callback(trace)
migrations.migrate(connection, path)
print(seen)
"""


def migrate_killed(path: Path, at: int) -> int:
    """Migrate in a process that is killed at a statement; how it ended."""
    return subprocess.run(
        [sys.executable, "-c", KILLED, str(path), str(at)], check=False, capture_output=True
    ).returncode


def kill_points() -> Iterator[int]:
    """Every statement of all steps, and those around them."""
    yield from range(4, 4 + sum(len(step) + 3 for step in migrations.STEPS))


def test_a_migration_that_is_killed_is_done_or_not_begun(tmp_path: Path) -> None:
    """At whatever statement: the tables are those of one version, and the next start goes on."""
    whole: dict[int, list[tuple[str, str, str]]] = {}
    with closing(sqlite3.connect(tmp_path / "whole.db", isolation_level=None)) as connection:
        whole[0] = []
        for number, step in enumerate(migrations.STEPS, 1):
            for statement in step:
                connection.execute(statement)
            whole[number] = tables(tmp_path / "whole.db")
    seen = set()
    for at in kill_points():
        path = tmp_path / f"killed-{at}.db"
        sqlite3.connect(path).close()
        if migrate_killed(path, at) == 0:
            break
        assert tables(path) == whole[version(path)]
        seen.add(version(path))
        SqliteStore(path).close()
        assert tables(path) == whole[migrations.VERSION]
    assert seen >= set(range(migrations.VERSION))


def test_a_newer_history_is_refused(path: Path) -> None:
    """It says whose it is, and is left as it was."""
    SqliteStore(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {migrations.VERSION + 1}")
    with pytest.raises(StartError, match=r"written by a newer chat-tui .* update chat-tui"):
        SqliteStore(path)
    with pytest.raises(StartError, match="newer chat-tui"):
        SqliteReader(path).check()
    assert version(path) == migrations.VERSION + 1


def test_an_older_history_is_read_when_it_is_up_to_date(old: Path) -> None:
    """Who only reads changes nothing: it says how it is brought up to date."""
    with pytest.raises(StartError, match=r"of an older chat-tui.*start `chat-tui host` once"):
        SqliteReader(old).check()
    assert version(old) == 1
