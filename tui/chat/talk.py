"""What people say, as entries of the log; pure."""

from sys import intern

from netcore.client import events as ev
from netcore.client.events import Kind
from tui.chat.buffers import Buffer, BufferKind
from tui.chat.log.entries import Delivery, Entry, EntryKind
from tui.chat.mentions import mentions
from tui.chat.model import KINDS, Model

_MOST_OPENED = 200
"""Conversations that others can open; what more of them say is shown with the server's words."""


def fold(model: Model, event: ev.Said | ev.SendFailed) -> None:
    """Something was said, or could not be."""
    if isinstance(event, ev.Said):
        _said(model, event)
    elif not model.failed(event.label, event.reason):
        model.note(event.reason, model.find(event.buffer), EntryKind.ERROR)


def _said(model: Model, event: ev.Said) -> None:
    if event.own and event.label and model.arrived(event.label, event.time, event.msgid):
        return
    if not event.own and not model.heard_of(event.sender):
        return
    buffer = buffer_of(model, event)
    for_us = not event.historic and is_for_us(model, event, buffer)
    entry = entry_of(model, event, buffer, mention=for_us)
    buffer.remember(event.msgid, event.time, entry)
    model.post(buffer, entry)
    if event.own:
        return
    if not event.buffer and not event.historic and model.active is not buffer:
        # What the host says to all is for whoever looks at the screen.
        model.post(model.active, entry)
    buffer.heard(event.sender)
    if not event.historic and buffer.kind is not BufferKind.SERVER:
        model.count(buffer, entry, alert=for_us)


def buffer_of(model: Model, event: ev.Said) -> Buffer:
    """Where something belongs; a new buffer if there is none, and there are not too many."""
    found = model.find(event.buffer)
    if found is not None:
        return found
    kind = BufferKind.CHANNEL if model.link.is_channel(event.buffer) else BufferKind.QUERY
    others = sum(buffer.kind is kind for buffer in model.buffers)
    # A server has as many names as it likes; whom we write to ourselves always has a buffer.
    if others >= _MOST_OPENED and not event.own:
        return model.server
    return model.add(event.buffer, kind)


def entry_of(model: Model, event: ev.Said, buffer: Buffer, *, mention: bool) -> Entry:
    """The entry for something that was said."""
    return Entry(
        time=event.time,
        kind=KINDS[event.kind],
        # One string for all messages of a person, not one for each.
        nick=intern(event.sender),
        text=event.text,
        own=event.own,
        mention=mention and buffer.kind is BufferKind.CHANNEL,
        delivery=Delivery.DELIVERED if event.own else Delivery.NONE,
        key=event.msgid,
        prefix=_prefix(model, buffer, event.sender),
    )


def is_for_us(model: Model, event: ev.Said, buffer: Buffer) -> bool:
    """Whether somebody wants us: by name, or in private."""
    if event.own or buffer.kind is BufferKind.SERVER:
        return False
    if buffer.kind is BufferKind.QUERY:
        return event.kind is not Kind.NOTICE
    return mentions(event.text, model.nick)


def _prefix(model: Model, buffer: Buffer, nick: str) -> str:
    """The highest role's sign; asked for once and again after each change of roles."""
    if buffer.kind is not BufferKind.CHANNEL:
        return ""
    if buffer.prefixes is None:
        members = model.link.members(buffer.name)
        buffer.prefixes = {member.nick: member.prefixes[:1] for member in members}
    return buffer.prefixes.get(nick, "")
