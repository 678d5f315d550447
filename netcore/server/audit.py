"""What operators have done, one line of JSON each, in a file that only grows."""

from __future__ import annotations

import errno
import json
import os
from datetime import UTC, datetime
from pathlib import Path

from netcore.core.moderation import Act
from netcore.wire.text import plain

FILE = "audit.log"


class AuditFile:
    """A file for its owner's eyes alone; it may be moved away at any time.

    Args:
        path: where.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self, act: Act) -> None:
        """Append one act; raises OSError."""
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        descriptor = os.open(self.path, flags, 0o600)
        try:
            size = os.fstat(descriptor).st_size
            # What a full disk has cut off stays a line of its own.
            whole = size == 0 or os.pread(descriptor, 1, size - 1) == b"\n"
            data = b"" if whole else b"\n"
            data += f"{as_json(act)}\n".encode(errors="backslashreplace")
            if os.write(descriptor, data) < len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def as_json(act: Act) -> str:
    """An act as one line; times in UTC, and nothing in it that could do something to a terminal."""
    fields = {
        "time": _iso(act.time / 1000, "milliseconds"),
        "who": plain(act.who),
        "what": act.what,
        "whom": plain(act.whom),
        "why": plain(act.why),
    }
    if act.until:
        fields["until"] = _iso(act.until, "seconds")
    return json.dumps(fields, ensure_ascii=False)


def _iso(seconds: float, precision: str) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec=precision).replace("+00:00", "Z")
