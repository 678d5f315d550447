"""Those who are there no more and have not said so."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic

from tests.abuse.hosted import PATIENCE, ROOT, hosted
from tests.abuse.outcome import Outcome
from tests.abuse.peers import Peer, command

INTERVAL, TIMEOUT = 1.0, 1.0
_ALLOWED = 2.0
_OPTIONS = ("--ping-interval", str(INTERVAL), "--ping-timeout", str(TIMEOUT))


def silent(engine: str, folder: Path, rounds: int) -> Outcome:
    """So many stop answering, every second one also stops reading; the others are told in time.

    Then their nicks are free.
    """
    outcome = Outcome()
    with hosted(engine, folder, *_OPTIONS) as host, ExitStack() as stack:
        watcher = stack.enter_context(Peer(host.port, "watcher", "#quiet"))
        before = host.held()
        since = {}
        for number in range(rounds):
            nick = f"silent{number}"
            peer = stack.enter_context(Peer(host.port, nick, "#quiet"))
            since[nick] = monotonic()
            if number % 2:
                reader = threading.Thread(target=_only_read, args=(peer,), name=nick)
                reader.start()
                stack.callback(reader.join)
        late = []
        while since:
            line = watcher.until(lambda line: command(line) == "QUIT")
            nick = line[1:].partition("!")[0]
            late.append(monotonic() - since.pop(nick) - INTERVAL - TIMEOUT)
            outcome.expect("Ping timeout" in line, f"not for its silence: {line}")
        outcome.figures["gone"] = f"{min(late):+.2f} to {max(late):+.2f} s from interval + timeout"
        outcome.expect(min(late) > -0.1, "somebody was given up too early")
        outcome.expect(max(late) <= _ALLOWED, "somebody was given up too late")
        watcher.send("NICK silent0")
        line = watcher.until(lambda line: command(line) in ("433", "NICK"))
        outcome.expect(command(line) == "NICK", "the nick of one that was given up is not free")
        outcome.back(host, before)
    return outcome


def _only_read(peer: Peer) -> None:
    while peer.socket.recv(65536):
        pass


def stopped(engine: str, folder: Path, rounds: int) -> Outcome:
    """A client is stopped (SIGSTOP) while so many lines are said; waking, it is told the rest."""
    outcome = Outcome()
    with hosted(engine, folder, *_OPTIONS) as host:
        with Peer(host.port, "watcher", "#lobby") as watcher, _joined(host.port) as sleeper:
            watcher.until(lambda line: command(line) == "JOIN")
            watcher.send("PRIVMSG #lobby :before")
            heard = _until_said(sleeper, "before")
            sleeper.send_signal(signal.SIGSTOP)
            began = monotonic()
            watcher.until(lambda line: command(line) == "QUIT")
            took = monotonic() - began
            outcome.figures["gone after"] = f"{took:.1f} s"
            outcome.expect(took <= INTERVAL + TIMEOUT + _ALLOWED, "it was given up too late")
            said = [f"meanwhile {number}" for number in range(rounds)]
            watcher.send(*(f"PRIVMSG #lobby :{text}" for text in said))
            sleeper.send_signal(signal.SIGCONT)
            began = monotonic()
            watcher.until(lambda line: command(line) == "JOIN")
            outcome.figures["back after"] = f"{monotonic() - began:.1f} s"
            watcher.send("PRIVMSG #lobby :after")
            heard += _until_said(sleeper, "after")
            outcome.figures["told of what it missed"] = f"{len(heard) - 2} of {rounds}"
            outcome.expect(heard == ["before", *said, "after"], f"it was told {heard}")
        outcome.sound(host)
        host.stop()
    return outcome


@contextmanager
def _joined(port: int) -> Iterator[subprocess.Popen[str]]:
    """A client in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.abuse.sleeper", str(port)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        yield process
    finally:
        process.kill()  # also of one that is stopped
        process.communicate(timeout=PATIENCE)


def _until_said(process: subprocess.Popen[str], text: str) -> list[str]:
    """What it was told, up to this text."""
    assert process.stdout
    heard: list[str] = []
    for line in process.stdout:
        heard.append(line.rstrip("\n"))
        if heard[-1] == text:
            return heard
    raise AssertionError(f"the client has ended: {heard}")
