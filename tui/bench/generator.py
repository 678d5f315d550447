"""The load generator: a process of its own that drives one server and tells what came of it.

It is started as ``python -m tui.bench.generator`` with its order as one JSON object, and writes
JSON lines: how far it is (``{"phase": …, "done": 0.4, "note": …}``) and at last ``{"result": …}``.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable
from time import monotonic, monotonic_ns, process_time
from typing import Any

from netcore.errors import ChatError
from tui.bench import usage
from tui.bench.checking import CHANNEL, Journal, Reception, messages
from tui.bench.swarm import STALL, Client, Swarm, raise_descriptor_limit
from tui.bench.values import Faults, Plan, Result

Tell = Callable[[dict[str, Any]], None]

_TURN = 0.02
_TELL_EVERY = 0.1
_GRACE = 120


class Phase:
    """A time of sending: everybody listens, some speak, everything is checked."""

    def __init__(self, swarm: Swarm, plan: Plan, tell: Tell, name: str, *, timed: bool) -> None:
        self.sent = [0] * plan.senders
        self.journal = Journal(self.sent, timed=timed)
        self.receptions = [Reception(self.journal) for _ in swarm.clients]
        for client, reception in zip(swarm.clients, self.receptions, strict=True):
            client.feed = reception.feed
        self.elapsed = 0.0
        self._swarm = swarm
        self._plan = plan
        self._tell = tell
        self._name = name
        self._told_at = 0.0

    def flood(self) -> None:
        """Send as fast as messages come back, a window of them for each sender."""
        plan = self._plan
        speakers = list(enumerate(zip(self._swarm.clients, self.receptions, strict=True)))
        speakers = speakers[: plan.senders]
        began = monotonic()
        while (now := monotonic()) < began + plan.seconds:
            for sender, (client, reception) in speakers:
                room = plan.window - self.sent[sender] + reception.acknowledged(sender)
                if room > 0 and not client.out:
                    self._say(client, sender, room)
            if self._turn(_TURN, (now - began) / plan.seconds):
                break
        self._finish(began)

    def paced(self) -> None:
        """Send one message at a time, so many a second, the senders in rotation."""
        plan = self._plan
        total = max(1, int(plan.rate * plan.seconds))
        began = monotonic()
        for number in range(total):
            due = began + number / plan.rate
            while (left := due - monotonic()) > 0:
                self._turn(min(left, _TURN), number / total)
            self._say(self._swarm.clients[number % plan.senders], number % plan.senders, 1)
        self._finish(began)

    def _say(self, client: Client, sender: int, count: int) -> None:
        now = monotonic_ns()
        # Counted first: whoever checks must not take a message for one that nobody wrote.
        first, self.sent[sender] = self.sent[sender], self.sent[sender] + count
        self._swarm.send(client, messages(sender, first, count, now))

    def _turn(self, timeout: float, done: float) -> bool:
        """Read what has come; whether the server seems to be dead."""
        self._swarm.pump(timeout)
        if self.journal.due_for_trimming():
            same = (each.position for each in self.receptions if not each.differs)
            self.journal.trim(min(same, default=self.journal.end))
        now = monotonic()
        if now - self._told_at >= _TELL_EVERY:
            self._told_at = now
            note = f"{sum(self.sent):,} messages"
            self._tell({"phase": self._name, "done": min(1.0, done), "note": note})
        return now - self._swarm.last_read > STALL

    def _finish(self, began: float) -> None:
        """Wait for what is on its way, and for what comes behind it though nothing is due."""
        swarm = self._swarm
        swarm.last_read = monotonic()
        while not all(reception.complete for reception in self.receptions):
            if self._turn(_TURN, 1.0):
                break
        self.elapsed = swarm.last_read - began
        swarm.settle(swarm.clients, passing=True)

    def faults(self) -> Faults:
        """All that was wrong, at any client."""
        return sum((each.account().faults() for each in self.receptions), Faults())

    @property
    def delivered(self) -> int:
        """How many messages came, at all clients."""
        return sum(each.account().delivered for each in self.receptions)


def drive(engine: str, plan: Plan, port: int, pid: int, tell: Tell) -> Result:
    """Load a server that runs already.

    Args:
        engine: what the result is called.
        plan: how it is loaded.
        port: where it listens on this machine.
        pid: its process, whose use of the machine is told where that can be known.
        tell: is told how far it is.
    """
    before = usage.of(pid)
    with Swarm() as swarm:
        swarm.connect(port, plan.clients, _telling(tell, "connecting"))
        idle = usage.of(pid)
        join = f"JOIN {CHANNEL}\r\n".encode()
        swarm.each_settles(lambda _: join, _telling(tell, "joining"))
        start, own = usage.of(pid), process_time()
        flood = Phase(swarm, plan, tell, "flood", timed=False)
        flood.flood()
        own, end = process_time() - own, usage.of(pid)
        faults, delivered = flood.faults(), flood.delivered
        paced = Phase(swarm, plan, tell, "paced", timed=True)
        if not faults:
            paced.paced()
            faults, delivered = paced.faults(), delivered + paced.delivered
    delays = sorted(paced.journal.delays)
    return Result(
        engine,
        delivered=delivered,
        faults=faults,
        messages_per_s=sum(flood.sent) / flood.elapsed,
        deliveries_per_s=flood.delivered / flood.elapsed,
        p50_ms=quantile(delays, 0.50),
        p99_ms=quantile(delays, 0.99),
        rate=plan.rate,
        cpu_us_per_delivery=_cost(start, end, flood.delivered),
        rss_mb=end.rss / 1024 if end else None,
        kb_per_client=(idle.rss - before.rss) / plan.clients if idle and before else None,
        threads=end.threads if end else None,
        generator_cpu=own / flood.elapsed,
    )


def _telling(tell: Tell, phase: str) -> Callable[[float], None]:
    return lambda done: tell({"phase": phase, "done": min(1.0, done), "note": ""})


def _cost(start: usage.Usage | None, end: usage.Usage | None, delivered: int) -> float | None:
    if not start or not end or not delivered:
        return None
    return (end.cpu - start.cpu) * 1e6 / delivered


def quantile(ordered: list[float], share: float) -> float:
    """The value that so large a share does not exceed; 0 where there is none."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def main() -> int:
    """Carry out the order that the only argument holds."""
    order = json.loads(sys.argv[1])
    plan = Plan(**order["plan"])
    # Ctrl+C is for whoever started this; should that one die, this ends all the same.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.alarm(int(2 * plan.seconds) + _GRACE)
    raise_descriptor_limit()
    try:
        result = drive(order["engine"], plan, order["port"], order["pid"], _write)
    except ChatError as error:
        result = Result(order["engine"], error=str(error))
    _write({"result": result.as_dict()})
    return 0


def _write(message: dict[str, Any]) -> None:
    print(json.dumps(message), flush=True)


if __name__ == "__main__":
    sys.exit(main())
