"""Who wins: flags over environment over file over default."""

from __future__ import annotations

import argparse
import os
from dataclasses import fields
from pathlib import Path

import pytest

from netcore import Settings
from tests.tui.config.conftest import WriteFile
from tui import places
from tui.chat import options as joining
from tui.config.option import SettingError
from tui.config.resolving import add_flags, namespace
from tui.config.sources import Sources, find
from tui.console import options as hosting

FLAG, VARIABLE, LINE = ["--port", "1"], {"CHAT_TUI_PORT": "2"}, "[host]\nport = 3\n"


def sources(arguments: list[str], environ: dict[str, str], path: Path | None) -> Sources:
    """What is said by flags, environment and file."""
    parser = argparse.ArgumentParser()
    add_flags(parser, hosting.SECTIONS)
    return Sources.of("host", hosting.OPTIONS, parser.parse_args(arguments), path, environ)


@pytest.mark.parametrize(
    ("arguments", "environ", "content", "port", "origin"),
    [
        (FLAG, VARIABLE, LINE, 1, "--port"),
        ([], VARIABLE, LINE, 2, "CHAT_TUI_PORT"),
        ([], {"CHAT_TUI_PORT": ""}, LINE, 3, "{path}:2"),
        ([], {}, "", 9999, ""),
        (FLAG, {"CHAT_TUI_PORT": "nonsense that nobody asks for"}, LINE, 1, "--port"),
    ],
)
def test_flags_win_over_environment_over_file_over_default(
    arguments: list[str],
    environ: dict[str, str],
    content: str,
    port: int,
    origin: str,
    write: WriteFile,
) -> None:
    """Each value says where it comes from."""
    path = write(content)
    settled = sources(arguments, dict(environ), path).settle()
    assert settled["port"] == (port, origin.format(path=path))
    assert namespace(settled).port == port


def test_a_variable_that_makes_no_sense_is_named() -> None:
    """Its name and what would do are in the line."""
    with pytest.raises(SettingError, match=r"^CHAT_TUI_PORT 'x' is not a port: give a number"):
        sources([], {"CHAT_TUI_PORT": "x"}, None).settle()


@pytest.mark.parametrize(("text", "value"), [("yes", True), ("0", False), ("Off", False)])
def test_a_switch_takes_the_usual_words_in_the_environment(text: str, value: bool) -> None:
    """Yes and no, on and off, 1 and 0, true and false."""
    assert sources([], {"CHAT_TUI_HEADLESS": text}, None).settle()["headless"].value is value


def test_a_switch_of_the_file_can_be_turned_off_by_its_flag(write: WriteFile) -> None:
    """--no-headless wins over headless = true."""
    path = write("[host]\nheadless = true\n")
    assert sources([], {}, path).settle()["headless"].value is True
    assert sources(["--no-headless"], {}, path).settle()["headless"].value is False


def test_secrets_leave_the_environment_and_are_known_at_the_next_reading() -> None:
    """No child process inherits them, and a reload does not forget them."""
    environ = {"CHAT_TUI_PASSWORD": "geheim", "CHAT_TUI_NETWORK": "home"}
    said = sources([], environ, None)
    assert environ == {"CHAT_TUI_NETWORK": "home"}
    for _ in range(2):
        assert said.settle()["password"].value == "geheim"
    assert "geheim" not in repr(said)


def test_names_of_files_are_taken_from_the_folder_of_the_settings_file(write: WriteFile) -> None:
    """A relative one means the same wherever the host is started; ~ is the home."""
    path = write("[host]\nmotd = 'motd.txt'\ndata-dir = '~/chat'\n")
    settled = sources([], {}, path).settle()
    assert settled["motd"].value == path.parent / "motd.txt"
    assert settled["data-dir"].value == Path.home() / "chat"


def test_everything_in_the_table_reaches_the_server(write: WriteFile) -> None:
    """What the file says is in the server's settings, each field by its option."""
    path = write(
        "[host]\nsendq = '64K'\nping-interval = 5\nmotd = 'motd'\noper = ['anna:h1', 'bob:h:2']\n"
        'admin = "Berlin\\nAnna"\nnick-length = 20\n'
    )
    (path.parent / "motd").write_text("one\ntwo\n")
    settings = hosting.settings_of(namespace(sources([], {}, path).settle()))
    assert settings == Settings(
        sendq=65536,
        ping_interval=5.0,
        motd=("one", "two"),
        opers={"anna": "h1", "bob": "h:2"},
        admin=("Berlin", "Anna"),
        nick_length=20,
    )


def test_without_a_word_the_server_has_its_own_defaults() -> None:
    """The table adds none of its own to those of the library."""
    assert hosting.settings_of(namespace(sources([], {}, None).settle())) == Settings()


def test_every_setting_of_the_server_can_be_set() -> None:
    """No field of the server's settings is without its flag."""
    fielded = {option.field for option in hosting.OPTIONS.values() if option.field}
    assert fielded == {field.name for field in fields(Settings)}


@pytest.mark.parametrize("options", [hosting.OPTIONS, joining.OPTIONS])
def test_the_defaults_of_the_table_would_be_taken_from_the_file_too(
    options: dict[str, object],
) -> None:
    """No setting has a default that its own kind refuses."""
    for option in {**hosting.OPTIONS, **joining.OPTIONS}.values():
        if option.name in options and isinstance(option.default, int | float | str):
            text = str(option.default)
            assert not text or option.kind.read(text) == option.default, option.name


def test_the_file_is_the_wanted_one_or_the_named_one_or_the_usual_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In this order; the usual one does not have to be there."""
    wanted, named = tmp_path / "wanted", tmp_path / "named"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert find(wanted, {"CHAT_TUI_CONFIG": str(named)}) == wanted
    assert find(None, {"CHAT_TUI_CONFIG": str(named)}) == named
    assert find(None, {}) is None
    usual = tmp_path / "chat-tui" / "chat-tui.toml"
    usual.parent.mkdir()
    usual.touch()
    assert find(None, {}) == usual


@pytest.mark.parametrize("value", ["", " ", "/elsewhere"])
def test_folders_are_those_of_platformdirs(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is worked out here for speed is what the library says."""
    import platformdirs

    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, value)
    folders = platformdirs.PlatformDirs("chat-tui", appauthor=False)
    assert places.config_folder() == folders.user_config_path
    assert places.data_folder() == folders.user_data_path
    assert os.environ["XDG_CONFIG_HOME"] == value
