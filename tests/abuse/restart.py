"""A host that is killed amid its clients and started again: they come back, and not all at once."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from netcore.client import Timings
from netcore.client import events as ev
from tests.abuse.hosted import PATIENCE, hosted
from tests.abuse.outcome import Outcome
from tests.faults.soak import Talker, judge, stored

_BACK_WITHIN = 60.0
_FAILED = 2
"""Attempts of everybody that fail before the host is there again."""
_SEED = 17
"""Few clients may by chance come back close together; these do not, whenever the host is back."""
_TALKER_OF = 10
_SAID = 3


@dataclass
class Returning(Talker):
    """A client that notes how it came back.

    Args:
        waited: seconds of waiting between attempts since the host was killed.
        failed: attempts since then that have failed.
        back: when it was in the channel again; 0.0: not yet.
    """

    waited: float = 0.0
    failed: int = 0
    back: float = 0.0
    _away: bool = field(default=False)

    def take(self, event: ev.Event) -> None:
        """What the client tells."""
        with self.changed:
            match event:
                case ev.StatusChanged(status=ev.Status.WAITING, retry_in=float(seconds)):
                    self.failed += self._away
                    self._away = True
                    self.waited += seconds
                case ev.Joined(own=True) if self._away:
                    self.back = monotonic()
            self.changed.notify_all()
        super().take(event)


def restart(engine: str, folder: Path, rounds: int) -> Outcome:
    """So many clients lose their host in the middle of talk; fewer than 200 wait in shorter units.

    All come back by themselves, and are told everything once.
    """
    outcome = Outcome()
    unit = min(1.0, rounds / 200)
    with ExitStack() as stack:
        with hosted(engine, folder) as host:
            clients = _come_in(stack, host.port, rounds, unit)
            wanted = _say(clients, "before")
            _until(clients, lambda: any(client.heard for client in clients))
            host.process.kill()
        _until(clients, lambda: all(client.failed >= _FAILED for client in clients))
        wanted |= _say(clients, "meanwhile")
        with hosted(engine, folder, "--port", str(host.port)) as host:
            began = monotonic()
            _until(clients, lambda: all(client.back for client in clients))
            took = max(client.back for client in clients) - began
            outcome.figures["back"] = f"{rounds} in {took:.1f} s"
            outcome.expect(took <= _BACK_WITHIN, f"it took {took:.0f} s until all were back")
            _spread(outcome, clients, unit)
            _until(clients, lambda: all(wanted <= set(client.heard) for client in clients))
            host.stop()
        outcome.problems += judge(clients, wanted, stored(folder / "history.db"))
    again = sum(client.again for client in clients)
    outcome.figures["said"] = f"{len(wanted)}, {again} of them again"
    outcome.sound(host)
    return outcome


def _come_in(stack: ExitStack, port: int, rounds: int, unit: float) -> list[Returning]:
    changed = threading.Condition()
    clients = [Returning(f"c{n}", port, changed, _timings(unit, n)) for n in range(rounds)]
    for client in clients:
        stack.callback(client.client.close)
        client.client.start()
    _until(clients, lambda: all(client.joined for client in clients))
    return clients


def _timings(unit: float, number: int) -> Timings:
    """The usual ones, in another unit of time, and with dice of one's own."""
    usual = Timings()
    return Timings(
        backoff=usual.backoff * unit,
        backoff_limit=usual.backoff_limit * unit,
        jitter=random.Random(f"{_SEED} {number}").random,
    )


def _until(clients: list[Returning], so: Callable[[], bool]) -> None:
    with clients[0].changed:  # the same of them all
        assert clients[0].changed.wait_for(so, _BACK_WITHIN + PATIENCE), "waited in vain"


def _say(clients: list[Returning], when: str) -> set[str]:
    """Some say some things; which."""
    said = set()
    for client in clients[::_TALKER_OF]:
        for number in range(_SAID):
            said.add(f"{client.name} {when} {number}")
            client.say(f"{client.name} {when} {number}")
    return said


def _spread(outcome: Outcome, clients: list[Returning], unit: float) -> None:
    """No second has more than half of them.

    By the times that they waited: how long the rest took is this machine's doing, on which all
    of them run, where people have one each.
    """
    waited = sorted(client.waited for client in clients)
    most = max(sum(start <= time < start + unit for time in waited) for start in waited)
    outcome.figures["in one second at most"] = f"{most / len(clients):.0%}"
    outcome.expect(most * 2 <= len(clients), f"{most} of {len(clients)} came back in one second")
