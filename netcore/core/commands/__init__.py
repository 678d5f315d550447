"""What each IRC command does; `handle` makes the checks that all of them share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import caps
from netcore.core.commands import (  # noqa: F401 - each fills its part of the table
    accept,
    accounts,
    capability,
    channels,
    history,
    history_markers,
    history_search,
    invitations,
    knock,
    listing,
    manual,
    messages,
    metadata,
    moderation,
    modes,
    monitor,
    multiline,
    operators,
    presence,
    queries,
    redaction,
    registration,
    rename,
    sasl,
    server,
    silence,
    stats,
    who,
)
from netcore.core.commands.registry import COMMANDS, Handler
from netcore.core.session import Phase, Session
from netcore.wire import numerics as n
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.core.hub import Hub

_MAX_LABEL = 64
"""IRCv3 labeled-response: "Labels MUST NOT be longer than 64 bytes"."""


def handle(hub: Hub, session: Session, message: Message) -> None:
    """Answer one command of an IRC client."""
    session.lines_in += 1
    if message.tags:
        in_batch = "batch" in message.tags and session.caps & caps.MULTILINE
        run = multiline.take_line if in_batch and session.phase is Phase.IRC else _run
        _labelled(hub, session, message, run)
    else:
        _run(hub, session, message)


def refuse_undecodable(hub: Hub, session: Session, message: Message) -> None:
    """Refuse a command whose bytes are not UTF-8 (IRCv3 utf8only), here read as far as they are."""
    session.lines_in += 1
    _labelled(hub, session, message, _refuse_undecodable)


def _labelled(hub: Hub, session: Session, message: Message, run: Handler) -> None:
    """Run a handler; what it answers bears the command's label, if it has one."""
    label = message.tags.get("label", "")
    if not (label and session.caps & caps.LABELED_RESPONSE) or len(label.encode()) > _MAX_LABEL:
        run(hub, session, message)
        return
    hub.begin_label(session)
    try:
        run(hub, session, message)
    finally:
        if session.owing:
            session.label = label
        elif session.collected is not None:
            hub.end_label(session, label)


def _refuse_undecodable(hub: Hub, session: Session, message: Message) -> None:
    name = message.command
    if session.incoming and "batch" in message.tags:
        session.incoming.spoil()
    command = name if name.isascii() and name.isalnum() else "*"
    hub.fail(session, command, "INVALID_UTF8", "Message rejected: it is not valid UTF-8")


def _run(hub: Hub, session: Session, message: Message) -> None:
    command = COMMANDS.get(message.command)
    if command is None:
        _unknown(hub, session, message.command)
    elif session.phase is not Phase.IRC and not command.early:
        hub.numeric(session, n.ERR_NOTREGISTERED, text="You have not registered")
    elif len(message.params) < command.params:
        hub.numeric(session, n.ERR_NEEDMOREPARAMS, command.name, text="Not enough parameters")
    else:
        command.handler(hub, session, message)


def _unknown(hub: Hub, session: Session, name: str) -> None:
    """Numerics and ERROR are a server's to send: from a client they mean nothing."""
    if not name.isdigit() and name != "ERROR":
        hub.numeric(session, n.ERR_UNKNOWNCOMMAND, name, text="Unknown command")
