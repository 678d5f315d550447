"""What is kept of an exception that nobody foresaw: its traceback, in a private file."""

import os
import tempfile
import time
import traceback
from pathlib import Path

from netcore.version import __version__
from netcore.wire.text import plain

_FILE = "crash.log"
_MOST = 1024 * 1024


def record(error: BaseException, doing: str) -> Path | None:
    """Append a traceback to the crash log.

    The command line is not written: a password may stand on it.

    Args:
        error: what was raised.
        doing: which part of the program it came out of, as ``host``.

    Returns:
        The file, or nothing where not even the temporary folder can be written.
    """
    lines = traceback.format_exception(error)
    stamp = time.strftime("%Y-%m-%d %H:%M:%S%z")
    entry = f"{stamp} chat-tui {__version__} {doing}\n{''.join(lines)}\n"
    for folder in (_log_dir, _temporary_dir):
        try:
            return _append(folder() / _FILE, entry)
        except OSError:
            continue
    return None


def sentence(error: BaseException, doing: str) -> str:
    """Record an exception and say so in one line."""
    path = record(error, doing)
    where = f"the details are in {path}" if path else "the details could not be written anywhere"
    # What has raised may have been said by others.
    what = " ".join(plain(f"{type(error).__name__}: {error}").split())[:200].rstrip(": ")
    return f"a defect of chat-tui ({what}); {where}"


def _log_dir() -> Path:
    import platformdirs

    return platformdirs.user_log_path("chat-tui", appauthor=False)


def _temporary_dir() -> Path:
    return Path(tempfile.mkdtemp(prefix="chat-tui-"))


def _append(path: Path, entry: str) -> Path:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > _MOST:
        path.replace(path.with_suffix(".log.1"))
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8", errors="backslashreplace") as file:
        file.write(entry)
    return path
