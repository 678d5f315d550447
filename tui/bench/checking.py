"""Whether what clients receive is what was sent: complete, once, in order, by its sender; pure.

All members of a channel get the same bytes. So each line is taken apart once, for the client that
it reaches first, and the others' bytes are compared with it: a check of every delivery that costs
little more than reading it. A client whose bytes differ is judged line by line from there on, so
that the fault gets its name.
"""

from __future__ import annotations

import re
from array import array
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from tui.bench.values import Faults

Buffer = bytes | memoryview

CHANNEL = "#bench"
_TEXT_LENGTH = 100
_FILLER = (b"lorem ipsum dolor sit amet " * 4)[: _TEXT_LENGTH - 32] + b"."
_LINE = re.compile(
    rb":(?P<nick>[^!]*)![^ ]+ PRIVMSG #bench :"
    rb"(?P<sender>[0-9]{4}) (?P<number>[0-9]{8}) (?P<time>[0-9a-f]{16}) (?P<filler>.*)\r\n",
    re.DOTALL,
)
_MARK_EVERY = 64 * 1024
_TRIM_EVERY = 1024 * 1024


def nick(number: int) -> str:
    """The name of a client."""
    return f"b{number:04}"


def messages(sender: int, first: int, count: int, now: int) -> bytes:
    """Commands for the server: so many messages of one sender, numbered, with the time in ns."""
    head = b"PRIVMSG %b :%04d " % (CHANNEL.encode(), sender)
    tail = b" %016x %b\r\n" % (now, _FILLER)
    return b"".join([b"%b%08d%b" % (head, n, tail) for n in range(first, first + count)])


class Ledger:
    """One receiver's account, line by line: what is due from each sender, and what went wrong.

    Args:
        sent: how many messages each sender has written so far; owned by whoever sends.
        due: the number that is due next, by sender.
        delivered: messages received so far.
    """

    def __init__(self, sent: Sequence[int], due: Sequence[int], delivered: int = 0) -> None:
        self.due = list(due)
        self.delivered = delivered
        self._sent = sent
        self._missing: set[tuple[int, int]] = set()
        self._counts = dict.fromkeys(Faults.__dataclass_fields__, 0)

    def take(self, line: bytes) -> None:
        """Judge one line, with its end."""
        match = _LINE.fullmatch(line)
        if not match:
            self._counts["corrupted" if b"PRIVMSG" in line else "unexpected"] += 1
            return
        sender, number = int(match["sender"]), int(match["number"])
        if match["filler"] != _FILLER or sender >= len(self._sent) or number >= self._sent[sender]:
            self._counts["corrupted"] += 1
            return
        if match["nick"] != nick(sender).encode():
            self._counts["misattributed"] += 1
        self._enter(sender, number)

    def _enter(self, sender: int, number: int) -> None:
        due = self.due[sender]
        if number >= due:
            self._missing.update((sender, skipped) for skipped in range(due, number))
            self.due[sender] = number + 1
        elif (sender, number) in self._missing:
            self._missing.remove((sender, number))
            self._counts["reordered"] += 1
        else:
            self._counts["duplicated"] += 1
            return
        self.delivered += 1

    def faults(self) -> Faults:
        """What was wrong; what has not come by now is lost."""
        owing = sum(sent - due for sent, due in zip(self._sent, self.due, strict=True))
        return Faults(**self._counts | {"lost": len(self._missing) + owing})


class _Mark(NamedTuple):
    offset: int
    lines: int
    due: tuple[int, ...]


class Journal:
    """The lines of the channel in the server's order, none of them wrong.

    Args:
        sent: how many messages each sender has written so far; owned by whoever sends.
        timed: whether to keep when each was written, for `Reception` to tell the delays.
    """

    def __init__(self, sent: list[int], *, timed: bool = False) -> None:
        self.sent = sent
        self.due = [0] * len(sent)
        self.end = 0
        self.ends: list[int] = []
        self.written: list[int] = []
        self.delays = array("d")
        self.timed = timed
        self._lines = 0
        self._data = bytearray()
        self._base = 0
        self._marks = deque([_Mark(0, 0, tuple(self.due))])
        self._trimmed_at = 0

    def matches(self, offset: int, data: Buffer) -> bool:
        """Whether the bytes from an offset on are these."""
        return self._data.startswith(data, offset - self._base)

    def extend(self, data: bytes) -> bool:
        """Add whole lines, if each is the next one of its sender; else nothing changes."""
        due = self.due.copy()
        lines = data.splitlines(keepends=True)
        written = [_in_turn(line, due, self.sent) for line in lines]
        if -1 in written:
            return False
        if self.timed:
            self._note_times(lines, written)
        self.due = due
        self._data += data
        self.end += len(data)
        self._lines += len(lines)
        if self.end - self._marks[-1].offset >= _MARK_EVERY:
            self._marks.append(_Mark(self.end, self._lines, tuple(due)))
        return True

    def _note_times(self, lines: list[bytes], written: list[int]) -> None:
        end = self.end
        for line in lines:
            end += len(line)
            self.ends.append(end)
        self.written += written

    def ledger_at(self, offset: int) -> tuple[Ledger, bytes]:
        """The account of who has received as much, and the beginning of the line it is in."""
        mark = next(mark for mark in reversed(self._marks) if mark.offset <= offset)
        received = bytes(self._data[mark.offset - self._base : offset - self._base])
        whole = received.rfind(b"\n") + 1
        ledger = Ledger(self.sent, mark.due, mark.lines)
        for line in received[:whole].splitlines(keepends=True):
            ledger.take(line)
        return ledger, received[whole:]

    def due_for_trimming(self) -> bool:
        """Whether it has grown enough to ask who still needs the beginning."""
        return self.end - self._trimmed_at >= _TRIM_EVERY

    def trim(self, offset: int) -> None:
        """Forget what lies before an offset that all have reached."""
        self._trimmed_at = self.end
        while len(self._marks) > 1 and self._marks[1].offset <= offset:
            self._marks.popleft()
        start = self._marks[0].offset
        del self._data[: start - self._base]
        self._base = start


def _in_turn(line: bytes, due: list[int], sent: Sequence[int]) -> int:
    """When a message was written if it is the next of its sender, which moves on; -1 if not."""
    match = _LINE.fullmatch(line)
    if not match:
        return -1
    name, sender_digits, number, time, filler = match.groups()
    sender = int(sender_digits)
    if sender >= len(due) or int(number) != due[sender] or due[sender] >= sent[sender]:
        return -1
    if filler != _FILLER or name != b"b" + sender_digits:
        return -1
    due[sender] += 1
    return int(time, 16)


class Reception:
    """What one client has received, beside what all have to receive."""

    def __init__(self, journal: Journal) -> None:
        self.position = 0
        self._journal = journal
        self._line = 0
        self._rest = b""
        self._ledger: Ledger | None = None

    @property
    def differs(self) -> bool:
        """Whether it has been sent other bytes than the rest."""
        return self._ledger is not None

    @property
    def complete(self) -> bool:
        """Whether everything that was sent has come."""
        due = self._ledger.due if self._ledger else self._journal.due
        behind = not self._ledger and self.position < self._journal.end
        return not behind and due == self._journal.sent

    def acknowledged(self, sender: int) -> int:
        """How many messages of a sender have come back, here or elsewhere."""
        return (self._ledger or self._journal).due[sender]

    def feed(self, data: Buffer, now: int) -> None:
        """Take what was read at a time in nanoseconds, however it is cut."""
        if self._ledger:
            self._judge(self._ledger, data)
            return
        if self._rest:
            data, self._rest = self._rest + data, b""
        journal = self._journal
        known = min(len(data), journal.end - self.position)
        if known and not journal.matches(self.position, data[:known]):
            self._diverge(data)
            return
        self.position += known
        if known < len(data):
            self._lead(bytes(data[known:]))
        if journal.timed:
            self._tell_delays(now)

    def _lead(self, data: bytes) -> None:
        """Take what has reached nobody before."""
        whole = data.rfind(b"\n") + 1
        if whole and not self._journal.extend(data[:whole]):
            self._diverge(data)
            return
        self.position += whole
        self._rest = data[whole:]

    def _tell_delays(self, now: int) -> None:
        journal = self._journal
        ends = journal.ends
        while self._line < len(ends) and ends[self._line] <= self.position:
            journal.delays.append((now - journal.written[self._line]) / 1e6)
            self._line += 1

    def _diverge(self, data: Buffer) -> None:
        self._ledger, begun = self._journal.ledger_at(self.position)
        self._rest = begun
        self._judge(self._ledger, data)

    def _judge(self, ledger: Ledger, data: Buffer) -> None:
        lines = (self._rest + data).split(b"\n")
        self._rest = lines.pop()
        for line in lines:
            ledger.take(line + b"\n")

    def account(self) -> Ledger:
        """How many messages came, and what was wrong."""
        return self._ledger or self._journal.ledger_at(self.position)[0]
