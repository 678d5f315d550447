"""Members of a channel who do not read, or a little now and then: the others notice nothing."""

from __future__ import annotations

import selectors
import threading
from contextlib import ExitStack
from pathlib import Path
from statistics import quantiles
from time import monotonic

from tests.abuse.hosted import Hosted, hosted
from tests.abuse.outcome import MEGABYTE, Outcome
from tests.abuse.peers import PATIENCE, Peer, command, warm

BATCH = 50
LINE = 300
_SENDQ = MEGABYTE
_MORE_MEMORY = 16 * MEGABYTE
_AGE = 2.0
_TRICKLE = 1000
"""Bytes a second."""


class _Listener:
    """One who reads, and checks each byte."""

    def __init__(self, peer: Peer) -> None:
        self.socket = peer.socket
        self.socket.setblocking(False)
        self._rest = b""
        self.missing = b""
        """What is still to come."""
        self.wrong = b""

    def read(self) -> bool:
        """Take what has come; whether all of it has."""
        lines, _, self._rest = (self._rest + self.socket.recv(1 << 20)).rpartition(b"\n")
        lines += b"\n" if lines else b""
        if b" QUIT " in lines:
            kept = [line for line in lines.split(b"\n") if b" QUIT " not in line]
            lines = b"\n".join(kept)
        if not self.missing.startswith(lines):
            self.wrong = self.wrong or lines[:100]
        self.missing = self.missing[len(lines) :]
        return not self.missing


class Room:
    """One who talks, and those who listen; a line is sent when all have those before it."""

    def __init__(self, port: int, listeners: int, stack: ExitStack) -> None:
        self._talker = stack.enter_context(Peer(port, "talker", "#room"))
        self.listeners = [
            _Listener(stack.enter_context(Peer(port, f"listener{number}", "#room")))
            for number in range(listeners)
        ]
        self._selector = stack.enter_context(selectors.DefaultSelector())
        for listener in self.listeners:
            self._selector.register(listener.socket, selectors.EVENT_READ, listener)
        self._said = 0
        self.late: list[float] = []
        """Seconds that each batch took to each listener."""

    def settle(self) -> None:
        """Drop what came up to now: others' coming."""
        self._talker.sync()
        for listener in self.listeners:
            listener.socket.setblocking(True)
            listener.socket.sendall(b"PING settled\r\n")
            seen = b""
            while not seen.endswith(b"settled\r\n"):
                seen += listener.socket.recv(65536)
            listener.socket.setblocking(False)
        self.late.clear()

    def talk(self, lines: int) -> float:
        """Say so many lines; how many a second."""
        began = monotonic()
        for _ in range(0, lines, BATCH):
            self._batch()
        return lines / (monotonic() - began)

    def _batch(self) -> None:
        texts = []
        for _ in range(BATCH):
            self._said += 1
            texts.append(f"PRIVMSG #room :{self._said:07} {'x' * LINE}")
        source = ":talker!~talker@127.0.0.1"
        expected = "".join(f"{source} {text}\r\n" for text in texts).encode()
        for listener in self.listeners:
            listener.missing += expected
        waiting = set(self.listeners)
        began = monotonic()
        self._talker.send(*texts)
        while waiting and monotonic() - began < PATIENCE:
            for key, _ in self._selector.select(0.5):
                if key.data.read() and key.data in waiting:
                    waiting.discard(key.data)
                    self.late.append(monotonic() - began)
        if waiting:
            self.late.append(PATIENCE)

    def judge(self, outcome: Outcome) -> None:
        """See that everybody had all, in order and in time."""
        wrong = [listener.wrong for listener in self.listeners if listener.wrong]
        outcome.expect(not wrong, f"somebody was told something else: {wrong[:1]}")
        short = sum(bool(listener.missing) for listener in self.listeners)
        outcome.expect(not short, f"{short} were not told all")
        slowest = max(self.late)
        outcome.figures["slowest line"] = f"{slowest * 1e3:.0f} ms"
        outcome.expect(slowest <= 1.0, f"a line took {slowest:.1f} s")

    def p99(self) -> float:
        """Seconds in which 99 of 100 arrive."""
        return quantiles(self.late, n=100)[98]


def stalled(
    engine: str, folder: Path, rounds: int, *, members: int = 50, still: int = 1
) -> Outcome:
    """So many lines in a channel of which some members do not read, after as many where all do."""
    outcome = Outcome()
    options = ("--sendq", str(_SENDQ), "--max-per-address", "1000")
    with hosted(engine, folder, *options) as host, ExitStack() as stack:
        warm(host.port)
        room = Room(host.port, members - still, stack)
        room.settle()
        room.talk(rounds // 2)
        quiet = room.p99()
        for number in range(still):
            stack.enter_context(Peer(host.port, f"still{number}", "#room", window=4096))
        room.settle()
        with Watch(host) as watch:
            speed = room.talk(rounds)
        outcome.figures["lines"] = f"{rounds}, {speed:,.0f} a second"
        outcome.figures["p99"] = f"{room.p99() * 1e3:.1f} ms (all read: {quiet * 1e3:.1f} ms)"
        room.judge(outcome)
        cut = len([line for line in host.log if "SendQ exceeded" in line])
        outcome.figures["cut"] = f"{cut} of {still}"
        grown = watch.peak - watch.before
        outcome.figures["peak"] = f"{grown / MEGABYTE:+.1f} MB"
        outcome.expect(grown <= still * _SENDQ + _MORE_MEMORY, "memory is not bounded")
        outcome.sound(host)
    return outcome


class Watch:
    """The most memory that a host holds meanwhile; a context manager."""

    def __init__(self, host: Hosted) -> None:
        self._host = host
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, name="watches memory")
        self.before = self.peak = host.held().memory

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.02):
            self.peak = max(self.peak, self._host.held().memory)


def trickle(engine: str, folder: Path, rounds: int) -> Outcome:
    """One reads a kilobyte a second while so many lines are said; it is cut for its lateness."""
    outcome = Outcome()
    options = ("--sendq", "1000000000", "--sendq-age", str(_AGE))
    with hosted(engine, folder, *options) as host, ExitStack() as stack:
        room = Room(host.port, 1, stack)
        watcher = stack.enter_context(Peer(host.port, "watcher", "#watch"))
        slow = stack.enter_context(Peer(host.port, "slow", "#watch", window=4096))
        slow.send("JOIN #room")
        slow.sync()
        room.settle()
        over = threading.Event()
        reader = threading.Thread(target=_trickle, args=(slow, over), name="reads slowly")
        reader.start()
        room.talk(rounds)
        room.judge(outcome)
        began = monotonic()
        line = watcher.until(lambda line: command(line) == "QUIT")
        outcome.figures["cut"] = f"{monotonic() - began:.1f} s after the last line"
        outcome.expect("behind" in line, f"not for its lateness: {line}")
        outcome.expect(monotonic() - began <= 2 * _AGE + 2, "it was cut too late")
        over.set()
        reader.join()
        outcome.sound(host)
    return outcome


def _trickle(slow: Peer, over: threading.Event) -> None:
    while not over.wait(0.1):
        try:
            slow.socket.recv(_TRICKLE // 10)
        except OSError:
            return
