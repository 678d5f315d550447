"""One connection of a client: its line, what is to be sent over it, and how it ends."""

from collections.abc import Sequence

from netcore.client.line import LineClient

# What a server that takes nothing may keep waiting here before the link is given up.
_MOST_UNSENT = 1024 * 1024


class Link:
    """What belongs to one connection. The driver's lock guards it.

    Args:
        line: the connection.
        deadline: monotonic time by which the server must have welcomed us.
    """

    def __init__(self, line: LineClient, deadline: float) -> None:
        self.line = line
        self.deadline: float | None = deadline
        self.ends_by: float | None = None
        """Monotonic time by which the server, which has said ERROR, must have ended it."""
        self.online_since: float | None = None
        self.loss = ""
        """Why we have given it up; empty as long as we have not."""
        self._unsent: list[str] = []
        self._size = 0

    def queue(self, lines: Sequence[str]) -> None:
        """Have lines sent; too many of them end the link."""
        if self.loss:
            return
        self._unsent += lines
        self._size += sum(map(len, lines))
        if self._size > _MOST_UNSENT:
            self.give_up("The server takes nothing any more")

    def take(self) -> str:
        """What is to be sent now."""
        data = "".join(self._unsent)
        self._unsent.clear()
        self._size = 0
        return data

    def give_up(self, reason: str) -> None:
        """Have it closed, for the first reason that is given."""
        self.loss = self.loss or reason
        self.take()
