"""What others can see of what happens, as values: proposed, put in order, then applied.

A record names people by ``uid``, which stays the same whatever their nick, on every host that
applies it. ``id`` is the msgid; ``time`` is in milliseconds since the epoch.
"""

from collections.abc import Mapping
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
    """Somebody's own modes change: ``i o w B s``, each without a value."""

    id: str
    time: int
    uid: str
    changes: tuple[Change, ...]


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
    | Quit
)
