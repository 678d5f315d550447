"""A TCP relay that does to connections what networks do, on a plan that a seed decides."""

from __future__ import annotations

import os
import random
import selectors
import socket
import struct
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from time import monotonic
from typing import Self

_RESET = struct.pack("ii", 1, 0)
_READ = 65536


class Fault(Enum):
    """What befalls a connection in the end; the names are toxiproxy's where it has one."""

    NONE = "none"
    RESET = "reset_peer"
    """Both ends are reset; what is under way is lost."""
    CLOSE = "close"
    """Both ends are closed once what is under way has arrived."""
    HALF_CLOSE = "half_close"
    """The client is told the end; what it still sends arrives."""
    BLACK_HOLE = "timeout"
    """Nothing arrives any more in either direction, and nobody is told."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What a connection has to live through.

    Args:
        latency: seconds that every piece is late, in either direction.
        jitter: up to so many seconds more; order is kept.
        slice: the most bytes of a piece; 0: as they come.
        fault: how it ends.
        after: seconds until that.
    """

    latency: float = 0.0
    jitter: float = 0.0
    slice: int = 0
    fault: Fault = Fault.NONE
    after: float = 0.0


def drawn(rng: random.Random, longest: float) -> Fate:
    """A fate for the next connection.

    Args:
        rng: decides.
        longest: the latest end, in seconds.
    """
    fault = rng.choices(list(Fault), weights=[1, 4, 3, 2, 2])[0]
    return Fate(
        latency=rng.choice([0.0, 0.0, 0.005, 0.03]),
        jitter=rng.choice([0.0, 0.01, 0.05]),
        slice=rng.choice([0, 0, 1, 7, 100]),
        fault=fault,
        after=rng.uniform(0.05, longest),
    )


@dataclass(eq=False)
class _Way:
    """One direction of a connection: what was read on one socket and is due on the other."""

    source: socket.socket
    sink: socket.socket
    pieces: list[tuple[float, bytes]] = field(default_factory=list)
    last: float = 0.0
    ended: bool = False


class _Pair:
    """A client's connection, and the one to the host that stands behind it."""

    def __init__(self, client: socket.socket, host: socket.socket, fate: Fate, now: float) -> None:
        self.fate = fate
        self.dies_at = now + fate.after if fate.fault is not Fault.NONE else float("inf")
        self.holed = False
        self.up = _Way(client, host)
        self.down = _Way(host, client)

    @property
    def ways(self) -> tuple[_Way, _Way]:
        """Both directions."""
        return self.up, self.down


class Relay:
    """Listens on a free port of loopback and passes on to another; a context manager.

    Args:
        port: where the host listens.
        seed: decides every connection's fate.
        longest: the longest life of a connection, in seconds.
    """

    def __init__(self, port: int, seed: int, longest: float = 1.5) -> None:
        self._target = port
        self._rng = random.Random(seed)
        self._longest = longest
        self._kind = True
        self._pairs: list[_Pair] = []
        self._wake_r, self._wake_w = os.pipe()
        self._stopping = False
        self.faults: dict[Fault, int] = dict.fromkeys(Fault, 0)

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._selector.register(self._wake_r, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._run, name="relay")
        self._kind = False
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping = True
        os.write(self._wake_w, b"x")
        self._thread.join()
        for pair in list(self._pairs):
            self._end(pair, reset=True)
        self._selector.close()
        self._listener.close()
        os.close(self._wake_r)
        os.close(self._wake_w)

    def be_kind(self) -> None:
        """From now on let everything pass, and end what was treated badly; any thread."""
        self._kind = True
        os.write(self._wake_w, b"x")

    # -- the thread

    def _run(self) -> None:
        while not self._stopping:
            for key, _ in self._selector.select(self._wait()):
                if key.fileobj == self._wake_r:
                    os.read(self._wake_r, 100)
                    self._forgive()
                elif key.fileobj is self._listener:
                    self._accept()
                elif key.data in self._pairs:
                    self._read(key.data, key.fileobj)
            self._keep_time(monotonic())

    def _wait(self) -> float:
        due = [way.pieces[0][0] for pair in self._pairs for way in pair.ways if way.pieces]
        due += [pair.dies_at for pair in self._pairs]
        return max(0.0, min([*due, monotonic() + 0.5]) - monotonic())

    def _forgive(self) -> None:
        if self._kind:
            for pair in list(self._pairs):
                self._end(pair, reset=True)

    def _accept(self) -> None:
        client, _ = self._listener.accept()
        host = socket.socket()
        try:
            host.connect(("127.0.0.1", self._target))
        except OSError:  # the host is being killed and started: as if it were not there
            host.close()
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            client.close()
            return
        fate = Fate() if self._kind else drawn(self._rng, self._longest)
        pair = _Pair(client, host, fate, monotonic())
        self._pairs.append(pair)
        for sock in (client, host):
            sock.setblocking(False)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._selector.register(sock, selectors.EVENT_READ, pair)

    def _read(self, pair: _Pair, sock: object) -> None:
        way = pair.up if pair.up.source is sock else pair.down
        try:
            data = way.source.recv(_READ)
        except BlockingIOError:
            return
        except OSError:
            # A reset overtakes what is under way.
            self._end(pair, reset=True)
            return
        if not data:
            self._selector.unregister(way.source)
        self._delay(pair, way, data)

    def _delay(self, pair: _Pair, way: _Way, data: bytes) -> None:
        fate = pair.fate
        size = fate.slice or max(1, len(data))
        for start in range(0, max(1, len(data)), size):
            late = fate.latency + (self._rng.random() * fate.jitter if fate.jitter else 0.0)
            way.last = max(way.last, monotonic() + late)  # order is kept
            way.pieces.append((way.last, data[start : start + size]))

    def _keep_time(self, now: float) -> None:
        for pair in list(self._pairs):
            if now >= pair.dies_at:
                self._befall(pair)
        for pair in list(self._pairs):
            for way in pair.ways:
                if pair in self._pairs and not pair.holed:
                    self._pass_on(pair, way, now)

    def _befall(self, pair: _Pair) -> None:
        pair.dies_at = float("inf")
        self.faults[pair.fate.fault] += 1
        match pair.fate.fault:
            case Fault.RESET:
                self._end(pair, reset=True)
            case Fault.CLOSE:
                self._end(pair, reset=False)
            case Fault.HALF_CLOSE:
                with suppress(OSError):
                    pair.up.source.shutdown(socket.SHUT_WR)
                pair.down.pieces.clear()
                pair.down.ended = True
            case Fault.BLACK_HOLE:
                pair.holed = True

    def _pass_on(self, pair: _Pair, way: _Way, now: float) -> None:
        while way.pieces and way.pieces[0][0] <= now:
            _, data = way.pieces[0]
            if not data:
                way.pieces.clear()
                self._finish(pair, way)
                return
            if way.ended:
                way.pieces.pop(0)
                continue
            try:
                sent = way.sink.send(data)
            except BlockingIOError:
                way.pieces[0] = (now + 0.005, data)
                return
            except OSError:
                self._end(pair, reset=True)
                return
            way.pieces.pop(0)
            if sent < len(data):
                way.pieces.insert(0, (now, data[sent:]))

    def _finish(self, pair: _Pair, way: _Way) -> None:
        """One end has closed: so does the other, and that was all."""
        with suppress(OSError):
            way.sink.shutdown(socket.SHUT_WR)
        way.ended = True
        if pair.up.ended and pair.down.ended:
            self._end(pair, reset=False)

    def _end(self, pair: _Pair, *, reset: bool) -> None:
        self._pairs.remove(pair)
        for way in pair.ways:
            with suppress(KeyError, ValueError):
                self._selector.unregister(way.source)
            with suppress(OSError):
                if reset:
                    way.source.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            way.source.close()
