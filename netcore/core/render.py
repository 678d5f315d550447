"""From what happened to the bytes for one profile; empty bytes where it is not for them.

A renderer is made once for each thing that happens and then called once for each profile, however
many receivers share it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from netcore.core import caps
from netcore.core.records import Said, Whispered
from netcore.core.stamps import Stamps
from netcore.core.users import User
from netcore.wire import text as wire_text
from netcore.wire.message import serialise_tags

_TAGGED = caps.SERVER_TIME | caps.MESSAGE_TAGS
_NOT_BARE = _TAGGED | caps.PLAIN


class Renderer(Protocol):
    """Something that happened, for whoever may see it."""

    def __call__(self, profile: int, extra: str = "") -> bytes | None:
        """The line with its end for receivers of a profile, or None if it is not for them.

        Args:
            profile: the receivers' bits.
            extra: tags that this one receiver gets besides: a label, a batch.
        """


def encode(tags: str, line: str) -> bytes:
    """The bytes of an IRC line."""
    return f"@{tags} {line}\r\n".encode() if tags else f"{line}\r\n".encode()


def encode_plain(line: str) -> bytes:
    """The bytes of a line for a plain guest: a bare LF, for whoever has no client."""
    return f"{line}\n".encode()


def tags_for(
    profile: int,
    time: int,
    msgid: str,
    stamps: Stamps,
    extra: str = "",
    client_tags: Mapping[str, str] | None = None,
) -> str:
    """The tags that a profile is sent: time, msgid and client-only tags, each by its own bit."""
    parts = [extra] if extra else []
    if profile & caps.SERVER_TIME:
        parts.append(f"time={stamps.iso(time)}")
    if profile & caps.MESSAGE_TAGS:
        parts.append(f"msgid={msgid}")
        if client_tags:
            parts.append(serialise_tags(client_tags)[1:-1])
    return ";".join(parts)


def said(record: Said | Whispered, sender: User, target: str, stamps: Stamps) -> Renderer:
    """A message: PRIVMSG or NOTICE, or the tags alone of a TAGMSG."""
    if record.command == "TAGMSG":
        return _tags_said(record, sender, target, stamps)
    bare = f":{sender.source} {record.command} {target} :{record.text}\r\n".encode()

    def render(profile: int, extra: str = "") -> bytes:
        # The common case of a busy channel comes first and costs nothing more.
        if not (extra or profile & _NOT_BARE):
            return bare
        if profile & caps.PLAIN:
            return encode_plain(plain_said(record, sender.nick, stamps))
        tags = tags_for(profile, record.time, record.id, stamps, extra, record.tags)
        return f"@{tags} ".encode() + bare if tags else bare

    return render


def _tags_said(record: Said | Whispered, sender: User, target: str, stamps: Stamps) -> Renderer:
    line = f":{sender.source} TAGMSG {target}"

    def render(profile: int, extra: str = "") -> bytes | None:
        if not profile & caps.MESSAGE_TAGS or profile & caps.PLAIN:
            return None
        tags = tags_for(profile, record.time, record.id, stamps, extra, record.tags)
        return encode(tags, line)

    return render


def plain_said(record: Said | Whispered, nick: str, stamps: Stamps) -> str:
    """A message as a plain guest sees it: ``[date time] nick text``, cleaned for a terminal.

    What is said to the guest alone is marked so: it is not to be answered in front of everybody.
    """
    stamp = f"[{stamps.local(record.time)}]"
    who = f"{nick} (to you alone)" if isinstance(record, Whispered) else nick
    text = record.text
    if text.startswith("\x01ACTION ") and text.endswith("\x01"):
        return f"{stamp} * {who} {wire_text.plain(text[8:-1])}"
    return f"{stamp} {who} {wire_text.plain(text)}"


def event(
    line: str, time: int, msgid: str, stamps: Stamps, *, plain: str = "", needs: int = 0
) -> Renderer:
    """Anything but a message.

    Args:
        line: the IRC line.
        time: in milliseconds since the epoch.
        msgid: of the record.
        stamps: for the format of times.
        plain: what a plain guest is told; empty: nothing.
        needs: bits without which an IRC client is not told.
    """

    def render(profile: int, extra: str = "") -> bytes | None:
        if profile & caps.PLAIN:
            told = f"[{stamps.local(time)}] * {wire_text.plain(plain)}"
            return encode_plain(told) if plain else None
        if needs and not profile & needs:
            return None
        return encode(tags_for(profile, time, msgid, stamps, extra), line)

    return render


def reply(line: str, time: int, stamps: Stamps) -> Renderer:
    """A line of the server's own for one receiver: it has a time and no id."""

    def render(profile: int, extra: str = "") -> bytes:
        if profile & caps.PLAIN:
            return encode_plain(line)
        return encode(tags_for(profile & caps.SERVER_TIME, time, "", stamps, extra), line)

    return render


def joined(sender: User, channel: str, time: int, msgid: str, stamps: Stamps) -> Renderer:
    """A JOIN, with account and real name for extended-join."""
    short = event(
        f":{sender.source} JOIN {channel}", time, msgid, stamps, plain=f"{sender.nick} joined"
    )
    extended = event(f":{sender.source} JOIN {channel} * :{sender.realname}", time, msgid, stamps)

    def render(profile: int, extra: str = "") -> bytes | None:
        which = extended if profile & caps.EXTENDED_JOIN else short
        return which(profile, extra)

    return render
