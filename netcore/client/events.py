"""What a ChatClient tells its owner, as values.

Every text in an event has been through `netcore.wire.text.clean`: the texts that people write keep
their IRC formatting codes (see `netcore.wire.formatting`), all other fields have none.
"""

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
class Said(Event):
    """Somebody, we ourselves included, said something.

    Args:
        kind: message, notice or action (``/me``).
        sender: who, by nick; a server's name where a server speaks.
        target: the channel, or the nick that it was said to, as sent.
        buffer: where it belongs: the channel, or the other person's nick; empty: the server.
        text: what, with formatting codes.
        msgid: the server's id, empty where it gives none.
        own: we said it.
        label: with ``own``: the label that `ChatClient.say` gave back, empty if it was said by
            another client of ours.
        historic: it comes from a replay or a history batch.
    """

    kind: Kind
    sender: str
    target: str
    buffer: str
    text: str
    msgid: str = ""
    own: bool = False
    label: str = ""
    historic: bool = False


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


@dataclass(frozen=True, slots=True)
class SendFailed(Event):
    """Something that we said did not arrive.

    Args:
        label: which, as `ChatClient.say` gave it back.
        buffer: where it was said.
        reason: why, for a person.
    """

    label: str
    buffer: str
    reason: str


@dataclass(frozen=True, slots=True)
class Joined(Event):
    """Somebody came into a channel."""

    channel: str
    nick: str
    own: bool
    account: str = ""
    realname: str = ""


@dataclass(frozen=True, slots=True)
class Parted(Event):
    """Somebody left a channel."""

    channel: str
    nick: str
    reason: str
    own: bool


@dataclass(frozen=True, slots=True)
class Kicked(Event):
    """Somebody was thrown out of a channel."""

    channel: str
    nick: str
    by: str
    reason: str
    own: bool


@dataclass(frozen=True, slots=True)
class Quit(Event):
    """Somebody left the server; `channels` are those of ours where they were."""

    nick: str
    reason: str
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NickChanged(Event):
    """Somebody has another name now; `channels` are those of ours where they are."""

    old: str
    new: str
    channels: tuple[str, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class AwayChanged(Event):
    """Somebody, or we, went away (`message`, maybe empty) or came back (None)."""

    nick: str
    message: str | None
    channels: tuple[str, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class TopicChanged(Event):
    """A channel's topic; `by` is empty when we merely learn it on joining."""

    channel: str
    topic: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class ModeChanged(Event):
    """Modes were set on a channel, or on us (`target` is our nick): ``+o-v alice bob``."""

    target: str
    modes: str
    by: str


@dataclass(frozen=True, slots=True)
class MembersLoaded(Event):
    """The list of members of a channel is complete (366): read `ChatClient.members`."""

    channel: str


@dataclass(frozen=True, slots=True)
class Invited(Event):
    """`by` invites `nick` (us, unless a capability shows us others' invitations) to a channel."""

    channel: str
    nick: str
    by: str


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
class AccountChanged(Event):
    """We are logged in to an account now, or to none.

    Args:
        account: its name; empty: none.
    """

    account: str


@dataclass(frozen=True, slots=True)
class AccountMade(Event):
    """There is an account for our nick now.

    Args:
        account: its name.
        text: what the server says of it.
    """

    account: str
    text: str


@dataclass(frozen=True, slots=True)
class AccountRefused(Event):
    """We are not logged in, or there is no account.

    Args:
        account: its name, if there is one.
        reason: why, for people, to stand behind a colon.
    """

    account: str
    reason: str
