"""What is kept of the chat, and what may be asked of it, as values; `netcore.history` keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Entry(NamedTuple):
    """One thing that was said or happened in one place.

    Args:
        id: the msgid.
        time: milliseconds since the epoch, distinct and rising within its target.
        target: the folded name of a channel, or the two accounts of a conversation, folded and
            sorted, with a space between.
        kind: the IRC command: PRIVMSG, NOTICE, TAGMSG, JOIN, TOPIC and so on.
        source: ``nick!user@host`` as it was then.
        account: the sender's account, or nothing.
        text: what was said; of an event, its parameters as they stand on the wire.
        tags: client-only tags as they stand on the wire, without ``@``.
    """

    id: str
    time: int
    target: str
    kind: str
    source: str
    account: str
    text: str
    tags: str


class Bound(NamedTuple):
    """A place in a target's history, which is not part of what it bounds.

    Args:
        id: a msgid; empty: `time` counts.
        time: milliseconds since the epoch.
    """

    id: str = ""
    time: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """Asks for the entries of a target between two bounds, oldest first.

    Args:
        target: as in `Entry`.
        limit: the most entries.
        after: where it begins; None: at the beginning.
        before: where it ends; None: at the end.
        newest: whether the limit keeps the newest or the oldest of them.
        events: whether more than PRIVMSG and NOTICE is wanted.
    """

    target: str
    limit: int
    after: Bound | None = None
    before: Bound | None = None
    newest: bool = True
    events: bool = False


@dataclass(frozen=True, slots=True)
class Around:
    """Asks for the entries nearest to a place, that place included; see `Page`."""

    target: str
    limit: int
    middle: Bound
    events: bool = False


@dataclass(frozen=True, slots=True)
class Targets:
    """Asks which of some targets were last spoken in between two times, the longest ago first.

    The answer is a list of target and time.
    """

    among: tuple[str, ...]
    account: str
    """Conversations of this account belong to them, if it is not empty."""
    after: int
    before: int
    limit: int


@dataclass(frozen=True, slots=True)
class Search:
    """Asks for the messages that contain all of some words, newest first.

    Args:
        among: targets, as in `Entry`.
        words: what to look for.
        limit: the most entries.
        sender: a nick who said it; empty: anybody.
        after: milliseconds since the epoch; 0: from the beginning.
        before: milliseconds since the epoch; 0: to the end.
    """

    among: tuple[str, ...]
    words: str
    limit: int
    sender: str = ""
    after: int = 0
    before: int = 0


@dataclass(frozen=True, slots=True)
class Find:
    """Asks for one entry of a target by its msgid; the answer is an `Entry` or None."""

    target: str
    id: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Asks for a read marker to be moved onwards; the answer is where it is then.

    Args:
        owner: whose it is.
        target: any name.
        time: milliseconds since the epoch.
    """

    owner: str
    target: str
    time: int


Query = Page | Around | Targets | Search | Find
