"""``chat-tui bench``: its options, and what it runs."""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import signal
import sys
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from netcore.version import __version__
from tui.bench.values import ENGINES, Plan, Result
from tui.signals import raised
from tui.typed import shown

if TYPE_CHECKING:
    from tui.bench.progress import LiveProgress

_MOST_CLIENTS = 9999
_MOST_SENDERS = 1000
_MOST_SECONDS = 60.0
_OWN_DESCRIPTORS = 64


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of ``chat-tui bench``."""
    parser.description = (
        "Measure what this machine holds: a server of its own is loaded over loopback, and every "
        "delivery is checked. The exit code is 1 if one was wrong."
    )
    add = parser.add_argument
    add(
        "--engine",
        choices=("all", *ENGINES),
        default="all",
        help="which way to serve connections (all of them, in turn)",
    )
    add("--clients", type=_clients, default=100, metavar="N", help="clients in one channel (100)")
    add("--senders", type=_senders, metavar="N", help="how many of them send (10)")
    add(
        "--seconds",
        type=_seconds,
        default=5.0,
        metavar="S",
        help="how long to send as fast as possible, and again at a steady pace (5)",
    )
    add("--svg", type=_file, metavar="FILE", help="draw a chart of the results into this file too")
    add("--json", action="store_true", help="print the results as JSON instead of a table")


def run(args: argparse.Namespace) -> int:
    """Measure the engines that were asked for, and tell what came out.

    Returns:
        The exit code: 0 if every delivery was right, 1 if one was not or an engine could not be
        measured, 2 for wrong usage.
    """
    senders = min(10, args.clients) if args.senders is None else args.senders
    if senders > args.clients:
        what = f"--senders: {senders} cannot send where there are {args.clients} clients"
        return _complain(f"{what}: give at most as many, or more --clients", 2)
    if lacking := _descriptors_lack(args.clients):
        return _complain(lacking, 2)
    plan = Plan(args.clients, senders, args.seconds)
    with raised(signal.SIGTERM):  # our processes are ended with us
        results = _measure(ENGINES if args.engine == "all" else (args.engine,), plan)
    # The file first: whoever reads the table may stop reading.
    drawn = not args.svg or _draw(args.svg, results, plan)
    _tell(results, plan, as_json=args.json)
    return 0 if drawn and all(result.ok for result in results) else 1


def _measure(engines: Sequence[str], plan: Plan) -> list[Result]:
    # Not at the top: `chat-tui bench --help` and a mistyped option need none of it.
    from tui.bench.progress import LiveProgress

    with LiveProgress(engines, plan) as progress:
        return [_measure_one(engine, plan, progress) for engine in engines]


def _measure_one(engine: str, plan: Plan, progress: LiveProgress) -> Result:
    from tui.bench.runner import measure

    result = measure(engine, plan, partial(progress.update, engine))
    progress.finish(engine)
    return result


def _tell(results: list[Result], plan: Plan, *, as_json: bool) -> None:
    from rich.console import Console

    from tui.bench import report

    if as_json:
        found = [result.as_dict() for result in results]
        data = {"version": __version__, "machine": report.machine(), "plan": asdict(plan)}
        print(json.dumps({**data, "results": found}, indent=2))
    else:
        report.show(Console(), results, plan)


def _draw(path: Path, results: list[Result], plan: Plan) -> bool:
    from tui.bench import chart

    try:
        path.write_text(chart.draw(results, plan), encoding="utf-8")
    except OSError as error:
        _complain(f"the chart {path} cannot be written: {error.strerror or error}", 1)
        return False
    return True


def _descriptors_lack(clients: int) -> str:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    wanted = clients + _OWN_DESCRIPTORS
    if hard == resource.RLIM_INFINITY or hard >= wanted:
        return ""
    return (
        f"--clients: a process may open {hard} files here, so at most about "
        f"{max(0, hard - _OWN_DESCRIPTORS)} clients fit: raise the limit with `ulimit -n {wanted}`"
    )


def _clients(text: str) -> int:
    return _whole(text, 2, _MOST_CLIENTS, "clients")


def _senders(text: str) -> int:
    return _whole(text, 1, _MOST_SENDERS, "senders")


def _whole(text: str, least: int, most: int, what: str) -> int:
    if text.isascii() and text.isdecimal() and least <= int(text[:9]) <= most:
        return int(text[:9])
    raise _error(text, f"is not a number of {what}: give one from {least} to {most}")


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if 1 <= value <= _MOST_SECONDS:
        return value
    raise _error(text, f"is not a duration: give seconds from 1 to {_MOST_SECONDS:.0f}")


def _file(text: str) -> Path:
    path = Path(text)
    if not text or path.is_dir():
        raise _error(text, "is not a file: give the name of one to write, such as bench.svg")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise _error(text, "cannot be written: its folder is missing, or nobody may write there")
    return path


def _error(text: str, what: str) -> argparse.ArgumentTypeError:
    return argparse.ArgumentTypeError(f"'{shown(text)}' {what}")


def _complain(what: str, code: int) -> int:
    sys.stderr.write(f"chat-tui: bench: {what}\n")
    return code
