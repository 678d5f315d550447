"""What a server shows of itself: plain values, taken at one moment by its own thread."""

from dataclasses import dataclass

from netcore.core.notes import Level

__all__ = ["BanRow", "ChannelRow", "ClientRow", "Level", "LogLine", "Snapshot", "ThreadRow"]


@dataclass(frozen=True, slots=True)
class ClientRow:
    """One connection.

    Args:
        id: the link's number, which the operator's words accept.
        nick: its name; ``*`` before it has one.
        address: where it comes from, ``host:port``.
        dialect: ``irc``, ``plain``, or ``?`` before it has said anything.
        channels: names of the channels that it is in.
        idle: seconds since it last said something.
        connected: seconds since it came.
        sendq: bytes that wait for it to read.
        received: lines it sent.
        sent: lines sent to it.
        operator: whether it may act as the server's operator.
        away: whether its person is away.
        secure: whether it is encrypted.
    """

    id: int
    nick: str
    address: str
    dialect: str
    channels: tuple[str, ...]
    idle: float
    connected: float
    sendq: int
    received: int
    sent: int
    operator: bool = False
    away: bool = False
    secure: bool = False


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """One channel."""

    name: str
    members: int
    modes: str
    topic: str


@dataclass(frozen=True, slots=True)
class BanRow:
    """One mask that is kept out, or muted.

    Args:
        mask: whom it covers.
        reason: why, safe for a terminal; may be empty.
        by: the operator who set it.
        since: when, in seconds since the epoch.
        until: when it is over; 0: never.
    """

    mask: str
    reason: str
    by: str
    since: int
    until: int


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """One live thread of the process.

    Args:
        role: what it does: ``accept``, ``reader``, ``writer``, ``dispatcher``, ``main``, …
        name: its whole name, ``reader alice``.
    """

    role: str
    name: str


@dataclass(frozen=True, slots=True)
class LogLine:
    """One thing that happened.

    Args:
        number: counts up from 1, so that a reader knows what it has shown already.
        time: seconds since the epoch.
        level: how bad it is.
        text: one line, safe for a terminal.
    """

    number: int
    time: float
    level: Level
    text: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All of it at one moment; counters only grow, so that a reader makes rates of two of them."""

    time: float
    """Monotonic seconds."""
    server_name: str
    version: str
    addresses: tuple[str, ...]
    engine: str
    uptime: float
    clients: tuple[ClientRow, ...]
    channels: tuple[ChannelRow, ...]
    threads: tuple[ThreadRow, ...]
    peak_clients: int
    """The most that there were at once, those included who had not said who they are."""
    connections: int
    """Accepted since the start."""
    messages_in: int
    """Lines received."""
    messages_out: int
    """Lines handed to clients."""
    bytes_in: int
    bytes_out: int
    bugs: int
    """Exceptions out of the core: each is a defect of ours and closed its link."""
    log: tuple[LogLine, ...]
    """The newest lines, oldest first."""
    history: str = ""
    """Where what happens is kept; empty: nowhere."""
    history_trouble: str = ""
    """Why nothing can be stored at the moment; empty: it can."""
    history_waiting: int = 0
    """What will be stored when that is over."""
    history_lost: int = 0
    """What never will be, since the start."""
    door: str = "open"
    """Who may come in: ``open``, ``accounts`` or ``closed``."""
