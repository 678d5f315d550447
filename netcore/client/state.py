"""What a client knows of a server: channels, who is in them, topics, itself; pure."""

from dataclasses import dataclass, field

from netcore.client.values import Member
from netcore.wire.isupport import Features

# Bounds against a server that floods us with names: more than any network has of them.
MAX_CHANNELS = 1_000
MAX_PEOPLE = 200_000


@dataclass(slots=True)
class Person:
    """Somebody who is in a channel with us."""

    nick: str
    user: str = ""
    host: str = ""
    account: str = ""
    away: bool = False
    channels: int = 0


@dataclass(slots=True)
class Channel:
    """A channel that we are in.

    Args:
        name: as the server spells it.
        members: folded nicks to the signs of their roles, the highest first.
        listed: with a list of members under way (353 to 366): the folded nicks it has so far.
    """

    name: str
    topic: str = ""
    members: dict[str, str] = field(default_factory=dict)
    listed: set[str] | None = None
    who_asked: bool = False


class State:
    """The channels and the people in them, by the server's own rules for names.

    Every method takes whatever a server says: names of nobody and of no channel change nothing.
    """

    def __init__(self, nick: str) -> None:
        self.nick = nick
        self.user = ""
        self.host = ""
        self.away = False
        self.account = ""
        self.modes: frozenset[str] = frozenset()
        self.features = Features()
        self._channels: dict[str, Channel] = {}
        self._people: dict[str, Person] = {}

    def fold(self, name: str) -> str:
        """A name in the form in which equal names are equal."""
        return self.features.fold(name)

    def same(self, one: str, other: str) -> bool:
        """Whether two names are the same to the server."""
        return self.fold(one) == self.fold(other)

    def is_me(self, nick: str) -> bool:
        """Whether this is our own nick."""
        return self.same(nick, self.nick)

    def learn_features(self, items: tuple[str, ...]) -> None:
        """Take a line of 005. The old `Features` stays as it is for whoever holds it."""
        if len(self.features.tokens) > 500:
            return
        features = Features(dict(self.features.tokens))
        features.update(items)
        moved = features.fold is not self.features.fold
        self.features = features
        if moved:
            self._fold_anew()

    def _fold_anew(self) -> None:
        """Servers name their folding before anyone joins; one that does not costs us this."""
        old_people, old_channels = self._people, self._channels
        self._people, self._channels = {}, {}
        for room in old_channels.values():
            here = [(old_people[folded], signs) for folded, signs in room.members.items()]
            room.members, room.listed = {}, None
            self._channels[self.fold(room.name)] = room
            for person, signs in here:
                known = self.enter(room.name, person.nick)
                if known:
                    known.user, known.host = person.user, person.host
                    known.account, known.away = person.account, person.away
                    self.set_prefixes(room.name, person.nick, signs)

    def is_channel(self, name: str) -> bool:
        """Whether a name is a channel's, with or without a sign for one role before it."""
        signs = self.features.tokens.get("STATUSMSG", "")
        return self.features.is_channel(name) or (
            name[:1] in signs and self.features.is_channel(name[1:])
        )

    def bare(self, target: str) -> str:
        """A target without the sign that speaks to one role only (STATUSMSG)."""
        signs = self.features.tokens.get("STATUSMSG", "")
        if not self.features.is_channel(target) and target[:1] in signs:
            return target[1:]
        return target

    def channel(self, name: str) -> Channel | None:
        """A channel that we are in."""
        return self._channels.get(self.fold(name))

    def channels(self) -> tuple[str, ...]:
        """The names of the channels that we are in, in the order in which we came."""
        return tuple(room.name for room in self._channels.values())

    def person(self, nick: str) -> Person | None:
        """Somebody who shares a channel with us."""
        return self._people.get(self.fold(nick))

    def channels_of(self, nick: str) -> tuple[str, ...]:
        """The channels of ours where somebody is."""
        folded = self.fold(nick)
        return tuple(room.name for room in self._channels.values() if folded in room.members)

    def members(self, name: str) -> tuple[Member, ...]:
        """Who is in a channel, in no particular order."""
        room = self.channel(name)
        if not room:
            return ()
        found = []
        for folded, prefixes in room.members.items():
            person = self._people[folded]
            found.append(Member(person.nick, prefixes, person.away, person.account))
        return tuple(found)

    def enter(self, name: str, nick: str) -> Person | None:
        """Somebody is in a channel; None for a channel that we are not in."""
        folded = self.fold(nick)
        if folded == self.fold(self.nick) and len(self._channels) < MAX_CHANNELS:
            self._channels.setdefault(self.fold(name), Channel(name))
        room = self.channel(name)
        if not room:
            return None
        person = self._people.get(folded)
        if not person:
            if len(self._people) >= MAX_PEOPLE and not self.is_me(nick):
                return None
            person = self._people[folded] = Person(nick)
        if folded not in room.members:
            room.members[folded] = ""
            person.channels += 1
        if room.listed is not None:
            room.listed.add(folded)
        return person

    def leave(self, name: str, nick: str) -> bool:
        """Somebody is no longer in a channel; if it is us, the channel is gone.

        Returns:
            Whether they were there.
        """
        room = self.channel(name)
        if not room or self.fold(nick) not in room.members:
            return False
        if self.is_me(nick):
            for folded in room.members:
                self._forget(folded)
            del self._channels[self.fold(name)]
        else:
            del room.members[self.fold(nick)]
            self._forget(self.fold(nick))
        return True

    def _forget(self, folded: str) -> None:
        person = self._people[folded]
        person.channels -= 1
        if not person.channels:
            del self._people[folded]

    def quit(self, nick: str) -> tuple[str, ...]:
        """Somebody is gone from everywhere; gives the channels of ours where they were."""
        channels = self.channels_of(nick)
        for name in channels:
            self.leave(name, nick)
        return channels

    def rename(self, old: str, new: str) -> tuple[str, ...]:
        """Somebody has another nick; gives the channels of ours where they are."""
        before, after = self.fold(old), self.fold(new)
        if after != before:
            if self.is_me(new):
                return ()
            # Two of one name cannot be: who had the new one has left without our seeing it.
            self.quit(new)
        channels = self.channels_of(old)
        if self.is_me(old):
            self.nick = new
        person = self._people.pop(before, None)
        if person:
            person.nick = new
            self._people[after] = person
        for name in channels:
            room = self._channels[self.fold(name)]
            room.members = {
                after if folded == before else folded: signs
                for folded, signs in room.members.items()
            }
            if room.listed is not None:
                room.listed.add(after)
        return channels

    def set_prefixes(self, name: str, nick: str, prefixes: str) -> None:
        """Give somebody in a channel exactly these signs."""
        room = self.channel(name)
        if room and self.fold(nick) in room.members:
            order = list(self.features.prefixes)
            known = [sign for sign in dict.fromkeys(prefixes) if sign in order]
            room.members[self.fold(nick)] = "".join(sorted(known, key=order.index))

    def change_role(self, name: str, nick: str, mode: str, added: bool) -> None:
        """Give or take the role of one mode letter."""
        room = self.channel(name)
        sign = next((s for s, letter in self.features.prefixes.items() if letter == mode), "")
        if room and sign:
            others = room.members.get(self.fold(nick), "").replace(sign, "")
            self.set_prefixes(name, nick, sign + others if added else others)

    def begin_list(self, name: str) -> Channel | None:
        """A line of the list of members has come."""
        room = self.channel(name)
        if room and room.listed is None:
            room.listed = set()
        return room

    def end_list(self, name: str) -> bool:
        """The list of members is complete: who was not in it, is not in the channel.

        Returns:
            Whether there was a list.
        """
        room = self.channel(name)
        if not room or room.listed is None:
            return False
        listed, room.listed = room.listed, None
        listed.add(self.fold(self.nick))
        for folded in [folded for folded in room.members if folded not in listed]:
            del room.members[folded]
            self._forget(folded)
        return True
