"""MARKREAD: up to where somebody has read, for all of that person's clients (IRCv3 read-marker)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import caps, names
from netcore.core.asking import Failed
from netcore.core.commands.channels import person
from netcore.core.commands.history import needs
from netcore.core.commands.registry import command
from netcore.core.history import Mark
from netcore.core.markers import line, marker, owner
from netcore.core.places import Place
from netcore.core.render import reply
from netcore.core.session import Session
from netcore.core.stamps import milliseconds
from netcore.wire.casemap import ascii_fold
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.core.hub import Hub


@command("MARKREAD")
def markread(hub: Hub, session: Session, message: Message) -> None:
    """MARKREAD target [timestamp=time]."""
    if not needs(hub, session, caps.READ_MARKER, "MARKREAD"):
        return
    if not message.params:
        hub.fail(session, "MARKREAD", "NEED_MORE_PARAMS", "Missing parameters")
        return
    name = message.params[0]
    asks = len(message.params) == 1
    where = _place(hub, session, name) or (_channel_elsewhere(hub, name) if asks else None)
    if not where:
        _refuse(hub, session)
        return
    if asks:
        marker(hub, session, where.name, owner(session), where.target)
        return
    kind, _, value = message.params[1].partition("=")
    time = milliseconds(value)
    if kind != "timestamp" or time is None:
        _refuse(hub, session, where.name)
    else:
        _move(hub, session, where, min(time, _now(hub, where)))


def _place(hub: Hub, session: Session, name: str) -> Place | None:
    """A channel that the session is in, or a nick, whether there is one or not."""
    if name[:1] == "#":
        channel = hub.state.channel(name)
        inside = channel is not None and person(session) in channel.members
        return Place(channel.target, channel.name) if channel and inside else None
    nick = names.nick(name, hub.settings.nick_length)
    return Place(names.nick_key(nick), nick) if nick else None


def _channel_elsewhere(hub: Hub, name: str) -> Place | None:
    """A channel that one is not in: what one has read there may be asked, and says nothing of it.

    So the name stands in the answer as it was asked for, whether there is such a channel or not.
    """
    if not names.channel(name, hub.settings.channel_length):
        return None
    return Place(ascii_fold(name), name)


def _now(hub: Hub, where: Place) -> int:
    """The latest time that something can be read at: a busy channel runs ahead of the clock."""
    channel = hub.state.channel(where.target)
    return max(hub.wall, channel.clock) if channel else hub.wall


def _refuse(hub: Hub, session: Session, *about: str) -> None:
    hub.fail(session, "MARKREAD", "INVALID_PARAMS", "Invalid parameters", *about)


def _move(hub: Hub, session: Session, where: Place, time: int) -> None:
    whose = owner(session)

    def then(answer: int | Failed) -> None:
        if isinstance(answer, Failed):
            hub.note("error", f"a read marker cannot be kept: {answer.why}")
            text = "The read timestamp could not be set"
            hub.fail(session, "MARKREAD", "INTERNAL_ERROR", text, where.name)
            return
        told = line(hub, where.name, answer)
        hub.reply(session, told)
        if answer == time:
            _tell_others(hub, session, whose, told)

    hub.ask(session, Mark(whose, where.target, time), then)


def _tell_others(hub: Hub, session: Session, whose: str, told: str) -> None:
    for other in hub.sessions.values():
        wants = other is not session and other.active and other.caps & caps.READ_MARKER
        if wants and owner(other) == whose:
            hub.deliver(other, reply(told, hub.wall, hub.stamps))
