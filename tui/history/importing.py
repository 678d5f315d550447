"""``chat-tui history import``: takes in what was exported, each entry once."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

from netcore.core.history import Entry
from netcore.errors import ChatError
from netcore.history.sqlite import SqliteStore
from tui.history.lines import from_json
from tui.history.progress import progress
from tui.history.searching import index

_AT_ONCE = 500


def run(path: Path, source: Path) -> int:
    """Take a file in, and tell how much was new; raises ChatError."""
    try:
        with source.open("rb") as lines:
            size = source.stat().st_size
            with contextlib.closing(SqliteStore(path)) as store:
                return _take_in(store, _entries(lines, source), size)
    except OSError as error:
        why = error.strerror or error
        raise ChatError(f"{source} cannot be read ({why})", "give the file of an export") from error


def _take_in(store: SqliteStore, entries: Iterator[tuple[Entry, int]], size: int) -> int:
    before = store.stats().entries
    read = 0
    try:
        with progress("importing", size) as done:
            for batch in _batches(entries):
                store.append([entry for entry, _ in batch])
                done(sum(length for _, length in batch))
                read += len(batch)
    finally:
        new = store.stats().entries - before
        sys.stderr.write(f"{read:,} read, {new:,} of them new\n")
    index(store, new)
    return 0


def _batches(entries: Iterator[tuple[Entry, int]]) -> Iterator[list[tuple[Entry, int]]]:
    """So many at once; what stands before a mistake comes before its error."""
    batch = []
    try:
        for each in entries:
            batch.append(each)
            if len(batch) == _AT_ONCE:
                yield batch
                batch = []
    except ChatError:
        yield batch
        raise
    yield batch


def _entries(lines: Iterator[bytes], source: Path) -> Iterator[tuple[Entry, int]]:
    """Entries and the bytes of their lines."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield from_json(line.decode()), len(line)
        except (UnicodeDecodeError, ChatError) as error:
            why = error.what if isinstance(error, ChatError) else "it is not UTF-8"
            raise ChatError(
                f"{source}, line {number}: this is no entry of a history ({why})",
                "what stands before it was taken in; mend the line and try again",
            ) from error
