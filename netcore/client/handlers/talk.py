"""What people and servers say."""

from typing import TYPE_CHECKING

from netcore.client import past
from netcore.client.batches import ANSWERS
from netcore.client.ctcp import unwrap
from netcore.client.delivery import Outgoing
from netcore.client.events import Kind, Said, ServerText
from netcore.client.handlers.people import learn_place
from netcore.client.handlers.table import on
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.client.session import Session


@on("BATCH")
def batch(s: "Session", m: Message) -> None:
    """A batch opens or ends; one that answers a question about the past is complete then."""
    closed = s.batches.receive(m)
    if closed and closed.type in ANSWERS and not closed.outer:
        past.answered(s)


@on("ACK")
def ack(s: "Session", m: Message) -> None:
    """A labelled message of ours was taken, and there is nothing to say about it."""
    message = s.delivery.labelled(s.batches.label(m))
    if message:
        s.said(message, s.time(m))
        s.delivery.done(message)


@on("PRIVMSG", "NOTICE")
def said(s: "Session", m: Message) -> None:
    """Somebody says something: text, an action, or a question to our program."""
    kind, text = Kind(m.command), m.param(1)
    historic = s.batches.historic(m)
    if not historic:
        learn_place(s, m)
    wrapped = unwrap(text)
    if wrapped and wrapped[0] == "ACTION":
        kind, text = Kind.ACTION, wrapped[1]
    elif wrapped:
        if not historic:
            _asked(s, m, *wrapped)
        return
    if s.state.is_me(m.nick) and not historic:
        _own(s, m, kind, text)
    else:
        own = s.state.is_me(m.nick)
        event = _event(s, m, kind, text, own=own, historic=historic)
        if s.requests.asked and s.batches.asked_for(m):
            s.requests.asked.page.append(event)
        else:
            past.tell(s, event)


def _event(
    s: "Session",
    m: Message,
    kind: Kind,
    text: str,
    *,
    own: bool,
    historic: bool = False,
    label: str = "",
) -> Said:
    target = m.param(0)
    if s.state.is_channel(target):
        buffer = s.state.bare(target)
    elif own:
        buffer = target
    else:
        buffer = "" if _is_server(s, m) else m.nick
    sender = m.nick or s.server_name
    msgid = m.tags.get("msgid", "")
    return Said(
        s.time(m), kind, sender, target, buffer, text, msgid=msgid,
        own=own, label=label, historic=historic,
    )  # fmt: skip


def _is_server(s: "Session", m: Message) -> bool:
    """Whether no person says it: nicks have no dots, and people come with user and host."""
    if "!" in m.source:
        return False
    return not m.source or "." in m.source or m.source == s.server_name or not s.welcomed


def _own(s: "Session", m: Message, kind: Kind, text: str) -> None:
    """What we said comes back: from this client, from another one of ours, or to ourselves."""
    message = s.delivery.labelled(s.batches.label(m))
    if not message and "labeled-response" not in s.caps.enabled:
        message = _echoed(s, m.param(0), kind, text)
    if message:
        if not message.shown:
            message.shown = True
            past.tell(s, _event(s, m, kind, text, own=True, label=message.label))
        s.delivery.done(message)
    elif not s.state.is_me(m.param(0)):
        # What is said to oneself comes twice, as echo and as message: the echo is enough.
        past.tell(s, _event(s, m, kind, text, own=True))


def _echoed(s: "Session", target: str, kind: Kind, text: str) -> Outgoing | None:
    there = [m for m in s.delivery.under_way if s.state.same(m.target, target)]
    return s.delivery.echoed(there, kind, text)


def _asked(s: "Session", m: Message, command: str, text: str) -> None:
    """A question to our program, or the answer to one."""
    if m.command == "NOTICE":
        s.emit(ServerText(s.time(m), "CTCP", f"{m.nick} answers {command}: {text}"))
    elif s.state.is_me(m.param(0)) and m.nick and not s.state.is_me(m.nick):
        answer = s.answers.to(command, text, s.now)
        if answer:
            s.send("NOTICE", m.nick, answer)
