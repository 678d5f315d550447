"""A chat server of a few lines that can be told to do wrong."""

from __future__ import annotations

import re
import selectors
import socket
import threading
from collections.abc import Callable
from typing import Self

Spoil = Callable[[int, bytes], list[bytes]]
"""Gets the count of a message and its line; returns what is relayed in its stead."""


def sound(count: int, line: bytes) -> list[bytes]:
    """Relay a message as it is."""
    return [line]


class Relay:
    """One channel, echo to all, on a free port; a context manager."""

    def __init__(self, spoil: Spoil = sound) -> None:
        self.port = 0
        self._spoil = spoil
        self._relayed = 0
        self._nicks: dict[socket.socket, bytes] = {}
        self._begun: dict[socket.socket, bytes] = {}

    def __enter__(self) -> Self:
        self._selector = selectors.DefaultSelector()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._stop, stopped = socket.socketpair()
        for sock in (self._listener, stopped):
            self._selector.register(sock, selectors.EVENT_READ)
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._run, args=(stopped,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.close()
        self._thread.join()
        for sock in (self._listener, *self._begun):
            sock.close()
        self._selector.close()

    def _run(self, stopped: socket.socket) -> None:
        while True:
            for key, _ in self._selector.select():
                sock = key.fileobj
                assert isinstance(sock, socket.socket)
                if sock is stopped:
                    stopped.close()
                    return
                if sock is self._listener:
                    client = sock.accept()[0]
                    self._begun[client] = b""
                    self._selector.register(client, selectors.EVENT_READ)
                else:
                    self._read(sock)

    def _read(self, sock: socket.socket) -> None:
        data = sock.recv(65536)
        if not data:
            self._selector.unregister(sock)
            del self._begun[sock]
            self._nicks.pop(sock, None)
            sock.close()
            return
        *lines, self._begun[sock] = (self._begun[sock] + data).split(b"\r\n")
        for line in lines:
            self._obey(sock, line)

    def _obey(self, sock: socket.socket, line: bytes) -> None:
        command, _, rest = line.partition(b" ")
        if command == b"NICK":
            self._nicks[sock] = rest
        elif command == b"PING":
            sock.sendall(b":relay PONG relay " + rest + b"\r\n")
        elif command == b"PRIVMSG":
            self._relayed += 1
            whole = b":%b!u@h %b\r\n" % (self._nicks[sock], line)
            told = b"".join(self._spoil(self._relayed, whole))
            for member in list(self._nicks):
                member.sendall(told)


def dropping(count: int, line: bytes) -> list[bytes]:
    """Keep the seventh message from everybody."""
    return [] if count == 7 else [line]


def repeating(count: int, line: bytes) -> list[bytes]:
    """Relay the seventh message twice."""
    return [line, line] if count == 7 else [line]


def swapping() -> Spoil:
    """Relay the seventh message behind its sender's next one."""
    held: list[bytes] = []

    def spoil(count: int, line: bytes) -> list[bytes]:
        if count == 7:
            held.append(line)
            return []
        if held and line.partition(b" ")[0] == held[0].partition(b" ")[0]:
            return [line, held.pop()]
        return [line]

    return spoil


def garbling(count: int, line: bytes) -> list[bytes]:
    """Change a letter of the seventh message."""
    return [line.replace(b"lorem", b"larem")] if count == 7 else [line]


def misnaming(count: int, line: bytes) -> list[bytes]:
    """Relay the seventh message in somebody else's name."""
    return [re.sub(rb"^:b000.", b":b0004", line)] if count == 7 else [line]
