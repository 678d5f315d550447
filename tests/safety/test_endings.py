"""However a client ends, the terminal is given back as it was, and what was typed is kept."""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import termios
from pathlib import Path

import pytest

from tests.e2e.conftest import Start
from tests.e2e.terminal import Terminal
from tests.safety.evil import EvilServer
from tests.safety.tokens import foreign

DRAFT = "half a thought"
_MODES = (b"1049", b"1000", b"1003", b"1006", b"2004", b"1004")


def join(start: Start, server: EvilServer) -> Terminal:
    """A client that has something in its message box."""
    terminal = start("join", f"127.0.0.1:{server.port}", "--no-tls", "--nick", "me")
    terminal.wait_for("● online", "@ bob")
    terminal.type(DRAFT)
    terminal.wait_for(DRAFT)
    assert terminal.modes != modes_of_a_shell()
    return terminal


def modes_of_a_shell() -> list[object]:
    """What a terminal does that no program has changed: it echoes, edits lines, sends signals."""
    ends = os.openpty()
    modes = list(termios.tcgetattr(ends[1]))
    for end in ends:
        os.close(end)
    return modes


def assert_given_back(terminal: Terminal) -> None:
    """All modes are off again, the cursor is seen, rows wrap, keys are echoed, the title is old."""
    output = terminal.output
    assert terminal.modes == modes_of_a_shell()
    for mode in _MODES:
        assert output.rfind(b"\x1b[?%sl" % mode) > output.rfind(b"\x1b[?%sh" % mode), mode
    for mode in (b"25", b"7"):
        assert output.rfind(b"\x1b[?%sh" % mode) > output.rfind(b"\x1b[?%sl" % mode), mode
    assert output.rfind(b"\x1b[23;2t") > output.rfind(b"\x1b]2;")
    assert foreign(output) == []


def drafts(home: Path) -> str:
    """What is kept of what was typed."""
    (state,) = home.rglob("join.json")
    return json.dumps(json.loads(state.read_text("utf-8")))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_in_good_order(
    start: Start, evil: EvilServer, tmp_path: Path, number: signal.Signals
) -> None:
    """The exit code is that of the signal, and the server hears a QUIT."""
    terminal = join(start, evil)
    terminal.signal(number)
    assert terminal.wait_end() == 128 + number
    assert_given_back(terminal)
    assert DRAFT in drafts(tmp_path)
    assert b"QUIT" in evil.said


def test_a_signal_while_a_password_is_typed_brings_the_echo_back(
    start: Start, evil: EvilServer
) -> None:
    """The line mode has turned it off for the password; the server hears a QUIT here too."""
    terminal = start("join", f"127.0.0.1:{evil.port}", "--no-tls", "--plain", "--nick", "me")
    terminal.wait_for("2 people in #lobby")
    terminal.type("/login\r")
    terminal.wait_for("Password of the account me:")
    terminal.signal(signal.SIGTERM)
    assert terminal.wait_end() == 128 + signal.SIGTERM
    assert terminal.modes == modes_of_a_shell()
    assert b"QUIT" in evil.said


def test_a_terminal_that_is_closed_ends_it(start: Start, evil: EvilServer, tmp_path: Path) -> None:
    """Nothing is left running behind a window that is gone, and the draft is kept."""
    terminal = join(start, evil)
    end = os.pidfd_open(terminal.pid)
    terminal.hang_up()
    ended, _, _ = select.select([end], [], [], 20)
    os.close(end)
    assert ended
    assert DRAFT in drafts(tmp_path)


def test_a_defect_gives_the_terminal_back(
    evil: EvilServer, home: dict[str, str], tmp_path: Path
) -> None:
    """One line says where the details are; no value of any variable is shown, no text obeyed."""
    broken = (
        "import sys; from tui.chat import folding\n"
        "def listed(model, event): raise ValueError('of ' + chr(27) + ']0;evil' + chr(7))\n"
        "folding._listed = listed\n"
        "from tui.cli import main; sys.exit(main())"
    )
    arguments = ("join", f"127.0.0.1:{evil.port}", "--no-tls", "--nick", "me")
    program = (sys.executable, "-c", broken)
    with Terminal(*arguments, columns=110, env=home, program=program) as terminal:
        terminal.wait_for("● online", "@ bob")
        terminal.type(DRAFT)
        terminal.wait_for(DRAFT)
        evil.send(b":srv 322 me #other 3 :a topic")
        assert terminal.wait_end() == 70
        assert_given_back(terminal)
        said = terminal.output.partition(b"\x1b[23;2t")[2].decode()
        assert "a defect of chat-tui (ValueError: of ␛]0;evil␇)" in said
        assert "crash.log" in said
        assert "Traceback" not in said
    assert DRAFT in drafts(tmp_path)
    (log,) = tmp_path.rglob("crash.log")
    assert "in listed" in log.read_text("utf-8")


def test_a_stop_gives_the_terminal_back_until_it_goes_on(start: Start, evil: EvilServer) -> None:
    """SIGTSTP leaves the alternate screen; SIGCONT draws everything again, draft included."""
    terminal = join(start, evil)
    terminal.signal(signal.SIGTSTP)
    terminal.wait_for_output(b"\x1b[?1049l")
    terminal.wait_stopped()
    assert terminal.modes == modes_of_a_shell()
    before = len(terminal.output)
    terminal.signal(signal.SIGCONT)
    terminal.wait_for_output(b"\x1b[?1049h", after=before)
    evil.send(b":bob!u@h PRIVMSG #lobby :welcome back")
    terminal.wait_for("welcome back", DRAFT)
    assert terminal.modes != modes_of_a_shell()
    terminal.press("ctrl+q")
    assert terminal.wait_end() == 0
    assert_given_back(terminal)


def test_a_stop_amid_drawing_does_not_lock_the_screen(
    evil: EvilServer, home: dict[str, str]
) -> None:
    """Also where the signal comes while the queue of what is to be drawn is held."""
    stopping = (
        "import os, signal, sys; from textual.drivers._writer_thread import WriterThread\n"
        "write = WriterThread.write\n"
        "def stop_amid(self, text):\n"
        "    if 'stop now' in text and not stopped:\n"
        "        stopped.append(text)\n"
        "        with self._queue.mutex: os.kill(os.getpid(), signal.SIGTSTP)\n"
        "    write(self, text)\n"
        "stopped = []; WriterThread.write = stop_amid\n"
        "from tui.cli import main; sys.exit(main())"
    )
    arguments = ("join", f"127.0.0.1:{evil.port}", "--no-tls", "--nick", "me")
    program = (sys.executable, "-c", stopping)
    with Terminal(*arguments, columns=110, env=home, program=program) as terminal:
        terminal.wait_for("● online", "@ bob")
        evil.send(b":bob!u@h PRIVMSG #lobby :stop now")
        terminal.wait_for_output(b"\x1b[?1049l")
        terminal.wait_stopped()
        assert terminal.modes == modes_of_a_shell()
        terminal.signal(signal.SIGCONT)
        terminal.type(DRAFT)
        terminal.wait_for("stop now", DRAFT)


def test_a_window_that_changes_its_size_all_the_time(start: Start, evil: EvilServer) -> None:
    """From 80x24 to one cell and back, over and over, in a stream of messages: it goes on."""
    terminal = join(start, evil)
    sizes = ((1, 1), (24, 80), (2, 200), (60, 3), (1, 80), (24, 1), (24, 110))
    for number in range(5):
        for rows, columns in sizes:
            terminal.resize(rows=rows, columns=columns)
            evil.send(b":bob!u@h PRIVMSG #lobby :\xe5\xae\xbd some [/] and more of it")
            evil.send(b":bob!u@h TOPIC #lobby :topic %d" % number)
        evil.send(b":bob!u@h PRIVMSG #lobby :round %d." % number)
        terminal.wait_for(f"round {number}.", DRAFT, "F2 Channels")
    terminal.press("ctrl+q")
    assert terminal.wait_end() == 0
    assert_given_back(terminal)
