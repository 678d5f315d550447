"""The server's answers that are for people: numerics, standard replies, and what failed."""

from typing import TYPE_CHECKING

from netcore.client import past
from netcore.client.delivery import Outgoing
from netcore.client.events import ServerError, ServerText
from netcore.client.handlers.table import on
from netcore.client.words import in_words
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.client.session import Session

# Errors that may answer a message of ours, and name its target first.
_UNDELIVERED = {"401", "403", "404", "407", "408", "439", "477", "486", "489", "494", "531", "716"}
# After these we are not in a channel that we wanted to join; a full one (471) may have room later.
_NOT_JOINED = {"403", "405", "448", "470", "473", "474", "475", "476", "477", "489", "520", "926"}


@on("004", "321", "375")
def silent(s: "Session", m: Message) -> None:
    """For programs, or the head of a table: nothing to show."""


def numeric(s: "Session", m: Message) -> None:
    """Any numeric that has no handler of its own."""
    if "400" <= m.command < "600" or m.command in ("696", "926"):
        error(s, m)
    else:
        text(s, m)


def text(s: "Session", m: Message) -> None:
    """Show a numeric in words."""
    words = in_words(m.command, m.params, s.now)
    if words or m.command == "372":
        about = m.param(1)
        room = s.state.channel(about)
        buffer = room.name if room else about if m.command == "301" else ""
        s.emit(ServerText(s.time(m), m.command, words, buffer))


def error(s: "Session", m: Message) -> None:
    """Show an error in words, at the message that it is about if there is one."""
    words = in_words(m.command, m.params, s.now)
    target = m.param(1)
    if m.command in _NOT_JOINED and not s.state.channel(target):
        s.wishes.channels.pop(s.wanted_name(target), None)
        past.left(s, target)
    label = s.batches.label(m)
    message = s.delivery.labelled(label)
    if not message and m.command in _UNDELIVERED:
        message = _unanswered(s, target)
    if message:
        s.failed(message, s.time(m), words)
        return
    room = s.state.channel(target)
    s.emit(ServerError(s.time(m), m.command, words, room.name if room else "", label))


def _unanswered(s: "Session", target: str) -> Outgoing | None:
    """The message that an error without a label is about.

    With echoes it is the oldest to that target, as errors and echoes come in order; without them
    the newest, since those before it most likely arrived.
    """
    if "labeled-response" in s.caps.enabled:
        return None
    there = [m for m in s.delivery.under_way if s.state.same(m.target, target)]
    if not there:
        return None
    return there[0] if "echo-message" in s.caps.enabled else there[-1]


@on("FAIL", "WARN", "NOTE")
def standard_reply(s: "Session", m: Message) -> None:
    """IRCv3 standard replies: command, code, context, and a description for people."""
    words = m.params[-1] if m.params else ""
    if m.command == "FAIL" and m.param(0) in past.COMMANDS and past.refused(s, words):
        return
    label = s.batches.label(m)
    message = s.delivery.labelled(label)
    if m.command == "FAIL" and m.param(0) in ("PRIVMSG", "NOTICE") and not message:
        context = m.params[2:-1]
        message = next(filter(None, (_unanswered(s, name) for name in context)), None)
    room = s.state.channel(m.param(2)) if len(m.params) > 3 else None
    buffer = room.name if room else ""
    if m.command == "NOTE":
        s.emit(ServerText(s.time(m), m.command, words, buffer))
    elif m.command == "FAIL" and message:
        s.failed(message, s.time(m), words)
    else:
        s.emit(ServerError(s.time(m), m.command, words, buffer, label))
