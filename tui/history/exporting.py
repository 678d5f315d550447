"""``chat-tui history export``: what was kept, oldest first, also while a host goes on."""

from __future__ import annotations

import contextlib
import heapq
import os
import sys
from argparse import Namespace
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path
from typing import TextIO

from netcore.core.history import Bound, Entry, Page
from netcore.errors import ChatError
from netcore.history.reading import END
from netcore.history.sqlite import SqliteReader
from netcore.wire.casemap import ascii_fold
from tui.history.lines import as_json, as_text, place
from tui.history.progress import progress

_AT_ONCE = 20_000
"""Entries that are held in memory, of all targets together."""

_TOLD_EVERY = 500


def run(path: Path, args: Namespace) -> int:
    """Write what was asked for; raises ChatError."""
    with contextlib.closing(SqliteReader(path)) as reader:
        reader.check()
        targets = chosen(reader, args.channel)
        everything = not (args.channel or args.since or args.until)
        total = reader.stats().entries if everything else None
        entries = _in_order(reader, targets, args.since, args.until or END)
        if args.output:
            _write_file(args.output, entries, args.format, total)
        else:
            _write(sys.stdout, entries, args.format, total)
    return 0


def chosen(reader: SqliteReader, channels: list[str]) -> list[str]:
    """The targets that are named, or all.

    Args:
        reader: of the history.
        channels: names as people write them; a conversation's is ``alice/bob``.

    Raises:
        ChatError: nothing is kept of one of them.
    """
    known = reader.names()
    wanted = []
    for channel in channels:
        name = ascii_fold(channel)
        name = name if name in known else " ".join(sorted(name.split("/")))
        if name not in known:
            few = ", ".join(place(name) for name in known[:8])
            raise ChatError(
                f"nothing is kept of {place(channel)}",
                f"there is {few}{' and more' if len(known) > 8 else ''}" if known else "",
            )
        wanted.append(name)
    return wanted or known


def _in_order(reader: SqliteReader, targets: list[str], since: int, until: int) -> Iterator[Entry]:
    size = max(20, _AT_ONCE // max(1, len(targets)))
    each = [_entries(reader, target, since, until, size) for target in targets]
    return heapq.merge(*each, key=attrgetter("time"))


def _entries(
    reader: SqliteReader, target: str, since: int, until: int, size: int
) -> Iterator[Entry]:
    """In pages: nothing is held while they are written, so the host is not held up."""
    after = Bound(time=since - 1)
    before = Bound(time=until)
    while page := reader.page(Page(target, size, after, before, newest=False, events=True)):
        yield from page
        after = Bound(time=page[-1].time)


def _write(to: TextIO, entries: Iterator[Entry], form: str, total: int | None) -> None:
    # Others than UTF-8 lack most letters, which JSON can do without.
    ascii_only = to.isatty() or to.encoding.lower().replace("-", "") != "utf8"
    with progress("exporting", total) as done:
        for count, entry in enumerate(entries, 1):
            to.write(as_text(entry) if form == "text" else as_json(entry, ascii_only=ascii_only))
            if count % _TOLD_EVERY == 0:
                done(_TOLD_EVERY)


def _write_file(path: Path, entries: Iterator[Entry], form: str, total: int | None) -> None:
    """Write a file, whole or not at all, for this user's eyes only."""
    part = path.with_name(f"{path.name}.part")
    try:
        fd = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        try:
            with open(fd, "w", encoding="utf-8", newline="\n") as file:
                _write(file, entries, form, total)
            part.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink()
            raise
    except OSError as error:
        raise ChatError(
            f"{path} cannot be written ({error.strerror or error})", "give another file with -o"
        ) from error
