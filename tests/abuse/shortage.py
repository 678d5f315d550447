"""A system that has no more of something: descriptors, threads, room on the disk."""

from __future__ import annotations

import resource
import signal
import socket
import threading
from contextlib import ExitStack
from pathlib import Path
from time import monotonic

from netcore.core.history import Page
from netcore.history.sqlite import SqliteReader
from tests.abuse.hosted import Hosted, hosted
from tests.abuse.outcome import Outcome
from tests.abuse.peers import LOCAL, PATIENCE, Pair, Peer, command, warm

_CAPS = "batch draft/chathistory"
_ROOM = 20
"""Descriptors that are left when the shortage begins."""


def descriptors(engine: str, folder: Path, rounds: int) -> Outcome:
    """So many come where room is for a few: those inside go on, and the host does not spin."""
    outcome = Outcome()
    with hosted(engine, folder) as host, ExitStack() as stack:
        warm(host.port)
        with Peer(host.port, "insider", "#in", caps=_CAPS) as insider, Pair(host.port) as pair:
            before = host.held()
            host.limit(resource.RLIMIT_NOFILE, before.descriptors + _ROOM)
            crowd = [
                stack.enter_context(socket.create_connection((LOCAL, host.port), PATIENCE))
                for _ in range(rounds)
            ]
            host.until_logged(lambda line: "out of descriptors" in line)
            used, began = host.processor(), monotonic()
            threading.Event().wait(1.5)
            spent = (host.processor() - used) / (monotonic() - began)
            _ask_history(outcome, insider)
            for sock in crowd:
                sock.close()
            began = monotonic()
            with Peer(host.port, "newcomer"):
                outcome.figures["newcomer"] = f"after {(monotonic() - began) * 1e3:.0f} ms"
                outcome.expect(monotonic() - began <= 1.0 + 0.2, "no newcomer within 1 s of room")
            idle = _processor_of(host)
            outcome.figures["processor"] = f"{spent:.1%}, {idle:.1%} without the crowd"
            outcome.expect(spent - idle < 0.1, f"it takes {spent:.0%} of a processor")
            outcome.back(host, before)
        outcome.fine(pair)
        told = [line for line in host.log if "out of descriptors" in line]
        outcome.expect(len(told) == 1, f"said {len(told)} times")
        host.stop()
    return outcome


def _processor_of(host: Hosted) -> float:
    used, began = host.processor(), monotonic()
    threading.Event().wait(1.0)
    return (host.processor() - used) / (monotonic() - began)


def _ask_history(outcome: Outcome, insider: Peer) -> None:
    """Who asks what cannot be had is told so, and goes on."""
    insider.send("CHATHISTORY LATEST #in * 10")
    lines = insider.sync()
    answered = any(command(line) in ("BATCH", "FAIL") for line in lines)
    outcome.expect(answered, f"no answer to CHATHISTORY but {lines}")


def threads(engine: str, folder: Path, rounds: int) -> Outcome:
    """So many come where no thread is left: each is refused with a line, or needs none."""
    outcome = Outcome()
    with hosted(engine, folder, program=("-m", "tests.abuse.scarce")) as host:
        with Peer(host.port, "insider", "#in", caps=_CAPS) as insider, Pair(host.port) as pair:
            before = host.held()
            host.process.send_signal(signal.SIGUSR1)
            host.until_logged(lambda line: line == "no more threads\n")
            refused = sum(_refused(host.port) for _ in range(rounds))
            _ask_history(outcome, insider)
            host.process.send_signal(signal.SIGUSR2)
            host.until_logged(lambda line: line == "threads again\n")
            began = monotonic()
            with Peer(host.port, "newcomer"):
                outcome.figures["newcomer"] = f"after {(monotonic() - began) * 1e3:.0f} ms"
                outcome.expect(monotonic() - began <= 1.0 + 0.2, "no newcomer within 1 s of room")
            outcome.back(host, before)
            host.process.send_signal(signal.SIGUSR1)
        outcome.fine(pair)
        outcome.figures["refused"] = f"{refused} of {rounds}"
        outcome.expect(refused == (0 if engine == "selectors" else rounds), f"{refused} refused")
        took = host.stop()
        outcome.figures["stop without threads"] = f"{took:.1f} s"
        outcome.expect(took <= 3.0, "it takes more than 3 s to stop")
    return outcome


def _refused(port: int) -> bool:
    """Whether a newcomer is turned away with a line; else it is welcome."""
    with Peer(port) as peer:
        peer.send("NICK somebody", "USER s 0 * :s")
        line = peer.until(lambda line: command(line) in ("001", "ERROR"))
        peer.leave("RST" if command(line) == "ERROR" else "QUIT")
        return command(line) == "ERROR"


def disk(engine: str, folder: Path, rounds: int) -> Outcome:
    """The disk is full (files cannot grow) while so many lines are said; later all are stored."""
    outcome = Outcome()
    history = folder / "history.db"
    with hosted(engine, folder, "--history", str(history)) as host:
        with Peer(host.port, "carol", "#disk") as carol, Pair(host.port) as pair:
            written = max(path.stat().st_size for path in folder.glob("history.db*"))
            host.limit(resource.RLIMIT_FSIZE, written)
            said = [f"line {number} {'x' * 300}" for number in range(rounds)]
            for text in said:
                carol.send(f"PRIVMSG #disk :{text}")
                carol.sync()
            complaint = host.until_logged(lambda line: "the chat goes on" in line)
            outcome.figures["said of it"] = complaint.rpartition('"text": ')[2].strip(' "}\n')
            host.limit(resource.RLIMIT_FSIZE, resource.RLIM_INFINITY)
            began = monotonic()
            carol.send("PRIVMSG #disk :room again")
            host.until_logged(lambda line: "is stored again" in line)
            outcome.figures["stored again after"] = f"{monotonic() - began:.1f} s"
        outcome.fine(pair)
        outcome.sound(host)
        host.stop()
    reader = SqliteReader(history)
    kept = [entry.text for entry in reader.page(Page("#disk", rounds + 10))]
    reader.close()
    outcome.figures["stored"] = f"{len(kept)} of {rounds + 1}"
    outcome.expect(kept == [*said, "room again"], "what waited was not stored once and in order")
    return outcome
