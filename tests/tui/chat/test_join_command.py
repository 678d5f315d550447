"""The command line of ``chat-tui join``: what it understands, and what it says to mistakes."""

import argparse
import getpass
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tui.chat.fake import FakeLink
from tui import cli
from tui.chat import command, options, plain_mode
from tui.chat.bridge import LinkFactory
from tui.chat.going import invitation, login_nick, read
from tui.config.resolving import namespace
from tui.config.sources import Sources

PRINT = "SHA256:" + 42 * "x" + "w"


def parsed(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    said = Sources.of("join", options.OPTIONS, parser.parse_args(arguments), None)
    return namespace(said.settle())


@pytest.fixture(autouse=True)
def _no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHAT_TUI_PASSWORD", raising=False)


@pytest.mark.parametrize(
    ("arguments", "server", "channels"),
    [
        ((), "127.0.0.1:9999", ("#lobby",)),
        (("host",), "host:9999", ("#lobby",)),
        (("host:1234",), "host:1234", ("#lobby",)),
        (("[::1]:1234",), "[::1]:1234", ("#lobby",)),
        (("host", "--channel", "dev", "--channel", "#x"), "host:9999", ("#dev", "#x")),
        (("ircs://host/#one,#two",), "host:6697", ("#one", "#two")),
        (("ircs://host/#one", "--channel", "#two"), "host:6697", ("#one",)),
    ],
)
def test_where_to_go(arguments: tuple[str, ...], server: str, channels: tuple[str, ...]) -> None:
    """An address, a URL or nothing; the URL's channels come before the option's."""
    going = read(parsed(*arguments))
    assert str(going.server) == server
    assert going.channels == channels


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("host:0",), "no port"),
        (("http://host",), "no address of a chat server"),
        (("a b",), "no name of a host"),
        (("--nick", "a b"), "--nick"),
        (("--nick", ""), "--nick"),
        (("--nick", "caf\udce9"), "--nick"),
        (("--channel", "a,b"), "--channel"),
        (("--channel", "caf\udce9"), "--channel"),
        (("--chanel", "x"), "did you mean --channel?"),
    ],
)
def test_a_mistake_is_one_line_and_code_2(
    arguments: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wrong arguments are named in one line on standard error, with exit code 2."""
    assert cli.main(["join", "--plain", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert words in captured.err


def test_without_a_terminal_the_line_mode_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """Where there is no terminal to draw on, one line says what works there."""
    assert cli.main(["join"]) == 2
    assert "--plain" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("login", "nick"),
    [
        ("amy", "amy"),
        ("amy.smith", "amy_smith"),
        ("DOMAIN\\amy", "DOMAIN\\amy"),
        ("42amy", "_42amy"),
        ("-amy", "_-amy"),
        ("李雷", "guest"),
        ("x" * 50, "x" * 30),
        ("", "guest"),
    ],
)
def test_a_login_name_becomes_a_nick(
    monkeypatch: pytest.MonkeyPatch, login: str, nick: str
) -> None:
    """Whatever the login name is, the nick is one that every server takes."""
    monkeypatch.setattr(getpass, "getuser", lambda: login)
    assert login_nick() == nick


def test_without_a_login_name_one_is_a_guest(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that knows no name of its user makes a guest."""

    def nobody() -> str:
        raise OSError("no such user")

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert login_nick() == "guest"


def test_a_password_comes_from_where_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is taken from the option, else the environment; an option without one asks."""
    assert parsed("--password", "a").password == "a"
    monkeypatch.setenv("CHAT_TUI_PASSWORD", "b")
    assert parsed().password == "b"
    monkeypatch.setattr(getpass, "getpass", lambda prompt: "c")
    args = parsed("host", "--password")
    read(args)
    assert args.password == "c"


def test_the_links_take_the_options(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first address gets TLS, password and channels of the options; another one does not."""
    made: list[tuple[object, ...]] = []

    def make(server: object, identity: object, channels: object, **_: object) -> FakeLink:
        made.append((server, identity, channels))
        return FakeLink(lambda event: None)

    def run(links: LinkFactory, address: str, nick: str, log: Path | None) -> int:
        links(address, lambda event: None)
        links("elsewhere", lambda event: None)
        return 0

    monkeypatch.setattr("tui.chat.ring.RememberingClient", make)
    monkeypatch.setattr(plain_mode, "run", run)
    arguments = ["join", "host", "--tls", "--password", "pw", "--channel", "#x", "--plain"]
    assert cli.main([*arguments, "--nick", "amy"]) == 0
    first, second = (str(item) for item in made)
    assert "tls=True" in first
    assert "('#x',)" in first
    assert "pw" not in first
    assert "tls=False" in second
    assert "('#lobby',)" in second


def test_the_command_line_loads_no_screen() -> None:
    """Reading the arguments, and the line mode, do not import Textual."""
    code = (
        "import sys, tui.chat.command; assert 'textual' not in sys.modules;"
        "from tui import cli;"
        "assert cli.main(['join', 'http://x', '--plain']) == 2;"
        "assert cli.main(['join', '127.0.0.1:1', '--plain']) == 1;"
        "assert not {'textual', 'rich.console'} & set(sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )
    assert result.returncode == 0, result.stderr


INVITED = "ircs://192.0.2.1:9999/#dev?pass=fox&cert=" + PRINT


@pytest.mark.parametrize("pasted", [INVITED, f"chat-tui join '{INVITED}'"])
def test_an_invitation_is_read_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, pasted: str
) -> None:
    """Address, channel, password and certificate come from its first line; no list shows them."""
    source = io.StringIO(f"{pasted}\nhello\n")
    monkeypatch.setattr(sys, "stdin", source)
    going = read(parsed("--invite", "-"))
    assert (going.server.host, going.server.port, going.server.tls) == ("192.0.2.1", 9999, True)
    assert (going.server.password, going.server.fingerprint) == ("fox", PRINT)
    assert going.channels == ("#dev",)
    assert source.read() == "hello\n"
    assert "fox" not in going.address


def test_what_is_shown_of_an_invitation_has_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the address nor the server's picture of itself; the option's password wins."""
    going = read(parsed(INVITED))
    assert "fox" not in f"{going.address} {going.server!r}"
    assert read(parsed(INVITED, "--password", "hen")).server.password == "hen"


def test_a_pasted_invitation_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal it is asked for as a password is."""
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(getpass, "getpass", lambda prompt: INVITED)
    assert invitation(terminal) == INVITED


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--invite", "-"), "no invitation on standard input"),
        (("host", "--fingerprint", "abc"), "no fingerprint"),
        (("host", "--fingerprint", PRINT, "--no-tls"), "certificate to be compared"),
        (("irc://host/#a?pass=x",), "ircs://"),
    ],
)
def test_an_invitation_that_is_none_is_named(
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    words: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In one line, with the exit code of wrong usage."""
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert cli.main(["join", "--plain", *arguments]) == 2
    assert words in capsys.readouterr().err


def test_a_fingerprint_means_tls() -> None:
    """Whatever the address says."""
    server = read(parsed("127.0.0.1", "--fingerprint", PRINT)).server
    assert (server.tls, server.fingerprint) == (True, PRINT)
    assert read(parsed("host", "--no-tls")).server.prefer_tls is False


def test_keys_come_from_the_terminal_after_an_invitation_through_a_pipe() -> None:
    """Without a terminal there is no screen, and it is said so."""
    done = subprocess.run(
        [sys.executable, "-c", "from tui.chat.going import take_terminal; print(take_terminal())"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        start_new_session=True,
    )
    assert done.stdout == "False\n"
