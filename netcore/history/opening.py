"""Opening the files of the history: who may, whose they are, and what is wrong with them."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Literal

from netcore.errors import HistoryError, StartError
from netcore.history import migrations

Durability = Literal["process", "power"]
"""What an entry outlives that was stored: the end of this process, or of the machine's power."""

_SYNCHRONOUS = {"process": "NORMAL", "power": "FULL"}
_BUSY = 0.5
"""Seconds for which a write waits for another program that holds the file."""

_CHECKED = 64 * 1024 * 1024
"""A file up to this size is read through when it is opened: that takes half a second."""

# The upkeep writes the log back into the file; this many pages (64 MB) are the bound without it.
_CHECKPOINT = 16_384
_SUFFIXES = ("", "-wal", "-shm")
_RESCUE = "move it aside with --rescue (nothing is deleted)"


class FileLock:
    """Holds a history for one process; the system lets go of it when the process ends.

    Args:
        path: the history's file; the lock's is beside it.

    Raises:
        StartError: another process has it, or the lock cannot be written.
    """

    def __init__(self, path: Path) -> None:
        lock = path.with_name(path.name + ".lock")
        try:
            self._fd = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise _no_file(lock, error) from error
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(self._fd, 0)
            os.write(self._fd, str(os.getpid()).encode())
        except BlockingIOError as error:
            holder = os.pread(self._fd, 20, 0).decode(errors="replace")
            os.close(self._fd)
            by = f"another chat-tui (process {holder})" if holder.isdecimal() else "another program"
            raise StartError(
                f"the history {path} is in use by {by}",
                "stop that one, or name another place with --data-dir",
            ) from error
        except OSError as error:
            os.close(self._fd)
            raise _no_file(lock, error) from error

    def release(self) -> None:
        """Let others have it; idempotent."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def make_place(path: Path) -> None:
    """Make the folder and the file, for this user's eyes only, where they are not there yet.

    Raises:
        StartError: they cannot be made, or are of the wrong kind.
    """
    try:
        if path.parent.exists() and not path.parent.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        path.chmod(0o600)
    except OSError as error:
        raise _no_file(path, error) from error


def open_tables(path: Path, durability: Durability) -> sqlite3.Connection:
    """Open a history that this process holds, and bring its tables up to date.

    Raises:
        StartError: what is wrong with the file, and how to mend it.
    """
    connection = None
    try:
        connection = _open(path)
        # Before anything is set: that would change a file that is not ours.
        migrations.check(connection, str(path))
        _tune(connection, durability)
        migrations.migrate(connection, str(path))
        if path.stat().st_size <= _CHECKED:
            _check_pages(connection)
    except (sqlite3.Error, OSError, StartError) as error:
        if connection:
            connection.close()
        if isinstance(error, StartError):
            raise
        raise StartError(*_what_is_wrong(path, error)) from error
    return connection


def connect(path: Path, durability: Durability) -> sqlite3.Connection:
    """A connection that writes; raises sqlite3.Error."""
    connection = _open(path)
    try:
        _tune(connection, durability)
    except BaseException:
        connection.close()
        raise
    return connection


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=_BUSY,
        isolation_level=None,
        check_same_thread=False,
    )


def _tune(connection: sqlite3.Connection, durability: Durability) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA synchronous = {_SYNCHRONOUS[durability]}")
    connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT}")
    connection.execute("PRAGMA journal_size_limit = 16777216")
    # What was redacted or has expired is overwritten, not only passed over.
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA cache_size = -16384")


def empty_log(connection: sqlite3.Connection) -> bool:
    """Bring what is in the write-ahead log into the file, and empty it: it holds old pages.

    Returns:
        Whether it is empty: not while somebody reads or writes, for whom nobody waits here, as
        those who want to write would wait as long.
    """
    (waits,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        connection.execute("PRAGMA main.wal_checkpoint(PASSIVE)").fetchall()
        busy, *_ = connection.execute("PRAGMA main.wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.execute(f"PRAGMA busy_timeout = {waits}")
    return not busy


def connect_reader(path: Path) -> sqlite3.Connection:
    """A connection that only reads; raises sqlite3.Error."""
    where = path.absolute().as_uri()
    try:
        connection = _reader(f"{where}?mode=rw")
    except sqlite3.OperationalError:
        if path.with_name(path.name + "-wal").exists():
            raise
        # Nobody writes to it, and nobody could from here: a copy on a medium that is read only.
        connection = _reader(f"{where}?mode=ro&immutable=1")
    return connection


def _reader(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        uri, uri=True, timeout=_BUSY, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _check_pages(connection: sqlite3.Connection) -> None:
    # Not a quick check: half of a log that was brought back, without the log, would pass that.
    found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise sqlite3.DatabaseError(f"database disk image is malformed: {found}")


def set_aside(path: Path, now: datetime) -> Path | None:
    """Move a history and what belongs to it out of the way; nothing is deleted.

    Args:
        path: the history's file.
        now: goes into the new name.

    Returns:
        Where the history is now; None: there was none.

    Raises:
        StartError: another process has it, or it cannot be moved.
    """
    if not path.exists():
        return None
    lock = FileLock(path)
    aside = path.with_name(f"{path.name}.aside-{now:%Y%m%d-%H%M%S-%f}")
    try:
        for old, new in ((path, aside), (index_of(path), index_of(aside))):
            for suffix in _SUFFIXES:
                with contextlib.suppress(FileNotFoundError):
                    os.rename(f"{old}{suffix}", f"{new}{suffix}")
    except OSError as error:
        raise _no_file(path, error) from error
    finally:
        lock.release()
    return aside


def is_sound(path: Path) -> bool:
    """Whether a history can be opened and all of it is in order; reads it through, however large.

    Raises:
        StartError: another process has it.
    """
    lock = FileLock(path)
    try:
        connection = open_tables(path, "process")
        try:
            _check_pages(connection)
        finally:
            connection.close()
    except (sqlite3.Error, StartError):
        return False
    finally:
        lock.release()
    return True


def index_of(path: Path) -> Path:
    """Where the index of a history's words is."""
    return path.with_name(f"{path.stem}.search{path.suffix}")


def failed(doing: Literal["stored", "read", "searched"], error: BaseException) -> HistoryError:
    """What is to be said when something went wrong while running.

    Args:
        doing: what was tried.
        error: what SQLite or the system says.
    """
    text = str(error)
    mend = "it is tried again by itself" if doing == "stored" else "the chat goes on without it"
    if "full" in text:
        mend = "make room on the disk: it goes on by itself"
    elif "locked" in text:
        mend = "another program holds the file: it goes on by itself when that ends"
    elif doing == "searched":
        mend = "stop the host and delete the .search.db beside it: it is made again by itself"
    elif "malformed" in text or "not a database" in text:
        mend = f"the file is damaged: stop the host and {_RESCUE}"
    return HistoryError(f"the history cannot be {doing} ({text})", mend)


def _what_is_wrong(path: Path, error: Exception) -> tuple[str, str]:
    text = str(error)
    if "not a database" in text:
        return f"{path} is not a database", f"name another file, or {_RESCUE}"
    if "malformed" in text or "corrupt" in text:
        return f"the history {path} is damaged", _RESCUE
    if "locked" in text or "busy" in text:
        return f"the history {path} is held by another program", "end that program and try again"
    if "readonly" in text:
        return f"the history {path} may not be written to", "give this user the right to, or " + (
            "name another place with --data-dir"
        )
    if "full" in text:
        return f"no room on the disk for the history {path}", "make room, or use --history memory"
    return f"the history {path} cannot be opened ({text})", (
        "see whether there is room on its disk, or name another place with --data-dir"
    )


def _no_file(path: Path, error: OSError) -> StartError:
    why = (error.strerror or str(error)).lower()
    return StartError(
        f"the history {path} cannot be opened ({why})",
        "name a folder that this user may write to with --data-dir, or use --history memory",
    )
