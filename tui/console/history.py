"""What a host keeps of the chat, from its options."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError, Namespace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tui import places

if TYPE_CHECKING:
    from netcore.server import History

MEMORY = "memory"
OFF = "off"


def place(text: str) -> str:
    """``memory``, ``off`` or a file; raises `ArgumentTypeError`."""
    if text in (MEMORY, OFF):
        return text
    if not text.strip() or "\0" in text:
        raise ArgumentTypeError("is no file: give memory, off, or the path of a file")
    return str(Path(text).expanduser())


def data_folder(chosen: Path | None) -> Path:
    """Where a host keeps what it writes."""
    return chosen or places.data_folder()


def lasting_folder(chosen: Path | None, history: str | None) -> Path | None:
    """Where bans, the audit log and the key of the cloaks are kept; None: nowhere.

    A host that is told to leave nothing behind of the chat, and not where to leave anything, leaves
    nothing of this either: so any number of such hosts can run beside each other.
    """
    if chosen is None and history in (MEMORY, OFF):
        return None
    return data_folder(chosen)


def history_of(args: Namespace) -> History | None:
    """What is to be kept; None: nothing.

    Raises:
        StartError: what there is cannot be moved aside.
    """
    if args.history == OFF:
        return None
    from netcore.history.sqlite import FILE_NAME
    from netcore.server import History

    path = None
    if args.history != MEMORY:
        path = Path(args.history) if args.history else data_folder(args.data_dir) / FILE_NAME
        if args.rescue:
            _rescue(path)
    return History(path, args.durability, args.keep_days, args.keep_messages)


def _rescue(path: Path) -> None:
    from netcore.history.opening import set_aside

    aside = set_aside(path, datetime.now())
    what = f"the history is now {aside}" if aside else f"there was no history {path}"
    sys.stderr.write(f"chat-tui: {what}; a new one begins\n")
