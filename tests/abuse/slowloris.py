"""Connections that never finish what they begin, and many that come at once."""

from __future__ import annotations

import selectors
import socket
import threading
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import monotonic

from tests.abuse.hosted import hosted
from tests.abuse.outcome import Outcome
from tests.abuse.peers import LOCAL, PATIENCE, Peer, warm

_LIMIT, _LIMIT_OF_MANY = 0.6, 5.0
"""Seconds that they have, by ``--registration-timeout``."""
_MANY = 1000
_SILENT = 10
"""How many times as long whoever has sent nothing at all may take: somebody with nc who reads."""
_DRIBBLES = 2000
"""Pieces a second that all of them send together."""
_ALLOWED = 2.0
_NEWCOMERS = 10
_HELLO = bytes.fromhex("160301020001000001fc0303") + bytes(500)
KINDS = {
    "silent": (),
    "byte by byte": tuple(b"%c" % byte for byte in b"NICK " + b"a" * 400),
    "line by line": (b"PING x\r\n",) * 400,
    "negotiating": (b"CAP LS 302\r\n", b"NICK n\r\n", b"USER u 0 * :u\r\n")
    + (b"CAP LIST\r\n",) * 400,
    "half a hello": tuple(b"%c" % byte for byte in _HELLO),
}


@dataclass(eq=False)
class _Slow:
    """One that dribbles until it is cut."""

    socket: socket.socket
    kind: str
    opened: float
    said: int = 0
    ended: float = 0.0

    def dribble(self) -> None:
        """Send the next little piece."""
        with suppress(OSError):
            for piece in islice(KINDS[self.kind], self.said, self.said + 1):
                self.socket.send(piece)
                self.said += 1

    def read(self) -> bool:
        """Take what has come; whether that was the end."""
        with suppress(ConnectionError):
            if self.socket.recv(65536):
                return False
        self.ended = monotonic()
        return True


def slowloris(engine: str, folder: Path, rounds: int) -> Outcome:
    """So many connections of five kinds dribble; newcomers come in, and all are cut in time."""
    outcome = Outcome()
    # TLS beside the plain text, so that a handshake can be dragged out too.
    limit = _LIMIT_OF_MANY if rounds >= _MANY else _LIMIT
    options = ("--registration-timeout", str(limit), "--tls")
    with hosted(engine, folder, *options) as host, ExitStack() as stack:
        warm(host.port)
        before = host.held()
        kinds = list(KINDS)
        slow = []
        for number in range(rounds):
            sock = stack.enter_context(socket.create_connection((LOCAL, host.port), PATIENCE))
            sock.setblocking(False)
            slow.append(_Slow(sock, kinds[number % len(kinds)], monotonic()))
        took: list[float] = []
        newcomers = threading.Thread(target=_come, args=(host.port, took), name="newcomers")
        newcomers.start()
        _dribble(slow, limit)
        newcomers.join()
        outcome.figures["slowest newcomer"] = f"{max(took, default=PATIENCE) * 1e3:.1f} ms"
        outcome.expect(len(took) == _NEWCOMERS, "a newcomer did not get in")
        outcome.expect(max(took, default=PATIENCE) <= 1.0, "a newcomer took more than 1 s")
        _judge(outcome, slow, limit)
        outcome.back(host, before)
        host.stop()
    return outcome


def _come(port: int, took: list[float]) -> None:
    for number in range(_NEWCOMERS):
        began = monotonic()
        with Peer(port, f"newcomer{number}") as peer:
            took.append(monotonic() - began)
            peer.leave("QUIT")
        threading.Event().wait(0.1)


def _dribble(slow: list[_Slow], limit: float) -> None:
    """Go on until all are cut, or should long have been."""
    over = slow[-1].opened + _SILENT * limit + _ALLOWED + 1
    every = len(slow) / _DRIBBLES
    with selectors.DefaultSelector() as selector:
        for each in slow:
            selector.register(each.socket, selectors.EVENT_READ, each)
        dribble_at = 0.0
        while selector.get_map() and monotonic() < over:
            for key, _ in selector.select(0.05):
                if key.data.read():
                    selector.unregister(key.fileobj)
            if monotonic() >= dribble_at:
                dribble_at = monotonic() + every
                for key in list(selector.get_map().values()):
                    key.data.dribble()


def _judge(outcome: Outcome, slow: list[_Slow], usual: float) -> None:
    for kind in KINDS:
        limit = usual * _SILENT if kind == "silent" else usual
        late = [each.ended - each.opened - limit for each in slow if each.kind == kind]
        outcome.figures[kind] = f"cut {min(late):+.2f} to {max(late):+.2f} s from the limit"
        outcome.expect(min(late) >= -0.1, f"{kind}: cut before the limit, or never")
        outcome.expect(max(late) <= _ALLOWED, f"{kind}: cut {max(late):.1f} s after the limit")


def rush(engine: str, folder: Path, rounds: int) -> Outcome:
    """So many connect at the same moment, and register."""
    outcome = Outcome()
    with hosted(engine, folder) as host, ExitStack() as stack:
        warm(host.port)
        before = host.held()
        began = monotonic()
        socks = []
        for number in range(rounds):
            sock = stack.enter_context(socket.socket())
            sock.setblocking(False)
            sock.connect_ex((LOCAL, host.port))
            socks.append((sock, b"NICK r%d\r\nUSER r 0 * :r\r\n" % number))
        connected = _welcomed(socks)
        outcome.figures["welcomed"] = f"{len(connected)} of {rounds}"
        outcome.figures["last after"] = f"{max(connected, default=0) - began:.2f} s"
        outcome.expect(len(connected) == rounds, "not everybody got in")
        outcome.expect(max(connected) - began < 1.0, "it took more than 1 s")
        for sock, _ in socks:
            sock.close()
        outcome.back(host, before, 24 << 20)
        host.stop()
    return outcome


def _welcomed(socks: list[tuple[socket.socket, bytes]]) -> list[float]:
    """When each had its welcome."""
    at: list[float] = []
    over = monotonic() + PATIENCE
    with selectors.DefaultSelector() as selector:
        for sock, hello in socks:
            selector.register(sock, selectors.EVENT_WRITE, hello)
        while selector.get_map() and monotonic() < over:
            for key, events in selector.select(0.1):
                guest = key.fileobj
                assert isinstance(guest, socket.socket)
                if events & selectors.EVENT_WRITE:
                    guest.send(key.data)
                    selector.modify(guest, selectors.EVENT_READ)
                elif b" 001 " in guest.recv(65536):
                    at.append(monotonic())
                    selector.unregister(guest)
    return at
