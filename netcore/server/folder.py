"""The folder of what a server writes: one server's at a time."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path

from netcore.errors import StartError

LOCK = "host.lock"


class Folder:
    """Holds a folder for this process; the system lets go of it when the process ends.

    Args:
        path: made, for its owner alone, where it is missing.

    Raises:
        StartError: another server has it, or nothing can be written there.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
            self._descriptor = os.open(path / LOCK, flags, 0o600)
        except OSError as error:
            raise _unusable(path, error) from error
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(self._descriptor, 0)
            os.write(self._descriptor, str(os.getpid()).encode())
        except OSError as error:
            holder = os.pread(self._descriptor, 20, 0).decode(errors="replace")
            self.release()
            if error.errno != errno.EWOULDBLOCK:
                raise _unusable(path, error) from error
            by = f"another chat-tui (process {holder})" if holder.isdecimal() else "another program"
            raise StartError(
                f"the folder {path} is in use by {by}",
                "stop that one, or give this one a folder of its own with --data-dir",
            ) from error

    def release(self) -> None:
        """Let others have it; idempotent."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _unusable(path: Path, error: OSError) -> StartError:
    return StartError(
        f"nothing can be kept in {path}: {error.strerror or error}",
        "give another folder with --data-dir",
    )
