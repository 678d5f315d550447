"""Those who come and go all the time, and those who all want one nick."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from time import monotonic

from tests.abuse.hosted import Hosted, hosted
from tests.abuse.outcome import Outcome
from tests.abuse.peers import Peer, command, warm

_AT_ONCE = 8
_WAYS = ("QUIT", "FIN", "RST")
_CHAMPION = "champion"


def churn(engine: str, folder: Path, rounds: int) -> Outcome:
    """So many come, join and leave in one of three ways; nobody stays, and nothing of them."""
    outcome = Outcome()
    with hosted(engine, folder) as host:
        warm(host.port)
        _visit(host, "w", rounds // 10 + 1)
        with Peer(host.port, "watcher", "#churn") as watcher:
            before = host.held()
            began = monotonic()
            _visit(host, "v", rounds)
            seen = _watch(watcher, rounds)
            took = monotonic() - began
            outcome.figures["rounds"] = f"{rounds}, {rounds / took:,.0f} a second"
            joined = [nick for nick, what in seen if what == "JOIN"]
            left = [nick for nick, what in seen if what == "QUIT"]
            outcome.expect(len(joined) == len(set(joined)) == rounds, "a JOIN is lost or doubled")
            outcome.expect(sorted(left) == sorted(joined), "a QUIT is lost or doubled")
            outcome.back(host, before)
            watcher.send("NAMES #churn", "LUSERS")
            told = watcher.sync()
            names = next(line for line in told if " 353 " in line).rpartition(":")[2]
            outcome.figures["ghosts"] = f"{len(names.split()) - 1}"
            # An operator only if the last of those who came to warm the host up had left before.
            outcome.expect(names.removeprefix("@") == "watcher", f"ghosts: {names}")
            here = next(line for line in told if " 265 " in line).split(" ")[3]
            outcome.expect(here == "1", f"{here} clients are counted where one is")
        host.stop()
    return outcome


def _visit(host: Hosted, prefix: str, rounds: int) -> None:
    def visits(lane: int) -> None:
        dice = random.Random(lane)
        for number in range(lane, rounds, _AT_ONCE):
            with Peer(host.port, f"{prefix}{number}", "#churn") as peer:
                peer.leave(dice.choice(_WAYS))

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(visits, range(_AT_ONCE)))


def _watch(watcher: Peer, rounds: int) -> list[tuple[str, str]]:
    """Who did what, up to the last QUIT."""
    seen: list[tuple[str, str]] = []
    while len(seen) < 2 * rounds:
        source, what, *_ = watcher.until(lambda line: command(line) in ("JOIN", "QUIT")).split()
        seen.append((source[1:].partition("!")[0], what))
    return seen


def race(engine: str, folder: Path, rounds: int) -> Outcome:
    """So many want one nick at the same moment, in three ways; exactly one has it.

    It is free again when its holder has left, by QUIT or by a reset.
    """
    outcome = Outcome()
    with hosted(engine, folder) as host, Peer(host.port, "watcher", "#race") as watcher:
        for way in ("registering", "in mixed case", "by NICK"):
            with ExitStack() as stack:
                won, lost = _run(host, stack, way, rounds)
                outcome.figures[way] = f"{len(won)} won, {len(lost)} lost"
                outcome.expect(len(won) == 1, f"{way}: {len(won)} have the nick")
                outcome.expect(len(lost) == rounds - 1, f"{way}: {len(lost)} were told")
                won[0].leave("QUIT")
                free = _takes(lost[0])
                outcome.expect(free, f"{way}: the nick was not free after a QUIT")
                lost[0].send("JOIN #race")
                lost[0].sync()
                lost[0].leave("RST")
                watcher.until(lambda line: command(line) == "QUIT")
                free = _takes(lost[1])
                outcome.expect(free, f"{way}: the nick was not free after a reset")
                lost[1].leave("QUIT")
        outcome.sound(host)
        host.stop()
    return outcome


def _takes(peer: Peer) -> bool:
    """Whether it gets the nick."""
    peer.send(f"NICK {_CHAMPION}")
    return " 433 " not in peer.until(lambda line: command(line) in ("001", "433", "NICK"))


def _run(host: Hosted, stack: ExitStack, way: str, rounds: int) -> tuple[list[Peer], list[Peer]]:
    """Who has the nick, and who was told that it is taken."""
    registered = way == "by NICK"
    dice = random.Random(way)
    peers = [
        stack.enter_context(Peer(host.port, f"racer{number}" if registered else ""))
        for number in range(rounds)
    ]
    wanted = [
        "".join(dice.choice((letter, letter.upper())) for letter in _CHAMPION)
        if way == "in mixed case"
        else _CHAMPION
        for _ in peers
    ]
    for peer, nick in zip(peers, wanted, strict=True):
        peer.send(*([] if registered else ["USER r 0 * :r"]), f"NICK {nick}")
    lines = [peer.until(lambda line: command(line) in ("001", "433", "NICK")) for peer in peers]
    paired = list(zip(peers, lines, strict=True))
    lost = [peer for peer, line in paired if " 433 " in line]
    return [peer for peer, line in paired if " 433 " not in line], lost
