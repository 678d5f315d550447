"""`join --plain` in a terminal, and the chat as text files, on a server that attacks."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.conftest import Start
from tests.safety.corpus import CORPUS, RAW
from tests.safety.evil import EvilServer
from tests.safety.fields import everywhere
from tests.safety.tokens import foreign, is_text

_PART = 10


def test_printed_lines_are_text_alone(start: Start, evil: EvilServer) -> None:
    """Each attack in each field: not one sequence is printed, and no line looks like two."""
    address = f"127.0.0.1:{evil.port}"
    terminal = start("join", address, "--no-tls", "--plain", "--nick", "me")
    terminal.wait_for("2 people in #lobby")
    for number in range(0, len(CORPUS), _PART):
        lines = [line for text in CORPUS[number : number + _PART] for line in everywhere(text)]
        evil.send(*lines, b":bob!u@h PRIVMSG #lobby :barrier %d." % number)
        terminal.wait_for(f"<bob> barrier {number}.")
    evil.send(*(b":bob!u@h PRIVMSG #lobby :" + raw for raw in RAW))
    evil.send(b":srv ERROR :Closing link: \x1b]0;evil\x07[/]\xc2\x9b2J the end")
    terminal.type("/quit\r")
    assert terminal.wait_end() in (0, 1)
    assert foreign(terminal.output) == []
    assert b"\x1b" not in terminal.output
    assert b"Traceback" not in terminal.output
    leads = ("[", "-- ", "!! ", "/", "Trace", "chat-tui:")
    printed = terminal.output.decode().split("\r\n")
    assert [line for line in printed if line and not line.startswith(leads)] == []


def test_text_files_hold_text_alone(start: Start, evil: EvilServer, tmp_path: Path) -> None:
    """What is kept of a chat can be read with `cat`, and no name leads out of the folder."""
    folder = tmp_path / "kept"
    address = f"127.0.0.1:{evil.port}"
    terminal = start("join", address, "--no-tls", "--nick", "me", "--log", str(folder))
    terminal.wait_for("online", "@ bob")
    for text in (*CORPUS[::2], "../../../outside", "..", ".", "/etc/passwd"):
        evil.send(*everywhere(text))
    evil.send(b":bob!u@h PRIVMSG #lobby :that was all")
    terminal.wait_for("that was all")
    terminal.press("ctrl+q")
    assert terminal.wait_end() == 0
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 20
    for file in files:
        assert file.parent.parent.parent == folder
        text = file.read_text("utf-8")
        assert not [sign for sign in text if sign == "\r" or not is_text(sign)], file
    assert not [path for path in tmp_path.rglob("*outside*") if folder not in path.parents]


def test_the_reason_for_an_end_is_text(start: Start) -> None:
    """Whatever a server gives as its reason, name or network is printed as text."""
    reason = b"\x1b]52;c;ZXZpbA==\x07\x1b[2J\xc2\x9b31m [/] [@click=app.quit]"
    name = b"\x1b[2Jsrv[/]\xe2\x80\xae"
    welcome = (b":%s 372 me :%s" % (name, reason), b"ERROR :%s" % reason)
    with EvilServer(name, b"\x1b]0;evil\x07[/]", welcome) as server:
        terminal = start("join", f"127.0.0.1:{server.port}", "--no-tls", "--plain", "--nick", "me")
        terminal.wait_for("[@click=app.quit]")
        terminal.type("/quit\r")
        assert terminal.wait_end() in (0, 1)
        assert foreign(terminal.output) == []
        assert b"\x1b" not in terminal.output
