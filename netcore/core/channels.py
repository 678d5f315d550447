"""Channels: who is in, with which role, and what is set."""

from __future__ import annotations

from netcore.core import bans
from netcore.core.delivery import Group
from netcore.core.session import Session
from netcore.core.users import User
from netcore.wire.casemap import ascii_fold

FLAGS = "CMRimnpst"
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


class Channel:
    """A channel with its members; local sessions are grouped by what they are to be sent."""

    __slots__ = (
        "clock",
        "created",
        "flags",
        "groups",
        "key",
        "limit",
        "lists",
        "members",
        "metadata",
        "name",
        "target",
        "topic",
        "topic_by",
        "topic_time",
    )

    def __init__(self, name: str, created: int) -> None:
        self.name = name
        self.target = ascii_fold(name)
        """Its folded name, under which its history is kept."""
        self.created = created
        self.members: dict[User, Member] = {}
        self.groups: dict[int, Group] = {}
        self.flags = {"n", "t"}
        self.metadata: dict[str, str] = {}
        self.key = ""
        self.limit = 0
        self.lists = {letter: bans.Masks() for letter in bans.LISTS}
        """The entries of each list by their folded masks."""
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
        """Whether somebody is on the ban list and not on that of exceptions."""
        return self.lists["b"].covers(user) and not self.lists["e"].covers(user)

    def is_muted(self, user: User) -> bool:
        """Whether somebody may be here and not speak."""
        lists = self.lists
        return lists["b"].covers(user, mute=True) and not lists["e"].covers(user, mute=True)

    def lets_in(self, user: User) -> bool:
        """Whether somebody is on the list of those who need no invitation."""
        return self.lists["I"].covers(user)

    def told_of(self, user: User) -> bool:
        """Whether somebody who has not named the channel may come to hear its name."""
        return user in self.members or self.flags.isdisjoint("ps")

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
