"""Those who ask without end, and read what they are told."""

from __future__ import annotations

import socket
import threading
from contextlib import ExitStack, suppress
from pathlib import Path

from tests.abuse.hosted import hosted
from tests.abuse.outcome import MEGABYTE, Outcome
from tests.abuse.peers import Pair, Peer, warm

_SECONDS = 2.0
_CHANNELS = 60
_ASKED = ("LIST", "PRIVMSG #lobby :more and more", "HELP", "NICK %s_", "WHO *")
_BLOCK = 500


def insatiable(engine: str, folder: Path, rounds: int) -> Outcome:
    """So many on the host's own machine, whom no limit slows, each with one thing for ever."""
    outcome = Outcome()
    with hosted(engine, folder) as host, ExitStack() as stack:
        warm(host.port)
        owner = stack.enter_context(Peer(host.port, "owner"))
        owner.send(*(f"JOIN #own{number}" for number in range(_CHANNELS)))
        owner.sync()
        before = host.held()
        with Pair(host.port) as pair:
            asking = [_Asking(host.port, number) for number in range(rounds)]
            threading.Event().wait(_SECONDS)
            for each in asking:
                each.end()
        outcome.fine(pair)
        outcome.back(host, before, (8 + 2 * rounds) * MEGABYTE)
        host.stop()
    return outcome


class _Asking:
    """One of them: a thread that asks, and one that reads, until told to end."""

    def __init__(self, port: int, number: int) -> None:
        nick = f"asks{number}"
        self._peer = Peer(port, nick, "#lobby")
        line = _ASKED[number % len(_ASKED)]
        line = line % nick if "%" in line else line
        other = f"NICK {nick}" if line.startswith("NICK") else line
        self._lines = [line, other] * (_BLOCK // 2)
        self._over = threading.Event()
        self._threads = [threading.Thread(target=do) for do in (self._ask, self._read)]
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Go, in the middle of what there is to say and to hear."""
        self._over.set()
        with suppress(OSError):
            self._peer.socket.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self._peer.leave("RST")

    def _ask(self) -> None:
        with suppress(OSError):
            while not self._over.is_set():
                self._peer.send(*self._lines)

    def _read(self) -> None:
        with suppress(OSError):
            while self._peer.socket.recv(1 << 20):
                pass
