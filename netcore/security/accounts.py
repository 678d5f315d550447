"""Accounts as they are kept: names, hashes, certificates; in memory or in a small SQLite file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Protocol

from netcore.errors import StartError

FILE = "accounts.db"
_SCHEMA = 1
_PATIENCE = 5.0
"""Seconds for which another program may be writing into the file."""


@dataclass(frozen=True, slots=True)
class Account:
    """One account.

    Args:
        key: what no other account has: its name, folded.
        name: as its owner writes it.
        hash: of the password, by argon2id.
        scram: what SCRAM-SHA-256 needs, or nothing; see `netcore.security.scram`.
        certificates: SHA-256 fingerprints of the client certificates that log in to it.
        created: milliseconds since the epoch.
    """

    key: str
    name: str
    hash: str = field(repr=False)
    scram: str = field(default="", repr=False)
    certificates: tuple[str, ...] = ()
    created: int = 0


class AccountStore(Protocol):
    """Where accounts are kept. Every method may be called from any thread."""

    def names(self) -> dict[str, str]:
        """All names by their keys."""

    def find(self, key: str) -> Account | None:
        """The account with this key."""

    def by_certificate(self, fingerprint: str) -> Account | None:
        """The account that this certificate logs in to."""

    def all(self) -> list[Account]:
        """All accounts, in the order of their keys."""

    def add(self, account: Account) -> bool:
        """Keep a new account; False where there is one with its key, or with its certificate."""

    def change(self, account: Account) -> bool:
        """Keep an account in place of the one with its key; False where there is none."""

    def remove(self, key: str) -> bool:
        """Forget an account; False where there is none."""

    def changed(self) -> bool:
        """Whether another program has changed anything since this was last asked."""

    def close(self) -> None:
        """Let go of what it holds; idempotent."""


class MemoryAccounts:
    """Accounts that last as long as the process; see `AccountStore`."""

    def __init__(self) -> None:
        self._accounts: dict[str, Account] = {}
        self._lock = Lock()

    def names(self) -> dict[str, str]:
        """See `AccountStore.names`."""
        return {account.key: account.name for account in self.all()}

    def find(self, key: str) -> Account | None:
        """See `AccountStore.find`."""
        return self._accounts.get(key)

    def by_certificate(self, fingerprint: str) -> Account | None:
        """See `AccountStore.by_certificate`."""
        return next((one for one in self.all() if fingerprint in one.certificates), None)

    def all(self) -> list[Account]:
        """See `AccountStore.all`."""
        with self._lock:
            return sorted(self._accounts.values(), key=lambda account: account.key)

    def add(self, account: Account) -> bool:
        """See `AccountStore.add`."""
        if any(self.by_certificate(each) for each in account.certificates):
            return False
        with self._lock:
            return self._accounts.setdefault(account.key, account) is account

    def change(self, account: Account) -> bool:
        """See `AccountStore.change`."""
        with self._lock:
            known = account.key in self._accounts
            if known:
                self._accounts[account.key] = account
        return known

    def remove(self, key: str) -> bool:
        """See `AccountStore.remove`."""
        with self._lock:
            return self._accounts.pop(key, None) is not None

    def changed(self) -> bool:
        """See `AccountStore.changed`."""
        return False

    def close(self) -> None:
        """See `AccountStore.close`."""


class SqliteAccounts:
    """Accounts in a file that its owner alone can read; see `AccountStore`.

    A host and `chat-tui accounts` may have it open at the same time.

    Args:
        path: the file; made with its folder where it is not there.

    Raises:
        StartError: it cannot be opened, is something else, or is of a newer program.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()
        with _said(path):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Made before SQLite does, so that nobody else can open it for a moment either.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            path.chmod(0o600)
            self._db = sqlite3.connect(
                path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
            )
        try:
            with _said(path):
                self._prepare()
        except BaseException:
            self._db.close()
            raise
        self._version = self._data_version()

    def _prepare(self) -> None:
        self._db.execute("PRAGMA foreign_keys = ON")
        # What was a password's hash is not to be found in the file once it is gone.
        self._db.execute("PRAGMA secure_delete = ON")
        with self._writing():
            (schema,) = self._db.execute("PRAGMA user_version").fetchone()
            if schema > _SCHEMA:
                raise StartError(
                    f"the accounts in {self.path} are of a newer chat-tui",
                    "use that one, or move the file away",
                )
            if schema < _SCHEMA:
                self._create()

    def _create(self) -> None:
        self._db.execute(
            "CREATE TABLE accounts (key TEXT PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL,"
            " scram TEXT NOT NULL, created INTEGER NOT NULL) STRICT"
        )
        self._db.execute(
            "CREATE TABLE certificates (fingerprint TEXT PRIMARY KEY, account TEXT NOT NULL"
            " REFERENCES accounts (key) ON DELETE CASCADE) STRICT"
        )
        self._db.execute(f"PRAGMA user_version = {_SCHEMA}")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                # Another program that reads may be in the way of this as well.
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def _data_version(self) -> int:
        with self._lock:
            return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    def names(self) -> dict[str, str]:
        """See `AccountStore.names`."""
        with self._lock:
            return dict(self._db.execute("SELECT key, name FROM accounts").fetchall())

    def find(self, key: str) -> Account | None:
        """See `AccountStore.find`."""
        return next(iter(self._select("WHERE key = ?", key)), None)

    def by_certificate(self, fingerprint: str) -> Account | None:
        """See `AccountStore.by_certificate`."""
        where = "WHERE key = (SELECT account FROM certificates WHERE fingerprint = ?)"
        return next(iter(self._select(where, fingerprint)), None)

    def all(self) -> list[Account]:
        """See `AccountStore.all`."""
        return self._select("ORDER BY key")

    def _select(self, rest: str, *values: str) -> list[Account]:
        with self._lock:
            rows = self._db.execute(
                "SELECT key, name, hash, scram, (SELECT group_concat(fingerprint, ' ') FROM"
                f" certificates WHERE account = key), created FROM accounts {rest}",
                values,
            ).fetchall()
        return [
            Account(key, name, hash_, scram, tuple(sorted((prints or "").split())), created)
            for key, name, hash_, scram, prints, created in rows
        ]

    def add(self, account: Account) -> bool:
        """See `AccountStore.add`."""
        try:
            with self._writing():
                self._db.execute(
                    "INSERT INTO accounts VALUES (?, ?, ?, ?, ?)",
                    (account.key, account.name, account.hash, account.scram, account.created),
                )
                self._keep_certificates(account)
        except sqlite3.IntegrityError:
            return False
        return True

    def change(self, account: Account) -> bool:
        """See `AccountStore.change`."""
        with self._writing():
            changed = self._db.execute(
                "UPDATE accounts SET name = ?, hash = ?, scram = ? WHERE key = ?",
                (account.name, account.hash, account.scram, account.key),
            )
            if changed.rowcount:
                self._db.execute("DELETE FROM certificates WHERE account = ?", (account.key,))
                self._keep_certificates(account)
            return bool(changed.rowcount)

    def _keep_certificates(self, account: Account) -> None:
        self._db.executemany(
            "INSERT INTO certificates VALUES (?, ?)",
            [(fingerprint, account.key) for fingerprint in account.certificates],
        )

    def remove(self, key: str) -> bool:
        """See `AccountStore.remove`."""
        with self._writing():
            return bool(self._db.execute("DELETE FROM accounts WHERE key = ?", (key,)).rowcount)

    def changed(self) -> bool:
        """See `AccountStore.changed`."""
        before, self._version = self._version, self._data_version()
        return before != self._version

    def close(self) -> None:
        """See `AccountStore.close`."""
        with self._lock:
            self._db.close()


@contextmanager
def _said(path: Path) -> Iterator[None]:
    """Say in a sentence what is wrong with a file."""
    try:
        yield
    except OSError as error:
        what = f"the accounts in {path} cannot be opened"
        raise StartError(what, error.strerror or str(error)) from error
    except sqlite3.DatabaseError as error:
        what = f"the accounts in {path} cannot be read"
        raise StartError(what, f"{error}; move the file away to begin anew") from error
