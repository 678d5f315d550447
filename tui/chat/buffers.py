"""The windows of the chat and what changes in them, as values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from netcore.client.events import (
    CertificateChanged,
    CertificateUnknown,
    HistoryLoaded,
    HistoryMissing,
)
from tui.chat.log.buffer import LogBuffer
from tui.chat.log.entries import Delivery, Entry

_SPEAKERS = 200
_RECENT = 2_000


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
        coming: with a channel: we are not, but will be once there is a connection.
        topic: with a channel: its topic, with formatting codes.
        unread: how much was said that has not been seen.
        mentions: how much of that is meant for us.
        draft: what was typed and not sent.
        sent: what was sent, the newest last, to be called back.
        speakers: who spoke, the last one last.
        prefixes: the signs of people's roles; None: to be asked for anew.
        recent: the newest messages by their ids, for one that is taken back.
        oldest: id and time of the first message; None: there is none.
        newest: the time of the last message.
        read_until: the time up to which it was read before.
        unmarked: our other clients have not been told of it yet.
        loading: older messages have been asked for.
        whole: there are no older ones to be had.
        seam: behind which what is missed belongs, from a loss until all of it is there.
        gone: when that loss was.
        summary: the line that says how much that is.
        missed: how much it is so far.
        marked: where it begins has been marked.
    """

    name: str
    kind: BufferKind
    log: LogBuffer
    joined: bool = False
    coming: bool = False
    topic: str = ""
    unread: int = 0
    mentions: int = 0
    draft: str = ""
    sent: list[str] = field(default_factory=list)
    speakers: dict[str, None] = field(default_factory=dict)
    prefixes: dict[str, str] | None = None
    recent: dict[str, Entry] = field(default_factory=dict)
    oldest: tuple[str, datetime] | None = None
    newest: datetime | None = None
    read_until: datetime | None = None
    unmarked: bool = False
    loading: bool = False
    whole: bool = False
    seam: Entry | None = None
    gone: datetime | None = None
    summary: Entry | None = None
    missed: int = 0
    marked: bool = False

    def remember(self, msgid: str, time: datetime, entry: Entry) -> None:
        """A message has come at the end."""
        self.oldest = self.oldest or (msgid, time)
        self.newest = time if self.newest is None else max(time, self.newest)
        if msgid:
            self.recent[msgid] = entry
            if len(self.recent) > _RECENT:
                del self.recent[next(iter(self.recent))]

    def recall(self, msgid: str, time: datetime, entry: Entry) -> None:
        """A message has come above those that are there."""
        self.newest = self.newest or time
        if self.oldest is None or time < self.oldest[1]:
            self.oldest = (msgid, time)
        if msgid and len(self.recent) < _RECENT:
            self.recent[msgid] = entry

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
        older: entries that stand above what was there.
        missed: entries that stand behind one, or above all, and not at the end.
        texts: entries whose text is another one now.
        found: answers to a search.
        alerts: what a bell may ring for.
        buffers: the list of buffers, or a count in it.
        people: buffers whose members changed.
        active: another buffer is shown, or its topic changed.
        status: the connection, our nick, our being away, the lag.
        password: the server wants one; the text says what it said.
        certificate: the server's is unknown, or another one than it has to be.
    """

    lines: list[Line] = field(default_factory=list)
    updates: list[Update] = field(default_factory=list)
    unread: list[Line] = field(default_factory=list)
    older: list[tuple[Buffer, list[Entry]]] = field(default_factory=list)
    missed: list[tuple[Buffer, Entry | None, list[Entry]]] = field(default_factory=list)
    texts: list[tuple[Buffer, Entry, str]] = field(default_factory=list)
    found: list[HistoryLoaded | HistoryMissing] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    buffers: bool = False
    people: list[Buffer] = field(default_factory=list)
    active: bool = False
    status: bool = False
    password: str | None = None
    certificate: CertificateUnknown | CertificateChanged | None = None

    def said(self) -> list[Line]:
        """All that is new, but for what is older than what was there."""
        missed = [Line(buffer, entry) for buffer, _, some in self.missed for entry in some]
        return missed + self.lines

    def into_logs(self) -> None:
        """Put the entries and the news of them into the logs of their buffers, all at once."""
        entries: dict[Buffer, list[Entry]] = {}
        for buffer, entry in self.lines:
            entries.setdefault(buffer, []).append(entry)
        for buffer, lines in entries.items():
            buffer.log.append(lines)
        for buffer, older in self.older:
            buffer.log.prepend(older)
        for buffer, after, missed in self.missed:
            buffer.log.insert(missed, after)
        for buffer, entry in self.unread:
            buffer.log.mark_unread(entry)
        for buffer, entry, delivery, note, time, key in self.updates:
            buffer.log.update(entry, delivery=delivery, note=note, time=time, key=key or None)
            if delivery is Delivery.DELIVERED:
                buffer.log.settle(entry)
        for buffer, entry, text in self.texts:
            buffer.log.update(entry, text=text)


def activity(buffers: Sequence[Buffer]) -> list[tuple[int, Buffer]]:
    """The buffers with something unread and their numbers; mentions first, then in order."""
    numbered = [(n, b) for n, b in enumerate(buffers, 1) if b.unread]
    return sorted(numbered, key=lambda item: not item[1].mentions)
