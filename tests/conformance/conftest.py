"""A running server for each test and each engine, and a client that says just what it is told."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Any

import pytest

from netcore.core.settings import Settings
from netcore.engines import ENGINES
from netcore.engines.base import Address
from netcore.server import ChatServer
from netcore.wire.message import Message, parse

PATIENCE = 10.0
"""Seconds after which an answer that has not come will not come."""

SERVER = "chat.local"

_TOKENS = count(1)


class Client:
    """One connection to the server under test.

    Each step is `ask`: send, then a PING whose PONG says that everything has been answered. So
    nothing in a test depends on time.
    """

    def __init__(self, address: Address) -> None:
        self.socket = socket.create_connection(address, timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._unread = b""

    def send(self, *lines: str | bytes) -> None:
        """Send lines, all in one segment."""
        whole = (line.encode() if isinstance(line, str) else line for line in lines)
        self.send_bytes(b"".join(line + b"\r\n" for line in whole))

    def send_bytes(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.socket.sendall(data)

    def read_line(self) -> str:
        """The next line without its end; it must be UTF-8.

        Raises:
            EOFError: the server has closed the connection.
        """
        while b"\n" not in self._unread:
            data = self.socket.recv(65536)
            if not data:
                raise EOFError("the server closed the connection")
            self._unread += data
        line, _, self._unread = self._unread.partition(b"\n")
        return line.removesuffix(b"\r").decode()

    def read(self) -> Message:
        """The next message; raises as `read_line` does."""
        return parse(self.read_line())

    def until(self, command: str) -> Message:
        """Read on to a message with this command."""
        while (message := self.read()).command != command:
            pass
        return message

    def sync(self) -> list[Message]:
        """Everything that the server has sent by the time it answers what was sent so far."""
        token = f"sync-{next(_TOKENS)}"
        self.send(f"PING {token}")
        messages = []
        while (message := self.read()).command != "PONG" or message.params[-1] != token:
            messages.append(message)
        return messages

    def ask(self, *lines: str | bytes) -> list[Message]:
        """Send lines and give back everything that came until they were answered."""
        self.send(*lines)
        return self.sync()

    def rest(self) -> list[str]:
        """Every line up to the end of the connection, which must come."""
        lines = []
        while True:
            try:
                lines.append(self.read_line())
            except EOFError:
                return lines

    def register(self, nick: str, *caps: str, user: str = "user") -> list[Message]:
        """Come in under a nick and with capabilities on; everything up to the MOTD's end."""
        if caps:
            self.send(f"CAP REQ :{' '.join(caps)}")
        self.send(f"NICK {nick}", f"USER {user} 0 * :Real name", "CAP END")
        messages = self.sync()
        assert "001" in commands(messages), messages
        return messages

    def close(self) -> None:
        """Close without a word."""
        self.socket.close()


class Guest(Client):
    """Somebody with nothing but a socket: reads the plain dialect, whose lines bear a stamp."""

    def say(self, text: str) -> None:
        """Type a line."""
        self.send_bytes(f"{text}\n".encode())

    def hear(self) -> str:
        """The next line without the stamp before it."""
        line = self.read_line()
        stamp, _, text = line.partition("] ")
        assert len(stamp) == len("[2026-01-01 00:00:00"), line
        return text

    def hear_until(self, wanted: str) -> list[str]:
        """The lines up to the one that has the wanted text in it, and that one."""
        heard = [self.hear()]
        while wanted not in heard[-1]:
            heard.append(self.hear())
        return heard


class Host:
    """A running server and the clients that a test has on it."""

    def __init__(self, server: ChatServer) -> None:
        self.server = server
        self.address = server.start()
        self._clients: list[Client] = []

    def connect(self) -> Client:
        """A connection that has said nothing yet."""
        client = Client(self.address)
        self._clients.append(client)
        return client

    def client(self, nick: str, *caps: str, channels: Sequence[str] = ()) -> Client:
        """A registered client with capabilities on and in channels, all of it read."""
        client = self.connect()
        client.register(nick, *caps)
        for channel in channels:
            client.ask(f"JOIN {channel}")
        return client

    def room(self, channel: str, *nicks: str) -> list[Client]:
        """Clients in a channel, the first of them its operator, with nothing left to read."""
        clients = [self.client(nick, channels=[channel]) for nick in nicks]
        for client in clients:
            client.sync()
        return clients

    def guest(self) -> Guest:
        """A connection that will speak the plain dialect."""
        guest = Guest(self.address)
        self._clients.append(guest)
        return guest

    def close(self) -> None:
        """Close the clients, stop, and see that no exception came out of the core meanwhile."""
        bugs = self.server.snapshot().bugs
        for client in self._clients:
            client.close()
        self.server.stop()
        assert bugs == 0, "the core raised: see the captured log"


def commands(messages: Sequence[Message]) -> list[str]:
    """What each message is."""
    return [message.command for message in messages]


def named(messages: Sequence[Message], command: str) -> list[Message]:
    """The messages with this command."""
    return [message for message in messages if message.command == command]


def one(messages: Sequence[Message], command: str) -> Message:
    """The one message with this command."""
    found = named(messages, command)
    assert len(found) == 1, f"{len(found)} {command} in {[str(m) for m in messages]}"
    return found[0]


def said(messages: Sequence[Message]) -> list[tuple[str, ...]]:
    """Who did what, in order: nick, command, parameters."""
    return [(message.nick, message.command, *message.params) for message in messages]


OpenHost = Callable[..., Host]
"""Starts a server with settings given by name."""


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest) -> str:
    """Each engine in turn."""
    return str(request.param)


@pytest.fixture
def open_host(engine: str) -> Iterator[OpenHost]:
    """Starts servers that end with the test."""
    hosts: list[Host] = []

    def start(**settings: Any) -> Host:
        server = ChatServer(Settings(**settings), address=Address("127.0.0.1", 0), engine=engine)
        hosts.append(Host(server))
        return hosts[-1]

    yield start
    for host in hosts:
        host.close()


@pytest.fixture
def host(open_host: OpenHost) -> Host:
    """A server as it is without any settings."""
    return open_host()
