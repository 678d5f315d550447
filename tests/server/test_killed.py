"""A host that is killed in the middle of a flood: what anybody has seen is in its history."""

from __future__ import annotations

import json
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import cycle
from pathlib import Path
from threading import Thread

import pytest

from netcore.core.history import Entry, Page
from netcore.engines import ENGINES
from netcore.history.sqlite import SqliteReader
from netcore.wire.message import Message, parse

PATIENCE = 30.0
SENDERS = 3
CAPS = "message-tags server-time draft/chathistory"
ALL = 1_000_000


@contextmanager
def host(
    history: Path, engine: str, durability: str
) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A host as people start it, and its port."""
    command = [sys.executable, "-m", "tui", "host", "--headless", "--port", "0"]
    command += ["--history", str(history), "--durability", durability, "--engine", engine]
    command += ["--log-format", "json"]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stderr
            address = json.loads(process.stderr.readline())["address"]
            yield process, int(address.rpartition(":")[2])
        finally:
            process.kill()


def connect(port: int, nick: str, caps: str = "") -> socket.socket:
    """A client in #room that has read everything up to now."""
    client = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    client.sendall(f"CAP REQ :{caps}\r\nNICK {nick}\r\nUSER u 0 * :N\r\nCAP END\r\n".encode())
    client.sendall(b"JOIN #room\r\nPING over\r\n")
    heard = b""
    while b":over\r\n" not in heard:
        heard += client.recv(65536)
    return client


def flood(client: socket.socket, words: str) -> None:
    """Say numbered things until nobody listens any more; whoever listens is not waited for."""
    number = 0
    try:
        while True:
            lines = (f"PRIVMSG #room :{words} {n}\r\n" for n in range(number, number + 50))
            client.sendall("".join(lines).encode())
            number += 50
    except OSError:
        client.close()


class Reader:
    """Somebody who hears everything."""

    def __init__(self, port: int, nick: str) -> None:
        self.socket = connect(port, nick, CAPS)
        self.heard: list[Message] = []
        self._rest = b""

    def listen(self) -> bool:
        """Take what has come; whether there may be more."""
        try:
            data = self.socket.recv(65536)
        except ConnectionError:
            return False
        *lines, self._rest = (self._rest + data).split(b"\r\n")
        messages = (parse(line.decode()) for line in lines)
        self.heard += [message for message in messages if message.command == "PRIVMSG"]
        return bool(data)


def one_round(history: Path, engine: str, durability: str, name: str, moment: int) -> list[Reader]:
    """Flood a host, kill it when so much was heard, and give back who heard what."""
    with ExitStack() as stack:
        process, port = stack.enter_context(host(history, engine, durability))
        readers = [Reader(port, f"{name}reader{number}") for number in range(2)]
        senders = [connect(port, f"{name}sender{number}") for number in range(SENDERS)]
        threads = [
            Thread(target=flood, args=(sender, f"{name} {number}"))
            for number, sender in enumerate(senders)
        ]
        for reader in readers:
            stack.callback(reader.socket.close)
        for thread in threads:
            thread.start()
        while len(readers[0].heard) < moment:
            assert readers[0].listen()
        process.send_signal(signal.SIGKILL)
        for reader in readers:
            while reader.listen():
                pass
        for thread in threads:
            thread.join(PATIENCE)
    return readers


def stored(history: Path) -> list[Entry]:
    """All messages of the channel, in their order."""
    reader = SqliteReader(history)
    try:
        return reader.page(Page("#room", ALL, newest=False))
    finally:
        reader.close()


def is_run_of(some: list[str], all_: list[str]) -> bool:
    """Whether some stand one behind the other among all."""
    start = all_.index(some[0])
    return all_[start : start + len(some)] == some


@pytest.mark.parametrize("engine", ENGINES)
def test_what_anybody_has_seen_outlives_a_kill(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Once, in the one order, with its id, time and text; round after round on one history."""
    dice = random.Random(engine)
    durabilities = cycle(("process", "power"))
    history = tmp_path / "history.db"
    seen: list[Reader] = []
    for number in range(request.config.getoption("--kill-rounds")):
        moment = dice.randrange(1, 4000)
        seen += one_round(history, engine, next(durabilities), f"r{number}", moment)
    kept = stored(history)
    ids = [entry.id for entry in kept]
    times = [entry.time for entry in kept]
    assert len(ids) == len(set(ids))
    assert times == sorted(set(times))
    by_id = {entry.id: entry for entry in kept}
    for reader in seen:
        heard = [message.tags["msgid"] for message in reader.heard]
        assert not heard or is_run_of(heard, ids)
        for message in reader.heard:
            entry = by_id[message.tags["msgid"]]
            assert (entry.text, entry.source) == (message.params[1], message.source)
    assert sum(len(reader.heard) for reader in seen) > 1000
