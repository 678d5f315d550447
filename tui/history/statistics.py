"""``chat-tui history stats``: how much there is."""

from __future__ import annotations

import contextlib
import json
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from rich.filesize import decimal

from netcore.history.base import Stats
from netcore.history.sqlite import SqliteReader
from netcore.wire.text import clean

_MANY = 1_000


def run(path: Path, *, as_json: bool) -> int:
    """Tell how much there is; raises ChatError."""
    with contextlib.closing(SqliteReader(path)) as reader:
        reader.check()
        stats = reader.stats()
    if as_json:
        sys.stdout.write(json.dumps({"file": str(path), **asdict(stats)}, indent=2) + "\n")
        return 0
    for name, value in _rows(path, stats):
        sys.stdout.write(f"{name:<28}{clean(value)}\n")
    return 0


def _rows(path: Path, stats: Stats) -> list[tuple[str, str]]:
    rows = [
        ("history", str(path)),
        ("messages and events", f"{stats.entries:,}"),
        ("channels and conversations", f"{stats.targets:,}"),
    ]
    if stats.entries:
        rows += [
            ("from", _day(stats.oldest)),
            ("to", _day(stats.newest)),
            ("size", decimal(stats.size) + _each(stats)),
            ("index of words", decimal(stats.index_size)),
        ]
    if stats.unindexed:
        rows.append(("not indexed yet", f"{stats.unindexed:,}"))
    return rows


def _each(stats: Stats) -> str:
    """What one entry takes; of a few the file's own pages would be most of it."""
    return f", {stats.size / stats.entries:.0f} bytes each" if stats.entries >= _MANY else ""


def _day(time: int) -> str:
    return datetime.fromtimestamp(time / 1000).strftime("%Y-%m-%d %H:%M:%S")
