"""What a process uses of the machine, where ``/proc`` tells it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

PROC = Path("/proc")


class Usage(NamedTuple):
    """CPU time in seconds (user and kernel), resident memory in KB, and threads."""

    cpu: float
    rss: int
    threads: int


def of(pid: int, proc: Path = PROC) -> Usage | None:
    """What a process uses now; None where this cannot be known."""
    try:
        stat = (proc / str(pid) / "stat").read_text()
        status = (proc / str(pid) / "status").read_text()
        return _read(stat, status)
    except (OSError, ValueError, IndexError, KeyError):
        return None


def _read(stat: str, status: str) -> Usage:
    # A process may be called anything, with spaces and brackets: its name ends at the last one.
    fields = stat[stat.rindex(")") + 2 :].split()
    values = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    ticks = int(fields[11]) + int(fields[12])
    rss = int(values["VmRSS"].split()[0])
    return Usage(ticks / os.sysconf("SC_CLK_TCK"), rss, int(values["Threads"]))
