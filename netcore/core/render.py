"""From what happened to the bytes for one profile; empty bytes where it is not for them.

A renderer is made once for each thing that happens and then called once for each profile, however
many receivers share it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from netcore.core import caps
from netcore.core.records import Said, SaidToRole, Whispered
from netcore.core.stamps import Stamps
from netcore.core.users import Marks, User
from netcore.wire import text as wire_text
from netcore.wire.message import serialise_tags

Message = Said | Whispered | SaidToRole
ROLES = {"@": "to operators alone", "+": "to operators and the voiced"}
ALONE = "to you alone"
_TAGGED = caps.SERVER_TIME | caps.MESSAGE_TAGS
_NOT_BARE = _TAGGED | caps.PLAIN
_NOT_BARE_IF_MARKED = _NOT_BARE | caps.ACCOUNT_TAG


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
    marks: Marks | None = None,
) -> str:
    """The tags that a profile is sent, each by its own bit.

    They are time, msgid, what the author's marks say, and client-only tags.
    """
    parts = [extra] if extra else []
    if profile & caps.SERVER_TIME:
        parts.append(f"time={stamps.iso(time)}")
    if profile & caps.MESSAGE_TAGS:
        if msgid:
            parts.append(f"msgid={msgid}")
        if client_tags:
            parts.append(serialise_tags(client_tags)[1:-1])
    if marks is not None:
        if profile & caps.ACCOUNT_TAG and marks.account:
            parts.append(marks.account)
        if profile & caps.MESSAGE_TAGS and marks.bot:
            parts.append("bot")
    return ";".join(parts)


def said(record: Message, sender: User, target: str, stamps: Stamps) -> Renderer:
    """A message: PRIVMSG or NOTICE, or the tags alone of a TAGMSG."""
    if record.command == "TAGMSG":
        return _tags_said(record, sender, target, stamps)
    bare = f":{sender.source} {record.command} {target} :{record.text}\r\n".encode()
    marks = sender.marks
    not_bare = _NOT_BARE if marks is None else _NOT_BARE_IF_MARKED

    def render(profile: int, extra: str = "") -> bytes:
        # The common case of a busy channel comes first and costs nothing more.
        if not (extra or profile & not_bare):
            return bare
        if profile & caps.PLAIN:
            return encode_plain(plain_said(record, sender.nick, stamps))
        tags = tags_for(profile, record.time, record.id, stamps, extra, record.tags, marks)
        return f"@{tags} ".encode() + bare if tags else bare

    return render


def _tags_said(record: Message, sender: User, target: str, stamps: Stamps) -> Renderer:
    line = f":{sender.source} TAGMSG {target}"
    marks = sender.marks

    def render(profile: int, extra: str = "") -> bytes | None:
        if not profile & caps.MESSAGE_TAGS or profile & caps.PLAIN:
            return None
        tags = tags_for(profile, record.time, record.id, stamps, extra, record.tags, marks)
        return encode(tags, line)

    return render


def plain_said(record: Message, nick: str, stamps: Stamps) -> str:
    """A message as a plain guest sees it: ``[date time] nick text``, cleaned for a terminal.

    What is said to the guest alone is marked so: it is not to be answered in front of everybody.
    """
    stamp = f"[{stamps.local(record.time)}]"
    whom = ""
    if isinstance(record, Whispered):
        whom = ALONE
    elif isinstance(record, SaidToRole):
        whom = ROLES[record.role]
    return plain_line(stamp, nick, record.text, whom)


def plain_line(stamp: str, who: str, text: str, whom: str = "") -> str:
    """A line of a message as a plain guest sees it; `whom` it is for, if not for all."""
    who = f"{who} ({whom})" if whom else who
    if text.startswith("\x01ACTION ") and text.endswith("\x01"):
        return f"{stamp} * {who} {wire_text.plain(text[8:-1])}"
    return f"{stamp} {who} {wire_text.plain(text)}"


def event(
    line: str,
    time: int,
    msgid: str,
    stamps: Stamps,
    *,
    plain: str = "",
    needs: int = 0,
    by: User | None = None,
) -> Renderer:
    """Anything but a message.

    Args:
        line: the IRC line.
        time: in milliseconds since the epoch.
        msgid: of the record.
        stamps: for the format of times.
        plain: what a plain guest is told; empty: nothing.
        needs: bits without which an IRC client is not told.
        by: who does it, whose marks the line bears.
    """
    marks = by.marks if by else None

    def render(profile: int, extra: str = "") -> bytes | None:
        if profile & caps.PLAIN:
            told = f"[{stamps.local(time)}] * {wire_text.plain(plain)}"
            return encode_plain(told) if plain else None
        if needs and not profile & needs:
            return None
        return encode(tags_for(profile, time, msgid, stamps, extra, marks=marks), line)

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
    line = f":{sender.source} JOIN {channel}"
    short = event(line, time, msgid, stamps, plain=f"{sender.nick} joined", by=sender)
    extended = event(
        f"{line} {sender.account or '*'} :{sender.realname}", time, msgid, stamps, by=sender
    )

    def render(profile: int, extra: str = "") -> bytes | None:
        which = extended if profile & caps.EXTENDED_JOIN else short
        return which(profile, extra)

    return render
