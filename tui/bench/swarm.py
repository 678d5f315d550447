"""Many clients of a server, on non-blocking sockets in one thread."""

from __future__ import annotations

import resource
import selectors
import socket
from collections.abc import Callable, Iterable
from time import monotonic, monotonic_ns

from netcore.errors import ChatError
from tui.bench.checking import Buffer, nick
from tui.typed import shown

Feed = Callable[[Buffer, int], None]

STALL = 10.0
"""Seconds without a byte after which a server is given up."""

_READ = 1024 * 1024
_AT_A_TIME = 200
_HELLO = "CAP REQ :echo-message\r\nNICK {0}\r\nUSER {0} 0 * :bench\r\nCAP END\r\n"
_TOKEN = b"bench-%d\r\n"


class Client:
    """One connection."""

    __slots__ = ("feed", "latest", "nick", "out", "sock", "watched")

    def __init__(self, sock: socket.socket, name: str) -> None:
        self.sock = sock
        self.nick = name
        self.feed: Feed = self.ignore
        self.out = b""
        self.watched = False
        self.latest = b""

    def ignore(self, data: Buffer, now: int) -> None:
        """Take bytes that nobody asks about, but for the last ones: they may say why it ended."""
        self.latest = bytes(data[-200:])


class Swarm:
    """Clients that are connected, registered and ready to be driven.

    Closing it closes them all; it is a context manager.
    """

    def __init__(self) -> None:
        self.clients: list[Client] = []
        self.last_read = monotonic()
        self._selector = selectors.DefaultSelector()
        self._buffer = memoryview(bytearray(_READ))
        self._barriers = 0

    def __enter__(self) -> Swarm:
        return self

    def __exit__(self, *_: object) -> None:
        for client in self.clients:
            client.sock.close()
        self._selector.close()

    def connect(self, port: int, count: int, progress: Callable[[float], None]) -> None:
        """Open connections and register them, with echo-message.

        Raises:
            ChatError: the server does not let all of them in.
        """
        for first in range(0, count, _AT_A_TIME):
            batch = range(first, min(count, first + _AT_A_TIME))
            new = [self._open(port, number) for number in batch]
            self.settle(new, lambda client: _HELLO.format(client.nick).encode())
            progress(len(self.clients) / count)

    def _open(self, port: int, number: int) -> Client:
        try:
            sock = socket.create_connection(("127.0.0.1", port), timeout=STALL)
        except OSError as error:
            why = error.strerror or "no answer"
            raise ChatError(f"client {number + 1} cannot connect: {why}") from error
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client = Client(sock, nick(number))
        self.clients.append(client)
        self._selector.register(sock, selectors.EVENT_READ, client)
        return client

    def each_settles(
        self, command: Callable[[Client], bytes], progress: Callable[[float], None]
    ) -> None:
        """Have all clients send something, some at a time, and wait until all is done."""
        for first in range(0, len(self.clients), _AT_A_TIME):
            self.settle(self.clients[first : first + _AT_A_TIME], command)
            progress((first + _AT_A_TIME) / len(self.clients))
        self.settle(self.clients)

    def settle(
        self,
        clients: Iterable[Client],
        command: Callable[[Client], bytes] = lambda _: b"",
        *,
        passing: bool = False,
    ) -> None:
        """Have clients send something, and wait until the server has answered what is behind it.

        Args:
            clients: who sends.
            command: what each of them sends.
            passing: whether what comes before the answer goes to each client's `feed`.

        Raises:
            ChatError: the connection was lost, or no answer came.
        """
        self._barriers += 1
        token = _TOKEN % self._barriers
        waiting: set[Client] = set()
        for client in clients:
            waiting.add(client)
            client.feed = _Barrier(client, token, waiting, client.feed if passing else None).feed
            self.send(client, command(client) + b"PING " + token)
        self.last_read = monotonic()
        while waiting:
            self.pump(0.1)
            if monotonic() - self.last_read > STALL:
                raise ChatError(f"the server did not answer {next(iter(waiting)).nick} any more")

    def send(self, client: Client, data: bytes) -> None:
        """Send now what can be sent now, and the rest when it can."""
        client.out += data
        self._flush(client)

    def pump(self, timeout: float) -> None:
        """Wait for something to happen, so many seconds at most, and deal with it.

        Raises:
            ChatError: the server has ended a connection.
        """
        for key, mask in self._selector.select(timeout):
            client: Client = key.data
            if mask & selectors.EVENT_WRITE:
                self._flush(client)
            if mask & selectors.EVENT_READ:
                self._read(client)

    def _read(self, client: Client) -> None:
        try:
            count = client.sock.recv_into(self._buffer)
        except BlockingIOError:
            return
        except OSError as error:
            raise ChatError(f"{client.nick} lost its connection", error.strerror or "") from error
        if not count:
            last = client.latest.decode(errors="replace").strip().rpartition("\n")[2]
            raise ChatError(f"the server has disconnected {client.nick}", shown(last, 120))
        self.last_read = monotonic()
        client.feed(self._buffer[:count], monotonic_ns())

    def _flush(self, client: Client) -> None:
        try:
            client.out = client.out[client.sock.send(client.out) :]
        except BlockingIOError:
            pass
        except OSError as error:
            raise ChatError(f"{client.nick} lost its connection", error.strerror or "") from error
        if bool(client.out) != client.watched:
            client.watched = bool(client.out)
            events = selectors.EVENT_READ | (selectors.EVENT_WRITE if client.watched else 0)
            self._selector.modify(client.sock, events, client)


class _Barrier:
    """Waits for the answer to a PING on one connection."""

    def __init__(
        self, client: Client, token: bytes, waiting: set[Client], passing: Feed | None
    ) -> None:
        self._client = client
        self._token = token
        self._waiting = waiting
        self._passing = passing
        self._tail = b""

    def feed(self, data: Buffer, now: int) -> None:
        """Take bytes; the line with the answer is for nobody else."""
        received = self._tail + data
        at = received.find(self._token)
        start = received.rfind(b"\n", 0, at if at >= 0 else len(received)) + 1
        rest = received[at + len(self._token) :] if at >= 0 else b""
        # A line that has begun may be the answer.
        self._tail = received[start:] if at < 0 else b""
        self._client.latest = received[-200:]
        if at >= 0:
            self._waiting.discard(self._client)
            self._client.feed = self._passing or self._client.ignore
        if self._passing and (start or rest):
            self._passing(received[:start] + rest, now)


def raise_descriptor_limit() -> None:
    """Lift the soft limit on open files to the hard one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard and hard != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
