"""An address that is opened: by the desktop, by the browser that somebody has named, or not."""

import os
import threading
from pathlib import Path

import pytest

from tests.tui.chat.stage import play, stage
from tui.chat import browser
from tui.chat.log.widget import MessageLog

URL = "https://example.org/a?b=c&d"


@pytest.fixture(autouse=True)
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without a desktop, with programs that write down what they are to open."""
    for variable in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(variable, raising=False)
    record = tmp_path / "opened"
    for name in ("xdg-open", "lynx", "named"):
        program = tmp_path / name
        program.write_text(f'#!/bin/sh\necho "{name} $1" >> {record}\necho noise; echo noise >&2\n')
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    return record


def show(url: str) -> bool:
    """Open an address, and wait until that is done."""
    there = browser.show(url)
    for thread in threading.enumerate():
        if thread.name == "browser":
            thread.join()
    return there


def test_a_desktop_opens_it(
    opened: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """By its own opener, whose words do not come onto the screen."""
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert show(URL)
    assert opened.read_text() == f"xdg-open {URL}\n"
    assert capfd.readouterr() == ("", "")


def test_a_browser_that_was_named_opens_it(opened: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where there is no desktop, as over a connection that brings its own."""
    monkeypatch.setenv("BROWSER", str(opened.with_name("named")))
    assert show(URL)
    assert opened.read_text() == f"named {URL}\n"


def test_without_a_desktop_the_address_is_copied(opened: Path) -> None:
    """A browser for terminals would draw over the chat, and hold it until it ends."""

    async def scene() -> None:
        async with stage() as on:
            on.app.post_message(MessageLog.OpenLink(URL))
            await on.settle()
            assert on.app.clipboard == URL
            assert any("There is no browser" in note.message for note in on.app._notifications)

    play(scene())
    assert not opened.exists()
