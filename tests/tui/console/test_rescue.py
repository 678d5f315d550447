"""``chat-tui host --rescue``: what is damaged is moved aside, and nothing else."""

from argparse import Namespace
from pathlib import Path

import pytest

from netcore.errors import StartError
from netcore.history.sqlite import SqliteStore
from tests.history.entries import entry
from tui.console.history import history_of


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A history with a few messages in it."""
    path = tmp_path / "history.db"
    store = SqliteStore(path)
    store.append([entry(number, "hello " * 50) for number in range(200)])
    store.close()
    return path


def rescued(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What is said of the history in a folder."""
    history_of(
        Namespace(
            history=None,
            data_dir=folder,
            rescue=True,
            durability="process",
            keep_days=0,
            keep_messages=0,
        )
    )
    return capsys.readouterr().err


def asides(path: Path) -> list[Path]:
    """The histories that were moved aside."""
    return [each for each in path.parent.glob("history.db.aside-*") if "-wal" not in each.name]


def test_a_history_in_order_stays(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Also where the flag stands in a settings file, and comes with every start."""
    said = rescued(path.parent, capsys)
    assert said.startswith(f"chat-tui: the history {path} is in order: it stays where it is")
    assert path.exists()
    assert not asides(path)


@pytest.mark.parametrize("damage", [b"no database at all", b""])
def test_a_damaged_history_is_moved_aside(
    path: Path, damage: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whether it is something else or only a page of it is broken; nothing is deleted."""
    broken = damage or path.read_bytes()[:8192] + bytes(4096) + path.read_bytes()[12288:]
    path.write_bytes(broken)
    said = rescued(path.parent, capsys)
    assert said.endswith("; a new one begins\n")
    (aside,) = asides(path)
    assert str(aside) in said
    assert aside.read_bytes() == broken
    assert not path.exists()


def test_where_there_is_none_one_begins(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """That is said, and is no mistake."""
    assert "there was no history" in rescued(tmp_path, capsys)


def test_the_history_of_a_running_host_is_left_alone(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is said who has it."""
    store = SqliteStore(path)
    with pytest.raises(StartError, match="is in use by"):
        rescued(path.parent, capsys)
    store.close()
    assert not asides(path)
