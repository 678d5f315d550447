"""``chat-tui config``: what is in force, an example, a schema."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from textual.theme import BUILTIN_THEMES

from tests.tui.config.conftest import WriteFile
from tui import cli, theme
from tui.chat import options as joining
from tui.config import keymap
from tui.console import options as hosting


def said(*arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What a word of `config` writes."""
    assert cli.main(["config", *arguments]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def test_show_has_every_value_and_who_said_so(
    write: WriteFile, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Flags' defaults, the file's lines and the environment's variables; it is TOML by itself."""
    path = write(
        "[host]\nport = 1\nsendq = 65536\n[join]\nchannel = ['a', 'b']\n[keys]\nquit='f9'\n"
    )
    monkeypatch.setenv("CHAT_TUI_NICK", "anna")
    text = said("show", capsys=capsys)
    rows = {
        line.partition("  #")[0].strip(): line.rpartition("# ")[2] for line in text.splitlines()
    }
    assert rows["port = 1"] == f"{path}:2"
    assert rows['sendq = "64K"'] == f"{path}:3"
    assert rows['nick = "anna"'] == "CHAT_TUI_NICK"
    assert rows['channel = ["a", "b"]'] == f"{path}:5"
    assert rows['engine = "threads"'] == "default"
    assert rows["# motd is not set"] == "default"
    values = tomllib.loads(text)
    assert values["host"]["port"] == 1
    assert values["keys"] == {"quit": "f9"}


def test_show_keeps_secrets(
    write: WriteFile, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """That there is one is said, of both commands, and nothing of it."""
    path = write("[host]\noper = ['anna:geheim']\n")
    monkeypatch.setenv("CHAT_TUI_PASSWORD", "geheim")
    text = said("show", capsys=capsys)
    assert "geheim" not in text
    words = [line.split() for line in text.splitlines()]
    assert (
        words.count(
            ["#", "password", "is", "set,", "and", "not", "shown", "#", "CHAT_TUI_PASSWORD"]
        )
        == 2
    )
    assert f"# oper is set, and not shown # {path}:2".split() in words


def test_the_example_is_a_file_that_does_nothing(
    write: WriteFile, capsys: pytest.CaptureFixture[str]
) -> None:
    """As it is, all is as by default."""
    path = write(said("example", capsys=capsys))
    assert said("check", capsys=capsys) == f"{path}: 0 settings, all good\n"


def test_every_line_of_the_example_makes_sense(
    write: WriteFile, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the # taken from each setting, the file still checks, and it has all there is to set."""
    text = said("example", capsys=capsys)
    lines = [line.removeprefix("# ") if " = " in line else line for line in text.splitlines()]
    path = write("\n".join(lines))
    count = len(hosting.OPTIONS) + len(joining.OPTIONS) + len(keymap.DEFAULTS)
    assert said("check", capsys=capsys) == f"{path}: {count} settings, all good\n"


def test_the_file_of_the_manual_makes_sense(
    write: WriteFile, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever copies it from docs/CONFIGURATION.md has no mistake in it."""
    manual = Path(__file__).parents[3] / "docs" / "CONFIGURATION.md"
    (content,) = re.findall(r"```toml\n(.*?)```", manual.read_text(), re.DOTALL)
    path = write(content)
    assert said("check", capsys=capsys) == f"{path}: 12 settings, all good\n"


def test_the_schema_has_every_setting(capsys: pytest.CaptureFixture[str]) -> None:
    """Each with its type and what it is for; nothing else is allowed."""
    schema = json.loads(said("schema", capsys=capsys))
    tables = schema["properties"]
    assert tables["host"]["properties"].keys() == hosting.OPTIONS.keys()
    assert tables["join"]["properties"].keys() == joining.OPTIONS.keys()
    assert tables["keys"]["properties"].keys() == keymap.DEFAULTS.keys()
    assert not any(table["additionalProperties"] for table in [schema, *tables.values()])
    assert tables["host"]["properties"]["port"] == {
        "type": "integer",
        "minimum": 0,
        "maximum": 65535,
        "description": "port to listen on; 0 takes any free one",
        "default": 9999,
    }
    assert tables["host"]["properties"]["oper"]["type"] == "array"


def test_path_names_the_file(write: WriteFile, capsys: pytest.CaptureFixture[str]) -> None:
    """It is where the file is, or would be."""
    assert said("path", capsys=capsys) == f"{write('')}\n"


@pytest.mark.parametrize("arguments", [(), ("shwo",)])
def test_without_a_word_it_lists_them(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """What can be asked for is in the line; the exit code is 2."""
    assert cli.main(["config", *arguments]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert all(word in err for word in ("show", "check", "example", "schema", "path"))


def test_every_theme_can_be_set() -> None:
    """The names that the table has are those of ours and of Textual's."""
    ours = (theme.DARK.name, theme.LIGHT.name)
    assert sorted(joining.THEMES) == sorted((*ours, *BUILTIN_THEMES))
