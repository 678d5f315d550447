"""What was said before, put into the log: missed, older, found, or taken back; pure."""

from netcore.client import events as ev
from netcore.client.events import Why
from tui.chat.buffers import Buffer, BufferKind, Line
from tui.chat.log.entries import Entry, EntryKind
from tui.chat.model import Model
from tui.chat.talk import buffer_of, entry_of, is_for_us

_GAP = "Something may be missing here: more was said than can be told. PgUp shows what is above."
_TAKEN_BACK = "(this message was taken back)"


def fold(
    model: Model, event: ev.HistoryLoaded | ev.HistoryMissing | ev.ReadMarked | ev.Redacted
) -> None:
    """Take news of the past into the model."""
    match event:
        case ev.HistoryLoaded():
            _loaded(model, event)
        case ev.HistoryMissing():
            _missing(model, event)
        case ev.ReadMarked():
            _read_elsewhere(model, event)
        case ev.Redacted():
            _redacted(model, event)


def _loaded(model: Model, event: ev.HistoryLoaded) -> None:
    match event.why:
        case Why.LATEST | Why.MISSED:
            _newer(model, event)
        case Why.OLDER:
            _older(model, event)
        case Why.AROUND | Why.SEARCH:
            model.changes.found.append(event)


def _missing(model: Model, event: ev.HistoryMissing) -> None:
    """The past cannot be had: said once, where it is missed."""
    buffer = model.find(event.buffer) or model.active
    if event.why is Why.OLDER:
        buffer.whole, buffer.loading = True, False
    elif event.why in (Why.AROUND, Why.SEARCH):
        model.changes.found.append(event)
        return
    model.note(event.reason, buffer)


def _read_elsewhere(model: Model, event: ev.ReadMarked) -> None:
    """Another client of ours has read on, or it is where we stopped the last time."""
    buffer = model.find(event.buffer)
    if buffer is None or event.until is None:
        return
    if buffer.read_until is None or event.until > buffer.read_until:
        buffer.read_until = event.until
        if buffer.newest is not None and event.until >= buffer.newest:
            model.read(buffer)


def _redacted(model: Model, event: ev.Redacted) -> None:
    """A message is taken back: its text goes, its place stays."""
    buffer = model.find(event.buffer)
    entry = buffer.recent.get(event.msgid) if buffer else None
    if buffer is None or entry is None:
        return
    why = f" ({event.reason})" if event.reason else ""
    by = "" if model.link.same(event.by, entry.nick) else f" by {event.by}"
    model.changes.redactions.append((buffer, entry, f"{_TAKEN_BACK[:-1]}{by}){why}"))


def _newer(model: Model, event: ev.HistoryLoaded) -> None:
    """What we have not been told yet goes to the end; what was missed counts as unread."""
    buffer = model.find(event.buffer)
    if buffer is None:
        return
    if event.gap:
        model.note(_GAP, buffer)
    known = buffer.read_until
    marked = False
    for message in event.messages:
        if message.own and message.label:
            if model.arrived(message.label, message.time, message.msgid):
                continue
        elif not message.own and not model.heard_of(message.sender):
            continue
        missed = event.why is Why.MISSED or (known is not None and message.time > known)
        entry = _append(model, message, buffer_of(model, message), missed=missed)
        if missed and not marked and not message.own and buffer is model.active:
            # Also for whoever is looking: this is where the new begins.
            marked = True
            model.changes.unread.append(Line(buffer, entry))


def _append(model: Model, message: ev.Said, buffer: Buffer, *, missed: bool) -> Entry:
    for_us = missed and is_for_us(model, message, buffer)
    entry = entry_of(model, message, buffer, mention=for_us)
    buffer.remember(message.msgid, message.time, entry)
    model.post(buffer, entry)
    if not message.own:
        buffer.heard(message.sender)
        if missed:
            model.count(buffer, entry, alert=for_us)
    return entry


def _older(model: Model, event: ev.HistoryLoaded) -> None:
    """A page goes above what is there."""
    buffer = model.find(event.buffer)
    if buffer is None:
        return
    buffer.loading = False
    buffer.whole = event.complete
    entries = [
        entry_of(model, message, buffer, mention=False)
        for message in event.messages
        if message.own or model.heard_of(message.sender)
    ]
    if event.messages:
        first = event.messages[0]
        buffer.oldest = (first.msgid, first.time)
    if event.complete:
        entries.insert(0, _beginning(model, buffer, event))
    model.changes.older.append((buffer, entries))


def _beginning(model: Model, buffer: Buffer, event: ev.HistoryLoaded) -> Entry:
    time = event.messages[0].time if event.messages else model.now()
    if buffer.oldest is not None:
        time = buffer.oldest[1]
    where = buffer.name if buffer.kind is BufferKind.CHANNEL else f"what you and {buffer.name} said"
    return Entry(
        time=time,
        kind=EntryKind.SYSTEM,
        nick="",
        text=f"This is where the history of {where} begins.",
    )
