"""Opening a history: whose it is, who may see it, and one line for everything that is wrong."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from netcore.core.history import Page, Search
from netcore.errors import StartError
from netcore.history import sqlite as sqlite_store
from netcore.history.opening import index_of, set_aside
from netcore.history.sqlite import SqliteReader, SqliteStore
from tests.history.entries import numbers, some

NOW = datetime(2026, 1, 2, 3, 4, 5, 678)


def fill(path: Path, count: int = 2000) -> None:
    """Make a history with something in it."""
    store = SqliteStore(path)
    store.append(some(count))
    while store.index(1000):
        pass
    store.close()


def refusal(path: Path) -> str:
    """What is said when the history cannot be opened, in one line."""
    with pytest.raises(StartError) as caught:
        SqliteStore(path).close()
    assert "\n" not in str(caught.value)
    assert caught.value.mend
    return str(caught.value)


def test_the_files_are_for_their_owner_alone(path: Path) -> None:
    """Whatever the umask; also a file that was open to others before."""
    before = os.umask(0)
    try:
        store = SqliteStore(path)
        store.append(some(3))
        files = list(path.parent.iterdir())
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in files}
        folder = stat.S_IMODE(path.parent.stat().st_mode)
        store.close()
    finally:
        os.umask(before)
    assert set(modes.values()) == {0o600}, modes
    assert {"history.db", "history.db-wal", "history.search.db", "history.db.lock"} <= set(modes)
    assert folder == 0o700
    path.chmod(0o644)
    SqliteStore(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_it_is_there_the_next_time(path: Path) -> None:
    """What was stored is read by the next host, and may be searched."""
    fill(path, 5)
    store = SqliteStore(path)
    assert store.page(Page("#room", 99)) == some(5)
    assert numbers(store.search(Search(("#room",), "message", 2))) == [4, 3]
    store.close()


def test_two_hosts_on_one_history_are_one_too_many(path: Path) -> None:
    """The second is told who has it, and the first goes on."""
    first = SqliteStore(path)
    said = refusal(path)
    assert f"in use by another chat-tui (process {os.getpid()})" in said
    first.append(some(1))
    first.close()
    SqliteStore(path).close()


def damage_header(path: Path) -> None:
    """Overwrite the beginning."""
    path.write_bytes(b"This is a letter to my aunt. " * 200)


def damage_page(path: Path) -> None:
    """Turn the bytes of some pages over."""
    data = bytearray(path.read_bytes())
    for page in range(2, len(data) // 4096):
        data[page * 4096 : page * 4096 + 64] = bytes(64)
    path.write_bytes(data)


def cut_off(path: Path) -> None:
    """Lose the second half."""
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 8192 * 4096)


def other_program(path: Path) -> None:
    """Put another program's database there."""
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (cake TEXT)")


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (damage_header, "is not a database"),
        (damage_page, "is damaged"),
        (cut_off, "is damaged"),
        (other_program, "is a database of another program"),
    ],
)
def test_a_bad_file_is_one_line(path: Path, damage: Callable[[Path], None], said: str) -> None:
    """It is not touched, and not overwritten."""
    fill(path)
    damage(path)
    before = path.read_bytes()
    assert said in refusal(path)
    assert path.read_bytes() == before


def test_a_history_moved_aside_is_whole(path: Path) -> None:
    """A new one begins in its place; nothing is deleted."""
    fill(path, 5)
    damage_header(path)
    content = path.read_bytes()
    aside = set_aside(path, NOW)
    assert aside is not None
    assert aside.read_bytes() == content
    assert index_of(aside).exists()
    store = SqliteStore(path)
    assert store.page(Page("#room", 9)) == []
    store.close()


def test_nothing_is_moved_aside_where_nothing_is(path: Path) -> None:
    """And not what a host is using."""
    assert set_aside(path, NOW) is None
    store = SqliteStore(path)
    with pytest.raises(StartError, match="in use by another chat-tui"):
        set_aside(path, NOW)
    store.close()


def test_a_folder_in_its_place_is_one_line(tmp_path: Path) -> None:
    """A folder is no file."""
    assert "cannot be opened (is a directory)" in refusal(tmp_path)


def test_a_file_in_the_way_is_one_line(tmp_path: Path) -> None:
    """A file where the folder should be."""
    (tmp_path / "data").write_text("")
    assert "not a directory" in refusal(tmp_path / "data" / "history.db")


UNPRIVILEGED = """
import os, sys
from pathlib import Path
from netcore.errors import StartError
from netcore.history.sqlite import SqliteStore

if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
try:
    SqliteStore(Path(sys.argv[1])).close()
except StartError as error:
    print(error)
"""


def as_somebody_else(path: Path, script: str = UNPRIVILEGED) -> str:
    """What a user is told who has no right to everything."""
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def open_to_all(folder: Path) -> None:
    """Let everybody into a folder of this test, and into those around it."""
    outside = Path(tempfile.gettempdir())
    for each in (folder, *folder.parents):
        if each == outside or each.stat().st_uid != os.getuid():
            return
        each.chmod(0o755)


def test_no_permission_is_one_line(path: Path) -> None:
    """A folder that this user may not write to."""
    path.parent.mkdir()
    open_to_all(path.parent)
    path.parent.chmod(0o555)
    assert "cannot be opened (permission denied): name a folder" in as_somebody_else(path)


def test_a_read_only_history_is_one_line(path: Path) -> None:
    """A file that this user may not write to."""
    fill(path, 1)
    path.parent.chmod(0o777)
    open_to_all(path.parent)
    path.chmod(0o444)
    path.with_name("history.db.lock").chmod(0o666)
    assert "cannot be opened (permission denied): name a folder" in as_somebody_else(path)


@pytest.mark.parametrize("closed", ["file", "folder"])
def test_a_history_that_may_not_be_read_is_one_line(path: Path, closed: str) -> None:
    """A reader says why, and who could."""
    fill(path, 1)
    open_to_all(path.parent)
    which = path if closed == "file" else path.parent
    mode = which.stat().st_mode
    which.chmod(0o600 if closed == "file" else 0o700)
    reading = UNPRIVILEGED.replace("SqliteStore", "SqliteReader").replace(".close()", ".check()")
    said = as_somebody_else(path, reading)
    which.chmod(mode)
    assert f"the history {path} cannot be read (permission denied): be the user whose" in said


def test_a_file_held_by_another_program_is_one_line(path: Path) -> None:
    """One that does not know of our lock."""
    fill(path, 1)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        assert "is held by another program: end that program" in refusal(path)


def test_a_damaged_index_is_made_again(path: Path) -> None:
    """It holds nothing that the history does not."""
    fill(path, 5)
    index_of(path).write_bytes(b"nonsense" * 1000)
    store = SqliteStore(path)
    while store.index(100):
        pass
    assert numbers(store.search(Search(("#room",), "message", 9))) == [4, 3, 2, 1, 0]
    store.close()


def test_an_index_of_another_history_is_made_again(path: Path) -> None:
    """A history that was moved aside takes nothing of the next with it."""
    fill(path, 5)
    kept = index_of(path).read_bytes()
    set_aside(path, NOW)
    index_of(path).write_bytes(kept)
    store = SqliteStore(path)
    store.append(some(1))
    while store.index(100):
        pass
    assert numbers(store.search(Search(("#room",), "message", 9))) == [0]
    store.close()


def test_an_index_that_cannot_be_made_is_one_line(path: Path) -> None:
    """A folder stands where its file should be."""
    index_of(path).mkdir(parents=True)
    assert "the index of the history" in refusal(path)
    index_of(path).rmdir()
    SqliteStore(path).close()


def test_a_reader_needs_a_history(path: Path) -> None:
    """It does not make one."""
    reader = SqliteReader(path)
    with pytest.raises(StartError, match=r"there is no history at .*: name its folder"):
        reader.check()
    assert not path.exists()


def test_a_copy_without_rights_to_write_can_be_read(path: Path) -> None:
    """A backup on a medium that is read only: nothing is written beside it."""
    fill(path, 3)
    for file in path.parent.iterdir():
        if file != path:
            file.unlink()
    script = UNPRIVILEGED.replace("SqliteStore", "SqliteReader").replace(
        ".close()", ".check(); print('good')"
    )
    open_to_all(path.parent)
    path.parent.chmod(0o555)
    path.chmod(0o444)
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], check=True, capture_output=True, text=True
    )
    path.parent.chmod(0o755)
    assert done.stdout == "good\n"


def test_what_cannot_be_opened_leaves_nothing_open(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the file nor its index, though the last of the connections is the one that fails."""

    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("unable to open database file")

    monkeypatch.setattr(sqlite_store, "connect", fail)
    with pytest.raises(StartError, match="unable to open") as caught:
        SqliteStore(path)
    assert caught.value.mend
    open_files = [os.readlink(f"/proc/self/fd/{name}") for name in _descriptors()]
    assert not [name for name in open_files if name.startswith(str(path.parent))]


def _descriptors() -> list[str]:
    """The descriptors of this process that are still there when they are looked at."""
    names = os.listdir("/proc/self/fd")
    return [name for name in names if os.path.islink(f"/proc/self/fd/{name}")]
