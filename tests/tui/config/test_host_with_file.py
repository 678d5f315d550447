"""A host of its own process with a settings file: what it takes from there, and reads again."""

from __future__ import annotations

import os
import pty
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from netcore.security.passwords import hash_password
from tests.tui.config.conftest import WriteFile

PATIENCE = 15.0


class Host:
    """A running host.

    Args:
        process: its process, whose log is on standard error.
    """

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        match = re.search(r"chat-tui join 127\.0\.0\.1:(\d+)", self.line_with("others join"))
        assert match
        self.port = int(match[1])

    def line_with(self, words: str) -> str:
        """The next line of the log that has some words in it."""
        assert self.process.stderr
        for line in self.process.stderr:
            if words in line:
                return line.rstrip("\n").partition(" ")[2].partition(" ")[2]
        raise AssertionError(f"the log has ended without {words!r}")

    def hang_up(self) -> None:
        """What daemons take for: read your settings again."""
        self.process.send_signal(signal.SIGHUP)

    def ended(self) -> int:
        """The exit code, after SIGTERM."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


@contextmanager
def hosting(*options: str) -> Iterator[Host]:
    """A host without a terminal, which does not outlive the test."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tui", "host", *options],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield Host(process)
    finally:
        process.kill()
        process.wait(PATIENCE)
        assert process.stderr
        process.stderr.close()


class Client:
    """An IRC client that knows only lines.

    Args:
        port: where the host listens.
    """

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.file = self.socket.makefile("r", encoding="utf-8", newline="\n")

    def ask(self, *lines: str) -> str:
        """Send lines; all that comes up to the answer of a PING behind them."""
        text = "".join(f"{line}\r\n" for line in (*lines, "PING over"))
        self.socket.sendall(text.encode())
        found = ""
        for line in self.file:
            found += line
            if " PONG " in line and "over" in line:
                return found
        raise AssertionError(f"the host has closed the connection after {found!r}")

    def enter(self) -> str:
        """Register as alice; the welcome."""
        return self.ask("NICK alice", "USER alice 0 * :Alice")

    def close(self) -> None:
        """Leave without a word."""
        self.file.close()
        self.socket.close()


@pytest.fixture
def motd(tmp_path: Path) -> Path:
    """A message of the day."""
    path = tmp_path / "motd.txt"
    path.write_text("first day\n")
    return path


FILE = """\
[host]
headless = true
port = 0
history = "memory"
server-name = "chat.example.org"
network = "ExampleNet"
motd = "motd.txt"
"""


def test_the_file_is_enough(write: WriteFile, motd: Path) -> None:
    """Name, network and message of the day are on the wire as the file has them."""
    path = write(FILE)
    with hosting("--config", str(path)) as host, closing(Client(host.port)) as client:
        welcome = client.enter()
        assert ":chat.example.org 001 alice :Welcome to the ExampleNet" in welcome
        assert " 004 alice chat.example.org " in welcome
        assert " NETWORK=ExampleNet " in welcome
        assert ":- first day" in welcome
        assert ":chat.example.org PONG chat.example.org" in welcome
        assert host.ended() == 0


def test_a_flag_wins_over_the_file(write: WriteFile, motd: Path) -> None:
    """The named file of the environment counts, and the flag before it."""
    write(FILE)
    with hosting("--network", "Other") as host, closing(Client(host.port)) as client:
        welcome = client.enter()
        assert " NETWORK=Other " in welcome
        assert " 004 alice chat.example.org " in welcome


def test_a_hangup_reads_file_and_message_of_the_day_again(write: WriteFile, motd: Path) -> None:
    """Who is there stays and is told what 005 says now; what needs a restart is named."""
    write(FILE)
    with hosting() as host, closing(Client(host.port)) as client:
        client.enter()
        motd.write_text("second day\n")
        write(FILE.replace("ExampleNet", "NewNet") + "nick-length = 12\nmax-list = 7\n")
        host.hang_up()
        said = host.line_with("read again")
        assert said.endswith("changed: network, motd, max-list, nick-length")
        told = client.file.readline()
        assert " 005 alice MAXLIST=b:7" in told
        assert " NETWORK=NewNet NICKLEN=12 " in told
        assert ":- second day" in client.ask("MOTD")
        write(FILE.replace("port = 0", "port = 4567").replace("chat.example", "new.example"))
        host.hang_up()
        assert host.line_with("restart") == "WARNING port, server-name need a restart of the host"
        assert host.ended() == 0


def test_an_operator_has_it_read_again_too(write: WriteFile, motd: Path) -> None:
    """REHASH does what a hangup does; what is wrong with the file is told to the operator."""
    operator = f"{FILE}oper = ['anna:{hash_password('geheim')}']\n"
    write(operator)
    with hosting() as host, closing(Client(host.port)) as client:
        client.enter()
        assert " 381 " in client.ask("OPER anna geheim")
        motd.write_text("second day\n")
        assert " 382 " in client.ask("REHASH")
        assert host.line_with("read again; changed: motd")
        assert ":- second day" in client.ask("MOTD")
        path = write("[host]\nprot = 1\n")
        said = client.ask("REHASH")
        assert f"Nothing has changed: {path}:2: there is no setting 'prot'" in said
        assert host.ended() == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[host]\nprot = 1\nnetwork = 1\n", "did you mean port?) (and 1 more): `chat-tui config"),
        ("[host]\nmotd = 'gone.txt'\n", "gone.txt cannot be read: No such file or directory"),
        (None, "cannot be read: No such file or directory"),
    ],
)
def test_a_file_with_mistakes_changes_nothing(
    content: str | None, words: str, write: WriteFile, motd: Path
) -> None:
    """The settings stay, the log says why, and the next reading of a mended file is good."""
    path = write(FILE)
    with hosting() as host, closing(Client(host.port)) as client:
        client.enter()
        if content is None:
            path.unlink()
        else:
            write(content)
        host.hang_up()
        said = host.line_with("settings")
        assert said.startswith("ERROR the settings stay as they are: ")
        assert words in said
        assert ":- first day" in client.ask("MOTD")
        write(FILE)
        host.hang_up()
        assert host.line_with("read again").endswith("nothing changes")


def test_a_terminal_that_is_closed_ends_the_host(write: WriteFile, motd: Path) -> None:
    """Then SIGHUP is no wish of an operator: nobody could stop what runs on unseen."""
    write(FILE)
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(sys.executable, [sys.executable, "-m", "tui", "host"])
    try:
        seen = b""
        while b"listens" not in seen:
            seen += os.read(terminal, 4096)
        os.kill(pid, signal.SIGHUP)  # the terminal is still there: this one reads the file
        while b"read again" not in seen:
            seen += os.read(terminal, 4096)
    except BaseException:
        os.kill(pid, signal.SIGKILL)
        raise
    finally:
        os.close(terminal)
        _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        raise AssertionError("it still runs")


def test_the_history_is_beside_the_file_that_names_it(write: WriteFile, motd: Path) -> None:
    """Wherever the host is started, it is the same history."""
    path = write(FILE.replace('"memory"', '"chat.db"'))
    with hosting("--config", str(path)) as host, closing(Client(host.port)) as client:
        client.enter()
        assert (path.parent / "chat.db").exists()
