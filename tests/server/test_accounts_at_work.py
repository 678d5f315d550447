"""The accounts of a server while another program changes them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from queue import SimpleQueue

import pytest

from netcore.core.settings import Settings
from netcore.security.accounts import Account, MemoryAccounts
from netcore.security.checking import Checker
from netcore.server import accounts
from netcore.server.accounts import AccountsAtWork
from tests.server.conftest import MakeRoom, Room

PATIENCE = 10.0


class Shared(MemoryAccounts):
    """A store that answers each look as the test says, and says when it has been looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: SimpleQueue[bool | Exception] = SimpleQueue()

    def changed(self) -> bool:
        """The next answer, which the test may have to give yet."""
        answer = self.answers.get(timeout=PATIENCE)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def room(make_room: MakeRoom) -> Room:
    """A dispatcher that runs."""
    return make_room(accounts="optional")


@pytest.fixture
def store(room: Room, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shared]:
    """A store that is looked after."""
    monkeypatch.setattr(accounts, "_LOOK_EVERY", 0.01)
    store = Shared()
    at_work = AccountsAtWork(store, Settings(accounts="optional"), Checker(), room.dispatcher)
    at_work.start()
    yield store
    at_work._stopped.set()
    store.answers.put(False)
    at_work.stop()


def test_a_file_that_cannot_be_read_for_a_while_is_looked_at_again(
    room: Room, store: Shared
) -> None:
    """The log says so once; what has changed meanwhile is known afterwards."""
    store.add(Account("bob", "Bob", "$"))
    for _ in range(2):
        store.answers.put(sqlite3.OperationalError("disk I/O error"))
    known = room.dispatcher.hub.registered
    while not room.dispatcher.call(lambda: "bob" in known).result(PATIENCE):
        store.answers.put(False)
        room.settle()
    told = [line for line in room.heard if line.level == "error"]
    assert [line.text for line in told] == [
        "changes of accounts by other programs are not seen at the moment: disk I/O error"
    ]
