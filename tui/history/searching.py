"""``chat-tui history search``: messages by their words."""

from __future__ import annotations

import contextlib
import sys
from argparse import Namespace
from pathlib import Path

from netcore.core.history import Search
from netcore.errors import ChatError, StartError
from netcore.history.sqlite import SqliteReader, SqliteStore
from netcore.history.words import terms_of
from tui.history.exporting import chosen
from tui.history.lines import as_text
from tui.history.progress import progress

_STEP = 2_000


def run(path: Path, args: Namespace) -> int:
    """Print what was found, the newest last; raises ChatError."""
    # A shell takes the quotes of a phrase away: what has a space in it was quoted.
    words = " ".join(f'"{word}"' if " " in word else word for word in args.words)
    if not terms_of(words):
        raise ChatError("there is no word to look for", "give letters or digits")
    with contextlib.closing(SqliteReader(path)) as reader:
        reader.check()
        if unindexed := reader.stats().unindexed:
            _index(path, unindexed)
        among = tuple(chosen(reader, args.channel))
        # A search is strictly between its times.
        found = reader.search(
            Search(among, words, args.limit, args.sender, max(0, args.since - 1), args.until)
        )
    for entry in reversed(found):
        sys.stdout.write(as_text(entry))
    if not found:
        sys.stderr.write("chat-tui: nothing was found\n")
    return 0 if found else 1


def _index(path: Path, count: int) -> None:
    """Bring the index up to date, unless a host is doing that."""
    with contextlib.suppress(StartError), contextlib.closing(SqliteStore(path)) as store:
        index(store, count)


def index(store: SqliteStore, count: int) -> None:
    """Let searches find everything."""
    with progress("indexing", count) as done:
        while looked := store.index(_STEP):
            done(looked)
