"""Clients that do what they are told to, well or badly, over real sockets."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import count
from time import monotonic
from types import TracebackType
from typing import Self

LOCAL = "127.0.0.1"
PATIENCE = 15.0
_RESET = struct.pack("ii", 1, 0)
_TOKENS = count(1)


def command(line: str) -> str:
    """What a line is: its command, behind tags and source."""
    words = line.split(" ")
    while words and words[0][:1] in ("@", ":"):
        del words[0]
    return words[0] if words else ""


class Peer:
    """One connection whose lines are read when the test says so; a context manager.

    Args:
        port: the host's.
        nick: whom to register; empty: nobody yet.
        channel: what to join then.
        caps: capabilities to ask for.
        password: what to say to be let in.
        window: bytes that the kernel may keep for it unread; 0: as it likes.
    """

    def __init__(
        self,
        port: int,
        nick: str = "",
        channel: str = "",
        *,
        caps: str = "",
        password: str = "",
        window: int = 0,
    ) -> None:
        self.nick = nick
        self._password = password
        self._rest = b""
        self.socket = socket.socket()
        self.socket.settimeout(PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if window:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        try:
            self.socket.connect((LOCAL, port))
            if nick:
                self._register(channel, caps)
        except BaseException:
            self.socket.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.socket.close()

    def _register(self, channel: str, caps: str) -> None:
        if self._password:
            self.send(f"PASS :{self._password}")
        if caps:
            self.send(f"CAP REQ :{caps}")
        self.send(f"NICK {self.nick}", f"USER {self.nick} 0 * :{self.nick}")
        if caps:
            self.send("CAP END")
        welcome = self.until(lambda line: command(line) in ("001", "433", "464", "ERROR"))
        assert command(welcome) == "001", welcome
        if channel:
            self.send(f"JOIN {channel}")
        self.sync()

    def send(self, *lines: str) -> None:
        """Send whole lines."""
        self.socket.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def line(self, within: float = PATIENCE) -> str:
        """The next line but PING, which is answered; empty at the end of the connection."""
        deadline = monotonic() + within
        while True:
            line = self._next(deadline)
            if command(line) != "PING":
                return line
            self.send(f"PONG :{line.rpartition(':')[2]}")

    def _next(self, deadline: float) -> str:
        while b"\n" not in self._rest:
            self.socket.settimeout(max(0.001, deadline - monotonic()))
            try:
                data = self.socket.recv(65536)
            except ConnectionError:
                return ""
            if not data:
                return ""
            self._rest += data
        line, _, self._rest = self._rest.partition(b"\n")
        return line.decode(errors="replace").rstrip("\r")

    def until(self, fits: Callable[[str], bool], within: float = PATIENCE) -> str:
        """The next line that fits; those before it are dropped."""
        deadline = monotonic() + within
        while line := self.line(max(0.0, deadline - monotonic())):
            if fits(line):
                return line
        raise AssertionError(f"{self.nick or 'a client'}: the connection ended")

    def sync(self, within: float = PATIENCE) -> list[str]:
        """All lines up to now: what came before the answer to a PING of ours."""
        token = f"sync{next(_TOKENS)}"
        self.send(f"PING {token}")
        deadline = monotonic() + within
        lines: list[str] = []
        while line := self.line(max(0.0, deadline - monotonic())):
            if line.endswith(token):
                return lines
            lines.append(line)
        raise AssertionError(f"{self.nick or 'a client'}: the connection ended")

    def rest(self, within: float = PATIENCE) -> list[str]:
        """All lines up to the end of the connection."""
        deadline = monotonic() + within
        return list(iter(lambda: self.line(max(0.0, deadline - monotonic())), ""))

    def leave(self, how: str) -> None:
        """Go: by ``QUIT`` (and the answer to it), by ``FIN`` or by ``RST``.

        A plain guest's word for it is in small letters.
        """
        if how == "QUIT":
            with suppress(OSError):
                self.send("QUIT", "quit")
                self.rest()
        elif how == "RST":
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self.socket.close()


class Pair:
    """Two innocent people who talk all the while; a context manager.

    The next line is sent when the one before it has arrived, so that a stall of some seconds is
    one late line, and the latest is what counts.

    Args:
        port: the host's.
        every: seconds between two lines.
        password: the host's; empty: it asks for none.
    """

    def __init__(self, port: int, every: float = 0.02, password: str = "") -> None:
        self._alice = Peer(port, "alice", "#pair", password=password)
        self._bob = Peer(port, "bob", "#pair", password=password)
        self._every = every
        self._over = threading.Event()
        self._begun = threading.Event()
        self._thread = threading.Thread(target=self._talk, name="innocent pair")
        self.said = 0
        self.slowest = 0.0
        self.problem = ""

    def __enter__(self) -> Self:
        self._bob.sync()
        self._thread.start()
        self._begun.wait(PATIENCE)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()
        self._alice.leave("QUIT")
        self._bob.leave("QUIT")

    def __str__(self) -> str:
        """How they fared."""
        return f"{self.said} lines, slowest {self.slowest * 1e3:.0f} ms"

    def problems(self) -> list[str]:
        """What befell them."""
        found = [self.problem] if self.problem else []
        if self.slowest > 1.0:
            found.append(f"a line of the innocent pair took {self.slowest:.2f} s")
        if not self.said:
            found.append("the innocent pair said nothing")
        return found

    def _talk(self) -> None:
        while not self._over.wait(self._every):
            text = f"line {self.said}"
            began = monotonic()
            try:
                self._alice.send(f"PRIVMSG #pair :{text}")
                heard = self._bob.until(lambda line: command(line) == "PRIVMSG", 10.0)
            except (OSError, AssertionError) as error:
                self.problem = f"{text!r} of the innocent pair did not arrive: {error!r}"
                return
            self.slowest = max(self.slowest, monotonic() - began)
            self.said += 1
            self._begun.set()
            if not heard.endswith(f":{text}"):
                self.problem = f"{heard!r} where {text!r} was to come"
                return


def close_all(peers: Iterable[Peer]) -> None:
    """Close the sockets of many."""
    for peer in peers:
        peer.socket.close()


def warm(port: int) -> None:
    """Have a host make all that it makes when it is first needed: threads, files, caches."""
    caps = "batch server-time message-tags draft/chathistory"
    peers = [Peer(port, f"warm{number}", "#warm", caps=caps) for number in range(20)]
    for peer in peers:
        peer.send(*(f"PRIVMSG #warm :{number}" for number in range(20)))
        peer.send("CHATHISTORY LATEST #warm * 50", "CHATHISTORY LATEST #warm * 50")
    for peer in peers:
        peer.sync()
        peer.leave("QUIT")
