"""What was said before, was read, or was taken back."""

from dataclasses import dataclass
from datetime import datetime

from netcore.client.events.base import Event, Why
from netcore.client.events.talk import Said


@dataclass(frozen=True, slots=True)
class HistoryLoaded(Event):
    """A page of the past.

    Args:
        buffer: the channel or nick; empty for a search in all places.
        why: what it was wanted for.
        messages: the oldest first, none that was told before but with OLDER, AROUND and SEARCH.
            One with a label is a message of ours that has arrived after all.
        gap: something may be missing between what was told before and these.
        complete: there is nothing more to be had in this direction.
        words: what was searched.
    """

    buffer: str
    why: Why
    messages: tuple[Said, ...]
    gap: bool = False
    complete: bool = True
    words: str = ""


@dataclass(frozen=True, slots=True)
class HistoryMissing(Event):
    """The past cannot be had.

    Args:
        buffer: the channel or nick.
        reason: why, for a person: what that means and what to do.
        why: what it was wanted for.
    """

    buffer: str
    reason: str
    why: Why


@dataclass(frozen=True, slots=True)
class CatchingUp(Event):
    """What was missed is being asked for; what we say waits until it is there.

    Args:
        left: how many channels and conversations are still to come; 0: all is told.
    """

    left: int


@dataclass(frozen=True, slots=True)
class ReadMarked(Event):
    """Up to when a place was read, by any client of ours (IRCv3 read-marker); None: never."""

    buffer: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Redacted(Event):
    """A message is to be forgotten (IRCv3 message-redaction)."""

    buffer: str
    msgid: str
    by: str
    reason: str
