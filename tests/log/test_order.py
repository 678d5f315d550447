"""What every log promises: each record has one place, and gets it once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from netcore.core.records import Record, Said
from netcore.log.base import Log
from netcore.log.local import LocalLog

LOGS: list[Callable[[], Log]] = [LocalLog]


@pytest.fixture(params=LOGS, ids=lambda make: make.__name__)
def log(request: pytest.FixtureRequest) -> Log:
    """A log of each kind."""
    made: Log = request.param()
    return made


def said(number: int) -> Said:
    """A message."""
    return Said(f"id{number}", number, "uid", "PRIVMSG", "#a", f"text {number}", {})


def test_what_is_proposed_gets_its_place_once_and_in_order(log: Log) -> None:
    """A host that decides alone has every record back at once, as it was."""
    placed: list[Record] = []
    for number in range(10):
        placed += log.order(said(number))
        log.commit()
    assert placed == [said(number) for number in range(10)]


def test_committing_nothing_is_harmless(log: Log) -> None:
    """A turn without records commits as well."""
    log.commit()
    log.commit()
