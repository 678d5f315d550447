"""Where `chat-tui history` looks: where the settings say that the host writes."""

from pathlib import Path

import pytest

from netcore.history.sqlite import SqliteStore
from tests.history.entries import entry
from tui import cli


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A host's folder with a message in its history, and the settings file's usual place."""
    for name in ("DATA", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    for variable in ("CHAT_TUI_CONFIG", "CHAT_TUI_DATA_DIR", "CHAT_TUI_HISTORY"):
        monkeypatch.delenv(variable, raising=False)
    folder = tmp_path / "config" / "chat-tui" / "kept"
    store = SqliteStore(folder / "history.db")
    store.append([entry(0, "hello")])
    store.close()
    return folder


def settings(folder: Path, text: str) -> None:
    """Write the settings file."""
    (folder.parent / "chat-tui.toml").write_text(text)


def exported(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str]:
    """The exit code of an export, and all that it writes."""
    code = cli.main(["history", "export", *argv])
    captured = capsys.readouterr()
    return code, captured.out + captured.err


@pytest.mark.parametrize(
    "text",
    [
        '[host]\ndata-dir = "kept"\n',
        '[host]\nprot = 1\ndata-dir = "kept"\n[keys]\nnonsense = 3\n',
        '[host]\nhistory = "{folder}/history.db"\n',
        '[host]\nhistory = "kept/history.db"\n',
        '[host]\nhistory = "memory"\ndata-dir = "kept"\n',
    ],
)
def test_the_settings_file_says_where(
    place: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The folder or file of the host's table counts; other mistakes in the file are the host's."""
    settings(place, text.format(folder=place))
    code, said = exported(capsys)
    assert code == 0
    assert "<bob> hello" in said


def test_the_environment_says_where(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It goes before the file."""
    settings(place, '[host]\ndata-dir = "elsewhere"\n')
    monkeypatch.setenv("CHAT_TUI_DATA_DIR", str(place))
    assert exported(capsys)[0] == 0


def test_the_flag_goes_before_all(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With it the file is not even read."""
    settings(place, "[host\n")
    assert exported(capsys, "--data-dir", str(place))[0] == 0


def test_a_settings_file_that_makes_no_sense_is_named(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the line, and exit code 2."""
    settings(place, "[host]\ndata-dir = 3\n")
    code, said = exported(capsys)
    assert code == 2
    assert "chat-tui.toml:2: data-dir takes text, in quotes, not a number" in said
