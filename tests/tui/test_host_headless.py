"""``chat-tui host --headless`` as a process of its own, as its supervisors see it."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import pytest

PATIENCE = 15.0


@contextmanager
def host(*options: str, stderr: int = subprocess.PIPE) -> Iterator[subprocess.Popen[str]]:
    """A host on a free port of this machine, which does not outlive the test."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tui", "host", "--headless", "--port", "0", *options],
        stdin=subprocess.DEVNULL,
        stderr=stderr,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(PATIENCE)
        if process.stderr:
            process.stderr.close()


def first_line(process: subprocess.Popen[str]) -> str:
    """What it says first."""
    assert process.stderr
    return process.stderr.readline().rstrip("\n")


def port_in(line: str) -> int:
    """The port of the join line."""
    match = re.search(r"chat-tui join 127\.0\.0\.1:(\d+)", line)
    assert match, line
    return int(match[1])


def register(port: int, nick: str) -> socket.socket:
    """Enter as an IRC client, to the end of the welcome."""
    client = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    client.sendall(f"NICK {nick}\r\nUSER {nick} 0 * :{nick}\r\nPING over\r\n".encode())
    until(client, "over")
    return client


def until(client: socket.socket, word: str) -> str:
    """Read until a word has come, or to the end; all of it."""
    text = ""
    while word not in text and (data := client.recv(65536)):
        text += data.decode()
    return text


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_within_three_seconds(number: signal.Signals) -> None:
    """Every client is told, and the exit code is 0."""
    with host() as process:
        client = register(port_in(first_line(process)), "alice")
        began = monotonic()
        process.send_signal(number)
        assert "ERROR" in until(client, "\0")
        client.close()
        assert process.wait(PATIENCE) == 0
        assert monotonic() - began < 3


def test_the_first_line_says_where_and_how_to_join() -> None:
    """In text with the time, and what happens follows."""
    with host("--server-name", "irc.example.org") as process:
        line = first_line(process)
        assert re.match(
            r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d INFO  chat-tui \S+ on 127\.0\.0\.1:\d+; "
            r"others join with: chat-tui join 127\.0\.0\.1:\d+$",
            line,
        )
        with register(port_in(line), "alice"):
            assert process.stderr
            for text in process.stderr:
                if "alice" in text:
                    break


def test_json_is_one_object_a_line() -> None:
    """The first has the address and the process for programs."""
    with host("--log-format", "json") as process:
        first = json.loads(first_line(process))
        assert first["level"] == "info"
        assert first["pid"] == process.pid
        assert first["join"] == [f"chat-tui join {first['address']}"]
        process.send_signal(signal.SIGTERM)
        assert process.stderr
        rest = [json.loads(line) for line in process.stderr]
        assert rest
        assert all({"time", "level", "text"} <= line.keys() for line in rest)


def test_a_port_in_use_is_one_line_and_the_first_host_goes_on() -> None:
    """The exit code is 1; nobody sees a traceback."""
    with host() as first:
        port = port_in(first_line(first))
        with host("--port", str(port)) as second:
            assert second.stderr
            said = second.stderr.read()
            assert second.wait(PATIENCE) == 1
        assert said.startswith("chat-tui: ")
        assert said.count("\n") == 1
        assert str(port) in said
        assert "in use" in said
        register(port, "alice").close()


def test_an_address_that_is_not_ours_is_one_line() -> None:
    """The address is named, and the exit code is 1."""
    with host("--bind", "192.0.2.77") as process:
        assert process.stderr
        said = process.stderr.read()
        assert process.wait(PATIENCE) == 1
        assert said.startswith("chat-tui: ")
        assert said.count("\n") == 1
        assert "192.0.2.77" in said


def test_a_broken_log_pipe_does_not_end_the_chat() -> None:
    """Whoever read the log has gone; clients come, talk and go as before."""
    reader, writer = os.pipe()
    with host(stderr=writer) as process:
        os.close(writer)
        with os.fdopen(reader) as log:
            port = port_in(log.readline())
        for nick in ("alice", "bob"):
            register(port, nick).close()
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0


def test_a_log_that_nobody_reads_does_not_stop_the_chat() -> None:
    """A pipe that is full holds the log's writer alone, and not the end either."""
    with host() as process:
        port = port_in(first_line(process))
        client = register(port, "alice")
        for number in range(1500):
            client.sendall(f"JOIN #{'x' * 50}{number}\r\nPART #{'x' * 50}{number}\r\n".encode())
        client.sendall(b"PING finished\r\n")
        until(client, "finished")
        client.close()
        register(port, "bob").close()
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0


def test_interrupting_twice_still_ends_well() -> None:
    """The second one hurries; the exit code stays 0."""
    with host() as process:
        client = register(port_in(first_line(process)), "alice")
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
        client.close()


def test_the_password_of_the_environment_is_asked_for() -> None:
    """Without it nobody is let in, and it stands in no line of the log."""
    os.environ["CHAT_TUI_PASSWORD"] = "geheim"
    try:
        with host() as process:
            line = first_line(process)
            port = port_in(line)
            client = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
            client.sendall(b"PASS wrong\r\nNICK alice\r\nUSER a 0 * :a\r\n")
            assert " 464 " in until(client, "\0")
            client.close()
            process.send_signal(signal.SIGTERM)
            assert process.stderr
            assert "geheim" not in line + process.stderr.read()
    finally:
        del os.environ["CHAT_TUI_PASSWORD"]


def test_no_screen_is_loaded_where_none_is_shown() -> None:
    """Neither Textual nor Rich is imported: supervisors start and stop it a lot."""
    code = (
        "import sys, os, signal, threading, time, tui.cli\n"
        "def end():\n"
        "    while signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:\n"
        "        time.sleep(0.01)\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "threading.Thread(target=end).start()\n"
        "code = tui.cli.main(['host', '--headless', '--port', '0'])\n"
        "heavy = {'textual', 'rich', 'asyncio'} & set(sys.modules)\n"
        "print(code, sorted(heavy))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True
    )
    assert ended.stdout == "0 []\n"


def test_closed_standard_descriptors_are_given_to_no_client() -> None:
    """Whoever started it may have closed them: they lead nowhere, and the end is clean."""
    words = [sys.executable, "-m", "tui", "host", "--headless", "--port", "0"]
    with subprocess.Popen(
        ["sh", "-c", f"exec {shlex.join(words)} <&- >&-"], stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            with register(port_in(first_line(process)), "alice"):
                places = [os.readlink(f"/proc/{process.pid}/fd/{number}") for number in (0, 1)]
                process.terminate()
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()
    assert places == [os.devnull] * 2


def test_an_exit_code_tells_where_standard_error_is_closed() -> None:
    """What is wrong cannot be said, and is no defect."""
    words = [sys.executable, "-m", "tui", "host", "--port", "none"]
    assert subprocess.run(["sh", "-c", f"exec {shlex.join(words)} 2>&-"]).returncode == 2
