"""Rates and graphs, made of one snapshot after another."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tui.console.rates import Series, Traffic, graph

if TYPE_CHECKING:
    from tests.tui.console.conftest import FakeServer


def test_one_snapshot_has_no_rates(server: FakeServer) -> None:
    """What happened before the first look is not of this second."""
    traffic = Traffic()
    traffic.add(server.seen)
    assert traffic.rates.messages_in == 0
    assert list(traffic.clients.values) == [8]


def test_rates_are_over_the_last_second(server: FakeServer) -> None:
    """Twice a second, ten lines: twenty a second, and none after a second of silence."""
    traffic = Traffic()
    start = server.seen
    for half in range(4):
        lines = start.messages_in + 10 * half
        traffic.add(replace(start, time=start.time + half / 2, messages_in=lines))
    assert traffic.rates.messages_in == pytest.approx(20)
    for half in range(4, 7):
        lines = start.messages_in + 30
        traffic.add(replace(start, time=start.time + half / 2, messages_in=lines))
    assert traffic.rates.messages_in == 0


def test_bytes_of_both_directions_are_added(server: FakeServer) -> None:
    """What came and what went is one number."""
    start = server.seen
    traffic = Traffic()
    traffic.add(start)
    later = replace(
        start,
        time=start.time + 2,
        bytes_in=start.bytes_in + 100,
        bytes_out=start.bytes_out + 900,
        messages_out=start.messages_out + 5,
    )
    traffic.add(later)
    assert traffic.rates.bytes == pytest.approx(500)
    assert traffic.rates.messages_out == pytest.approx(2.5)


def test_the_same_snapshot_again_changes_nothing(server: FakeServer) -> None:
    """A server that does not answer repeats its last one; that is no second of silence."""
    traffic = Traffic()
    traffic.add(server.seen)
    traffic.add(replace(server.seen, time=server.seen.time + 1, messages_in=20_000))
    rates = traffic.rates
    traffic.add(replace(server.seen, time=server.seen.time + 1, messages_in=20_000))
    assert traffic.rates == rates
    assert len(traffic.messages_in.values) == 2


def test_a_column_is_a_second_and_keeps_its_peak(server: FakeServer) -> None:
    """Two looks in one second share a column, which shows the higher of them."""
    traffic = Traffic()
    for half, clients in enumerate((3, 8, 2, 1)):
        seen = replace(
            server.seen, time=server.seen.time + half / 2, clients=server.seen.clients[:clients]
        )
        traffic.add(seen)
    assert list(traffic.clients.values) == [8, 2]


def test_a_series_forgets_its_oldest_columns() -> None:
    """Memory is bounded."""
    series = Series()
    for value in range(1000):
        series.add(value, new=True)
    assert len(series.values) == 120
    assert series.values[-1] == 999


@pytest.mark.parametrize(
    ("values", "width", "height", "rows"),
    [
        ([], 3, 1, ["   "]),
        ([0, 0], 3, 1, ["   "]),
        ([0, 4, 8], 3, 1, [" ▄█"]),
        ([1, 8], 4, 1, ["  ▁█"]),
        ([0.001, 1000], 2, 1, ["▁█"]),
        ([8, 16], 2, 2, [" █", "██"]),
        ([12, 16], 2, 2, ["▄█", "██"]),
        ([1, 2, 3, 4, 8], 2, 1, ["▄█"]),
    ],
)
def test_a_graph_fills_its_room_from_the_right(
    values: list[float], width: int, height: int, rows: list[str]
) -> None:
    """The newest value is at the right edge; a value above zero is always seen."""
    assert graph(values, width, height) == rows


def test_headroom_lowers_a_graph() -> None:
    """What never changes is half full, not a solid block."""
    assert graph([5, 5], 2, 1, headroom=2.0) == ["▄▄"]
