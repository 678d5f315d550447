"""From a stream of bytes to lines, however the stream is cut."""

# Modern IRC, "Message Format": 512 bytes with CRLF; IRCv3 message-tags: 4096 for a client's tags.
MAX_LINE = 512
MAX_CLIENT_TAGS = 4096
MAX_TAGS = 8191
_ENDS = (b"\n", b"\r")


class LineBuffer:
    """Cuts bytes into lines at LF, CR or CRLF; empty lines are dropped.

    A line over the limit is given out once, as ``None`` in its place, and the rest of it is
    swallowed up to its end, so that the memory used is bounded and the next line is fine.

    Args:
        limit: the longest line in bytes that is kept, without its line end.
    """

    __slots__ = ("_limit", "_skipping", "_tail", "swallowed")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._tail = b""
        self._skipping = False
        self.swallowed = 0
        """Bytes of the over-long line that is being skipped."""

    def feed(self, data: bytes) -> list[bytes | None]:
        """Take the next bytes; return the lines that they complete."""
        pieces = data.splitlines()  # of bytes, at these line ends alone
        rest = pieces.pop() if pieces and not data.endswith(_ENDS) else b""
        if not pieces:
            return self._extend(rest)
        if self._skipping:
            self._skipping = False
            self.swallowed = 0
            pieces[0] = b""
        elif self._tail:
            pieces[0] = self._tail + pieces[0]
        self._tail = b""
        limit = self._limit
        lines = [piece if len(piece) <= limit else None for piece in pieces if piece]
        if rest:
            lines.extend(self._extend(rest))
        return lines

    def _extend(self, data: bytes) -> list[bytes | None]:
        """Keep bytes that have no line end yet."""
        if self._skipping:
            self.swallowed += len(data)
            return []
        self._tail = self._tail + data if self._tail else data
        if len(self._tail) <= self._limit:
            return []
        self.swallowed = len(self._tail)
        self._tail = b""
        self._skipping = True
        return [None]

    @property
    def partial(self) -> bytes:
        """What came after the last line end."""
        return self._tail

    def take_partial(self) -> bytes:
        """Take what came after the last line end as if it were a line."""
        tail, self._tail = self._tail, b""
        return tail
