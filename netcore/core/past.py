"""What of the present is to be kept, and what the core knows of the past."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

from netcore.core import names
from netcore.core.history import Entry
from netcore.wire.message import serialise_tags

if TYPE_CHECKING:
    from netcore.core.records import Said, SaidInLines, Whispered
    from netcore.core.users import User

_FLEETING = frozenset({"+typing", "+draft/typing"})
"""Tags that mean something for a few seconds only."""

# The constructor of a named tuple costs three times as much, on every message.
_entry: Callable[[tuple[str, int, str, str, str, str, str, str]], Entry]
_entry = partial(tuple.__new__, Entry)


class Redaction(NamedTuple):
    """An entry that is to be forgotten; `target` as in `Entry`."""

    target: str
    id: str


class Stamped(Protocol):
    """A record."""

    @property
    def id(self) -> str:
        """The msgid."""

    @property
    def time(self) -> int:
        """Milliseconds since the epoch."""


class Past:
    """What is to be kept of this turn, in order, if anything is kept at all."""

    __slots__ = ("kept", "marker", "on", "redacted")

    def __init__(self) -> None:
        self.on = False
        """Whether there is a history."""
        self.kept: list[Entry] = []
        self.redacted: list[Redaction] = []
        self.marker: Callable[[str, str], int] = lambda _owner, _target: 0
        """Where somebody's read marker is in a target, or 0."""

    def keep_said(self, record: Said | Whispered | SaidInLines, user: User, target: str) -> None:
        """Keep a message; not what is gone in a moment, as that somebody types."""
        tags = ""
        if record.tags:
            if record.command == "TAGMSG" and record.tags.keys() <= _FLEETING:
                return
            tags = serialise_tags(record.tags)[1:-1]
        self.kept.append(
            _entry(
                (
                    record.id,
                    record.time,
                    target,
                    record.command,
                    user.source,
                    user.account,
                    record.text,
                    tags,
                )
            )
        )

    def keep(self, record: Stamped, user: User, target: str, kind: str, words: str) -> None:
        """Keep what is no message, if there is a history.

        Args:
            record: its id and time.
            user: who did it, before it changed anything.
            target: the channel's folded name.
            kind: the IRC command.
            words: its parameters as they stand on the wire.
        """
        if self.on:
            source, account = user.source, user.account
            self.kept.append(
                Entry(record.id, record.time, target, kind, source, account, words, "")
            )

    def keep_across(self, record: Stamped, user: User, kind: str, words: str) -> None:
        """As `keep`, for what happens in all channels of somebody at once.

        An id is kept once, so that what is kept in a second channel has a number behind it,
        which nobody is told: see `msgid`.
        """
        for number, channel in enumerate(user.channels if self.on else ()):
            id_ = f"{record.id}.{number}" if number else record.id
            source, account = user.source, user.account
            self.kept.append(
                Entry(id_, record.time, channel.target, kind, source, account, words, "")
            )

    def redact(self, target: str, id: str) -> None:  # noqa: A002 - the field's word
        """Forget what was said; `target` as in `Entry`."""
        if self.on:
            self.redacted.append(Redaction(target, id))

    def take(self) -> tuple[list[Entry], list[Redaction]]:
        """Hand out what is to be kept and forgotten since the last time."""
        taken = self.kept, self.redacted
        self.kept, self.redacted = [], []
        return taken


def msgid(entry: Entry) -> str:
    """The id that those had who were there."""
    return entry.id.partition(".")[0] if entry.kind in ("NICK", "QUIT") else entry.id


def conversation(one: str, other: str) -> str:
    """The target under which what two accounts say to each other is kept."""
    return " ".join(sorted((names.nick_key(one), names.nick_key(other))))
