"""The thread that looks after a store."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest

from netcore.core.history import Page, Search
from netcore.errors import HistoryError
from netcore.history import upkeep
from netcore.history.memory import MemoryStore
from netcore.history.sqlite import SqliteStore
from netcore.history.upkeep import Upkeep
from tests.history.entries import START, entry, numbers, some

PATIENCE = 10.0


def fail(what: str) -> None:
    """What is told when nothing may go wrong."""
    raise AssertionError(what)


def test_what_was_said_is_found_within_a_second(sqlite: SqliteStore) -> None:
    """Nobody has to ask for the index."""
    keeper = Upkeep(sqlite, complain=fail)
    keeper.start()
    try:
        sqlite.append([entry(1)])
        waiting = Event()
        for _ in range(100):
            found = sqlite.search(Search(("#room",), "message", 5))
            if found or waiting.wait(upkeep.INDEX_EVERY / 4):
                break
        assert numbers(found) == [1]
    finally:
        keeper.stop()


class Counted(MemoryStore):
    """Tells when there was nothing more to expire."""

    def __init__(self) -> None:
        super().__init__()
        self.done = Event()

    def expire(self, older_than: int, keep_per_target: int, at_most: int) -> int:
        """Count."""
        gone = super().expire(older_than, keep_per_target, at_most)
        if not gone:
            self.done.set()
        return gone


def test_what_is_too_old_goes_by_itself() -> None:
    """By age in days, and by number."""
    store = Counted()
    store.append([*some(10), *(entry(n, target="#else") for n in range(20, 24))])
    day = 86_400.0
    now = (START + 2) / 1000 + day
    keeper = Upkeep(store, keep_days=1, keep_messages=3, complain=fail, now=lambda: now)
    keeper.start()
    assert store.done.wait(PATIENCE)
    keeper.stop()
    assert numbers(store.page(Page("#room", 99))) == [7, 8, 9]
    assert numbers(store.page(Page("#else", 99))) == [21, 22, 23]


class Failing(MemoryStore):
    """Fails a few times, then works."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error
        self.left = 3
        self.works = Event()

    def index(self, at_most: int) -> int:
        """Fail, or tell that it works."""
        if self.left:
            self.left -= 1
            raise self.error
        self.works.set()
        return 0


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (HistoryError("no room", "make room"), "no room: make room"),
        (ZeroDivisionError(), "the history is not looked after: a defect of chat-tui, see its log"),
    ],
)
def test_a_failure_is_told_once_and_passes(error: Exception, said: str) -> None:
    """It goes on by itself when the cause has gone."""
    store = Failing(error)
    told: list[str] = []
    keeper = Upkeep(store, complain=told.append)
    keeper.start()
    assert store.works.wait(PATIENCE)
    keeper.stop()
    keeper.stop()
    assert told == [said]


def test_indexing_steps_back_in_a_flood() -> None:
    """It rests much longer while very many messages come, and goes on at once afterwards."""
    seconds, stored = [0.0], [0]
    keeper = Upkeep(
        MemoryStore(), complain=fail, stored=lambda: stored[0], clock=lambda: seconds[0]
    )

    def after(span: float, messages: int) -> float:
        seconds[0] += span
        stored[0] += messages
        return keeper.rest(1.0)

    calm = after(1.0, upkeep.BUSY)
    flooded = after(1.0, upkeep.BUSY + 1)
    assert flooded >= 5 * calm
    assert after(0.01, 0) == flooded
    assert after(1.0, 0) == calm
    assert keeper.rest(2.0) == 2 * calm


def test_stopping_what_never_began_is_nothing() -> None:
    """It may be stopped before it was started."""
    Upkeep(MemoryStore(), complain=fail).stop()


def test_of_very_many_read_markers_the_oldest_go(
    sqlite: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where nothing that was said is too old: anybody may set them."""
    monkeypatch.setattr("netcore.history.sqlite.MOST_MARKERS", 2)
    for time in (3, 1, 2, 4):
        sqlite.mark(f"user{time}", "#room", time)
    assert sqlite.expire(0, 0, 10) == 0
    assert [sqlite.marker(f"user{time}", "#room") for time in (1, 2, 3, 4)] == [0, 0, 3, 4]


def test_a_file_that_was_taken_away_is_told(sqlite: SqliteStore, tmp_path: Path) -> None:
    """What is said is then lost with the host's end; once it is back all is well."""
    sqlite.append([entry(1)])
    sqlite.index(10)
    elsewhere = tmp_path / "elsewhere.db"
    sqlite.path.rename(elsewhere)
    with pytest.raises(HistoryError, match="was taken away"):
        sqlite.index(10)
    elsewhere.rename(sqlite.path)
    assert sqlite.index(10) == 0
