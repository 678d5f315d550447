"""BATCH: a client's message of several lines, from its opening to its end (IRCv3 multiline)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from netcore.core import multiline
from netcore.core.commands.messages import client_tags, say_to
from netcore.core.commands.registry import command
from netcore.core.session import Session
from netcore.wire.casemap import ascii_fold
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.core.hub import Hub

OPEN_FOR = 60.0
"""Seconds in which a message has to be complete; a program sends it all at once."""
_INVALID = "MULTILINE_INVALID"

Problem = tuple[str, str, tuple[str, ...]]
"""A code of FAIL BATCH, a text for people, and what comes between them."""


@command("BATCH", params=1)
def batch(hub: Hub, session: Session, message: Message) -> None:
    """BATCH +reference draft/multiline target, and BATCH -reference."""
    sign, reference = message.params[0][:1], message.params[0][1:]
    if session.caps & multiline.WANTED != multiline.WANTED:
        text = "Turn on the capabilities batch and draft/multiline first"
        hub.fail(session, "BATCH", _INVALID, text)
    elif sign == "+" and reference:
        _open(hub, session, message, reference)
    elif sign == "-" and reference:
        _close(hub, session, reference)
    else:
        hub.fail(session, "BATCH", _INVALID, "A batch begins with +NAME and ends with -NAME")


def _open(hub: Hub, session: Session, message: Message, reference: str) -> None:
    before = session.incoming
    if before and not before.spoilt:
        text = "The message that was begun before has no end: neither is sent"
        _give_up(hub, session, before, (_INVALID, text, ()))
        return
    if message.param(1) != multiline.TYPE or not message.param(2):
        text = f"A client's batch is of the type {multiline.TYPE} and has a target"
        hub.fail(session, "BATCH", _INVALID, text)
        return
    label = ""
    if session.collected is not None:
        # What answers the label is known when the batch has ended.
        label = message.tags["label"]
        session.collected = None
    tags = client_tags(session, message.tags)
    session.incoming = multiline.Incoming(reference, message.params[2], tags, label, hub.now)


def take_line(hub: Hub, session: Session, message: Message) -> None:
    """Handle a command that says it belongs to a batch."""
    incoming = session.incoming
    if not incoming or incoming.reference != message.tags["batch"]:
        problem = (_INVALID, "This line belongs to no batch that is open: it is not sent", ())
        _give_up(hub, session, incoming, problem)
        return
    if incoming.spoilt:
        return
    if found := _problem(incoming, message):
        _give_up(hub, session, incoming, found)
    else:
        text, joined = message.params[1], multiline.JOINED in message.tags
        incoming.add(message.command, text, joined=joined)


def _problem(incoming: multiline.Incoming, message: Message) -> Problem | None:
    """Why a line cannot be part of a message."""
    name, params = message.command, message.params
    if name not in ("PRIVMSG", "NOTICE") or incoming.command not in ("", name):
        return _INVALID, "A message of several lines is all PRIVMSG or all NOTICE", ()
    if len(params) < 2:
        return _INVALID, "A line has a target and a text", ()
    if ascii_fold(params[0]) != ascii_fold(incoming.target):
        text = "All lines of a message have one target"
        return "MULTILINE_INVALID_TARGET", text, (incoming.target, params[0])
    joined = multiline.JOINED in message.tags
    if joined and not params[1]:
        return _INVALID, "A blank line cannot be joined to the one before", ()
    if incoming.size + incoming.growth(params[1], joined=joined) > multiline.MAX_BYTES:
        text = "The message is too long: nothing was sent"
        return "MULTILINE_MAX_BYTES", text, (str(multiline.MAX_BYTES),)
    if len(incoming.lines) >= multiline.MAX_LINES:
        text = "The message has too many lines: nothing was sent"
        return "MULTILINE_MAX_LINES", text, (str(multiline.MAX_LINES),)
    return None


def _close(hub: Hub, session: Session, reference: str) -> None:
    incoming = session.incoming
    if not incoming or incoming.reference != reference:
        problem = (_INVALID, "There is no such batch to be ended", ())
        _give_up(hub, session, incoming, problem)
        return
    session.incoming = None
    if incoming.told:
        return
    session.spoke_at = hub.now
    if incoming.spoilt:
        problem = (_INVALID, "One of its lines was refused: nothing was sent", ())
    elif not any(text for text, _ in incoming.lines):
        problem = (_INVALID, "A message is more than blank lines", ())
    else:
        _answer(hub, session, incoming, lambda: _say(hub, session, incoming))
        return
    _give_up(hub, session, incoming, problem)


def _say(hub: Hub, session: Session, incoming: multiline.Incoming) -> None:
    lines = tuple(incoming.lines)
    text = incoming.text
    say_to(hub, session, incoming.command, incoming.target, text, incoming.tags, lines)


def expire(hub: Hub, session: Session) -> None:
    """Forget a message whose end has not come in time (IRCv3 client-batch, "Errors")."""
    incoming = session.incoming
    if incoming and hub.now - incoming.opened_at >= OPEN_FOR:
        session.incoming = None
        text = "The message was not complete in time: nothing was sent"
        if not incoming.told:
            _give_up(hub, session, incoming, ("TIMEOUT", text, (incoming.reference,)))


def _give_up(
    hub: Hub, session: Session, incoming: multiline.Incoming | None, problem: Problem
) -> None:
    """Say what is wrong; the message that was coming in, if any, comes to nothing."""
    code, text, context = problem

    def fail() -> None:
        hub.fail(session, "BATCH", code, text, *context)

    if incoming is None:
        fail()
        return
    incoming.spoil()
    incoming.told = True
    _answer(hub, session, incoming, fail)


def _answer(
    hub: Hub, session: Session, incoming: multiline.Incoming, answer: Callable[[], None]
) -> None:
    """Answer the command that began a message, under its label if it had one."""
    label, incoming.label = incoming.label, ""
    if not label:
        answer()
        return
    other = session.collected
    hub.begin_label(session)
    answer()
    hub.end_label(session, label)
    session.collected = other
