"""What a host keeps of the chat, from its options."""

from __future__ import annotations

import sys
from argparse import Namespace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tui import places
from tui.config.kinds import MEMORY, OFF

if TYPE_CHECKING:
    from netcore.server import History


def data_folder(chosen: Path | None) -> Path:
    """Where a host keeps what it writes."""
    return chosen or places.data_folder()


def lasting_folder(chosen: Path | None, history: str | Path | None) -> Path | None:
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
        StartError: what there is is another's, or cannot be moved aside.
    """
    if args.history == OFF:
        return None
    from netcore.history.sqlite import FILE_NAME
    from netcore.server import History

    path = None
    if args.history != MEMORY:
        path = args.history or data_folder(args.data_dir) / FILE_NAME
        if args.rescue:
            _rescue(path)
    return History(path, args.durability, args.keep_days, args.keep_messages)


def _rescue(path: Path) -> None:
    """Whoever has --rescue in a settings file, say, does not lose a good history from sight."""
    from netcore.history.opening import is_sound, set_aside

    if not path.exists():
        what = f"there was no history {path}; a new one begins"
    elif is_sound(path):
        what = f"the history {path} is in order: it stays where it is, --rescue has nothing to do"
    else:
        what = f"the history is now {set_aside(path, datetime.now())}; a new one begins"
    sys.stderr.write(f"chat-tui: {what}\n")
