"""The results as a table for people."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from itertools import zip_longest

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from netcore.version import __version__
from tui.bench.values import Plan, Result

_ROOMY = 100
# Eighty columns hold them all.
_HEADINGS = (
    "\nengine",
    "messages\n/s",
    "deliveries\n/s",
    "p50\nms",
    "p99\nms",
    "CPU µs/\ndelivery",
    "RSS\nMB",
    "KB/idle\nclient",
    "\nthreads",
)
_ENOUGH = 80
_LABELS = tuple(
    " ".join(title.split()).replace(" /", "/").replace("/ ", "/") for title in _HEADINGS
)
_UNKNOWN = "–"


def show(console: Console, results: Sequence[Result], plan: Plan) -> None:
    """Print the table, and below it what one has to know to read it."""
    space = 1 if console.width >= _ROOMY else 0
    table = Table(box=SIMPLE_HEAD, padding=(0, space), collapse_padding=True, show_edge=False)
    titles: Sequence[str] = _HEADINGS
    rows: Sequence[Sequence[str]] = [_row(result) for result in results]
    if console.width < _ENOUGH:
        # Each engine has a column of its own: cut numbers would be other numbers.
        titles, *rows = zip_longest(_LABELS, *rows, fillvalue="")
    for place, title in enumerate(titles):
        table.add_column(title, justify="right" if place else "left", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    console.print(heading(plan), style="bold", highlight=False)
    console.print(table)
    for note in notes(results, plan):
        console.print(note, style="red" if note.startswith("✗") else "dim", highlight=False)


def heading(plan: Plan) -> str:
    """What was measured, in one line."""
    return (
        f"{plan.clients:,} clients in one channel, {plan.senders:,} of them send, "
        f"{plan.seconds:g} s each phase"
    )


def machine() -> str:
    """Where it was measured, in one line."""
    cpus = os.cpu_count() or 1
    return (
        f"chat-tui {__version__}, {platform.python_implementation()} {platform.python_version()}, "
        f"{cpus} {'CPU' if cpus == 1 else 'CPUs'}, {platform.system()}"
    )


def notes(results: Sequence[Result], plan: Plan) -> list[str]:
    """What stands below the table: first what went wrong."""
    found = [f"✗ {each.engine}: {_wrong(each)}" for each in results if not each.ok]
    delivered = sum(each.delivered for each in results)
    if not found:
        found.append(f"All {delivered:,} deliveries were right: sender, order, text, exactly once.")
    busy = [f"{each.engine} {each.generator_cpu:.0%}" for each in results if each.saturated]
    if busy:
        found.append(
            f"* The load generator was at its end (of a CPU: {', '.join(busy)}): the server may "
            "hold more."
        )
    if any(not each.error and each.rss_mb is None for each in results):
        found.append(f"{_UNKNOWN} This system does not tell what a process uses (/proc).")
    found.append(
        f"p50, p99: delay at {plan.rate:g} messages/s, with the time that the load generator takes "
        "to read. CPU and RSS are the server's."
    )
    found.append(machine())
    return found


def _wrong(result: Result) -> str:
    return result.error or f"wrong deliveries: {result.faults}"


def _row(result: Result) -> list[str]:
    if result.error:
        return [result.engine, "failed"]
    star = "*" if result.saturated else ""
    return [
        result.engine,
        f"{result.messages_per_s:,.0f}",
        f"{millions(result.deliveries_per_s)}{star}",
        f"{result.p50_ms:.2f}",
        f"{result.p99_ms:.2f}",
        _known(result.cpu_us_per_delivery, ".3f"),
        _known(result.rss_mb, ".1f"),
        _known(result.kb_per_client, ".1f"),
        _known(result.threads, "d"),
    ]


def _known(value: float | None, form: str) -> str:
    return _UNKNOWN if value is None else format(value, form)


def millions(number: float) -> str:
    """``12.3 M``, ``456 k``, ``789``."""
    if number >= 1e6:
        return f"{number / 1e6:.1f} M"
    return f"{number / 1e3:.0f} k" if number >= 1e4 else f"{number:,.0f}"
