"""What each command of a server does to a session, by subject."""

from typing import TYPE_CHECKING

from netcore.client.handlers import (
    accounts,
    history,
    people,
    registration,
    replies,
    rooms,
    talk,
)
from netcore.client.handlers.table import TABLE
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.client.session import Session

__all__ = ["accounts", "handle", "history", "people", "registration", "replies", "rooms", "talk"]

# What a replay may hold besides messages changes nothing now: it is over.
_NOT_OVER = {"PRIVMSG", "NOTICE", "BATCH", "CHATHISTORY"}


def handle(session: "Session", message: Message) -> None:
    """Let one message, cleaned already, take its effect."""
    if session.batches.historic(message):
        if session.requests.asked and session.batches.asked_for(message):
            session.requests.asked.lines += message.command != "BATCH"
        if message.command not in _NOT_OVER:
            return
    if message.command.isdigit() and session.welcomed:
        message = _addressed(session, message)
    handler = TABLE.get(message.command)
    if handler:
        handler(session, message)
    elif message.command.isdigit():
        replies.numeric(session, message)


def _addressed(session: "Session", message: Message) -> Message:
    """An error of a simple server that leaves out to whom it speaks, as other servers say it."""
    if message.command < "400" or message.params[:1] == ("*",):
        return message
    if session.state.is_me(message.param(0)):
        return message
    return message._replace(params=(session.state.nick, *message.params))
