"""Whether a screen can be shown."""

import io
import sys

import pytest

from tui import cli, terminal

NAMES = {"stdin": "input", "stdout": "output", "stderr": "error"}


class _Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


def at_a_terminal(monkeypatch: pytest.MonkeyPatch, term: str = "xterm-256color") -> None:
    """All three streams are terminals; by a test itself, since pytest changes them before it."""
    monkeypatch.setenv("TERM", term)
    for name in NAMES:
        monkeypatch.setattr(sys, name, _Terminal())


def test_a_terminal_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is in the way."""
    at_a_terminal(monkeypatch)
    assert terminal.lacks() == ""


@pytest.mark.parametrize("name", list(NAMES))
def test_all_three_streams_have_to_be_terminals(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is typed comes from one, and the screen is drawn on another."""
    at_a_terminal(monkeypatch)
    monkeypatch.setattr(sys, name, io.StringIO())
    assert terminal.lacks() == f"the screen needs a terminal, and standard {NAMES[name]} is none"


def test_a_stream_that_is_closed_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for programs that a supervisor starts."""
    at_a_terminal(monkeypatch)
    monkeypatch.setattr(sys, "stdin", None)
    assert terminal.lacks() == "the screen needs a terminal, and standard input is none"


@pytest.mark.parametrize("term", ["dumb", "DUMB", "unknown"])
@pytest.mark.parametrize(("command", "way_out"), [("host", "--headless"), ("join", "--plain")])
def test_a_terminal_that_cannot_draw_is_told_the_way_out(
    command: str, way_out: str, term: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An editor's shell, say: the exit code is 2."""
    at_a_terminal(monkeypatch, term)
    assert cli.main([command]) == 2
    assert isinstance(sys.stderr, _Terminal)
    said = sys.stderr.getvalue()
    assert f"needs a terminal that can do more than TERM={term.lower()}; {way_out} " in said
