"""What happens round the screen: its log file, its end and its death."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import pytest

from netcore.errors import StartError
from netcore.snapshot import LogLine
from tui.console import screened
from tui.console.hosted import Hosting, LogTap

if TYPE_CHECKING:
    from tests.tui.console.conftest import FakeServer


class Screen:
    """Stands in for the dashboard: does something, and ends."""

    happens: ClassVar[Callable[[Screen], None]]

    def __init__(self, *args: object, **kwargs: object) -> None:
        self.death: Exception | None = None

    def leave(self) -> None:
        """Nothing to close."""

    def run(self) -> None:
        """Do what the test wants."""
        type(self).happens(self)


@pytest.fixture
def hosting(server: FakeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hosting:
    """A server behind a screen that only pretends."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(screened, "Dashboard", Screen)
    return Hosting(
        server=server,
        tap=LogTap(),
        server_name="chat.local",
        sendq=1024,
        data_dir=tmp_path / "data",
    )


def test_the_end_of_the_screen_is_the_end_of_the_chat(
    hosting: Hosting, server: FakeServer, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The server is stopped, the log is complete, and one line says where it is."""

    def happens(screen: Screen) -> None:
        hosting.tap(LogLine(1, 0.0, "info", "alice joined #lobby"))

    Screen.happens = happens
    assert screened.run(hosting) == 0
    assert server.stopped_with[0] == 3.0
    log = tmp_path / "data" / "host.log"
    assert log.read_text() == "1970-01-01 00:00:00 INFO  alice joined #lobby\n"
    assert capfd.readouterr() == ("", f"chat.local has stopped; its log is in {log}\n")


def test_the_chat_outlives_its_screen(
    hosting: Hosting, server: FakeServer, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Two lines say what has happened, where the details are and how to end the chat."""

    def happens(screen: Screen) -> None:
        screen.death = KeyError("who")
        end = threading.Timer(0.2, goes_on)
        end.start()

    def goes_on() -> None:
        assert not server.stopped_with
        hosting.tap(LogLine(2, 0.0, "info", "bob joined #lobby"))
        os.kill(os.getpid(), 15)

    Screen.happens = happens
    assert screened.run(hosting) == 0
    crash = tmp_path / "state" / "chat-tui" / "log" / "crash.log"
    lines = capfd.readouterr().err.splitlines()
    assert lines == [
        "chat-tui: the screen has died of a defect of chat-tui (KeyError: 'who'); "
        f"the details are in {crash}.",
        "chat-tui: the chat goes on without it, and its log follows. "
        f"To end it: Ctrl+C here, or kill {os.getpid()}.",
        "1970-01-01 00:00:00 INFO  bob joined #lobby",
    ]
    assert "bob joined" in (tmp_path / "data" / "host.log").read_text()


def test_a_screen_that_raises_has_died_too(
    hosting: Hosting, server: FakeServer, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whichever way it ends, the server goes on."""

    def happens(screen: Screen) -> None:
        threading.Timer(0.2, os.kill, (os.getpid(), 2)).start()
        raise OSError(5, "Input/output error")

    Screen.happens = happens
    assert screened.run(hosting) == 0
    assert "the chat goes on without it" in capfd.readouterr().err


def test_a_server_that_ended_by_itself_is_no_success(
    hosting: Hosting, server: FakeServer, capfd: pytest.CaptureFixture[str]
) -> None:
    """The exit code is 1, and the line names the log."""

    def happens(screen: Screen) -> None:
        server.ended.set()

    Screen.happens = happens
    assert screened.run(hosting) == 1
    assert "had ended by itself" in capfd.readouterr().err


def test_a_folder_that_cannot_be_written_fails_the_start(
    hosting: Hosting, tmp_path: Path, server: FakeServer
) -> None:
    """Folder, reason and the option that helps are named."""
    (tmp_path / "data").write_text("a file in its place")
    with pytest.raises(StartError) as caught:
        screened.run(hosting)
    assert str(tmp_path / "data") in str(caught.value)
    assert "--data-dir" in str(caught.value)
