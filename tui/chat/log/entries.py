"""What a message log holds: one value for each line that somebody, or the program, said."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Delivery(Enum):
    """How far a message of our own has got."""

    NONE = "none"
    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


class EntryKind(Enum):
    """Who speaks in an entry, and how."""

    MESSAGE = "message"
    ACTION = "action"
    NOTICE = "notice"
    EVENT = "event"
    SYSTEM = "system"
    ERROR = "error"
    SERVER = "server"


SAID = frozenset((EntryKind.MESSAGE, EntryKind.ACTION, EntryKind.NOTICE))
"""What somebody has said, in whatever way."""


@dataclass(slots=True, eq=False)
class Entry:
    """One entry of a log; once it is in a log, change it through the log only.

    Attributes:
        time: when it was said, with a time zone.
        kind: who speaks, and how.
        nick: who said or did it; empty for the program's own lines.
        text: cleaned remote text, IRC formatting codes inside allowed. For an event see `event`.
        own: whether the person at this screen said it.
        mention: whether it calls the person at this screen.
        delivery: how far a message of our own has got.
        note: a word about the delivery, say why it failed.
        key: a label or message id, for whoever has to find the entry again.
        event: for `EntryKind.EVENT`: "join" (text is empty), "part" and "quit" (text is the
            reason, if any), "nick" (text is the new nick), "away" (text is the reason, empty for
            "is back"); runs of these are folded into one line. "mode", "topic", "kick" and any
            other are shown as they are: text is a whole sentence, the actor's name in it.
        prefix: the sign of the sender's role, say "@".
    """

    time: datetime
    kind: EntryKind
    nick: str
    text: str
    own: bool = False
    mention: bool = False
    delivery: Delivery = Delivery.NONE
    note: str = ""
    key: str = ""
    event: str = ""
    prefix: str = ""
