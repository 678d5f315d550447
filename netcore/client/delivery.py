"""What we said and what became of it: waiting, under way, delivered or failed; pure."""

from collections import deque
from dataclasses import dataclass

from netcore.client.events import Kind
from netcore.wire import formatting

MAX_WAITING = 1_000
# How many of our messages a server may have before it has shown that it dealt with the last ones:
# under the line counts at which networks cut a client off (Solanum 20, ngircd 10 and a pause).
WINDOW = 10
_MARK_EVERY = 5


@dataclass(slots=True)
class Outgoing:
    """Something that we say.

    Args:
        label: its name between us, our owner and the server.
        target: the channel or nick, as our owner wrote it.
        kind: message, notice or action.
        text: one line.
        shown: our owner has been told that it was said.
        nick: who we were when it was sent.
        mark: the number of the PING that was sent after it, 0 if none yet.
    """

    label: str
    target: str
    kind: Kind
    text: str
    shown: bool = False
    nick: str = ""
    mark: int = 0


class Delivery:
    """Keeps order, a window and the memory of what is unanswered.

    The window makes us as fast as the server is: after every five messages a PING asks it to say
    how far it has come, and at most ten messages are ahead of its answers. So a server that
    answers at once gets thousands a second, and one that slows us down never has to cut us off.
    """

    def __init__(self) -> None:
        self.waiting: deque[Outgoing] = deque()
        self.under_way: list[Outgoing] = []
        self._number = 0
        self._mark = 0
        self._since_mark = 0
        self._reached = 0

    def next_label(self) -> str:
        """A label that this client has not used yet."""
        self._number += 1
        return f"m{self._number}"

    def put(self, message: Outgoing) -> bool:
        """Let a message wait for its turn; False if too many wait."""
        if len(self.waiting) >= MAX_WAITING:
            return False
        self.waiting.append(message)
        return True

    def take(self, *, all_of_it: bool = False) -> Outgoing | None:
        """The next message whose turn it is now."""
        if not self.waiting or (self._ahead() >= WINDOW and not all_of_it):
            return None
        message = self.waiting.popleft()
        self.under_way.append(message)
        self._since_mark += 1
        return message

    def _ahead(self) -> int:
        return sum(1 for m in self.under_way if not m.mark or m.mark > self._reached)

    def mark(self, *, now: bool = False) -> str | None:
        """The token of a PING to send at this place, if one is due or wanted now."""
        if self._since_mark < _MARK_EVERY and not now:
            return None
        self._mark += 1
        self._since_mark = 0
        for message in reversed(self.under_way):
            if message.mark:
                break
            message.mark = self._mark
        return f"chat-tui-{self._mark}"

    def marked(self, token: str) -> list[Outgoing]:
        """A PING came back: what was sent before it has been dealt with.

        Returns:
            The messages that should have been echoed long ago: before the last PING but one.
        """
        name, _, number = token.rpartition("-")
        if name != "chat-tui" or not (number.isascii() and number.isdigit() and len(number) < 20):
            return []
        self._reached = min(int(number), self._mark)
        silent = [m for m in self.under_way if m.mark and m.mark < self._reached - 1]
        # What our owner knows to be said can no longer be refused.
        self.under_way = [
            m
            for m in self.under_way
            if m not in silent and not (m.shown and m.mark and m.mark <= self._reached)
        ]
        return [m for m in silent if not m.shown]

    def labelled(self, label: str) -> Outgoing | None:
        """The message under way that has this label."""
        return next((m for m in self.under_way if m.label == label), None) if label else None

    def echoed(self, targets: list[Outgoing], kind: Kind, text: str) -> Outgoing | None:
        """Which of some messages an echo without a label belongs to.

        Servers may cut a text or take its colours out, so equal texts count first, and then the
        first text that the echo is a part of.
        """
        alike = [m for m in targets if m.kind is kind and not m.shown]
        for message in alike:
            if message.text == text:
                return message
        plain = formatting.strip(text)
        return next((m for m in alike if formatting.strip(m.text).startswith(plain)), None)

    def done(self, message: Outgoing) -> None:
        """It has been delivered or refused."""
        if message in self.under_way:
            self.under_way.remove(message)

    @property
    def unmarked(self) -> bool:
        """Whether something was sent after the last PING."""
        return self._since_mark > 0

    def confirmed(self) -> None:
        """All that our owner knows to be said has arrived."""
        self.under_way = [m for m in self.under_way if not m.shown]

    def disconnected(self) -> list[Outgoing]:
        """The connection is gone; gives what nobody can know of whether it arrived."""
        lost, self.under_way = self.under_way, []
        self._since_mark = 0
        return lost

    def give_up(self) -> list[Outgoing]:
        """The end; gives everything that has not arrived."""
        rest = self.disconnected() + list(self.waiting)
        self.waiting.clear()
        return rest
