"""Those who want more than one may: words, guesses at a password, the past."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from pathlib import Path
from time import monotonic

from netcore.core.isupport import HISTORY_PER_COMMAND
from tests.abuse.hosted import Hosted, hosted
from tests.abuse.outcome import MEGABYTE, Outcome
from tests.abuse.peers import Pair, Peer, command, warm
from tests.abuse.slow_readers import Watch

_PATIENCE = 2.0
_ALLOWED = 2.0
_QUIET = 0.6
"""Seconds in which what still waited would be said, ten lines a second."""
_LIMITS = ("--limit-local", "--burst", "20", "--rate", "10", "--flood-patience", str(_PATIENCE))
_LISTS = 50
_CROWD = 30
_ENDS = ["323", "315"]
_PASSWORD = "a phrase that friends know"
_HASHES = 64 * MEGABYTE
_CAPS = "batch server-time message-tags draft/chathistory"


def flood(engine: str, folder: Path, rounds: int) -> Outcome:
    """So many members say as much as they can: each is slowed, then cut; nobody else is."""
    outcome = Outcome()
    with hosted(engine, folder, *_LIMITS) as host, ExitStack() as stack:
        for number in range(4):
            Peer(host.port, f"warm{number}", "#warm").leave("QUIT")
        warmed = host.held()
        watcher = stack.enter_context(Peer(host.port, "watcher", "#flood"))
        with Pair(host.port, every=0.25) as pair, Watch(host) as watch:
            floods = [
                stack.enter_context(Peer(host.port, f"f{n}", "#flood")) for n in range(rounds)
            ]
            began = monotonic()
            threads = [threading.Thread(target=_flood, args=(peer,)) for peer in floods]
            for thread in threads:
                thread.start()
            reasons = [watcher.until(lambda line: command(line) == "QUIT") for _ in floods]
            took = monotonic() - began
            for thread in threads:
                thread.join()
            _reset_while_slowed(outcome, host, watcher)
        outcome.figures["cut"] = f"{took:.1f} s after the first word, of {_PATIENCE:.0f} s patience"
        outcome.expect(all("Excess flood" in line for line in reasons), f"cut for {reasons[0]}")
        outcome.expect(took <= _PATIENCE + _ALLOWED + 2.0, "they were cut too late")
        grown = watch.peak - watch.before
        outcome.figures["peak"] = f"{grown / MEGABYTE:+.1f} MB"
        most = (8 + 2 * rounds) * MEGABYTE
        outcome.expect(grown <= most, "memory is not bounded")
        outcome.fine(pair)
        watcher.leave("QUIT")
        # The allocator keeps what waited for a moment; the next flood takes no more.
        outcome.back(host, warmed, most)
    return outcome


def _flood(peer: Peer) -> None:
    lines = [f"PRIVMSG #flood :{'x' * 100}"] * 100
    try:
        while True:
            peer.send(*lines)
    except OSError:
        return


def _reset_while_slowed(outcome: Outcome, host: Hosted, watcher: Peer) -> None:
    """Who goes while its words wait is gone at once: one line tells so, and no work is left."""
    peer = Peer(host.port, "hasty", "#flood")
    host.until_logged(lambda line: "hasty joined" in line)
    known = _naming(host, "hasty")
    peer.send(*["PRIVMSG #flood :x"] * 500)
    watcher.until(lambda line: command(line) == "PRIVMSG")
    began = monotonic()
    peer.leave("RST")
    watcher.until(lambda line: command(line) == "QUIT" and line.startswith(":hasty!"))
    took = monotonic() - began
    outcome.figures["reset while slowed"] = f"gone after {took * 1e3:.0f} ms"
    outcome.expect(took <= 1.0, "who goes while slowed is not gone at once")
    host.until_logged(lambda line: "hasty left" in line)
    used, began = host.processor(), monotonic()
    threading.Event().wait(_QUIET)
    spent = (host.processor() - used) / (monotonic() - began)
    outcome.figures["processor then"] = f"{spent:.0%}"
    outcome.expect(spent < 0.1, f"it takes {spent:.0%} of a processor when nobody is slowed")
    late = [line for line in watcher.sync() if line.startswith(":hasty!")]
    outcome.expect(not late, f"said after it has gone: {late[:3]}")
    told = _naming(host, "hasty") - known
    outcome.expect(told == 1, f"the log tells of one reset {told} times")


def _naming(host: Hosted, nick: str) -> int:
    """How many lines of its log name somebody."""
    return sum(nick in line for line in host.log)


def many(engine: str, folder: Path, rounds: int) -> Outcome:
    """One takes so many nicks and has all channels and people listed 50 times, in one go."""
    outcome = Outcome()
    with hosted(engine, folder) as host, ExitStack() as stack:
        warm(host.port)
        for number in range(_CROWD):
            peer = stack.enter_context(Peer(host.port, f"here{number}", "#many"))
            peer.send(f"JOIN #own{number}")
            peer.sync()
        watcher = stack.enter_context(Peer(host.port, "watcher", "#many"))
        restless = stack.enter_context(Peer(host.port, "restless", "#many"))
        before = host.held()
        lines, expected = _restless(rounds)
        with Pair(host.port) as pair:
            began = monotonic()
            restless.send(*lines)
            answers = [_told_of(line) for line in restless.sync()]
            took = monotonic() - began
            seen = [_told_of(line) for line in watcher.sync()]
        outcome.figures["answered"] = f"{len(lines)} in {took:.2f} s with {len(answers)} lines"
        ends = [told for told in answers if told in _ENDS or told.startswith("NICK")]
        outcome.expect(ends == expected, "it was not answered in order")
        listed, who = answers.count("322"), answers.count("352")
        outcome.expect(listed >= _LISTS * (_CROWD + 1), f"only {listed} channels were listed")
        outcome.expect(who == _LISTS * (_CROWD + 2), f"{who} people were listed")
        nicks = [told for told in expected if told not in _ENDS]
        renamed = [told for told in seen if told.startswith("NICK")]
        outcome.expect(renamed == nicks, "the others were not told of the nicks in order")
        outcome.fine(pair)
        outcome.back(host, before)
        host.stop()
    return outcome


def _restless(rounds: int) -> tuple[list[str], list[str]]:
    """What is asked, and what each answer ends with."""
    lines, expected = [], []
    for number in range(rounds):
        lines.append(f"NICK restless{number}")
        expected.append(f"NICK restless{number}")
        if number % (rounds // _LISTS) == 0:
            lines += ["LIST", "WHO #many"]
            expected += _ENDS
    return lines, expected


def _told_of(line: str) -> str:
    """What a line is, and which nick it tells of."""
    what = command(line)
    return f"NICK {line.rpartition(':')[2]}" if what == "NICK" else what


def passwords(engine: str, folder: Path, rounds: int) -> Outcome:
    """So many wrong passwords at the same moment."""
    outcome = Outcome()
    with hosted(engine, folder, "--password", _PASSWORD) as host, ExitStack() as stack:
        with Pair(host.port, password=_PASSWORD) as pair:
            before = host.held()
            peers = [stack.enter_context(Peer(host.port)) for _ in range(rounds)]
            with Watch(host) as watch:
                began = monotonic()
                for number, peer in enumerate(peers):
                    peer.send(f"PASS wrong{number}", f"NICK guess{number}", "USER g 0 * :g")
                answers = [command(peer.rest()[0]) for peer in peers]
                took = monotonic() - began
            outcome.figures["refused"] = f"{answers.count('464')} of {rounds} in {took:.2f} s"
            outcome.expect(answers == ["464"] * rounds, f"answered {set(answers)}")
            grown = watch.peak - watch.before
            outcome.figures["peak"] = f"{grown / MEGABYTE:+.1f} MB"
            outcome.expect(grown <= _HASHES, "memory is not bounded")
            for peer in peers:
                peer.leave("FIN")
            # Two threads hash from now on, and keep what they were given to do it in.
            outcome.back(host, before._replace(threads=before.threads + 1), _HASHES)
        outcome.fine(pair)
        outcome.expect(not any(_PASSWORD in line for line in host.log), "the password is logged")
        host.stop()
    return outcome


def past(engine: str, folder: Path, rounds: int) -> Outcome:
    """So many ask for all of the past that one may ask for, at the same moment."""
    outcome = Outcome()
    with hosted(engine, folder) as host, ExitStack() as stack:
        warm(host.port)
        talker = stack.enter_context(Peer(host.port, "talker", "#past"))
        talker.send(*(f"PRIVMSG #past :{n} {'x' * 300}" for n in range(HISTORY_PER_COMMAND)))
        talker.sync()
        peers = [
            stack.enter_context(Peer(host.port, f"asks{n}", "#past", caps=_CAPS))
            for n in range(rounds)
        ]
        with Pair(host.port) as pair, Watch(host) as watch:
            began = monotonic()
            for peer in peers:
                peer.send(f"CHATHISTORY LATEST #past * {HISTORY_PER_COMMAND}")
            told = [_told(peer) for peer in peers]
            outcome.figures["answered"] = f"{rounds} in {monotonic() - began:.1f} s"
        grown = (watch.peak - watch.before) / MEGABYTE
        outcome.figures["peak"] = f"{grown:+.1f} MB"
        all_told = set(told) == {HISTORY_PER_COMMAND}
        outcome.expect(all_told, f"not everybody was told all: {set(told)}")
        outcome.expect(grown <= 8 + 0.5 * rounds, "memory is not bounded")
        outcome.fine(pair)
        outcome.sound(host)
    return outcome


def _told(peer: Peer) -> int:
    """How many lines its answer has."""
    peer.until(lambda line: command(line) == "BATCH")
    count = 0
    while command(peer.line()) != "BATCH":
        count += 1
    return count
