"""A write-ahead log that is gone: what is in the file counts, or one line says what is wrong."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from netcore.core.history import Page, Search
from netcore.errors import StartError
from netcore.history.opening import is_sound
from netcore.history.sqlite import SqliteStore
from tests.history.entries import entry, numbers, some

ROUNDS = 4

FLOOD = """
import sys
from pathlib import Path
from netcore.history import sqlite
from tests.history.entries import entry

store = sqlite.SqliteStore(Path(sys.argv[1]))
for at in range(0, 1_000_000, 20):
    store.append([entry(number) for number in range(at, at + 20)])
    # Now and then the log is brought into the file.
    sqlite._LOG_LIMIT = 1 << 40 if at % 140 else 0
    store.index(500)
    print(at, flush=True)
"""


def flood_and_kill(path: Path, batches: int) -> None:
    """Let a process store, and bring its log into the file now and then; kill it."""
    command = [sys.executable, "-c", FLOOD, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        for _ in range(batches):
            assert process.stdout.readline()
        process.send_signal(signal.SIGKILL)


def is_refused_or_whole(path: Path) -> bool:
    """Whether a history is refused in one line; if not, it has to have no gap, and to go on."""
    if not is_sound(path):
        with pytest.raises(StartError, match=r"\A.*is damaged: move it aside with --rescue.*\Z"):
            SqliteStore(path)
        return True
    store = SqliteStore(path)
    kept = numbers(store.page(Page("#room", 1_000_000)))
    assert kept == list(range(len(kept)))
    store.append([entry(900_000, "quite new")])
    while store.index(1_000):
        pass
    assert numbers(store.search(Search(("#room",), "quite new", 9))) == [900_000]
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    return False


@pytest.mark.parametrize("lost", [("-wal",), ("-wal", "-shm")])
def test_a_history_whose_log_is_gone_begins_as_it_did(
    tmp_path: Path, lost: tuple[str, ...]
) -> None:
    """Killed amid storing, and tidied up by somebody: a beginning without a gap, or one line."""
    chance = random.Random(len(lost))
    for number in range(ROUNDS):
        path = tmp_path / str(number) / "history.db"
        flood_and_kill(path, chance.randrange(1, 100))
        for suffix in lost:
            path.with_name(f"history.db{suffix}").unlink()
        is_refused_or_whole(path)


def test_half_of_a_log_is_not_taken_for_a_history(path: Path) -> None:
    """Killed while the log was brought into the file, at any page, and the log gone after that."""
    store = SqliteStore(path)
    store.append([entry(number, nick=f"n{number % 50}") for number in range(1_000)])
    store.close()
    before = path.read_bytes()
    store = SqliteStore(path)
    store.append([entry(number, nick=f"n{number % 50}") for number in range(1_000, 1_005)])
    store.close()
    after = path.read_bytes()
    refused = 0
    for at in range(0, len(after) + 1, 4096):
        path.write_bytes(after[:at] + before[at:])
        refused += is_refused_or_whole(path)
    assert refused


def test_an_index_that_is_ahead_of_its_history_is_made_again(path: Path) -> None:
    """An older copy of the history beside a newer index: what comes now is found, as all else."""
    store = SqliteStore(path)
    store.append(some(5))
    store.redact("#room", entry(1).id)
    store.close()
    older = path.read_bytes()
    store = SqliteStore(path)
    store.append([entry(number) for number in range(5, 10)])
    store.redact("#room", entry(2).id)
    while store.index(100):
        pass
    store.close()
    path.write_bytes(older)
    store = SqliteStore(path)
    store.append([entry(20)])
    while store.index(100):
        pass
    assert numbers(store.search(Search(("#room",), "message", 9))) == [20, 4, 3, 2, 0]
    store.close()
