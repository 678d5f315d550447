"""The end of a host amid its clients, whatever they are at; and a second one beside it."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from tests.abuse.hosted import PATIENCE, ROOT, hosted
from tests.abuse.outcome import Outcome
from tests.abuse.peers import Pair, Peer

_HELLO = bytes.fromhex("160301020001000001fc0303")


def _nothing(peer: Peer, number: int) -> None:
    """One who has connected."""


def _begun(peer: Peer, number: int) -> None:
    peer.send(f"NICK begun{number}")


def _negotiating(peer: Peer, number: int) -> None:
    peer.send("CAP LS 302", f"NICK cap{number}", "USER c 0 * :c")


def _here(peer: Peer, number: int) -> None:
    peer.send(f"NICK here{number}", "USER h 0 * :h", "JOIN #room,#lobby")


def _guest(peer: Peer, number: int) -> None:
    peer.send("good evening")


def _half_a_line(peer: Peer, number: int) -> None:
    peer.send(f"NICK half{number}", "USER h 0 * :h")
    peer.socket.sendall(b"PRIVMSG #room :and then")


def _asking(peer: Peer, number: int) -> None:
    peer.send("CAP REQ :batch draft/chathistory", f"NICK ask{number}", "USER a 0 * :a", "CAP END")
    peer.send("JOIN #room", *["CHATHISTORY LATEST #room * 500"] * 20)


def _ended(peer: Peer, number: int) -> None:
    peer.send(f"NICK ended{number}", "USER e 0 * :e")
    peer.socket.shutdown(socket.SHUT_WR)


def _stalled(peer: Peer, number: int) -> None:
    peer.send(f"NICK still{number}", "USER s 0 * :s", "JOIN #room", *["LIST", "WHO *"] * 50)


def _shaking_hands(peer: Peer, number: int) -> None:
    peer.socket.sendall(_HELLO)


_TOLD: tuple[Callable[[Peer, int], None], ...] = (
    _nothing,
    _begun,
    _negotiating,
    _here,
    _guest,
    _half_a_line,
    _asking,
)
_OTHERS: tuple[Callable[[Peer, int], None], ...] = (_ended, _stalled, _shaking_hands)


def ending(
    engine: str,
    folder: Path,
    rounds: int,
    number: signal.Signals = signal.SIGTERM,
    *,
    twice: bool = False,
) -> Outcome:
    """A signal with so many clients in every state: who can be told is, and it takes 3 s at most.

    So it is if the signal comes twice, the second time amid what is said to all of them.
    """
    outcome = Outcome()
    with hosted(engine, folder, "--tls") as host, ExitStack() as stack:
        states = _TOLD + _OTHERS
        told = []
        for at in range(rounds):
            state = states[at % len(states)]
            window = 4096 if state is _stalled else 0
            peer = stack.enter_context(Peer(host.port, window=window))
            state(peer, at)
            if state in _TOLD:
                told.append((state, peer))
        with Pair(host.port):
            pass  # whatever came before them is being dealt with
        watcher = stack.enter_context(Peer(host.port, "watcher"))
        took = host.stop(number, (lambda: watcher.until(_is_farewell)) if twice else None)
        outcome.figures["clients"] = f"{rounds} in {len(states)} states"
        outcome.figures["exit 0 after"] = f"{took:.2f} s"
        outcome.expect(took <= 3.0, f"it took {took:.1f} s")
        silent = {state.__name__ for state, peer in told if not _was_told(peer)}
        outcome.figures["told"] = f"{len(told)} of {len(told)} who read"
        outcome.expect(not silent, f"not told: {silent}")
        outcome.sound(host)
    return outcome


def _was_told(peer: Peer) -> bool:
    """Whether its last line says why it ends."""
    lines = peer.rest()
    return bool(lines) and _is_farewell(lines[-1])


def _is_farewell(line: str) -> bool:
    return "shutting down" in line


def second(engine: str, folder: Path, rounds: int) -> Outcome:
    """So many times a second host wants the port, or the data, of one that is at work."""
    outcome = Outcome()
    with hosted(engine, folder) as host:
        with Pair(host.port) as pair:
            for _ in range(rounds):
                other = str(folder / "other")
                _refused(outcome, "port", "--port", str(host.port), "--data-dir", other)
                _refused(outcome, "data", "--port", "0", "--data-dir", str(folder))
        outcome.fine(pair)
        outcome.sound(host)
        host.stop()
    return outcome


def _refused(outcome: Outcome, what: str, *options: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tui", "host", "--headless", *options],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        cwd=ROOT,
        check=False,
    )
    said = ended.stderr
    outcome.figures[f"same {what}"] = said.strip()
    outcome.expect(ended.returncode == 1, f"same {what}: exit code {ended.returncode}")
    one = said.startswith("chat-tui: ") and said.count("\n") == 1
    outcome.expect(one, f"same {what}: not one line: {said!r}")
