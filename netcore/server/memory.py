"""Memory that a crowd has left behind, given back to the system."""

from __future__ import annotations

_CROWD = 50
"""Connections that ended since the last time, for which it is done soon."""
_EVERY = 10.0
"""Seconds between two times: each takes some milliseconds, in which nobody is served."""
_SOME = 10
_SELDOM = 60.0
"""The same for fewer, which leave as much behind as a crowd where they flooded or did not read."""


class Memory:
    """Remembers how many have gone, and frees what the C library keeps of them.

    Threads have heaps of their own there, which otherwise stay as large as they once were. Other C
    libraries than glibc give it back by themselves, or have no such call.
    """

    def __init__(self) -> None:
        self.gone = 0
        """Connections that have ended since the last time."""
        self._at = 0.0

    def give_back(self, now: float) -> bool:
        """Do so if it is worth while; whether it was tried.

        Args:
            now: monotonic seconds.
        """
        pause = _EVERY if self.gone >= _CROWD else _SELDOM
        if self.gone < _SOME or now - self._at < pause:
            return False
        self.gone, self._at = 0, now
        try:
            import ctypes  # for this alone, and few hosts ever see a crowd
        except (ImportError, OSError):
            return True  # no descriptor is left to read it with, or this Python lacks it
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim:
            trim(0)
        return True
