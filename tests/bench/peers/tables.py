"""Markdown tables from raw results: medians, with the range in brackets."""

import json
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.bench.peers.cases import CASES
from tests.bench.peers.machine import Run


class Column(NamedTuple):
    """A figure: its heading, the field it is made of, and what that is multiplied by."""

    heading: str
    field: str
    scale: float = 1.0


_COST = Column("server CPU µs/delivery", "cpu_us_per_delivery")
_COLUMNS: dict[str, tuple[Column, ...]] = {
    "flood": (
        Column("messages/s", "msgs_per_s"),
        Column("deliveries/s", "deliveries_per_s"),
        Column("MB/s", "mb_per_s"),
        _COST,
        Column("server cores", "server_cores"),
        Column("generator cores", "gen_cores"),
        Column("p50 ms", "p50_us", 1e-3),
        Column("p99 ms", "p99_us", 1e-3),
    ),
    "paced": (
        Column("p50 µs", "p50_us"),
        Column("p99 µs", "p99_us"),
        Column("p99.9 µs", "p999_us"),
        Column("max µs", "max_us"),
        _COST,
    ),
    "connect": (
        Column("clients/s", "conns_per_s"),
        Column("seconds for all", "secs"),
        Column("server CPU µs/client", "cpu_us_per_conn"),
    ),
    "storm": (
        Column("seconds for all", "secs"),
        Column("JOIN lines/s", "joins_per_s"),
        Column("server CPU µs/JOIN line", "cpu_us_per_join"),
    ),
    "stall": (
        Column("deliveries/s", "deliveries_per_s"),
        Column("p99 ms", "p99_us", 1e-3),
        Column("max ms", "max_us", 1e-3),
        Column("memory grown at most, MB", "peak_grown_kb", 1 / 1024),
        Column("cut off", "cut_off"),
    ),
    "idle": (
        Column("RSS before, MB", "rss0_kb", 1 / 1024),
        Column("RSS/client, KB", "rss_per_client_kb"),
        Column("threads", "threads"),
        Column("CPU while idle, ms/s", "server_cores", 1000),
    ),
}


def tables(path: Path) -> str:
    """All tables of a file of raw results: one JSON object a line."""
    cases: dict[str, dict[str, list[Run]]] = {}
    for line in path.read_text().splitlines():
        run: Run = json.loads(line)
        cases.setdefault(run["case"], {}).setdefault(run["label"], []).append(run)
    return "\n".join(_table(case, servers) for case, servers in cases.items())


def _table(case: str, servers: dict[str, list[Run]]) -> str:
    kind = CASES[case].columns
    columns = _COLUMNS[kind]
    floor = servers.get("limit") if kind == "flood" else None
    headings = ["server", *(column.heading for column in columns), *(["of limit"] if floor else [])]
    options = next(iter(servers.values()))[0]["options"]
    lines = [f"### {case}", "", f"`ircload {options}`", "", _row([*headings, "ok", "calm"])]
    lines.append(_row(["---", *["---:"] * (len(headings) + 1)]))
    lines += [_row(_cells(name, runs, columns, floor)) for name, runs in servers.items()]
    return "\n".join(lines) + "\n"


def _cells(
    name: str, runs: list[Run], columns: Sequence[Column], floor: list[Run] | None
) -> list[str]:
    good = _calm(runs)
    cells = [name, *(_spread(good, column) for column in columns)]
    if floor:
        cells.append(f"{100 * _rate(good) / _rate(_calm(floor)):.1f} %")
    cells.append(f"{sum(run['ok'] for run in runs)}/{len(runs)}")
    cells.append(f"{sum(not run['disturbed'] for run in good)}/{len(good)}")
    return cells


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _calm(runs: list[Run]) -> list[Run]:
    """The runs a figure is made of: undisturbed and without fault where there are any."""
    right = [run for run in runs if run["ok"]] or runs
    return [run for run in right if not run["disturbed"]] or right


def _rate(runs: list[Run]) -> float:
    return statistics.median(run["deliveries_per_s"] for run in runs) or 1.0


def _spread(runs: list[Run], column: Column) -> str:
    values = [run[column.field] * column.scale for run in runs]
    middle = number(statistics.median(values))
    if len(values) == 1:
        return middle
    return f"{middle} [{number(min(values))}–{number(max(values))}]"


def number(value: float) -> str:
    """Three digits or so: ``12.34 M``, ``56 k``, ``789``, ``0.0123``."""
    if value >= 1e6:
        return f"{value / 1e6:.2f} M"
    if value >= 1e4:
        return f"{value / 1e3:.0f} k"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
