"""The connection, the server, and what it says of itself."""

from dataclasses import dataclass

from netcore.client.events.base import Event, Status


@dataclass(frozen=True, slots=True)
class StatusChanged(Event):
    """The connection's state changed.

    Args:
        status: the state now.
        detail: one sentence for a person: what happened, what it means, what comes next.
        retry_in: seconds until the next attempt, with status WAITING.
        attempt: which attempt this is since the last time online, from 1.
    """

    status: Status
    detail: str = ""
    retry_in: float | None = None
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class Registered(Event):
    """The server welcomed us; `nick` may differ from the one that was asked for."""

    nick: str
    server: str
    network: str
    capabilities: frozenset[str]


@dataclass(frozen=True, slots=True)
class LagMeasured(Event):
    """A PING of ours came back."""

    seconds: float


@dataclass(frozen=True, slots=True)
class CertificateUnknown(Event):
    """Nobody vouches for the server's certificate: `ChatClient.trust_certificate`, if it is right.

    Args:
        server: whose it is.
        fingerprint: what a person is to compare with what the host shows.
        problem: why the system's authorities do not vouch for it.
    """

    server: str
    fingerprint: str
    problem: str


@dataclass(frozen=True, slots=True)
class CertificateChanged(Event):
    """The server's certificate is another one than it has to be; there is no way on.

    Args:
        server: whose it should be.
        warning: what that means, and where the right one is written.
    """

    server: str
    warning: str


@dataclass(frozen=True, slots=True)
class PasswordNeeded(Event):
    """The server wants a password, or another one: `ChatClient.use_password`, then `reconnect_now`.

    Args:
        given: one was given, and it was wrong.
    """

    given: bool


@dataclass(frozen=True, slots=True)
class Listed(Event):
    """One channel of an answer to LIST."""

    channel: str
    members: int
    topic: str


@dataclass(frozen=True, slots=True)
class ServerText(Event):
    """A line of the server for people: MOTD, WHOIS, the end of a list, a note.

    Args:
        code: the numeric or command.
        text: the parameters behind our nick, as one line to show.
        buffer: the channel or nick it is about, where there is one and it is open, else empty.
    """

    code: str
    text: str
    buffer: str = ""


@dataclass(frozen=True, slots=True)
class ServerError(Event):
    """A numeric error, FAIL, WARN or ERROR, for people; see `ServerText`."""

    code: str
    text: str
    buffer: str = ""
    label: str = ""
