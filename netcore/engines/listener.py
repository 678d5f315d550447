"""The listening socket: how it is made, and how it goes on when descriptors run out."""

import errno
import socket
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any

from netcore.engines.base import Address
from netcore.engines.occupant import occupant
from netcore.engines.outbox import SEND_FLAGS, describe
from netcore.errors import StartError

FIRST_PAUSE = 0.05
LONGEST_PAUSE = 1.0
# Whoever is out of descriptors is so for hours: one line a minute is enough to be noticed.
TROUBLE_INTERVAL = 60.0
# Unacknowledged data for so long means that the peer is gone: the kernel ends the connection.
# It is twice the default age limit of the send queue, which is meant to act first.
USER_TIMEOUT_MS = 120_000
# A peer that says nothing and cannot be asked (a plain guest) is found dead in two minutes.
# The first of them is called TCP_KEEPALIVE by macOS.
KEEPALIVE = {"TCP_KEEPIDLE": 60, "TCP_KEEPALIVE": 60, "TCP_KEEPINTVL": 20, "TCP_KEEPCNT": 3}

OUT_OF_DESCRIPTORS = (errno.EMFILE, errno.ENFILE)
OF_NO_CONSEQUENCE = (errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED, errno.EPROTO, errno.EINTR)


class Listener:
    """A socket that listens, and what accepting needs besides. One thread accepts.

    Args:
        address: where to listen; a name is resolved, IPv4 first, and the first address that can
            be bound is taken.
        backlog: connections that the kernel holds until they are accepted.
        refusal: what a client is told that cannot be served.

    Raises:
        StartError: nothing could be bound.
    """

    def __init__(self, address: Address, backlog: int, refusal: bytes) -> None:
        self.socket = _bind(address, backlog)
        self.address = _address(self.socket.getsockname())
        self.refusal = refusal
        self.pause = 0.0  # seconds to wait before the next accept
        self._delay = 0.0
        self._spare: socket.socket | None = None
        self._refused: socket.socket | None = None
        self._told = -TROUBLE_INTERVAL
        self._keep_spare()

    def fileno(self) -> int:
        """The descriptor that becomes readable when somebody connects."""
        return self.socket.fileno()

    def accept(self, trouble: Callable[[str], None]) -> tuple[socket.socket, Address] | None:
        """Accept one connection without waiting; the accepting thread.

        Args:
            trouble: is told, at most once a minute, why nobody can be accepted.

        Returns:
            A blocking socket with its options set, and its peer; or None when nobody is there or
            nobody can be accepted, which leaves `pause` above zero.
        """
        self._release_refused()
        self.pause = 0.0
        try:
            sock, peer = self.socket.accept()
        except OSError as error:
            if error.errno not in OF_NO_CONSEQUENCE:
                self._failed(error, trouble)
            return None
        prepare(sock)
        return sock, _address(peer)

    def served(self) -> None:
        """The connection accepted last is in good hands: the next trouble pauses briefly again."""
        self._delay = 0.0

    def refuse(self, sock: socket.socket, why: str, trouble: Callable[[str], None]) -> None:
        """Tell a client that was accepted that it cannot be served, and pause.

        It is closed after the pause only, so that it can read the line first.
        """
        self._release_refused()
        with suppress(OSError):
            sock.setblocking(False)
            sock.send(self.refusal, SEND_FLAGS)
            sock.shutdown(socket.SHUT_WR)
        self._refused = sock
        self._slow_down(why, trouble)

    def close(self) -> None:
        """Stop listening; the port is free at once. Closing twice is harmless."""
        self._release_refused()
        if self._spare is not None:
            self._spare.close()
        self._spare = None
        self.socket.close()

    def _failed(self, error: OSError, trouble: Callable[[str], None]) -> None:
        if error.errno in OUT_OF_DESCRIPTORS and self._spare is not None:
            self._spare.close()
            self._spare = None
            with suppress(OSError):
                self.refuse(self.socket.accept()[0], _words(error), trouble)
                return
        self._slow_down(_words(error), trouble)

    def _slow_down(self, why: str, trouble: Callable[[str], None]) -> None:
        self._delay = min(self._delay * 2, LONGEST_PAUSE) or FIRST_PAUSE
        self.pause = self._delay
        now = monotonic()
        if now - self._told >= TROUBLE_INTERVAL:
            self._told = now
            trouble(why)

    def _release_refused(self) -> None:
        if self._refused is not None:
            with suppress(OSError):  # what it sent, unread, would turn the close into a reset
                self._refused.recv(65536)
            self._refused.close()
            self._refused = None
        self._keep_spare()

    def _keep_spare(self) -> None:
        if self._spare is None:
            with suppress(OSError):
                self._spare = socket.socket()


def prepare(sock: socket.socket) -> None:
    """Set what every accepted connection needs: no delay, and an end for a silent peer."""
    options = [
        (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),  # Nagle costs 40 ms a line
        (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    ]
    for name, value in {**KEEPALIVE, "TCP_USER_TIMEOUT": USER_TIMEOUT_MS}.items():
        if hasattr(socket, name):
            options.append((socket.IPPROTO_TCP, getattr(socket, name), value))
    with suppress(OSError):  # already reset: the first read says so
        sock.setblocking(True)
        for option in options:
            sock.setsockopt(*option)


def _bind(address: Address, backlog: int) -> socket.socket:
    problem: OSError | None = None
    for family, place in _resolve(address):
        try:
            return _listen(family, place, backlog)
        except OSError as error:
            problem = problem or error
    assert problem is not None, "a name that resolves has an address"
    raise _explain(address, problem) from problem


def _resolve(address: Address) -> list[tuple[socket.AddressFamily, Any]]:
    """Its addresses, IPv4 first: who tries a name tries both, who was told 127.0.0.1 does not."""
    if not 0 <= address.port <= 65535:
        raise StartError(
            f"port {address.port} does not exist",
            "choose one from 1024 to 65535, or 0 for any that is free",
        )
    try:
        found = socket.getaddrinfo(
            address.host or None, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except (OSError, UnicodeError) as error:
        raise StartError(
            f"the name {address.host!r} does not resolve to an address",
            "check its spelling, or give an address such as 127.0.0.1",
        ) from error
    places = [(family, place) for family, _, _, _, place in found]
    return sorted(places, key=lambda place: place[0] != socket.AF_INET)


def _listen(family: socket.AddressFamily, place: Any, backlog: int) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6 and place[0] == "::":
            with suppress(OSError):  # every address means IPv4's as well
                sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        sock.bind(place)
        sock.listen(backlog)
    except BaseException:
        sock.close()
        raise
    return sock


def _explain(address: Address, error: OSError) -> StartError:
    match error.errno:
        case errno.EADDRINUSE:
            who = occupant(address.port)
            return StartError(
                f"port {address.port} on {address.host or 'this machine'} is in use"
                + (f" by {who}" if who else ""),
                "stop that program or choose another port",
            )
        case errno.EADDRNOTAVAIL:
            return StartError(
                f"{address.host} is not an address of this machine",
                "use 127.0.0.1 for this machine alone, or 0.0.0.0 for all of its addresses",
            )
        case errno.EACCES | errno.EPERM:
            return StartError(
                f"the system does not let you listen on port {address.port}",
                "choose a port from 1024 up",
            )
        case errno.EAFNOSUPPORT:
            return StartError(
                f"this machine has no IPv6, which {address.host} needs",
                "use an IPv4 address such as 127.0.0.1",
            )
        case _:
            return StartError(
                f"cannot listen on {address}: {describe(error.errno or 0)}",
                "choose another address or port",
            )


def _address(place: Any) -> Address:
    # An IPv4 client of an IPv6 socket is shown as what it is.
    return Address(str(place[0]).removeprefix("::ffff:"), int(place[1]))


def _words(error: OSError) -> str:
    if error.errno in OUT_OF_DESCRIPTORS:
        return "out of descriptors, new clients wait: raise the limit (`ulimit -n`) or close some"
    return f"new clients cannot be accepted and wait: {describe(error.errno or 0)}"
