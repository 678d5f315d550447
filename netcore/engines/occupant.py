"""Which program listens on a port, where the system lets us see it."""

from contextlib import suppress
from pathlib import Path

LISTENING = "0A"


def occupant(port: int) -> str:
    """Who listens on a port of this machine.

    Args:
        port: the port.

    Returns:
        Such as ``python3 (process 4711)``; empty where it cannot be known: another user's
        program, or a system without /proc.
    """
    with suppress(OSError, ValueError):
        sockets = _sockets(port)
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if any(str(fd.readlink()) in sockets for fd in (process / "fd").iterdir()):
                    return f"{(process / 'comm').read_text().strip()} (process {process.name})"
    return ""


def _sockets(port: int) -> set[str]:
    """What the links in /proc/PID/fd show for the sockets that listen on the port."""
    found = set()
    for table in ("tcp", "tcp6"):
        for row in Path("/proc/net", table).read_text().splitlines()[1:]:
            fields = row.split()
            if fields[3] == LISTENING and int(fields[1].rpartition(":")[2], 16) == port:
                found.add(f"socket:[{fields[9]}]")
    return found
