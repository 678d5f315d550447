"""Channels: who is in them, what they are about, and which rules they have."""

from typing import TYPE_CHECKING

from netcore.client.events import Listed, MembersLoaded, ModeChanged, TopicChanged
from netcore.client.handlers import replies
from netcore.client.handlers.table import on
from netcore.client.modes import changes
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.client.session import Session

# Above this many people an answer to WHO is more than the dimmed names are worth.
_SMALL = 100
_WHOX_TOKEN = "417"  # noqa: S105 - no secret


@on("TOPIC")
def topic(s: "Session", m: Message) -> None:
    """Somebody sets a topic."""
    room = s.state.channel(m.param(0))
    if room:
        room.topic = m.param(1)
        s.emit(TopicChanged(s.time(m), room.name, room.topic, m.nick))


@on("332")
def topic_is(s: "Session", m: Message) -> None:
    """A channel's topic, on joining or for the asking."""
    room = s.state.channel(m.param(1))
    if not room:
        replies.text(s, m)
        return
    room.topic = m.param(2)
    s.emit(TopicChanged(s.time(m), room.name, room.topic))


@on("331")
def no_topic(s: "Session", m: Message) -> None:
    """A channel has no topic."""
    room = s.state.channel(m.param(1))
    if room:
        room.topic = ""
    replies.text(s, m)


@on("353")
def names(s: "Session", m: Message) -> None:
    """Some of a channel's members, each with the signs of its roles."""
    room = s.state.begin_list(m.param(2))
    if not room:
        replies.text(s, m)
        return
    signs = "".join(s.state.features.prefixes)
    for entry in m.param(3).split():
        place = entry.lstrip(signs)
        nick, _, host = place.partition("!")
        if not nick:
            continue
        person = s.state.enter(room.name, nick)
        if person and host:
            person.user, _, person.host = host.rpartition("@")
        s.state.set_prefixes(room.name, nick, entry[: len(entry) - len(place)])


@on("366")
def end_of_names(s: "Session", m: Message) -> None:
    """The members are complete; who of them is away, only WHO tells."""
    name = m.param(1)
    room = s.state.channel(name)
    if not room or not s.state.end_list(name):
        replies.text(s, m)
        return
    s.emit(MembersLoaded(s.time(m), room.name))
    who = s.state.fold(name)
    if "away-notify" in s.caps.enabled and len(room.members) <= _SMALL and not room.who_asked:
        room.who_asked = True
        s.asked_who.add(who)
        whox = "WHOX" in s.state.features.tokens
        s.send("WHO", room.name, *([f"%tcnfa,{_WHOX_TOKEN}"] if whox else []))


@on("352")
def who(s: "Session", m: Message) -> None:
    """Somebody, for the asking: nick and whether away (``G``) or here (``H``)."""
    if s.state.fold(m.param(1)) not in s.asked_who:
        replies.text(s, m)
    _note(s, m.param(5), m.param(6))


@on("354")
def whox(s: "Session", m: Message) -> None:
    """The same with the fields that were asked for: token, channel, nick, flags, account."""
    if m.param(1) != _WHOX_TOKEN:
        replies.text(s, m)
        return
    _note(s, m.param(3), m.param(4))
    person = s.state.person(m.param(3))
    if person:
        person.account = "" if m.param(5, "0") == "0" else m.param(5)


def _note(s: "Session", nick: str, flags: str) -> None:
    person = s.state.person(nick)
    if person:
        person.away = flags.startswith("G")


@on("315")
def end_of_who(s: "Session", m: Message) -> None:
    """The answer to WHO is complete."""
    name = s.state.fold(m.param(1))
    if name not in s.asked_who:
        replies.text(s, m)
        return
    s.asked_who.discard(name)
    room = s.state.channel(name)
    if room:
        s.emit(MembersLoaded(s.time(m), room.name))


@on("MODE")
def mode(s: "Session", m: Message) -> None:
    """Modes are set on a channel, or on us."""
    target, modes, arguments = m.param(0), m.param(1), m.params[2:]
    room = s.state.channel(target)
    if room:
        for change in changes(s.state.features, modes, arguments):
            if change.mode in s.state.features.prefixes.values():
                s.state.change_role(room.name, change.argument, change.mode, change.added)
            elif change.mode == "k" and s.wanted_name(target) in s.wishes.channels:
                s.wishes.channels[s.wanted_name(target)] = change.argument if change.added else ""
    elif s.state.is_me(target):
        _own_modes(s, modes)
    if target:
        s.emit(ModeChanged(s.time(m), target, " ".join(m.params[1:]), m.nick))


@on("221")
def own_modes(s: "Session", m: Message) -> None:
    """Our modes, for the asking."""
    s.state.modes = frozenset()
    _own_modes(s, m.param(1))
    replies.text(s, m)


def _own_modes(s: "Session", modes: str) -> None:
    """User modes have no arguments."""
    for change in changes(s.state.features, modes, ()):
        letters = {change.mode}
        s.state.modes = s.state.modes | letters if change.added else s.state.modes - letters


@on("322")
def listed(s: "Session", m: Message) -> None:
    """A channel that the server has."""
    count = m.param(2)
    members = int(count[:9]) if count.isascii() and count.isdigit() else 0
    if m.param(1):
        s.emit(Listed(s.time(m), m.param(1), members, m.param(3)))
