"""The windows of the chat and what changes in them, as values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from tui.chat.log.buffer import LogBuffer
from tui.chat.log.entries import Delivery, Entry

_SPEAKERS = 200


class BufferKind(Enum):
    """What a buffer belongs to."""

    SERVER = "server"
    CHANNEL = "channel"
    QUERY = "query"


@dataclass(slots=True, eq=False)
class Buffer:
    """One window: the server's own, a channel, or a conversation with a person.

    Args:
        name: the channel or the nick; empty for the server.
        kind: which of the three.
        log: what has been said in it.
        joined: with a channel: we are in it.
        topic: with a channel: its topic, with formatting codes.
        unread: how much was said that has not been seen.
        mentions: how much of that is meant for us.
        draft: what was typed and not sent.
        sent: what was sent, the newest last, to be called back.
        speakers: who spoke, the last one last.
        prefixes: the signs of people's roles; None: to be asked for anew.
    """

    name: str
    kind: BufferKind
    log: LogBuffer
    joined: bool = False
    topic: str = ""
    unread: int = 0
    mentions: int = 0
    draft: str = ""
    sent: list[str] = field(default_factory=list)
    speakers: dict[str, None] = field(default_factory=dict)
    prefixes: dict[str, str] | None = None

    def heard(self, nick: str) -> None:
        """Remember who spoke last."""
        self.speakers.pop(nick, None)
        self.speakers[nick] = None
        if len(self.speakers) > _SPEAKERS:
            del self.speakers[next(iter(self.speakers))]

    def renamed(self, old: str, new: str) -> None:
        """Somebody has another name now."""
        if old in self.speakers:
            del self.speakers[old]
            self.heard(new)


class Line(NamedTuple):
    """An entry that came into a buffer."""

    buffer: Buffer
    entry: Entry


class Update(NamedTuple):
    """News of an entry that is in a buffer already."""

    buffer: Buffer
    entry: Entry
    delivery: Delivery
    note: str = ""
    time: datetime | None = None
    key: str = ""


class Alert(NamedTuple):
    """Somebody wants us: a mention, a private message, an invitation."""

    buffer: Buffer
    nick: str
    text: str


@dataclass(slots=True)
class Changes:
    """What is different since the front end last asked.

    Args:
        lines: new entries, in order.
        updates: news of older ones, in order.
        unread: of the lines, those that are a buffer's first unread.
        alerts: what a bell may ring for.
        buffers: the list of buffers, or a count in it.
        people: buffers whose members changed.
        active: another buffer is shown, or its topic changed.
        status: the connection, our nick, our being away, the lag.
        password: the server wants one; the text says what it said.
    """

    lines: list[Line] = field(default_factory=list)
    updates: list[Update] = field(default_factory=list)
    unread: list[Line] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    buffers: bool = False
    people: list[Buffer] = field(default_factory=list)
    active: bool = False
    status: bool = False
    password: str | None = None

    def into_logs(self) -> None:
        """Put the entries and the news of them into the logs of their buffers, all at once."""
        entries: dict[Buffer, list[Entry]] = {}
        for buffer, entry in self.lines:
            entries.setdefault(buffer, []).append(entry)
        for buffer, lines in entries.items():
            buffer.log.append(lines)
        for buffer, entry in self.unread:
            buffer.log.mark_unread(entry)
        for buffer, entry, delivery, note, time, key in self.updates:
            buffer.log.update(entry, delivery=delivery, note=note, time=time, key=key or None)


def activity(buffers: Sequence[Buffer]) -> list[tuple[int, Buffer]]:
    """The buffers with something unread and their numbers; mentions first, then in order."""
    numbered = [(n, b) for n, b in enumerate(buffers, 1) if b.unread]
    return sorted(numbered, key=lambda item: not item[1].mentions)
