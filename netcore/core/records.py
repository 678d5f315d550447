"""What others can see of what happens, as values: proposed, put in order, then applied.

A record names people by ``uid``, which stays the same whatever their nick, on every host that
applies it. ``id`` is the msgid; ``time`` is in milliseconds since the epoch.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Change(NamedTuple):
    """One letter of a MODE: `value` is a uid for o and v, else the parameter; empty for none."""

    on: bool
    letter: str
    value: str = ""


class Welcomed(NamedTuple):
    """Somebody has registered and is on the network."""

    id: str
    time: int
    uid: str
    nick: str
    user: str
    host: str
    realname: str


class Renamed(NamedTuple):
    """Somebody takes another nick."""

    id: str
    time: int
    uid: str
    nick: str


class RealnameSet(NamedTuple):
    """Somebody changes the real name (IRCv3 setname)."""

    id: str
    time: int
    uid: str
    realname: str


class UserModesSet(NamedTuple):
    """Somebody's own modes change: ``i o w B R T s``, each without a value."""

    id: str
    time: int
    uid: str
    changes: tuple[Change, ...]


class Accepted(NamedTuple):
    """Somebody lets another write to them in private in spite of +R, or no longer."""

    id: str
    time: int
    uid: str
    other: str
    on: bool


class AccountSet(NamedTuple):
    """Somebody has logged in to an account, or out of it with an empty one."""

    id: str
    time: int
    uid: str
    account: str


class HostChanged(NamedTuple):
    """Somebody is seen under another user name and host (IRCv3 chghost)."""

    id: str
    time: int
    uid: str
    user: str
    host: str


class AwaySet(NamedTuple):
    """Somebody goes away with a message, or comes back with an empty one."""

    id: str
    time: int
    uid: str
    message: str


class Joined(NamedTuple):
    """Somebody enters a channel, which comes into being if it was not there."""

    id: str
    time: int
    uid: str
    channel: str


class Parted(NamedTuple):
    """Somebody leaves a channel."""

    id: str
    time: int
    uid: str
    channel: str
    reason: str


class Kicked(NamedTuple):
    """An operator of a channel puts somebody out of it."""

    id: str
    time: int
    uid: str
    channel: str
    target: str
    reason: str


class TopicSet(NamedTuple):
    """Somebody sets a channel's topic; empty: takes it away."""

    id: str
    time: int
    uid: str
    channel: str
    topic: str


class ModesSet(NamedTuple):
    """Somebody changes a channel's modes."""

    id: str
    time: int
    uid: str
    channel: str
    changes: tuple[Change, ...]


class Invited(NamedTuple):
    """Somebody invites a person to a channel."""

    id: str
    time: int
    uid: str
    channel: str
    target: str


class Knocked(NamedTuple):
    """Somebody asks to be let into a channel."""

    id: str
    time: int
    uid: str
    channel: str
    text: str


class Walloped(NamedTuple):
    """An operator says something to everybody who wants to hear operators."""

    id: str
    time: int
    uid: str
    text: str


class Killed(NamedTuple):
    """An operator ends somebody's connection; whoever holds it follows with `Quit`."""

    id: str
    time: int
    uid: str
    target: str
    reason: str


class Said(NamedTuple):
    """Somebody says something in a channel.

    Args:
        command: PRIVMSG, NOTICE or TAGMSG.
        channel: the channel's name.
        text: what; empty for TAGMSG.
        tags: client-only tags, with their ``+``.
    """

    id: str
    time: int
    uid: str
    command: str
    channel: str
    text: str
    tags: Mapping[str, str]


class Whispered(NamedTuple):
    """Somebody says something to one person; `target` is a uid, the rest as in `Said`."""

    id: str
    time: int
    uid: str
    command: str
    target: str
    text: str
    tags: Mapping[str, str]


class SaidToRole(NamedTuple):
    """Somebody says something to those in a channel who are operator, or at least voiced.

    Args:
        role: ``@`` or ``+``; the rest as in `Said`.
    """

    id: str
    time: int
    uid: str
    command: str
    channel: str
    role: str
    text: str
    tags: Mapping[str, str]


class Line(NamedTuple):
    """A line of a message of several.

    Args:
        joined: whether it goes on where the line before ends (``draft/multiline-concat``).
    """

    text: str
    joined: bool = False


def whole(lines: Iterable[Line]) -> str:
    """The text of several lines, with LF between those that are not joined."""
    return "".join(text if joined else f"\n{text}" for text, joined in lines).removeprefix("\n")


class SaidInLines(NamedTuple):
    """Somebody says several lines as one message (IRCv3 multiline).

    Args:
        target: a channel's name, with the role before it if it is for a role alone, or a uid.
        lines: as they came, so that whoever takes single lines gets them as they were meant.
        tags: as in `Said`, as is the rest.
    """

    id: str
    time: int
    uid: str
    command: str
    target: str
    lines: tuple[Line, ...]
    tags: Mapping[str, str]

    @property
    def text(self) -> str:
        """The whole message; see `whole`."""
        return whole(self.lines)


class Redacted(NamedTuple):
    """Somebody takes a message back, or an operator takes it away (IRCv3 message-redaction).

    Args:
        target: the channel's name, or the uid of whoever it was said to or said by.
        msgid: the message's id.
        reason: why; empty: nothing was said.
    """

    id: str
    time: int
    uid: str
    target: str
    msgid: str
    reason: str


class ChannelRenamed(NamedTuple):
    """An operator gives a channel another name (IRCv3 channel-rename)."""

    id: str
    time: int
    uid: str
    channel: str
    name: str
    reason: str


class MetadataSet(NamedTuple):
    """Somebody says something about a person or a channel for programs to read (IRCv3 metadata).

    Args:
        target: a channel's name or a uid.
        changes: keys and values; an empty value takes the key away.
    """

    id: str
    time: int
    uid: str
    target: str
    changes: tuple[tuple[str, str], ...]


class Quit(NamedTuple):
    """Somebody leaves the network."""

    id: str
    time: int
    uid: str
    reason: str


Record = (
    Welcomed
    | Renamed
    | RealnameSet
    | UserModesSet
    | Accepted
    | AccountSet
    | HostChanged
    | AwaySet
    | Joined
    | Parted
    | Kicked
    | TopicSet
    | ModesSet
    | Invited
    | Knocked
    | Walloped
    | Killed
    | Said
    | Whispered
    | SaidToRole
    | SaidInLines
    | Redacted
    | ChannelRenamed
    | MetadataSet
    | Quit
)
