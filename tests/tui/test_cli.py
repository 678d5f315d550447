"""The command line: what is said, and with which exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from netcore.version import __version__
from tui import cli
from tui.console import command

COMMANDS = ", ".join(cli._COMMANDS)


@pytest.fixture(autouse=True)
def logs_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test writes into the folders of whoever runs it."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("CHAT_TUI_PASSWORD", raising=False)


def said(argv: Sequence[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Run the command; its exit code and its one line on standard error."""
    code = cli.main(argv)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.endswith("\n")
    assert captured.err.count("\n") == 1, "an error is one line"
    assert captured.err.startswith("chat-tui: ")
    return code, captured.err.removeprefix("chat-tui: ").rstrip("\n")


@pytest.mark.parametrize("argv", [(), ("help",), ("--help",), ("-h",)])
def test_without_a_command_it_explains_itself_in_ten_lines(
    argv: Sequence[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Every way in is named, on at most eleven lines that no terminal breaks."""
    assert cli.main(argv) == 0
    text = capsys.readouterr().out
    for way in ("chat-tui host", "chat-tui join", "nc HOST 9999", "irssi -c HOST", "chat-tui help"):
        assert way in text
    assert len(text.splitlines()) <= 11
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize("argument", ["--version", "-V", "version"])
def test_version(argument: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It says which version this is."""
    assert cli.main([argument]) == 0
    assert capsys.readouterr().out == f"chat-tui {__version__}\n"


@pytest.mark.parametrize(
    ("argv", "line"),
    [
        (
            ["hots"],
            f"there is no command 'hots' (did you mean host?). Commands: {COMMANDS}.",
        ),
        (["xyzzy"], f"there is no command 'xyzzy'. Commands: {COMMANDS}."),
        (
            ["--prot", "1"],
            "there is no option '--prot' before the command. "
            f"Commands: {COMMANDS}; options: --help, --version.",
        ),
        (
            ["host", "--prot", "1"],
            "host: there is no option '--prot' (did you mean --port?); "
            "chat-tui host --help lists them",
        ),
        (
            ["host", "--pasword=geheim"],
            "host: there is no option '--pasword' (did you mean --password?); "
            "chat-tui host --help lists them",
        ),
        (
            ["host", "here"],
            "host: 'here' is one argument too many (chat-tui host --help lists them)",
        ),
        (["host", "--port"], "host: --port: expected one argument"),
        (
            ["history", "sreach", "x"],
            "history: 'sreach' is not one of export, search, stats, import (did you mean search?)",
        ),
        (
            ["history", "export", "--format", "xml"],
            "history export: --format: 'xml' is not one of jsonl, text",
        ),
        (
            ["history", "search"],
            "history search: WORD is missing; chat-tui history search --help explains it",
        ),
        (
            ["join", "localhost", "7000"],
            "join: the port is written behind the host: chat-tui join HOST:PORT",
        ),
        (
            ["join", "localhost", "--port", "7000"],
            "join: the port is written behind the host: chat-tui join HOST:PORT",
        ),
        (["join", "a", "b"], "join: 'b' is one argument too many (chat-tui join --help lists"),
        (["host\x1b[2J"], "there is no command 'host\ufffd[2J' (did you mean host?)."),
    ],
)
def test_wrong_usage_is_one_line_with_the_nearest_known_word(
    argv: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is mistyped is named, with what was probably meant; the exit code is 2."""
    code, text = said(argv, capsys)
    assert code == 2
    assert text.startswith(line)


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--port", "70000", "'70000' is not a port"),
        ("--port", "-1", "'-1' is not a port"),
        ("--port", "http", "'http' is not a port"),
        ("--port", "٣", "is not a port"),
        ("--port", "9" * 100_000, "is not a port"),
        ("--bind", "127.0.0.1:9998", "has a port in it: give the address here and the port with"),
        ("--bind", "somewhere else", "is not an address"),
        ("--bind", "300.1.2.3/24", "is not an address"),
        ("--server-name", "chat", "is not a server's name"),
        ("--server-name", "a b.c", "is not a server's name"),
        ("--server-name", "a.-b.example.org", "is not a server's name"),
        ("--server-name", "a-.example.org", "is not a server's name"),
        ("--server-name", "a..example.org", "is not a server's name"),
        ("--server-name", f"{'x' * 63}.org", "is not a server's name"),
        ("--network", "my net", "is not a network's name"),
        ("--network", "a=b", "is not a network's name"),
        ("--ping-interval", "0", "give seconds above 0"),
        ("--ping-timeout", "nan", "give seconds above 0"),
        ("--ping-timeout", "inf", "give seconds above 0"),
        ("--ping-timeout", "soon", "give seconds above 0"),
        ("--sendq", "lots", "is not a size"),
        ("--sendq", "1K", "is too small"),
        ("--fallback-encoding", "klingon", "is not an encoding that can be used"),
        ("--fallback-encoding", "utf-16", "is not an encoding that can be used"),
        ("--fallback-encoding", "hex", "is not an encoding that can be used"),
        ("--fallback-encoding", "idna", "is not an encoding that can be used"),
        ("--engine", "asyncio", "'asyncio' is not one of threads, socketserver, selectors"),
        ("--log-format", "xml", "'xml' is not one of text, json"),
        ("--password", "", "is empty"),
        ("--password", "a\nb", "has control characters"),
        ("--password", "x" * 401, "is too long"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_in_one_line(
    option: str, value: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The option is named, the value shown and an example given; the exit code is 2."""
    code, text = said(["host", "--headless", option, value], capsys)
    assert code == 2
    assert text.startswith(f"host: {option}: ")
    assert words in text
    assert len(text) < 250


def test_a_bad_password_is_not_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    """A password never appears in what is said about it."""
    _, text = said(["host", "--headless", "--password", "geheim\n"], capsys)
    assert "geheim" not in text


def test_a_bad_password_in_the_environment_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The variable is checked like the option, and taken out of the environment."""
    monkeypatch.setenv("CHAT_TUI_PASSWORD", "a\tb")
    code, text = said(["host", "--headless"], capsys)
    assert code == 2
    assert text.startswith("host: CHAT_TUI_PASSWORD has control characters")
    assert "CHAT_TUI_PASSWORD" not in os.environ


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "No such file"), (b"\xff\xfe", "not text in UTF-8"), (b"x" * 70_000, "longer than")],
    ids=["missing", "binary", "long"],
)
def test_a_message_of_the_day_that_cannot_be_read_fails_the_start(
    content: bytes | None, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file is named with the reason; the exit code is 1."""
    path = tmp_path / "motd"
    if content is not None:
        path.write_bytes(content)
    code, text = said(["host", "--headless", "--motd", str(path)], capsys)
    assert code == 1
    assert text.startswith(f"the message of the day {path} cannot be read: ")
    assert words in text


def test_a_screen_without_a_terminal_is_refused_with_the_way_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Where there is no terminal, the hint names --headless; the exit code is 2."""
    code, text = said(["host"], capsys)
    assert code == 2
    assert "--headless" in text


def test_a_defect_is_one_line_and_its_traceback_is_in_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file is named, is its owner's alone, and has no argument of the command line in it."""

    def breaks(args: object) -> int:
        raise KeyError("who")

    monkeypatch.setattr(command, "run", breaks)
    code, text = said(["host", "--headless", "--password", "geheim"], capsys)
    path = tmp_path / "state" / "chat-tui" / "log" / "crash.log"
    assert code == 70
    assert text == f"a defect of chat-tui (KeyError: 'who'); the details are in {path}"
    content = path.read_text()
    assert "Traceback" in content
    assert "in breaks" in content
    assert "geheim" not in content
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_defect_is_kept_where_the_log_folder_cannot_be_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The temporary folder stands in, and the line names it."""
    (tmp_path / "state").write_text("a file where a folder should be")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def breaks(args: object) -> int:
        raise ValueError("[/no] markup\nand two lines")

    monkeypatch.setattr(command, "run", breaks)
    code, text = said(["host", "--headless"], capsys)
    assert code == 70
    assert "(ValueError: [/no] markup and two lines)" in text
    assert Path(text.rpartition(" are in ")[2]).is_file()


def test_an_interrupt_ends_without_a_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl+C is no error: nothing is said, and the exit code is the shell's for it."""

    def interrupted(args: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "run", interrupted)
    assert cli.main(["host", "--headless"]) == 130
    assert capsys.readouterr() == ("", "")


def test_help_of_a_command_lists_its_options(capsys: pytest.CaptureFixture[str]) -> None:
    """Every way to ask gives every option, and exit code 0."""
    assert cli.main(["help", "host"]) == 0
    text = capsys.readouterr().out
    for argv in (["host", "--help"], ["--help", "host"], ["-h", "host"]):
        assert cli.main(argv) == 0
        assert capsys.readouterr().out == text
    for option in ("--bind", "--port", "--motd", "--headless", "--sendq", "--engine", "--data-dir"):
        assert option in text
    assert "CHAT_TUI_PASSWORD" in " ".join(text.split())


def test_help_goes_to_the_part_of_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    """A part is explained as it explains itself."""
    assert cli.main(["history", "search", "--help"]) == 0
    text = capsys.readouterr().out
    assert cli.main(["help", "history", "search"]) == 0
    assert capsys.readouterr().out == text
    assert "Quoted words" in text


def test_who_reads_only_the_first_line_gets_no_traceback() -> None:
    """A closed pipe on standard output ends the command in silence."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "tui", "help"],
            stdout=writer,
            stderr=subprocess.PIPE,
            timeout=30,
            check=False,
        )
    finally:
        os.close(writer)
    assert ended.stderr == b""
    assert ended.returncode == 141
