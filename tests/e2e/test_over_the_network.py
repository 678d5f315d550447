"""A host that others can reach, and those who come to it: by invitation, by address, by mistake."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from pathlib import Path

from tests.e2e.conftest import Start


def invitation(screen: str) -> str:
    """The address that a host shows."""
    found = re.search(r"chat-tui join '([^']+)'", screen)
    assert found, screen
    return found[1]


def test_one_paste_and_no_question(start: Start, tmp_path: Path) -> None:
    """The line that the host shows lets in, encrypted; it is good for the next start too."""
    host = start("host", "--lan", "--port", "0", rows=36, columns=160)
    line = invitation(host.wait_for("chat-tui join", "TLS is on"))
    assert re.fullmatch(r"ircs://[^/]+/#lobby\?pass=[a-z-]{23}&cert=SHA256:[\w-]{43}", line)
    alice = start("join", line, "--nick", "alice", columns=120)
    alice.wait_for("● online", "#lobby")
    host.wait_for("alice")
    secret = line.partition("pass=")[2].partition("&")[0]
    assert secret not in alice.text
    log = tmp_path / "data" / "chat-tui" / "host.log"
    host.press("ctrl+q")
    host.wait_for("End the chat")
    host.type("y")
    assert host.wait_end() == 0
    assert secret not in log.read_text()
    port = line.partition("/#")[0].rpartition(":")[2]
    again = start("host", "--lan", "--port", port, rows=36, columns=160)
    assert invitation(again.wait_for("chat-tui join", "TLS is on")) == line
    alice.wait_for("● online", within=60)


def test_a_stranger_is_compared_and_remembered(start: Start, port: int, tmp_path: Path) -> None:
    """A bare address: the certificate is a question, once; after that a change is refused."""
    arguments = ("host", "--lan", "--port", str(port), "--no-password", "--headless")
    host = start(*arguments, columns=200)
    address, shown = re.findall(
        r"ircs://(\S+?)/.*cert=(SHA256:[\w-]{43})", host.wait_for("cert=", "listens on")
    )[0]
    first = start("join", address, "--nick", "bob")
    first.wait_for("Is this the right server?", shown[:40])
    first.type("y")
    first.wait_for("● online")
    first.press("ctrl+q")
    assert first.wait_end() == 0
    second = start("join", address, "--nick", "bob")
    second.wait_for("● online")
    second.press("ctrl+q")
    assert second.wait_end() == 0
    host.press("ctrl+c")
    assert host.wait_end() == 0
    (tmp_path / "data" / "chat-tui" / "tls.pem").unlink()
    start(*arguments, columns=200).wait_for("listens on")
    third = start("join", address, "--nick", "bob", columns=140)
    third.wait_for("You were not connected", "IS NOT THE ONE", "known_hosts:")
    third.press("escape", "ctrl+q")
    assert third.wait_end() == 0


def test_who_comes_without_tls_is_told_how(start: Start, port: int) -> None:
    """A bare nc from elsewhere gets one line, and is in no channel."""
    host = start("host", "--lan", "--port", str(port), "--no-password", "--headless", columns=200)
    address = re.findall(r"ircs://([^/]+?):\d+/", host.wait_for("cert=", "listens on"))[0]
    with socket.create_connection((address, port), timeout=20) as guest:
        guest.sendall(b"hello\n")
        answer = guest.makefile("rb").read().decode()
    if not address.startswith("127."):  # a machine without a network talks to itself alone
        assert "TLS on this same port" in answer


def test_a_script_comes_in_with_a_fingerprint(start: Start, port: int, tmp_path: Path) -> None:
    """An invitation through a pipe, and then lines: nothing is asked, no argument is secret."""
    host = start("host", "--lan", "--port", str(port), rows=36, columns=160)
    line = invitation(host.wait_for("chat-tui join", "TLS is on"))
    done = subprocess.run(
        [sys.executable, "-m", "tui", "join", "--plain", "--nick", "script", "--invite", "-"],
        input=f"{line}\nhello from a script\n",
        capture_output=True,
        text=True,
        timeout=60,
        env={"HOME": str(tmp_path), "PYTHONPATH": ":".join(sys.path), "LANG": "C.UTF-8"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    host.wait_for("script")


def test_what_is_wrong_with_a_certificate_is_one_line(start: Start, tmp_path: Path) -> None:
    """Exit code 1, no traceback."""
    broken = tmp_path / "cert.pem"
    broken.write_text("nonsense")
    host = start("host", "--lan", "--headless", "--tls-cert", str(broken), columns=300)
    assert host.wait_end() == 1
    lines = [line for line in host.text.splitlines() if line.strip()]
    assert len(lines) == 1, host.text
    assert "there is no certificate in" in lines[0]
