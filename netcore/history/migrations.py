"""The tables of the history, as the steps that made them: one is never changed, only added."""

from __future__ import annotations

import sqlite3

from netcore.errors import StartError

APPLICATION = 0x63747569
"""What marks a database as ours: ``ctui``."""

Step = tuple[str, ...]

STEPS: tuple[Step, ...] = (
    (
        "CREATE TABLE facts (name TEXT PRIMARY KEY, value) WITHOUT ROWID",
        # Sets this file apart from any other, so that an index is never taken for another's.
        "INSERT INTO facts VALUES ('id', hex(randomblob(8))), ('seq', 0)",
        "CREATE TABLE targets (no INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
        # The two accounts of a conversation, each with it.
        "CREATE TABLE parties (account TEXT, target INTEGER, PRIMARY KEY (account, target))"
        " WITHOUT ROWID",
        # `sender` is what the index of words has for the nick.
        "CREATE TABLE origins (no INTEGER PRIMARY KEY, kind TEXT NOT NULL, source TEXT NOT NULL,"
        " account TEXT NOT NULL, sender TEXT NOT NULL, UNIQUE (source, kind, account))",
        # `seq` is the order of storing; `state`: 0 a message, 1 an event, 2 redacted.
        "CREATE TABLE entries (seq INTEGER PRIMARY KEY, target INTEGER NOT NULL,"
        " time INTEGER NOT NULL, id TEXT NOT NULL, state INTEGER NOT NULL,"
        " origin INTEGER NOT NULL, text TEXT NOT NULL, tags TEXT NOT NULL)",
        "CREATE UNIQUE INDEX entries_id ON entries (id)",
        "CREATE INDEX entries_place ON entries (target, time, state)",
        f"PRAGMA application_id = {APPLICATION}",
    ),
    (
        "CREATE TABLE markers (owner TEXT, target TEXT, time INTEGER NOT NULL,"
        " PRIMARY KEY (owner, target)) WITHOUT ROWID",
    ),
    (
        # What has gone and is to go from the index of words too, which needs it for that.
        "CREATE TABLE forgotten (no INTEGER PRIMARY KEY AUTOINCREMENT, seq INTEGER NOT NULL,"
        " place INTEGER NOT NULL, text TEXT NOT NULL, sender TEXT NOT NULL)",
    ),
    (
        # An id says its entry's time, and so where it is: no index of ids is kept on every
        # message's way. These are the entries whose id says another time, `head`, or none.
        "CREATE TABLE strays (target INTEGER, id TEXT, time INTEGER NOT NULL, head INTEGER,"
        " PRIMARY KEY (target, id)) WITHOUT ROWID",
        "CREATE INDEX strays_ahead ON strays (target, head) WHERE head > time",
        "INSERT INTO strays SELECT target, id, time, NULL FROM entries"
        " WHERE substr(id, 1, 11) <> printf('%011x', time)",
        "DROP INDEX entries_id",
    ),
)
VERSION = len(STEPS)


def migrate(connection: sqlite3.Connection, where: str) -> None:
    """Bring a database to the present tables, one transaction a step.

    Args:
        connection: in autocommit mode.
        where: the file's name, for the error.

    Raises:
        StartError: it is not ours, or of a newer chat-tui.
        sqlite3.Error: it cannot be read or written.
    """
    version = check(connection, where)
    for number in range(version, VERSION):
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement in STEPS[number]:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number + 1}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def check(connection: sqlite3.Connection, where: str) -> int:
    """See that a database is ours and not too new; the version of its tables, 0: it has none.

    Raises:
        StartError: it is not ours, or of a newer chat-tui.
    """
    application = _number(connection, "PRAGMA application_id")
    version = _number(connection, "PRAGMA user_version")
    empty = not _number(connection, "SELECT count(*) FROM sqlite_schema")
    if application != APPLICATION and not (empty and not version):
        raise StartError(
            f"{where} is a database of another program", "name another file for the history"
        )
    if version > VERSION:
        raise StartError(
            f"the history {where} was written by a newer chat-tui (its version {version}, "
            f"this program knows {VERSION})",
            "update chat-tui, or name another file for the history",
        )
    return version


def _number(connection: sqlite3.Connection, question: str) -> int:
    found: int = connection.execute(question).fetchone()[0]
    return found
