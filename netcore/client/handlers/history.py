"""Read markers, messages that are taken back, and conversations that went on."""

from datetime import datetime
from typing import TYPE_CHECKING

from netcore.client import conversations
from netcore.client.events import ReadMarked, Redacted
from netcore.client.handlers.table import on
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.client.session import Session


@on("MARKREAD")
def markread(s: "Session", m: Message) -> None:
    """Up to when a place was read (IRCv3 read-marker)."""
    if len(m.params) < 2:
        return
    until = None
    if m.params[1].startswith("timestamp="):
        try:
            until = datetime.fromisoformat(m.params[1].removeprefix("timestamp="))
        except ValueError:
            return
    s.emit(ReadMarked(s.time(m), m.params[0], until if until and until.tzinfo else None))


@on("REDACT")
def redact(s: "Session", m: Message) -> None:
    """A message is taken back (IRCv3 message-redaction)."""
    target, msgid = m.param(0), m.param(1)
    if not target or not msgid:
        return
    own = s.state.is_me(m.nick)
    buffer = target if s.state.is_channel(target) or own else m.nick
    s.emit(Redacted(s.time(m), s.state.bare(buffer), msgid, m.nick, m.param(2)))


@on("CHATHISTORY")
def target(s: "Session", m: Message) -> None:
    """Something was said in a channel or conversation (IRCv3 chathistory, TARGETS)."""
    if m.param(0).upper() == "TARGETS" and s.conversations.waiting and s.batches.asked_for(m):
        conversations.learn(s, m.param(1), m.param(2))
