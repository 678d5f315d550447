"""What every event is, and the words that several of them use."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Kind(Enum):
    """What sort of message was said."""

    MESSAGE = "PRIVMSG"
    NOTICE = "NOTICE"
    ACTION = "ACTION"


class Why(Enum):
    """What a page of the past was wanted for."""

    LATEST = "latest"
    """To begin with, in a place that is new to us."""
    MISSED = "missed"
    """What was said while there was no connection."""
    OLDER = "older"
    """What stands above what is there."""
    AROUND = "around"
    """What stands around one message."""
    SEARCH = "search"
    """What contains some words."""
    CONVERSATIONS = "conversations"
    """Which conversations went on while there was no connection."""


class Status(Enum):
    """How far a client has come."""

    OFFLINE = "offline"
    CONNECTING = "connecting"
    REGISTERING = "registering"
    ONLINE = "online"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened.

    Args:
        time: when, with a time zone: the server's time where it sent one, else ours.
    """

    time: datetime
