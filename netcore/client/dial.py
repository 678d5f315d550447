"""Makes a TCP connection to a name, whichever of its addresses answers first."""

import errno
import os
import selectors
import socket
import time
from collections.abc import Callable

from netcore.errors import ConnectError

# RFC 8305, section 5: the next address gets its turn when the last one has not answered by then.
_STAGGER = 0.25
# How soon a cancelled attempt ends.
_SLICE = 0.1
_IN_PROGRESS = (errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EALREADY)
_UNREACHABLE = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL)
_REFUSED = (errno.ECONNREFUSED, errno.ECONNRESET)

_Address = tuple[socket.AddressFamily, object]


def dial(
    host: str, port: int, timeout: float, cancelled: Callable[[], bool] = lambda: False
) -> socket.socket:
    """Connect; all addresses of the name are tried, staggered (RFC 8305, "Happy Eyeballs").

    Args:
        host: a name or an address.
        port: the port.
        timeout: seconds for all of it but the name's look-up, which the system limits.
        cancelled: asked ten times a second whether to give up.

    Returns:
        A blocking socket without Nagle's delay.

    Raises:
        ConnectError: no address answered; the words say which of the reasons it was.
    """
    addresses = _resolve(host, port)
    race = _Race(addresses)
    try:
        winner = race.run(time.monotonic() + timeout, cancelled)
    finally:
        race.close()
    if winner is None:
        raise _in_words(host, port, timeout, race.errors)
    winner.setblocking(True)
    winner.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return winner


def _resolve(host: str, port: int) -> list[_Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
            what, mend = f"The name {host} cannot be looked up now", "is this machine online?"
        else:
            what, mend = f"There is no host called {host}", "check the spelling"
        raise ConnectError(what, mend) from error
    except OSError as error:
        raise ConnectError(f"{host} cannot be looked up ({error.strerror})") from error
    return [(family, address) for family, _, _, _, address in found]


class _Race:
    """Connections under way, of which the first that is made wins."""

    def __init__(self, addresses: list[_Address]) -> None:
        self._waiting = addresses
        self._selector = selectors.DefaultSelector()
        self.errors: list[int] = []

    def run(self, deadline: float, cancelled: Callable[[], bool]) -> socket.socket | None:
        next_turn = 0.0
        while not cancelled() and (now := time.monotonic()) < deadline:
            if self._waiting and (now >= next_turn or not self._selector.get_map()):
                self._begin(*self._waiting.pop(0))
                next_turn = now + _STAGGER
            elif not self._selector.get_map():
                return None
            for key, _ in self._selector.select(min(_SLICE, deadline - now)):
                winner = self._finish(key)
                if winner:
                    return winner
        if not cancelled():
            self.errors.append(errno.ETIMEDOUT)
        return None

    def _begin(self, family: socket.AddressFamily, address: object) -> None:
        try:
            attempt = socket.socket(family, socket.SOCK_STREAM)
        except OSError as error:
            self.errors.append(error.errno or 0)
            return
        attempt.setblocking(False)
        try:
            # typeshed knows an address as a tuple or a string; getaddrinfo gives nothing else.
            code = attempt.connect_ex(address)  # type: ignore[arg-type]
        except OSError as error:
            code = error.errno or 0
        if code and code not in _IN_PROGRESS:
            self.errors.append(code)
            attempt.close()
            return
        self._selector.register(attempt, selectors.EVENT_WRITE)

    def _finish(self, key: selectors.SelectorKey) -> socket.socket | None:
        attempt = key.fileobj
        assert isinstance(attempt, socket.socket)
        self._selector.unregister(attempt)
        code = attempt.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if not code:
            return attempt
        self.errors.append(code)
        attempt.close()
        return None

    def close(self) -> None:
        for key in list(self._selector.get_map().values()):
            assert isinstance(key.fileobj, socket.socket)
            key.fileobj.close()
        self._selector.close()


def _in_words(host: str, port: int, timeout: float, errors: list[int]) -> ConnectError:
    """The reason that helps most: of several, that of the address which came furthest."""
    if any(code in _REFUSED for code in errors):
        return ConnectError(
            f"Nobody listens at {host} port {port}", "is the host running, and the port right?"
        )
    if errno.ETIMEDOUT in errors:
        return ConnectError(
            f"{host} gave no answer on port {port} in {timeout:g} s",
            "is it switched on, and does a firewall let the port through?",
        )
    if any(code in _UNREACHABLE for code in errors):
        return ConnectError(f"The network of {host} cannot be reached", "is this machine online?")
    if any(code in (errno.EMFILE, errno.ENFILE) for code in errors):
        return ConnectError("This machine has no descriptor left for a connection")
    if errors:
        return ConnectError(f"No connection to {host} port {port} ({_describe(errors[-1])})")
    return ConnectError(f"The connection to {host} port {port} was given up")


def _describe(code: int) -> str:
    return os.strerror(code)
