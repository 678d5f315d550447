"""Every abuse by name: what is done, how often in every test run, and how often for the figures."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from signal import SIGINT
from typing import NamedTuple

from tests.abuse import (
    busy,
    coming,
    ending,
    garbage,
    gone,
    insatiable,
    restart,
    shortage,
    slow_readers,
    slowloris,
)
from tests.abuse.outcome import Outcome


class Abuse(NamedTuple):
    """One abuse.

    Args:
        run: does it to a host of its own: engine, empty folder, rounds.
        few: rounds in a test run.
        many: rounds for the figures of docs/RELIABILITY.md.
        same: whether the engine makes no difference to it, so that one is enough.
    """

    run: Callable[[str, Path, int], Outcome]
    few: int
    many: int
    same: bool = False


_stalled = slow_readers.stalled

ABUSES = {
    "garbage": Abuse(garbage.garbage, 160, 10_000),
    "slowloris": Abuse(slowloris.slowloris, 100, 300),
    "rush": Abuse(slowloris.rush, 100, 500),
    "churn": Abuse(coming.churn, 150, 5_000),
    "race": Abuse(coming.race, 100, 100, same=True),
    "silent": Abuse(gone.silent, 4, 20),
    "stopped": Abuse(gone.stopped, 5, 50, same=True),
    "restart": Abuse(restart.restart, 40, 500, same=True),
    "descriptors": Abuse(shortage.descriptors, 60, 100),
    "threads": Abuse(shortage.threads, 3, 10),
    "disk": Abuse(shortage.disk, 20, 2_000, same=True),
    "stalled": Abuse(_stalled, 3_000, 20_000),
    "stalled-49": Abuse(partial(_stalled, still=49), 3_000, 20_000),
    "stalled-of-500": Abuse(partial(_stalled, members=500), 500, 5_000, same=True),
    "trickle": Abuse(slow_readers.trickle, 20_000, 40_000),
    "flood": Abuse(busy.flood, 3, 20),
    "many": Abuse(busy.many, 1_000, 1_000),
    "insatiable": Abuse(insatiable.insatiable, 5, 10),
    "passwords": Abuse(busy.passwords, 40, 40, same=True),
    "past": Abuse(busy.past, 50, 100, same=True),
    "ending": Abuse(ending.ending, 100, 500),
    "interrupted": Abuse(partial(ending.ending, number=SIGINT), 40, 500, same=True),
    "interrupted-twice": Abuse(partial(ending.ending, number=SIGINT, twice=True), 40, 500),
    "second": Abuse(ending.second, 1, 3, same=True),
}
