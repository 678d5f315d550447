"""Chat under faults: the host is killed, the network cuts, and in the end nothing is amiss."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from netcore.client import ChatClient, Identity, LineClient, Server, Timings
from netcore.client import events as ev
from netcore.core.history import Page
from netcore.errors import ChatError
from netcore.history.sqlite import SqliteReader
from tests.faults.relay import Relay

_ROOT = Path(__file__).parents[2]
CHANNEL = "#soak"
_PATIENT = 60.0
_QUICK = Timings(
    connect=2.0,
    registration=4.0,
    ping_interval=0.4,
    ping_timeout=0.8,
    stable=0.3,
    backoff=0.05,
    backoff_limit=0.4,
    quit=1.0,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a soak ended.

    Args:
        seed: what decided its faults.
        said: messages that were to be said.
        again: how often one had to be said again.
        faults: what befell connections, in words.
        problems: what was amiss; empty: nothing.
    """

    seed: int
    said: int
    again: int
    faults: str
    problems: tuple[str, ...]


class Host:
    """A host in a process of its own that can be killed and started on its data."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder = folder
        self.port = port
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def history(self) -> Path:
        """Its history."""
        return self._folder / "history.db"

    def start(self) -> None:
        """Start it, and wait until it listens."""
        command = [
            *(sys.executable, "-m", "tui.cli", "host", "--headless", "--port", str(self.port)),
            *("--data-dir", str(self._folder), "--history", str(self.history)),
            *("--ping-interval", "1", "--ping-timeout", "1"),
        ]
        env = os.environ | {"PYTHONPATH": str(_ROOT)}
        log = open(self._folder / "host.err", "ab")  # noqa: SIM115 - the child keeps it
        with log:
            self._process = subprocess.Popen(command, env=env, stderr=log, stdout=log)
        deadline = monotonic() + 20
        while True:
            try:
                LineClient("127.0.0.1", self.port, timeout=1.0).close()
                return
            except ChatError:
                if monotonic() > deadline or self._process.poll() is not None:
                    raise

    def end(self, number: int = signal.SIGKILL) -> None:
        """End it: killed in the middle of whatever it does, or asked to."""
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(20)
            self._process = None


@dataclass
class Talker:
    """One client, what it was told, in order, and what it still has to get through."""

    name: str
    port: int
    changed: threading.Condition
    timings: Timings = _QUICK
    heard: list[str] = field(default_factory=list)
    again: int = 0
    joined: bool = False
    saying: dict[str, str] = field(default_factory=dict)
    _early: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.client = ChatClient(
            Server("127.0.0.1", self.port),
            Identity(self.name),
            (CHANNEL,),
            on_event=self.take,
            timings=self.timings,
        )

    def say(self, text: str) -> None:
        """Say something; again, should it get lost."""
        with self.changed:
            label = self.client.say(CHANNEL, text)
            self.saying[label] = text
            lost = label in self._early
        if lost:
            self._lost(label)

    def take(self, event: ev.Event) -> None:
        """What the client tells."""
        match event:
            case ev.Said(buffer=where, text=text) if where == CHANNEL:
                self._hear([text])
            case ev.HistoryLoaded(buffer=where, messages=messages) if where == CHANNEL:
                self._hear([message.text for message in messages])
            case ev.Joined(own=True):
                with self.changed:
                    self.joined = True
                    self.changed.notify_all()
            case ev.SendFailed(label=label):
                self._lost(label)

    def _hear(self, texts: list[str]) -> None:
        with self.changed:
            self.heard += texts
            self.changed.notify_all()

    def _lost(self, label: str) -> None:
        """It is certain not to have arrived: a person would press the key for "again"."""
        with self.changed:
            text = self.saying.pop(label, None)
            if text is None:
                self._early.add(label)
                return
            self.again += 1
        self.say(text)


def soak(
    seed: int,
    folder: Path,
    port: int,
    *,
    clients: int = 4,
    messages: int = 12,
    seconds: float = 3.0,
) -> Outcome:
    """Let some clients talk while everything breaks, then look at what each was told.

    Args:
        seed: decides who says what when, and what breaks when.
        folder: for the host's data; empty.
        port: for the host, free.
        clients: how many.
        messages: how many each says.
        seconds: for how long things break.
    """
    rng = random.Random(seed)
    changed = threading.Condition()
    host = Host(folder, port)
    with ExitStack() as stack:
        stack.callback(host.end)
        host.start()
        relay = stack.enter_context(Relay(port, seed))
        talkers = [Talker(f"c{number}", relay.port, changed) for number in range(clients)]
        for talker in talkers:
            stack.callback(talker.client.close)
            talker.client.start()
        problems = _wait(changed, lambda: all(t.joined for t in talkers), "not everybody came in")
        plan = [
            (rng.uniform(0, seconds), t, f"{t.name}-{n}") for t in talkers for n in range(messages)
        ]
        kills = sorted(rng.uniform(0.3, seconds) for _ in range(2))
        _play(plan, kills, host)
        relay.be_kind()
        wanted = {text for _, _, text in plan}
        problems += _wait(
            changed, lambda: all(wanted <= set(t.heard) for t in talkers), "not everything arrived"
        )
        for talker in talkers:
            talker.client.close()
        host.end(signal.SIGTERM)
        problems += judge(talkers, wanted, stored(host.history))
        faults = ", ".join(
            f"{count} {fault.value}" for fault, count in relay.faults.items() if count
        )
    again = sum(talker.again for talker in talkers)
    return Outcome(seed, len(plan), again, f"{faults}, {len(kills)} kills", tuple(problems))


def _play(plan: list[tuple[float, Talker, str]], kills: list[float], host: Host) -> None:
    begun = monotonic()
    acts = [(at, talker, text) for at, talker, text in plan] + [(at, None, "") for at in kills]
    quiet = threading.Event()
    for at, talker, text in sorted(acts, key=lambda act: act[0]):
        quiet.wait(max(0.0, begun + at - monotonic()))
        if talker is None:
            host.end()
            host.start()
        else:
            talker.say(text)


def _wait(changed: threading.Condition, done: object, what: str) -> list[str]:
    assert callable(done)
    with changed:
        return [] if changed.wait_for(done, _PATIENT) else [what]


def stored(path: Path) -> list[str]:
    """What the history has, in its order."""
    store = SqliteReader(path)
    try:
        return [entry.text for entry in store.page(Page(CHANNEL, 1_000_000))]
    finally:
        store.close()


def judge(talkers: Sequence[Talker], wanted: set[str], kept: list[str]) -> list[str]:
    """What is amiss between what was said, what each was told, and what the history has."""
    problems = []
    if len(kept) != len(set(kept)):
        problems.append("the history has something twice")
    if set(kept) != wanted:
        problems.append(f"the history lacks {sorted(wanted - set(kept))}")
    for talker in talkers:
        if talker.heard != kept:
            twice = sorted({text for text in talker.heard if talker.heard.count(text) > 1})
            lacks = sorted(wanted - set(talker.heard))
            amiss = f"twice {twice}" if twice else f"lacks {lacks}" if lacks else "another order"
            problems.append(f"{talker.name}: {amiss}")
    return problems
