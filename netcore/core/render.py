"""From what happened to the bytes for one profile; empty bytes where it is not for them.

A renderer is made once for each thing that happens and then called once for each profile, however
many receivers share it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from netcore.core import caps
from netcore.core.records import Said, Whispered
from netcore.core.stamps import Stamps
from netcore.core.users import User
from netcore.wire import text as wire_text
from netcore.wire.message import NO_TAGS, serialise_tags

Rendered = tuple[str, str]
"""Tags without ``@``, and the line without its end; a plain guest's line has no tags."""

Renderer = Callable[[int], Rendered | None]
"""From a profile to what receivers of that profile are sent, if anything."""

_TAGGED = caps.SERVER_TIME | caps.MESSAGE_TAGS


def encode(rendered: Rendered, profile: int) -> bytes:
    """The bytes of a rendered line, with its line end: a bare LF for whoever has no client."""
    tags, line = rendered
    if tags:
        return f"@{tags} {line}\r\n".encode()
    return f"{line}\n".encode() if profile & caps.PLAIN else f"{line}\r\n".encode()


def tags_for(
    profile: int, time: int, msgid: str, stamps: Stamps, client_tags: Mapping[str, str] = NO_TAGS
) -> str:
    """The tags that a profile is sent: time, msgid and client-only tags, each by its own bit."""
    if not profile & _TAGGED:
        return ""
    parts = []
    if profile & caps.SERVER_TIME:
        parts.append(f"time={stamps.iso(time)}")
    if profile & caps.MESSAGE_TAGS:
        parts.append(f"msgid={msgid}")
        if client_tags:
            parts.append(serialise_tags(client_tags)[1:-1])
    return ";".join(parts)


def said(record: Said | Whispered, sender: User, target: str, stamps: Stamps) -> Renderer:
    """A message: PRIVMSG, NOTICE or TAGMSG."""
    command, text = record.command, record.text
    line = f":{sender.source} {command} {target}"
    if command != "TAGMSG":
        line = f"{line} :{text}"

    def render(profile: int) -> Rendered | None:
        if profile & caps.PLAIN:
            if command == "TAGMSG":
                return None
            return "", plain_said(record.time, sender.nick, text, stamps)
        if command == "TAGMSG" and not profile & caps.MESSAGE_TAGS:
            return None
        return tags_for(profile, record.time, record.id, stamps, record.tags), line

    return render


def plain_said(time: int, nick: str, text: str, stamps: Stamps) -> str:
    """A message as a plain guest sees it: ``[date time] nick text``, cleaned for a terminal."""
    if text.startswith("\x01ACTION ") and text.endswith("\x01"):
        return f"[{stamps.local(time)}] * {nick} {wire_text.plain(text[8:-1])}"
    return f"[{stamps.local(time)}] {nick} {wire_text.plain(text)}"


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

    def render(profile: int) -> Rendered | None:
        if profile & caps.PLAIN:
            return ("", f"[{stamps.local(time)}] * {wire_text.plain(plain)}") if plain else None
        if needs and not profile & needs:
            return None
        return tags_for(profile, time, msgid, stamps), line

    return render


def joined(sender: User, channel: str, time: int, msgid: str, stamps: Stamps) -> Renderer:
    """A JOIN, with account and real name for extended-join."""
    short = event(
        f":{sender.source} JOIN {channel}", time, msgid, stamps, plain=f"{sender.nick} joined"
    )
    extended = event(f":{sender.source} JOIN {channel} * :{sender.realname}", time, msgid, stamps)

    def render(profile: int) -> Rendered | None:
        return extended(profile) if profile & caps.EXTENDED_JOIN else short(profile)

    return render
