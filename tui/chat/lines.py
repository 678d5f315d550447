"""Entries of the log as plain lines of text, without colours or control characters; pure."""

from collections.abc import Sequence
from datetime import tzinfo

from netcore.client.events import Said
from netcore.wire.text import plain
from tui.chat.bridge import Person
from tui.chat.buffers import Buffer, BufferKind
from tui.chat.log.entries import Entry, EntryKind

_MOST_NAMES = 40


def line(
    buffer: Buffer, entry: Entry, active: Buffer, tz: tzinfo | None = None, *, day: bool = False
) -> str:
    """One entry as one line; where it was said is in it if that is not the shown buffer.

    Args:
        buffer: where it was said.
        entry: what.
        active: the buffer that is shown.
        tz: the zone of the clock; None for this machine's.
        day: the day stands before the time.
    """
    text = plain(entry.text)
    match entry.kind:
        case EntryKind.MESSAGE | EntryKind.ACTION | EntryKind.NOTICE:
            clock = entry.time.astimezone(tz).strftime("%Y-%m-%d %H:%M" if day else "%H:%M")
            return f"[{clock}] {_where(buffer, active)}{_said(entry, text)}"
        case EntryKind.EVENT:
            return f"-- {_event(buffer, entry, text)}"
        case EntryKind.ERROR:
            return f"!! {text}"
        case EntryKind.SYSTEM | EntryKind.SERVER:
            return f"-- {text}"


def _where(buffer: Buffer, active: Buffer) -> str:
    if buffer is active or buffer.kind is BufferKind.SERVER:
        return ""
    return "private " if buffer.kind is BufferKind.QUERY else f"{buffer.name} "


def _said(entry: Entry, text: str) -> str:
    match entry.kind:
        case EntryKind.ACTION:
            return f"* {entry.nick} {text}"
        case EntryKind.NOTICE:
            return f"-{entry.nick}- {text}"
        case _:
            return f"<{entry.nick}> {text}"


def _event(buffer: Buffer, entry: Entry, text: str) -> str:
    reason = f" ({text})" if text else ""
    match entry.event:
        case "join":
            return f"{entry.nick} joined {buffer.name}"
        case "part":
            return f"{entry.nick} left {buffer.name}{reason}"
        case "quit":
            return f"{entry.nick} quit{reason}"
        case "nick":
            return f"{entry.nick} is now known as {text}"
        case "away":
            return f"{entry.nick} is away{reason}" if text else f"{entry.nick} is back"
        case _:
            where = f" in {buffer.name}" if buffer.name else ""
            return f"{text}{where}"


def found_line(said: Said, tz: tzinfo | None = None) -> str:
    """Something that was found, as one line with its day and place."""
    clock = f"{said.time.astimezone(tz):%Y-%m-%d %H:%M}"
    return f"[{clock}] {said.buffer} <{said.sender}> {plain(said.text)}"


def topic_line(channel: str, topic: str) -> str:
    """A channel's topic, as it is said on joining."""
    return f"Topic of {channel}: {plain(topic)}"


def members_line(channel: str, members: Sequence[Person]) -> str:
    """Who is in a channel, as it is said on joining."""
    names = sorted((f"{m.prefixes[:1]}{m.nick}" for m in members), key=str.casefold)
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    count = "1 person" if len(names) == 1 else f"{len(names)} people"
    return f"{count} in {channel}: {', '.join(names[:_MOST_NAMES])}{more}"
