"""Settings files: what is wrong with one is said with its line, all of it at once."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.tui.config.conftest import WriteFile
from tui import cli

NO_VALUE = (
    "what stands after the = is no value: text stands in quotes, and true, false and numbers do not"
)
NEITHER = "this is neither [table] nor name = value"
ENDLESS = "what begins here has no end: a closing bracket or quote is missing"


def problems(path: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What `config check` says of a file, without the file's name."""
    code = cli.main(["config", "check", str(path)])
    captured = capsys.readouterr()
    lines = captured.err.splitlines()
    assert code == (2 if lines else 0)
    assert all(line.startswith(f"chat-tui: {path}") for line in lines)
    return [line.removeprefix(f"chat-tui: {path}:") for line in lines]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("", []),
        ("# nothing\n\n[host]\n[join]\n[keys]\n", []),
        ("[host]\r\nport = 1\r\n", []),
        ("host.port = 1\n", []),
        ("host = { port = 1, network = 'x' }\n", []),
        ("[host]\noper = [\n  'anna:hash', # she\n  'bob:hash',\n]\nport = 1\n", []),
        ("[host]\nadmin = '''\nBerlin\nAnna\n'''\nport = 1\n", []),
        ("[host]\nprot = 1\n", ["2: there is no setting 'prot' in [host] (did you mean port?)"]),
        (
            "[host]\nping_interval = 3\n",
            ["2: there is no setting 'ping_interval' in [host] (did you mean ping-interval?)"],
        ),
        ("[host]\nxyzzy = 1\n", ["2: there is no setting 'xyzzy' in [host]"]),
        ("[join]\nnik = 'a'\n", ["2: there is no setting 'nik' in [join] (did you mean nick?)"]),
        ("[hots]\nport = 1\n", ["1: there is no table [hots] (did you mean host?)"]),
        ("[xyzzy]\n", ["1: there is no table [xyzzy]: there are [host], [join], [keys]"]),
        ("port = 1\n", ["1: port stands before any table: put it beneath [host] or so"]),
        ("[host]\nport = '1'\n", ["2: port takes a number, not text"]),
        ("[host]\nport = 1.5\n", ["2: port takes a number, not a number with a fraction"]),
        ("[host]\nport = true\n", ["2: port takes a number, not true or false"]),
        ("[host]\nnetwork = 1\n", ["2: network takes text, in quotes, not a number"]),
        ("[host]\nnetwork = ['x']\n", ["2: network takes text, in quotes, not a list"]),
        ("[host]\nheadless = 'yes'\n", ["2: headless takes true or false, not text"]),
        (
            "[host]\nnetwork = 2026-01-01\n",
            ["2: network takes text, in quotes, not a date or time"],
        ),
        ("[host]\noper = [1]\n", ["2: oper takes a list of text, in quotes, not a number"]),
        (
            "[host]\nsendq = true\n",
            ["2: sendq takes a number or text, in quotes, not true or false"],
        ),
        (
            "[host]\nport = 70000\n",
            ["2: port '70000' is not a port: give a number from 0 (any free one) to 65535"],
        ),
        ("[host]\nsendq = '1K'\n", ["2: sendq '1K' is too small: give at least 16K"]),
        (
            "[host]\nmax-list = 0\n",
            ["2: max-list '0' is not a number that will do: give one from 1 to 10000"],
        ),
        (
            "[host]\nping-timeout = inf\n",
            ["2: ping-timeout 'inf' is not a duration: give seconds "],
        ),
        ("[host]\nport = 1\nport = 2\n", ["3: port is there twice (the first is in line 2)"]),
        ("[host]\n[host]\n", ["2: [host] is there twice (the first is in line 1)"]),
        ("[[host]]\n", ["1: [[host]] has a bracket too many: write [host]"]),
        ("[host.port]\nx = 1\n", ["1: port takes a number, not a table"]),
        ("[host]\nport = 99x\n", ["2: there is more in the line than one value: text stands in"]),
        ("[host]\nnetwork = home\n", [f"2: {NO_VALUE}"]),
        ("[host]\nport: 1\n", [f"2: {NEITHER}"]),
        ("[host]\nport\n", [f"2: {NEITHER}"]),
        ("[host\nport = 1\n", ["1: a ] is missing"]),
        ('[host]\nnetwork = "x\nport = 0\n', ["2: the text's closing quote is missing"]),
        ("[host]\nnetwork = 'x\n", [f"2: {ENDLESS}"]),
        ('[host]\nmotd = "C:\\motd"\n', ["2: a \\ in a text has to be written as \\\\, or "]),
        ("[host]\noper = ['a',\nport = 1\n", ["2: what begins here has no end"]),
        ("[host]\nadmin = '''\nport = 1\n", [f"2: {ENDLESS}"]),
        (b"[host]\nnetwork = '\xff'\n", ["2: is not text in UTF-8"]),
        (b"\xef\xbb\xbf[host]\n", ["1: begins with a byte order mark: save it as UTF-8 without"]),
        ("[host]\n".encode("utf-16"), ["1: is text in UTF-16: save it as UTF-8"]),
        (f"[host]\nport = {'9' * 5000}\n", ["2: no setting is as long as this"]),
        (
            f"[host]\noper = {'[' * 5000}{']' * 5000}\nprot = 1\n",
            ["2: no setting is", "3: there is no"],
        ),
        (b"#" * 300_000, [" is longer than 256 KB, which no settings are"]),
    ],
    ids=lambda each: ascii(each)[:40] if isinstance(each, str | bytes) else None,
)
def test_each_mistake_is_one_line_that_says_where_and_what_would_do(
    content: str | bytes, found: list[str], write: WriteFile, capsys: pytest.CaptureFixture[str]
) -> None:
    """File, line and what is wrong, with the nearest word where one is unknown; exit code 2."""
    said = problems(write(content), capsys)
    assert len(said) == len(found)
    for line, words in zip(said, found, strict=True):
        assert line.startswith(words)


def test_all_that_is_wrong_is_said_at_once_and_in_order(
    write: WriteFile, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mistake of the language does not hide those of the settings, nor the other way round."""
    path = write(
        "[keys]\nqiut = 'f9'\n[host]\nport = x\nprot = 1\nnetwork = 1\n[join]\nnik = 'a'\n[hots]\n"
    )
    lines = [said.partition(":")[0] for said in problems(path, capsys)]
    assert lines == ["2", "4", "5", "6", "8", "9"]


def test_a_file_of_nothing_but_mistakes_does_not_flood_the_screen(
    write: WriteFile, capsys: pytest.CaptureFixture[str]
) -> None:
    """After twenty mistakes of the language it is enough."""
    assert len(problems(write("what is this\n" * 5000), capsys)) == 20


@pytest.mark.parametrize("command", ["config check", "config show", "host --headless", "join"])
def test_a_file_that_cannot_be_read_is_one_line(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is named with the reason, by every command; the exit code is 2."""
    for path, why in ((tmp_path / "none", "No such file"), (tmp_path, "Is a directory")):
        assert cli.main([*command.split(), "--config", str(path)]) == 2
        err = capsys.readouterr().err
        assert err.startswith(f"chat-tui: {path}: cannot be read: {why}")
        assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ("host", "password = 'geheim'"),
        ("host", "oper = ['anna:geheim']"),
        ("join", "password = 'geheim'"),
    ],
)
def test_a_secret_in_a_file_that_everybody_can_read_is_refused(
    table: str, line: str, write: WriteFile, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is said how to close the file, and the secret is not; in a closed file it is fine."""
    path = write(f"[{table}]\n{line}\n")
    assert problems(path, capsys) == []
    path.chmod(0o644)
    (said,) = problems(path, capsys)
    assert said.startswith("2: ")
    assert said.endswith(f"everybody on this machine can read this file: chmod o-r {path}")
    assert "geheim" not in said


def test_a_file_without_secrets_may_be_read_by_everybody(
    write: WriteFile, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only secrets need a closed file."""
    path = write("[host]\nport = 1\n")
    path.chmod(0o644)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert problems(path, capsys) == []


def test_a_bad_secret_is_not_repeated(write: WriteFile, capsys: pytest.CaptureFixture[str]) -> None:
    """What is said of a password or a hash has nothing of it."""
    said = problems(write("[host]\npassword = 'ge\\theim'\noper = ['geheim']\n"), capsys)
    said += problems(write('[host]\npassword = "ge\\theim"\n'), capsys)
    assert said
    assert not any("heim" in line for line in said)


@pytest.mark.parametrize(
    ("command", "content"),
    [
        ("host --headless", "[host]\nprot = 1\n"),
        ("join --plain", "[join]\nnik = 'a'\n"),
        ("host --headless", "[hots]\n"),
    ],
)
def test_no_command_starts_on_a_file_with_mistakes(
    command: str, content: str, write: WriteFile, capsys: pytest.CaptureFixture[str]
) -> None:
    """File, line and nearest word, and exit code 2."""
    path = write(content)
    assert cli.main(command.split()) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"chat-tui: {path}:")
    assert "did you mean" in err


def test_an_empty_variable_is_none(
    write: WriteFile, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """CHAT_TUI_CONFIG= means the usual file, which does not have to be there."""
    monkeypatch.setenv("CHAT_TUI_CONFIG", "")
    monkeypatch.setenv("XDG_CONFIG_HOME", os.devnull)
    assert cli.main(["config", "check"]) == 0
    assert capsys.readouterr().out.startswith("there is no /dev/null/chat-tui/chat-tui.toml")
