"""An entry of the history as one line: for people, or as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from netcore.core.history import Entry
from netcore.errors import ChatError
from netcore.wire.text import plain

_LATEST = 1 << 42
"""Milliseconds since the epoch: in the year 2109."""

_ACTION = "\x01ACTION "
_INDENT = " " * 20
_ONE_WORD = re.compile(r"[^\s\x00-\x1f\x7f]{1,600}")
_KIND = re.compile(r"[A-Z]{1,20}")
_TEXT_LIMIT = 100_000


def as_text(entry: Entry) -> str:
    """A line for people, safe for a terminal; further lines of a message are indented."""
    time = datetime.fromtimestamp(entry.time / 1000).strftime("%Y-%m-%d %H:%M:%S")
    nick = plain(entry.source.partition("!")[0])
    said = f"\n{_INDENT}".join(plain(line) for line in _said(entry).split("\n"))
    if entry.kind == "PRIVMSG":
        what = f"* {nick} {said}" if entry.text.startswith(_ACTION) else f"<{nick}> {said}"
    elif entry.kind == "NOTICE":
        what = f"-{nick}- {said}"
    else:
        what = f"* {nick} {plain(_done(entry))}"
    return f"{time} {place(entry.target)} {what}\n"


def _said(entry: Entry) -> str:
    if entry.text.startswith(_ACTION):
        return entry.text.removeprefix(_ACTION).removesuffix("\x01")
    return entry.text


def _done(entry: Entry) -> str:
    """What somebody did, in words; as the wire has it where there are none for it."""
    head, colon, last = f" {entry.text}".partition(" :")
    match entry.kind, [*head.split(), *([last] if colon else [])]:
        case "JOIN", _:
            return "joined"
        case "PART", [_, *reason]:
            return f"left{_because(reason)}"
        case "QUIT", reason:
            return f"left the chat{_because(reason)}"
        case "KICK", [_, who, *reason]:
            return f"put {who} out{_because(reason)}"
        case "NICK", [name]:
            return f"is now {name}"
        case "TOPIC", [_, topic]:
            return f"set the topic: {topic}" if topic else "took the topic away"
        case "MODE", [_, *modes]:
            return f"set {' '.join(modes)}"
    return f"{entry.kind} {entry.text}".rstrip()


def _because(reason: list[str]) -> str:
    return f" ({reason[0]})" if reason and reason[0] else ""


def place(target: str) -> str:
    """The name of a channel, or the two of a conversation."""
    return plain(target.replace(" ", "/"))


def as_json(entry: Entry, *, ascii_only: bool) -> str:
    """A line for programs, which `from_json` reads.

    Args:
        entry: what to write.
        ascii_only: for a terminal, which must not get the control characters of others.
    """
    moment = datetime.fromtimestamp(entry.time // 1000, UTC)
    time = f"{moment:%Y-%m-%dT%H:%M:%S}.{entry.time % 1000:03}Z"
    return json.dumps({**entry._asdict(), "time": time}, ensure_ascii=ascii_only) + "\n"


def from_json(line: str) -> Entry:
    """Read a line of an export.

    Everything in it may be sent to clients some day, so nothing is let in that could be taken for
    the end of a line or of a field.

    Raises:
        ChatError: it is none; `what` says why.
    """
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ChatError("it is no JSON") from error
    if not isinstance(found, dict):
        raise ChatError("it is no object")
    for name, is_good in _FIELDS.items():
        if not is_good(found.get(name)):
            raise ChatError(f"its {name} is missing or makes no sense")
    words = {name: str(found[name]) for name in _FIELDS if name != "time"}
    return Entry(time=_time(found["time"]), **words)


def _time(value: Any) -> int:
    """Milliseconds since the epoch, or -1."""
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            return -1
        return round(moment.timestamp() * 1000)
    except (TypeError, ValueError, OverflowError):
        return -1


def _is_word(value: object) -> bool:
    return isinstance(value, str) and bool(_ONE_WORD.fullmatch(value))


def _is_target(value: object) -> bool:
    return (
        isinstance(value, str)
        and 1 <= len(value.split(" ")) <= 2
        and all(_is_word(word) for word in value.split(" "))
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _TEXT_LIMIT and not {"\r", "\0"} & set(value)


_FIELDS: dict[str, Callable[[Any], bool]] = {
    "id": _is_word,
    "time": lambda value: 0 < _time(value) < _LATEST,
    "target": _is_target,
    "kind": lambda value: isinstance(value, str) and bool(_KIND.fullmatch(value)),
    "source": _is_word,
    "account": lambda value: value == "" or _is_word(value),
    "text": _is_text,
    "tags": lambda value: (
        isinstance(value, str)
        and (value == "" or (len(value) <= _TEXT_LIMIT and not re.search(r"[\s\x00]", value)))
    ),
}
