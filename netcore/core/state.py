"""Who is on the network and which channels there are: changed by `netcore.core.apply` alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from netcore.core import names
from netcore.core.channels import Channel
from netcore.core.clocks import Clocks
from netcore.core.looks import look
from netcore.core.users import Former, User
from netcore.wire.casemap import ascii_fold

WHOWAS_LENGTH = 1000
"""Former nicks that are remembered; a busy day of a large room."""


class State:
    """Tables of people and channels that always agree with each other."""

    def __init__(self) -> None:
        self.users: dict[str, User] = {}
        self._by_nick: dict[str, User] = {}
        self._by_look: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.clocks = Clocks()
        """Of conversations, and of channels that nobody is in."""
        self.former: deque[Former] = deque(maxlen=WHOWAS_LENGTH)
        self.peak = 0

    def user(self, nick: str) -> User | None:
        """Who has this nick."""
        # Most nicks are asked for as they are kept: it saves the folding on every message.
        return self._by_nick.get(nick) or self._by_nick.get(names.nick_key(nick))

    def holder(self, nick: str) -> User | None:
        """Who has this nick, or one that looks the same."""
        return self.user(nick) or self._by_look.get(look(nick))

    def channel(self, name: str) -> Channel | None:
        """The channel of this name."""
        return self.channels.get(name) or self.channels.get(ascii_fold(name))

    def add_user(self, user: User) -> None:
        """Somebody comes; the nick must be free."""
        self.users[user.uid] = user
        self._by_nick[names.nick_key(user.nick)] = user
        self._by_look[look(user.nick)] = user
        self.peak = max(self.peak, len(self.users))

    def rename(self, user: User, nick: str, time: int) -> None:
        """Somebody takes a free nick."""
        self._remember(user, time)
        del self._by_nick[names.nick_key(user.nick)]
        del self._by_look[look(user.nick)]
        user.rename(nick)
        self._by_nick[names.nick_key(nick)] = user
        self._by_look[look(nick)] = user

    def remove_user(self, user: User, time: int) -> None:
        """Somebody leaves the network and all channels."""
        self._remember(user, time)
        for channel in tuple(user.channels):
            self.leave(channel, user)
        del self.users[user.uid]
        del self._by_nick[names.nick_key(user.nick)]
        del self._by_look[look(user.nick)]

    def _remember(self, user: User, time: int) -> None:
        self.former.appendleft(Former(user.nick, user.user, user.host, user.realname, time))

    def enter(self, user: User, name: str, time: int) -> Channel:
        """Somebody enters a channel; the first one in is its operator."""
        channel = self.channel(name)
        if channel is None:
            channel = Channel(name, time // 1000)
            channel.clock = self.clocks.latest(channel.target)
            self.channels[channel.target] = channel
        channel.add(user, op=not channel.members)
        user.invitations.discard(channel)
        return channel

    def leave(self, channel: Channel, user: User) -> None:
        """Somebody leaves a channel, which goes with its last member."""
        channel.remove(user)
        if not channel.members:
            self.clocks.learn(channel.target, channel.clock)
            del self.channels[ascii_fold(channel.name)]

    def rename_channel(self, channel: Channel, name: str) -> None:
        """A channel takes another name, which no other channel has."""
        self.clocks.learn(channel.target, channel.clock)
        del self.channels[channel.target]
        channel.name = name
        channel.target = ascii_fold(name)
        channel.clock = max(channel.clock, self.clocks.latest(channel.target))
        self.channels[channel.target] = channel

    def neighbours(self, user: User) -> Iterable[User]:
        """Everybody with whom somebody shares a channel, each once, not the person."""
        seen: dict[User, None] = {}
        for channel in user.channels:
            seen.update(dict.fromkeys(channel.members))
        seen.pop(user, None)
        return seen

    def share_channel(self, one: User, other: User) -> bool:
        """Whether two people are in a channel together."""
        return not one.channels.keys().isdisjoint(other.channels)
