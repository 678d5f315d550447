"""What of the present is to be kept, and what the core knows of the past."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

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


class Moved(NamedTuple):
    """A channel whose history has another name from now on; both as in `Entry`."""

    old: str
    new: str


class Stamped(Protocol):
    """A record."""

    @property
    def id(self) -> str:
        """The msgid."""

    @property
    def time(self) -> int:
        """Milliseconds since the epoch."""


Waiting = TypeVar("Waiting", Entry, Redaction)


class Past:
    """What is to be kept of this turn, in order, if anything is kept at all."""

    __slots__ = ("kept", "marker", "moved", "on", "redacted")

    def __init__(self) -> None:
        self.on = False
        """Whether there is a history."""
        self.kept: list[Entry] = []
        self.redacted: list[Redaction] = []
        self.moved: list[Moved] = []
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
        """As `keep`, for what happens in all channels of somebody at once."""
        for channel in user.channels:
            self.keep(record, user, channel.target, kind, words)

    def redact(self, target: str, id: str) -> None:  # noqa: A002 - the field's word
        """Forget what was said; `target` as in `Entry`."""
        if self.on:
            self.redacted.append(Redaction(target, id))

    def move(self, old: str, new: str) -> None:
        """Keep what was said in a channel under the new name that it takes."""
        if self.on and old != new:
            moved = Moved(old, new)
            self.moved.append(moved)
            self.kept = [under_new_name(entry, moved) for entry in self.kept]
            self.redacted = [under_new_name(entry, moved) for entry in self.redacted]

    def take(self) -> tuple[list[Entry], list[Redaction], list[Moved]]:
        """Hand out what is to be kept, forgotten and moved since the last time."""
        taken = self.kept, self.redacted, self.moved
        self.kept, self.redacted, self.moved = [], [], []
        return taken


def under_new_name(entry: Waiting, moved: Moved) -> Waiting:
    """Something that is to be stored, or forgotten, after its channel was renamed."""
    return entry._replace(target=moved.new) if entry.target == moved.old else entry


def conversation(one: str, other: str) -> str:
    """The target under which what two parties say to each other is kept.

    A party is an account, or `guest` of whoever has none.
    """
    return " ".join(sorted((names.nick_key(one), names.nick_key(other))))


def guest(nick: str) -> str:
    """As what somebody without an account takes part: no account ever has such a name."""
    return f"~{nick}"


def between(one: User, other: User) -> str:
    """Where what two people say to each other is kept; empty, as with guests, if nowhere.

    It is kept for accounts: one of the two is enough, and then it is that one's alone.
    """
    if not one.account and not other.account:
        return ""
    return conversation(one.account or guest(one.nick), other.account or guest(other.nick))
