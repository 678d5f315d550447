"""The smallest clients there are: nc and sic on their standard input and output, ii with files."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.conformance.conftest import PATIENCE, Client, Host
from tests.third_party.programs import Process, find


class Piped:
    """A program to which lines are written, and which writes lines.

    Args:
        command: the program and its arguments.
    """

    def __init__(self, *command: str) -> None:
        self._name = command[0]
        self._child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def enter(self, line: str) -> None:
        """Type a line."""
        assert self._child.stdin
        self._child.stdin.write(f"{line}\n")
        self._child.stdin.flush()

    def wait_for(self, text: str) -> str:
        """Read on to a line with this text in it, and give it."""
        assert self._child.stdout
        heard = []
        for line in self._child.stdout:
            heard.append(line)
            if text in line:
                return line
        raise AssertionError(f"{self._name} ended before {text!r}: {''.join(heard)}")

    def wait_end(self) -> int:
        """End its input and wait until it ends; gives its exit code."""
        assert self._child.stdin
        self._child.stdin.close()
        return self._child.wait(PATIENCE)

    def close(self) -> None:
        """End it."""
        self._child.kill()
        for stream in (self._child.stdin, self._child.stdout):
            if stream:
                stream.close()
        self._child.wait(PATIENCE)


def sic_on(host: Host) -> Piped:
    """sic, on its way to a host."""
    place = ("-h", host.address.host, "-p", str(host.address.port), "-n", "sicci")
    return Piped(find("sic"), *place)


@pytest.fixture
def sic(host: Host) -> Iterator[Piped]:
    """sic, welcomed and in #lobby."""
    program = sic_on(host)
    try:
        program.wait_for("no message of the day")
        program.enter(":j #lobby")
        program.wait_for("JOIN")
        yield program
    finally:
        program.close()


def said(client: Client) -> tuple[str, ...]:
    """Who said what to whom: the next thing that a bare client hears."""
    message = client.until("PRIVMSG")
    return (message.nick, *message.params)


def test_sic_talks_both_ways(sic: Piped, host: Host) -> None:
    """It joins, talks, sends a command as it is, and goes."""
    bob = host.client("bob", channels=["#lobby"])
    sic.enter("hello, wörld 😃")
    assert said(bob) == ("sicci", "#lobby", "hello, wörld 😃")
    bob.send("PRIVMSG #lobby :and hällo to you")
    sic.wait_for("<bob> and hällo to you")
    sic.enter(":m bob psst")
    assert said(bob) == ("sicci", "bob", "psst")
    sic.enter(":TOPIC #lobby :what we do")
    assert bob.until("TOPIC").params == ("#lobby", "what we do")
    sic.enter(":l #lobby gone")
    assert bob.until("PART").nick == "sicci"


def test_nc_talks_both_ways(host: Host) -> None:
    """Whoever has nothing else types a line, reads stamped ones, and leaves with `quit`."""
    bob = host.client("bob", channels=["#lobby"])
    program = Piped(find("nc"), host.address.host, str(host.address.port))
    try:
        program.enter("hello, wörld 😃")
        assert said(bob) == ("guest1", "#lobby", "hello, wörld 😃")
        assert program.wait_for("guest1 hello, wörld 😃").startswith("[20")
        bob.send("PRIVMSG #lobby :and hällo to you")
        program.wait_for("bob and hällo to you")
        program.enter("quit")
        assert bob.until("QUIT").nick == "guest1"
        assert program.wait_end() == 0
    finally:
        program.close()


class Ii:
    """ii: a folder for the host and one for each channel, with a pipe in and a file out."""

    def __init__(self, folder: Path, host: Host) -> None:
        place = ["-s", host.address.host, "-p", str(host.address.port), "-n", "eyes"]
        self._process = Process([find("ii"), *place, "-i", str(folder)], folder / "log")
        self._folder = folder / host.address.host

    def enter(self, line: str, channel: str = "") -> None:
        """Write a line into a pipe."""
        pipe = self._folder / channel / "in"
        self._process.until(pipe.exists, f"made {pipe}")
        descriptor = os.open(pipe, os.O_WRONLY)
        try:
            os.write(descriptor, f"{line}\n".encode())
        finally:
            os.close(descriptor)

    def wait_for(self, text: str, channel: str = "") -> None:
        """Wait until a file has this text."""
        out = self._folder / channel / "out"
        self._process.until(
            lambda: out.exists() and text in out.read_text(), f"wrote {text!r} to {out}"
        )

    def close(self) -> None:
        """End it."""
        self._process.end()


@pytest.fixture
def ii(host: Host, tmp_path: Path) -> Iterator[Ii]:
    """ii, welcomed and in #lobby."""
    with ExitStack() as stack:
        program = Ii(tmp_path, host)
        stack.callback(program.close)
        program.wait_for("no message of the day")
        program.enter("/j #lobby")
        program.wait_for("has joined #lobby", "#lobby")
        yield program


def test_ii_talks_both_ways(ii: Ii, host: Host) -> None:
    """It joins, talks, changes its nick and the topic, and goes."""
    bob = host.client("bob", channels=["#lobby"])
    ii.enter("hello, wörld 😃", "#lobby")
    assert said(bob) == ("eyes", "#lobby", "hello, wörld 😃")
    bob.send("PRIVMSG #lobby :and hällo to you", "PRIVMSG eyes :psst")
    ii.wait_for("<bob> and hällo to you", "#lobby")
    ii.wait_for("<bob> psst", "bob")
    ii.enter("/t what we do", "#lobby")
    assert bob.until("TOPIC").params == ("#lobby", "what we do")
    ii.enter("/n ears")
    assert bob.until("NICK").params == ("ears",)
    ii.enter("/l gone", "#lobby")
    assert bob.until("PART").nick == "ears"
