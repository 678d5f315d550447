"""Where accounts are kept: the same in memory and in a file."""

from __future__ import annotations

import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from netcore.errors import StartError
from netcore.security import accounts
from netcore.security.accounts import Account, AccountStore, MemoryAccounts, SqliteAccounts

BOB = Account("bob", "Bob", "$hash", "1:a:b:c", ("SHA256:x", "SHA256:y"), 1_700_000_000_000)
ALICE = Account("alice", "alice", "$other")


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AccountStore]:
    """Each store in turn, empty."""
    made: AccountStore = (
        MemoryAccounts() if request.param == "memory" else SqliteAccounts(tmp_path / "accounts.db")
    )
    yield made
    made.close()
    made.close()


def test_an_account_is_found_as_it_was_kept(store: AccountStore) -> None:
    """By its key, by its certificates, and among all."""
    assert store.add(BOB)
    assert store.add(ALICE)
    assert store.find("bob") == BOB
    assert store.by_certificate("SHA256:y") == BOB
    assert store.all() == [ALICE, BOB]
    assert store.names() == {"alice": "alice", "bob": "Bob"}
    assert store.find("carol") is None
    assert store.by_certificate("SHA256:z") is None


def test_neither_a_name_nor_a_certificate_is_given_twice(store: AccountStore) -> None:
    """The second one fails as a whole."""
    store.add(BOB)
    assert not store.add(Account("bob", "BOB", "$"))
    assert not store.add(Account("carol", "carol", "$", certificates=("SHA256:x",)))
    assert store.names() == {"bob": "Bob"}


def test_an_account_changes_and_goes(store: AccountStore) -> None:
    """Its certificates with it."""
    assert not store.change(BOB)
    store.add(BOB)
    changed = Account("bob", "Bob", "$new", "", ("SHA256:z",), BOB.created)
    assert store.change(changed)
    assert store.find("bob") == changed
    assert store.by_certificate("SHA256:x") is None
    assert store.remove("bob")
    assert not store.remove("bob")
    assert store.by_certificate("SHA256:z") is None
    assert store.all() == []


def test_of_two_who_are_as_quick_one_wins(store: AccountStore) -> None:
    """Twenty threads, one name."""
    won: list[int] = []
    ready = threading.Barrier(20)

    def add(number: int) -> None:
        ready.wait()
        if store.add(Account("bob", "Bob", str(number))):
            won.append(number)

    threads = [threading.Thread(target=add, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [str(number) for number in won] == [each.hash for each in store.all()]


def test_another_program_sees_and_is_seen(tmp_path: Path) -> None:
    """The host hears that an account was made beside it; its own changes are no news."""
    host, other = (SqliteAccounts(tmp_path / "a" / "accounts.db") for _ in range(2))
    host.add(ALICE)
    assert not host.changed()
    assert other.changed()
    other.add(BOB)
    assert host.changed()
    assert not host.changed()
    assert host.names() == {"alice": "alice", "bob": "Bob"}
    host.close()
    other.close()
    assert not MemoryAccounts().changed()


def test_nobody_else_can_read_the_file(tmp_path: Path) -> None:
    """Nor the folder, if it was made for it; a file that was open is closed."""
    path = tmp_path / "new" / "accounts.db"
    SqliteAccounts(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    path.chmod(0o644)
    SqliteAccounts(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_is_removed_is_not_left_in_the_file(tmp_path: Path) -> None:
    """A hash that nobody needs any more cannot be guessed from."""
    path = tmp_path / "accounts.db"
    store = SqliteAccounts(path)
    store.add(Account("bob", "Bob", "$a-hash-to-be-forgotten"))
    assert b"$a-hash-to-be-forgotten" in path.read_bytes()
    store.remove("bob")
    store.close()
    assert b"$a-hash-to-be-forgotten" not in path.read_bytes()


def _no_database(path: Path) -> None:
    path.write_bytes(b"no database at all, but long enough for one" * 100)


def _newer(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 2")
    db.commit()
    db.close()


def _a_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_no_database, "cannot be read: file is not a database; move the file away"),
        (_newer, "are of a newer chat-tui: use that one, or move the file away"),
        (_a_folder, "cannot be opened: Is a directory"),
    ],
)
def test_a_file_that_is_of_no_use_is_named(
    tmp_path: Path, spoil: Callable[[Path], None], words: str
) -> None:
    """One sentence, with the file in it, and nothing is done to it."""
    path = tmp_path / "accounts.db"
    spoil(path)
    with pytest.raises(StartError) as raised:
        SqliteAccounts(path)
    assert str(path) in str(raised.value)
    assert words in str(raised.value)


def test_no_secret_is_in_a_representation() -> None:
    """What stands in a traceback or a log says nothing to guess from."""
    assert "$hash" not in repr(BOB)
    assert "1:a" not in repr(BOB)


def test_what_another_program_kept_from_being_written_is_written_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader that is in the way of one change is not in the way of all that follow."""
    monkeypatch.setattr(accounts, "_PATIENCE", 0.05)
    path = tmp_path / "accounts.db"
    store = SqliteAccounts(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT * FROM accounts").fetchall()
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        store.add(BOB)
    other.close()
    assert store.add(ALICE)
    assert store.names() == {"alice": "alice"}
    store.close()
