"""The id and the time that every record gets."""

import re
from datetime import UTC, datetime

# Formatting a number costs as much as all the rest of an id.
_HEX = [f"{number:03x}" for number in range(4096)]

_ISO = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,3}))?Z", re.ASCII)
_MSGID = re.compile(r"[0-9a-f]{17}[0-9A-Za-z]+")


def milliseconds(iso: str) -> int | None:
    """Read a time as IRCv3 server-time has it: milliseconds since the epoch, or None if it is none.

    A time before the epoch is as good as its first millisecond: nothing was said before it.
    """
    match = _ISO.fullmatch(iso)
    try:
        moment = datetime.fromisoformat(f"{match[1]}+00:00") if match else None
    except ValueError:
        moment = None
    if not match or not moment:
        return None
    return max(1, int(moment.timestamp()) * 1000 + int((match[2] or "0").ljust(3, "0")))


def is_msgid(text: str) -> bool:
    """Whether it looks like one of the ids that `Stamps` gives out, here or on another host."""
    return _MSGID.fullmatch(text) is not None


class Stamps:
    """Gives out msgids that sort by the times they are for, and formats times.

    An id is the time in milliseconds, a counter and the node, in digits of equal length, so that
    ids sort by age, a history finds an entry by the time in its id, and no two nodes or runs ever
    make the same.

    Args:
        node: what sets this run of this host apart from all others: letters and digits.
    """

    def __init__(self, node: str) -> None:
        self._node = node
        self._span = -1
        self._count = 0
        self._head = ""
        self._second = -1
        self._iso = ""
        self._local_second = -1
        self._local = ""

    def next_id(self, time: int) -> str:
        """The next msgid; ``time`` is that of the record, in milliseconds, and may go backwards."""
        span = time >> 12
        if span != self._span:
            self._span = span
            self._head = f"{span:08x}"
        # It comes round after sixteen million, when the time is another one.
        count = self._count = (self._count + 1) & 0xFFFFFF
        return f"{self._head}{_HEX[time & 4095]}{_HEX[count >> 12]}{_HEX[count & 4095]}{self._node}"

    def iso(self, time: int) -> str:
        """A time in milliseconds as IRCv3 server-time wants it."""
        second, rest = divmod(time, 1000)
        if second != self._second:
            self._second = second
            self._iso = datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S")
        return f"{self._iso}.{rest:03d}Z"

    def local(self, time: int) -> str:
        """A time in milliseconds as the plain dialect shows it: this machine's date and time."""
        second = time // 1000
        if second != self._local_second:
            self._local_second = second
            self._local = datetime.fromtimestamp(second).strftime("%Y-%m-%d %H:%M:%S")
        return self._local
