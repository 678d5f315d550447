"""Channels: who is in, with which role, and what is set."""

from __future__ import annotations

from typing import NamedTuple

from netcore.core.delivery import Group
from netcore.core.session import Session
from netcore.core.users import User
from netcore.wire.casemap import ascii_fold
from netcore.wire.masks import matches

FLAGS = "imnst"
"""Modes without a parameter."""


class Member:
    """What somebody is in a channel."""

    __slots__ = ("op", "voice")

    def __init__(self, *, op: bool) -> None:
        self.op = op
        self.voice = False

    def prefix(self, *, multi: bool) -> str:
        """``@``, ``+``, both with multi-prefix, or nothing."""
        if self.op:
            return "@+" if multi and self.voice else "@"
        return "+" if self.voice else ""


class Ban(NamedTuple):
    """An entry of the ban list; `time` in seconds since the epoch."""

    mask: str
    by: str
    time: int


class Channel:
    """A channel with its members; local sessions are grouped by what they are to be sent."""

    __slots__ = (
        "bans",
        "clock",
        "created",
        "flags",
        "groups",
        "key",
        "limit",
        "members",
        "name",
        "topic",
        "topic_by",
        "topic_time",
    )

    def __init__(self, name: str, created: int) -> None:
        self.name = name
        self.created = created
        self.members: dict[User, Member] = {}
        self.groups: dict[int, Group] = {}
        self.flags = {"n", "t"}
        self.key = ""
        self.limit = 0
        self.bans: dict[str, Ban] = {}
        self.topic = ""
        self.topic_by = ""
        self.topic_time = 0
        self.clock = 0
        """The newest time given to a record of this channel, in milliseconds."""

    def add(self, user: User, *, op: bool) -> None:
        """Let somebody in."""
        self.members[user] = Member(op=op)
        user.channels[self] = None
        if user.session:
            self.listen(user.session)

    def remove(self, user: User) -> None:
        """Let somebody out."""
        del self.members[user]
        del user.channels[self]
        if user.session:
            self.unlisten(user.session)

    def listen(self, session: Session) -> None:
        """Put a session into the group of its profile."""
        group = self.groups.get(session.profile)
        if group is None:
            group = self.groups[session.profile] = Group(session.profile)
        group.sessions[session] = None

    def unlisten(self, session: Session) -> None:
        """Take a session out of its group."""
        group = self.groups[session.profile]
        del group.sessions[session]
        if not group.sessions:
            del self.groups[session.profile]

    def is_banned(self, user: User) -> bool:
        """Whether a mask of the ban list covers somebody; masks do not mind the case."""
        source = ascii_fold(user.source)
        return any(matches(mask, source) for mask in self.bans)

    def mode_text(self, *, with_key: bool) -> tuple[str, ...]:
        """The modes as RPL_CHANNELMODEIS has them: the letters, then their parameters."""
        letters = "+" + "".join(sorted(self.flags))
        values = []
        if self.key:
            letters += "k"
            values.append(self.key if with_key else "*")
        if self.limit:
            letters += "l"
            values.append(str(self.limit))
        return (letters, *values)
