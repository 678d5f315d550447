"""Measure `chat-tui join` from outside, in a real terminal: `python tests/bench/join_bench.py`.

It prints the time to the first frame beside a bare Textual app's, the memory idle and with many
messages, and how the client stands a flood: how long a key takes to show, and whether every message
arrives. Each part starts a headless host of its own on loopback and ends it.
"""

import argparse
import asyncio
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pexpect

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.e2e.terminal import Terminal
from tui.chat.command import _links
from tui.chat.going import read

BARE = (
    "from textual.app import App\n"
    "from textual.widgets import Label\n"
    "class Bare(App):\n"
    "    def compose(self):\n"
    "        yield Label('ready')\n"
    "Bare().run()\n"
)


@contextmanager
def hosting() -> Iterator[int]:
    """A headless host in a process of its own; gives its port."""
    command = [sys.executable, "-m", "tui", "host", "--headless", "--port", "0", "--history", "off"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as host:
        assert host.stderr
        found = re.search(r"on 127\.0\.0\.1:(\d+)", host.stderr.readline())
        assert found
        try:
            yield int(found[1])
        finally:
            host.terminate()
            host.communicate(timeout=10)


class Talker:
    """Somebody who says numbered messages in the lobby.

    Args:
        port: the host's.
    """

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._socket.sendall(b"NICK talker\r\nUSER t 0 * :t\r\nJOIN #lobby\r\nPING here\r\n")
        while b"here" not in self._socket.recv(65536):
            pass

    def say(self, first: int, last: int) -> None:
        """Say the messages of these numbers at once."""
        lines = (
            f"PRIVMSG #lobby :message {number} of many, a line of ordinary length to read\r\n"
            for number in range(first, last)
        )
        self._socket.sendall("".join(lines).encode())

    def flood(self, count: int, rate: int) -> None:
        """Say so many messages, so many a second, in ten steps a second."""
        start = time.monotonic()
        step = rate // 10
        for turn, first in enumerate(range(0, count, step)):
            self.say(first, first + step)
            time.sleep(max(0.0, start + (turn + 1) / 10 - time.monotonic()))

    def close(self) -> None:
        """Leave."""
        self._socket.close()


def rss(pid: int) -> float:
    """Megabytes of memory that a process has in use."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found
    return int(found[1]) / 1024


def first_frames(rounds: int) -> tuple[float, float]:
    """Median seconds from process start to the first frame: a bare Textual app, and ours."""
    bare, ours = [], []
    for _ in range(rounds):
        began = time.monotonic()
        child = pexpect.spawn(sys.executable, ["-c", BARE], dimensions=(30, 100), timeout=30)
        child.expect_exact("ready")
        bare.append(time.monotonic() - began)
        child.close(force=True)
        began = time.monotonic()
        with Terminal("join", "127.0.0.1:1", "--nick", "me") as client:
            client.wait_for("Message #lobby")
            ours.append(time.monotonic() - began)
    return statistics.median(bare), statistics.median(ours)


def memory(messages: int) -> tuple[float, float]:
    """Megabytes of a client idle in a channel, and those that so many messages add."""
    with hosting() as port, Terminal("join", f"127.0.0.1:{port}", "--nick", "me") as client:
        client.wait_for("online", "me joined")
        talker = Talker(port)
        client.wait_for("talker joined")
        idle = rss(client.pid)
        # Whoever sends faster than it reads would have it cut off at the host's send queue.
        flood = threading.Thread(target=talker.flood, args=(messages, 4000))
        flood.start()
        # A terminal reads all the time; one that does not would hold the client up.
        client.wait_for(f"message {messages - 1} of many", within=300)
        flood.join()
        full = rss(client.pid)
        talker.close()
    return idle, full - idle


def key_under_flood(seconds: int, rate: int) -> tuple[float, float]:
    """Median and longest seconds until a key shows while messages come in at a rate."""
    taken = []
    with hosting() as port, Terminal("join", f"127.0.0.1:{port}", "--nick", "me") as client:
        client.wait_for("online", "me joined")
        talker = Talker(port)
        flood = threading.Thread(target=talker.flood, args=(seconds * rate, rate))
        flood.start()
        typed = ""
        while flood.is_alive() and len(typed) < 2 * seconds:
            letter = "abcdefghij"[len(typed) % 10]
            typed += letter
            began = time.monotonic()
            client.type(letter)
            client.wait_for(f"│ {typed}")
            taken.append(time.monotonic() - began)
            client.wait_for(typed)
        flood.join()
        client.wait_for(f"message {seconds * rate - 1} of many", within=30)
        talker.close()
    return statistics.median(taken), max(taken)


def lost(seconds: int, rate: int) -> int:
    """How many messages of such a flood are missing in the client's log, or not in order."""
    parser = argparse.ArgumentParser()
    with hosting() as port:
        parser.set_defaults(address=f"127.0.0.1:{port}", nick="me", channel=[], tls=None)
        parser.set_defaults(password="")
        return asyncio.run(_lost(parser.parse_args([]), port, seconds, rate))


async def _lost(args: argparse.Namespace, port: int, seconds: int, rate: int) -> int:
    from tui.chat.app import ChatApp
    from tui.chat.log.entries import EntryKind

    going = read(args)
    app = ChatApp(_links(going, reconnect=True), going.address, going.nick)
    async with app.run_test(size=(100, 30)):
        while not app.connection.link.members("#lobby"):
            await asyncio.sleep(0.05)
        talker = Talker(port)
        await asyncio.to_thread(talker.flood, seconds * rate, rate)
        deadline = time.monotonic() + 30
        heard: list[str] = []
        while len(heard) < seconds * rate and time.monotonic() < deadline:
            await asyncio.sleep(0.1)
            entries = app.model.active.log.entries
            heard = [entry.text for entry in entries if entry.kind is EntryKind.MESSAGE]
        talker.close()
    app.connection.link.close()
    numbers = [int(text.split()[1]) for text in heard]
    return seconds * rate - len(numbers) if numbers == sorted(set(numbers)) else -1


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="starts of each program")
    parser.add_argument("--messages", type=int, default=100_000, help="for the memory")
    parser.add_argument("--seconds", type=int, default=10, help="of flood")
    parser.add_argument("--rate", type=int, default=1000, help="messages a second of the flood")
    args = parser.parse_args()
    bare, ours = first_frames(args.rounds)
    print(f"first frame: {ours:.2f} s; a bare Textual app: {bare:.2f} s; more: {ours - bare:.2f} s")
    idle, more = memory(args.messages)
    print(f"memory: {idle:.0f} MB idle, {more:+.0f} MB with {args.messages:,} messages")
    median, longest = key_under_flood(args.seconds, args.rate)
    print(f"a key shows after {median * 1000:.0f} ms, at most {longest * 1000:.0f} ms,", end=" ")
    print(f"while {args.rate:,} messages a second come in for {args.seconds} s")
    print(f"lost of {args.seconds * args.rate:,} messages: {lost(args.seconds, args.rate)}")


if __name__ == "__main__":
    main()
