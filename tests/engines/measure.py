"""How the engines compare: a relay without a chat, and clients in a process of their own.

Run ``python -m tests.engines.measure`` for all, or with ``--engine``, ``--clients``, ``--idle``.
"""

import argparse
import json
import resource
import selectors
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from statistics import quantiles
from time import monotonic, process_time, sleep
from typing import cast

from netcore.engines import ENGINES, engine_named
from netcore.engines.base import Address, Link
from netcore.engines.limits import raise_descriptor_limit

LINE = 100


class Relay:
    """A sink with a dispatcher: whatever one sends goes to all, one write a batch and link."""

    def __init__(self) -> None:
        self.links: dict[int, Link] = {}
        self.opened_count = 0
        self._inputs: SimpleQueue[tuple[Link, bytes] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._dispatch, name="dispatcher")

    def start(self) -> None:
        """Begin to relay."""
        self._thread.start()

    def stop(self) -> None:
        """End the dispatcher."""
        self._inputs.put(None)
        self._thread.join()

    def opened(self, link: Link) -> None:
        """Count it in."""
        self.links[link.id] = link
        self.opened_count += 1

    def received(self, link: Link, data: bytes) -> None:
        """Queue it."""
        self._inputs.put((link, data))

    def writable(self, link: Link) -> None:
        """Nothing: the relay writes when it has something."""

    def finished(self, link: Link) -> None:
        """Close in turn."""
        link.close()

    def closed(self, link: Link, reason: str) -> None:
        """Count it out."""
        del self.links[link.id]

    def trouble(self, what: str) -> None:
        """Say it."""
        print(what, file=sys.stderr)

    def _dispatch(self) -> None:
        while (first := self._inputs.get()) is not None:
            batch = [first]
            with suppress(Empty):
                while len(batch) < 256 and (more := self._inputs.get_nowait()) is not None:
                    batch.append(more)
            pending = [b"".join(data for _, data in batch)]
            for link in list(self.links.values()):
                link.write(pending)
            for link, data in batch:
                link.consumed(len(data))


class Peers:
    """Clients of one process, and what they got."""

    def __init__(self, port: int, clients: int) -> None:
        self.selector = selectors.DefaultSelector()
        self.socks = [socket.create_connection(("127.0.0.1", port), 60) for _ in range(clients)]
        self.bytes = 0
        self.delays: list[float] = []
        for sock in self.socks:
            sock.setblocking(False)
            self.selector.register(sock, selectors.EVENT_READ)

    def read(self, seconds: float) -> None:
        """Take what comes."""
        for key, _ in self.selector.select(seconds):
            data = cast(socket.socket, key.fileobj).recv(1 << 20)
            self.bytes += len(data)
            if len(data) == LINE:
                self.delays.append(monotonic() - float(data.split()[0]))

    def flood(self, lines: int) -> dict[str, float]:
        """One sends as fast as it can; how many deliveries a second all saw."""
        rest = memoryview((b"x" * (LINE - 1) + b"\n") * lines)
        expected = len(rest) * len(self.socks)
        started = monotonic()
        while self.bytes < expected:
            with suppress(BlockingIOError):
                rest = rest[self.socks[0].send(rest[:65536]) :] if rest else rest
            self.read(0.0 if rest else 1.0)
        return {"deliveries/s": expected / LINE / (monotonic() - started)}

    def chat(self, rate: int, seconds: float) -> dict[str, float]:
        """One sends so many lines a second; how long they take to reach everybody."""
        due = started = monotonic()
        while (now := monotonic()) < started + seconds:
            if now >= due:
                self.socks[0].send(f"{now:.6f} ".ljust(LINE - 1, ".").encode() + b"\n")
                due += 1 / rate
            self.read(max(0.0, due - monotonic()))
        cuts = quantiles(self.delays, n=100)
        return {
            "p50 ms": cuts[49] * 1e3,
            "p99 ms": cuts[98] * 1e3,
            "max ms": max(self.delays) * 1e3,
        }


def play(port: int, kind: str, clients: int) -> None:
    """The clients' process: connect, wait for a word, do it, say what was seen."""
    raise_descriptor_limit(clients)
    started = monotonic()
    peers = Peers(port, clients)
    print(json.dumps({"connect s": monotonic() - started}), flush=True)
    sys.stdin.readline()
    figures: dict[str, float] = {}
    if kind == "flood":
        figures = peers.flood(40_000)
    elif kind == "chat":
        figures = peers.chat(200, 5.0)
    print(json.dumps(figures), flush=True)
    for sock in peers.socks:
        sock.close()


def measure(name: str, kind: str, clients: int) -> dict[str, float]:
    """One engine, one kind of load."""
    engine, relay = engine_named(name)(), Relay()
    address = engine.listen(Address("127.0.0.1", 0))
    relay.start()
    runner = threading.Thread(target=engine.run, args=(relay,))
    runner.start()
    command = [sys.executable, "-m", "tests.engines.measure", "--peers", str(address.port)]
    command += ["--kind", kind, "--clients", str(clients)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as peers:
        assert peers.stdin is not None
        assert peers.stdout is not None
        figures: dict[str, float] = json.loads(peers.stdout.readline())
        while relay.opened_count < clients:
            sleep(0.01)
        figures |= {"threads": threading.active_count(), "RSS MB": resident_mb()}
        used, started = process_time(), monotonic()
        if kind == "idle":
            sleep(2)
        peers.stdin.write("go\n")
        peers.stdin.flush()
        figures |= json.loads(peers.stdout.readline())
        figures["server CPU"] = (process_time() - used) / (monotonic() - started)
    started = monotonic()
    engine.stop(monotonic() + 3)
    runner.join()
    relay.stop()
    return figures | {"stop s": monotonic() - started}


def resident_mb() -> float:
    """Memory that this process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=list(ENGINES), action="append")
    parser.add_argument("--clients", type=int, default=100)
    parser.add_argument("--kind", choices=["flood", "chat", "idle"], action="append")
    parser.add_argument("--peers", type=int, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.peers:
        play(wanted.peers, wanted.kind[0], wanted.clients)
        return
    if complaint := raise_descriptor_limit(wanted.clients):
        sys.exit(complaint)
    for kind in wanted.kind or ["flood", "chat", "idle"]:
        for name in wanted.engine or list(ENGINES):
            figures = measure(name, kind, wanted.clients)
            print(f"{kind:6} {name:13}", end="")
            print("  ".join(f"{key} {value:,.2f}" for key, value in figures.items()), flush=True)


if __name__ == "__main__":
    main()
