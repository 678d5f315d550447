"""The whole product, as people see it: a host and two clients in real terminals."""

from __future__ import annotations

import re
import signal
import socket

from tests.e2e.conftest import Start


def test_two_people_chat_and_survive_the_loss_of_the_host(start: Start, port: int) -> None:
    """Host, join twice, talk both ways, resize, lose the host, get it back: both are in again."""
    host = start("host", "--port", str(port), rows=36, columns=120)
    host.wait_for(f"chat-tui join 127.0.0.1:{port}", "threads")
    address = f"127.0.0.1:{port}"
    alice = start("join", address, "--nick", "alice")
    alice.wait_for("#lobby", "online")
    bob = start("join", address, "--nick", "bob")
    bob.wait_for("online", "alice")
    host.wait_for("alice", "bob")

    alice.type("good morning bob")
    alice.press("enter")
    bob.wait_for("good morning bob")
    bob.type("and to you, alice")
    bob.press("enter")
    alice.wait_for("and to you, alice")

    bob.resize(rows=15, columns=60)
    bob.wait_for("and to you, alice")
    bob.resize(rows=30, columns=100)
    bob.wait_for("People 2", "good morning bob")

    host.signal(signal.SIGKILL)
    host.wait_end()
    alice.wait_for("offline")
    alice.type("is anybody there?")
    alice.press("enter")
    alice.wait_for("is anybody there?")

    again = start("host", "--port", str(port), rows=36, columns=120)
    again.wait_for("alice", "bob", within=60)
    alice.wait_for("● online", "People 2", within=60)
    bob.wait_for("● online", "People 2", within=60)
    alice.type("here I am again")
    alice.press("enter")
    bob.wait_for("here I am again")


def test_a_guest_with_a_bare_socket_talks_with_a_client(start: Start, port: int) -> None:
    """What is typed into nc is seen in the client, and the other way round as a stamped line."""
    start("host", "--port", str(port), rows=36, columns=120).wait_for("chat-tui join")
    alice = start("join", f"127.0.0.1:{port}", "--nick", "alice")
    alice.wait_for("#lobby", "online")
    with socket.create_connection(("127.0.0.1", port), timeout=20) as guest:
        lines = guest.makefile("rb")
        guest.sendall(b"hello from a bare socket")
        alice.wait_for("guest1", "hello from a bare socket")
        alice.type("welcome, guest")
        alice.press("enter")
        stamped = re.compile(rb"\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] alice welcome, guest\n")
        assert any(stamped.fullmatch(line) for line in lines)
        lines.close()


def test_the_host_tells_everybody_when_it_ends(start: Start, port: int) -> None:
    """SIGTERM ends the host with exit code 0, and the client says what happened and what comes."""
    host = start("host", "--port", str(port), rows=36, columns=120)
    host.wait_for("chat-tui join")
    alice = start("join", f"127.0.0.1:{port}", "--nick", "alice", columns=160)
    alice.wait_for("#lobby", "online")
    host.signal(signal.SIGTERM)
    assert host.wait_end() == 0
    alice.wait_for("shutting down")
    alice.press("ctrl+q")
    assert alice.wait_end() == 0


def test_the_terminal_is_given_back_as_it_was(start: Start, port: int) -> None:
    """Leaving a client turns the alternate screen, the mouse and the paste mode off again."""
    start("host", "--headless", "--port", str(port)).wait_for("listens on")
    alice = start("join", f"127.0.0.1:{port}", "--nick", "alice")
    alice.wait_for("online")
    alice.press("ctrl+q")
    assert alice.wait_end() == 0
    for mode in (b"1049", b"1000", b"2004"):
        last_on = alice.output.rfind(b"\x1b[?%sh" % mode)
        assert alice.output.rfind(b"\x1b[?%sl" % mode) > last_on, (
            f"mode {mode.decode()} was left on"
        )
