"""Where a client goes, who it is, how patient it is, and whom it sees there."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Server:
    """A chat server's place.

    Args:
        host: a name or an address.
        port: its port.
        tls: encrypt, and see that the certificate is to be trusted.
        prefer_tls: without ``tls``: encrypt if the server can; a password is never sent in the
            clear then.
        fingerprint: the certificate that it has to show, as `netcore.security.fingerprints` has
            it; empty: one for which the system's authorities vouch, or that this person trusts.
        password: the server's password (PASS); empty: none is sent.
    """

    host: str
    port: int = 9999
    tls: bool = False
    password: str = field(default="", repr=False)
    prefer_tls: bool = False
    fingerprint: str = ""

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What one logs in to an account with."""

    account: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we want to be; an empty user or real name is taken from the nick.

    Args:
        login: the account to log in to, before anything is joined; None: none.
    """

    nick: str
    user: str = ""
    realname: str = ""
    login: Credentials | None = None


@dataclass(frozen=True, slots=True)
class Timings:
    """How patient a client is; all times in seconds.

    Args:
        connect: to make a connection, TLS handshake included.
        registration: from the connection to the server's welcome; activity does not prolong it.
        ping_interval: between our PINGs, and so the longest silence without one.
        ping_timeout: for a PING's answer, and for the server to take what we write.
        stable: how long online before the next back-off starts from the beginning again.
        backoff: the first back-off's upper bound, which then doubles.
        backoff_limit: the last back-off's upper bound.
        quit: for the server to take leave of us after QUIT, or after its own ERROR.
        jitter: gives 0.0 to 1.0, by which each back-off's upper bound is multiplied.
    """

    connect: float = 10.0
    registration: float = 30.0
    ping_interval: float = 15.0
    ping_timeout: float = 15.0
    stable: float = 10.0
    backoff: float = 1.0
    backoff_limit: float = 30.0
    quit: float = 2.0
    jitter: Callable[[], float] = random.random


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a channel.

    Args:
        nick: the name.
        prefixes: the signs of the roles, the highest first: ``@+``; empty for none.
        away: whether away, as far as we know.
        account: the account's name, empty if there is none or it is not known.
    """

    nick: str
    prefixes: str = ""
    away: bool = False
    account: str = ""


class Moment(NamedTuple):
    """Now, by both clocks: local time with its zone, and monotonic seconds."""

    wall: datetime
    clock: float


class Refusal(Enum):
    """Why a server does not let us in, where trying again would not help."""

    PASSWORD = "password"  # noqa: S105 - the name of a reason
    BANNED = "banned"
    NICK = "nick"
    REMOVED = "removed"
    CERTIFICATE = "certificate"


@dataclass(slots=True)
class Wishes:
    """What holds from one connection to the next.

    Args:
        nick: the nick that we want to have.
        channels: the channels that we want to be in, with their keys.
        password: the server's.
        away: the message with which we are away, or None.
        login: the account that we want to be logged in to.
        since: up to when conversations have been told; None: as long as there was a connection.
        latest: messages that a channel which is new to us begins with.
    """

    nick: str
    user: str
    realname: str
    password: str = field(repr=False)
    channels: dict[str, str]
    away: str | None = None
    been_online: bool = False
    login: Credentials | None = None
    since: datetime | None = None
    latest: int = 100
