"""A message of several lines: while it comes in, and as each receiver gets it (IRCv3 multiline)."""

from __future__ import annotations

from collections.abc import Mapping

from netcore.core import caps
from netcore.core.records import Line, SaidInLines, whole
from netcore.core.render import (
    ALONE,
    ROLES,
    Renderer,
    encode,
    encode_plain,
    plain_line,
    tags_for,
)
from netcore.core.stamps import Stamps
from netcore.core.users import User

MAX_BYTES = 16384
"""Bytes of one message: 40 full lines of text, or a good page of a program's output."""
MAX_LINES = 100
"""Lines of one message; with all prefixes it stays below 64 KiB for each receiver."""
LIMITS = f"max-bytes={MAX_BYTES},max-lines={MAX_LINES}"
"""The capability's value."""
TYPE = "draft/multiline"
JOINED = "draft/multiline-concat"
WANTED = caps.MULTILINE | caps.BATCH
"""What a client has on who sends and gets messages of several lines."""
_LONGEST = 500
"""Bytes that no line has which came as one: command, target and line end take the rest of 512."""
_PIECE = 400
"""Bytes of a piece of a longer one: with any prefix it fits in 512."""


class Incoming:
    """What a client has sent of a message up to now.

    Args:
        reference: the batch's name, which the client gave it.
        target: whom the message is for.
        tags: its client-only tags.
        label: the label of the command that began it, which its outcome bears.
        now: monotonic seconds.
    """

    __slots__ = (
        "command",
        "label",
        "lines",
        "opened_at",
        "reference",
        "size",
        "spoilt",
        "tags",
        "target",
        "told",
    )

    def __init__(
        self, reference: str, target: str, tags: Mapping[str, str], label: str, now: float
    ) -> None:
        self.reference = reference
        self.target = target
        self.tags = tags
        self.label = label
        self.opened_at = now
        self.command = ""
        self.lines: list[Line] = []
        self.size = 0
        self.spoilt = False
        """Whether it can come to nothing any more: its lines are dropped up to its end."""
        self.told = False
        """Whether its author knows."""

    def add(self, command: str, text: str, *, joined: bool) -> None:
        """Take one more line."""
        joined = joined and bool(self.lines)
        self.size += self.growth(text, joined=joined)
        self.command = command
        self.lines.append(Line(text, joined))

    def growth(self, text: str, *, joined: bool) -> int:
        """The bytes by which a line makes the message longer, with the line feed before it."""
        return len(text.encode()) + (1 if self.lines and not joined else 0)

    def spoil(self) -> None:
        """Let it come to nothing."""
        self.spoilt = True
        self.lines = []

    @property
    def text(self) -> str:
        """The whole message; see `whole`."""
        return whole(self.lines)


def lines_of(text: str) -> tuple[Line, ...]:
    """A whole message as lines that fit: what was cut when it was sent may be cut elsewhere."""
    lines = []
    for line in text.split("\n"):
        pieces = _cut(line) if len(line.encode()) > _LONGEST else [line]
        lines += [Line(piece, joined=number > 0) for number, piece in enumerate(pieces)]
    return tuple(lines)


def _cut(line: str) -> list[str]:
    """Pieces that together are the line again, each to its last space if that is far enough on."""
    pieces = []
    while len(line.encode()) > _PIECE:
        head = line.encode()[:_PIECE].decode(errors="ignore")
        space = head.rfind(" ", len(head) // 2)
        end = space + 1 if space >= 0 else len(head)
        pieces.append(line[:end])
        line = line[end:]
    return [*pieces, line]


def in_batch(record: SaidInLines, sender: User, target: str, stamps: Stamps) -> Renderer:
    """A message for those who take it as one: msgid, time and label are on its beginning alone."""
    source, reference = sender.source, record.id
    opening = f":{source} BATCH +{reference} {TYPE} {target}"
    rest = [
        f"@batch={reference}{f';{JOINED}' if joined else ''}"
        f" :{source} {record.command} {target} :{text}\r\n"
        for text, joined in record.lines
    ]
    body = "".join([*rest, f":{source} BATCH -{reference}\r\n"]).encode()

    def render(profile: int, extra: str = "") -> bytes:
        tags = tags_for(profile, record.time, record.id, stamps, extra, record.tags, sender.marks)
        return encode(tags, opening) + body

    return render


def one_by_one(record: SaidInLines, sender: User, target: str, stamps: Stamps) -> Renderer:
    """A message for all others: its lines as they came, but for blank ones; the first has the id.

    Source: IRCv3 multiline, "Fallback".
    """
    start = f":{sender.source} {record.command} {target} :"
    lines = [start + text for text, _ in record.lines if text]
    sign = record.target[:1]
    whom = "" if sign == "#" else ROLES.get(sign, ALONE)

    def render(profile: int, extra: str = "") -> bytes:
        if profile & caps.PLAIN:
            stamp, shown = f"[{stamps.local(record.time)}]", record.text.split("\n")
            return b"".join(
                encode_plain(plain_line(stamp, sender.nick, text, whom)) for text in shown if text
            )
        parts = (profile, record.time)
        end = (record.tags, sender.marks)
        first = tags_for(*parts, record.id, stamps, extra, *end)
        inside = extra if extra.startswith("batch=") else ""
        rest = tags_for(*parts, "", stamps, inside, *end)
        return b"".join(encode(rest if n else first, line) for n, line in enumerate(lines))

    return render
