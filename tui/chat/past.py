"""What was said before, put into the log: missed, older, found, or taken back; pure."""

from netcore.client import events as ev
from netcore.client.events import Status, Why
from tui.chat.buffers import Buffer, BufferKind, Line
from tui.chat.log.entries import Entry, EntryKind
from tui.chat.model import Model
from tui.chat.taking_back import TAKEN_BACK
from tui.chat.talk import entry_of, is_for_us

_GAP = "Something may be missing here: more was said than can be told. PgUp shows what is above."


def fold(
    model: Model,
    event: ev.HistoryLoaded | ev.HistoryMissing | ev.ReadMarked | ev.Redacted | ev.CatchingUp,
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
        case ev.CatchingUp():
            model.catching_up = event.left
            model.changes.status = True


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
        # Without a connection nobody knows what there is.
        buffer.whole, buffer.loading = model.status is Status.ONLINE, False
        if buffer.kind is BufferKind.QUERY and buffer.oldest is None:
            return  # nobody asked but the window that was opened
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
    model.changes.texts.append((buffer, entry, f"{TAKEN_BACK[:-1]}{by}){why}"))


def _newer(model: Model, event: ev.HistoryLoaded) -> None:
    """What we have not been told yet; what was missed counts as unread."""
    buffer = model.find(event.buffer)
    if buffer is None and event.messages and not model.link.is_channel(event.buffer):
        buffer = model.add(event.buffer, BufferKind.QUERY)
    if buffer is None:
        return
    at_top = buffer.oldest is None
    entries = [_system(model, _GAP)] if event.gap else []
    for message in event.messages:
        if _is_news(model, message):
            entries.append(_entered(model, event.why, message, buffer))
    if buffer.seam is not None:
        _sum_up(model, buffer, entries, complete=event.complete)
        model.changes.missed.append((buffer, buffer.seam, entries))
        buffer.seam = entries[-1] if entries else buffer.seam
    elif at_top:
        model.changes.missed.append((buffer, None, entries))
    else:
        for entry in entries:
            model.post(buffer, entry)
    if event.complete:
        buffer.seam = buffer.summary = None


def _is_news(model: Model, message: ev.Said) -> bool:
    """Whether it is to be shown: not what is there already and has arrived after all."""
    if message.own:
        label = message.label
        return not (label and model.arrived(label, message.time, message.msgid))
    return model.heard_of(message.sender)


def _entered(model: Model, why: Why, message: ev.Said, buffer: Buffer) -> Entry:
    known = buffer.read_until
    missed = why is Why.MISSED if known is None else message.time > known
    for_us = missed and is_for_us(model, message, buffer)
    entry = entry_of(model, message, buffer, mention=for_us)
    buffer.remember(message.msgid, message.time, entry)
    if message.own:
        return entry
    buffer.heard(message.sender)
    buffer.missed += 1
    if missed:
        model.count(buffer, entry, alert=for_us)
        if not buffer.marked and buffer is model.active:
            # Also for whoever is looking: this is where the new begins.
            model.changes.unread.append(Line(buffer, entry))
        buffer.marked = True
    return entry


def _sum_up(model: Model, buffer: Buffer, entries: list[Entry], *, complete: bool) -> None:
    """Say above what was missed how much it is."""
    assert buffer.gone is not None
    number = buffer.missed
    what = "1 message" if number == 1 else f"{number} messages"
    if not complete:
        what = f"more than {what}"
    away = span((model.now() - buffer.gone).total_seconds())
    said = f"{what} while you were away." if number else "nothing was said while you were away."
    text = f"Back after {away}: {said}"
    if buffer.summary is None:
        buffer.summary = _system(model, text)
        entries.insert(0, buffer.summary)
    else:
        model.changes.texts.append((buffer, buffer.summary, text))


def span(seconds: float) -> str:
    """How long something took, as ``40 s``, ``3 min``, ``2 h`` or ``5 days``."""
    for size, unit in ((86_400, "days"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size or (unit != "days" and seconds >= size):
            return f"{seconds / size:.0f} {unit}"
    return f"{max(seconds, 1):.0f} s"


def _system(model: Model, text: str) -> Entry:
    return Entry(time=model.now(), kind=EntryKind.SYSTEM, nick="", text=text)


def _older(model: Model, event: ev.HistoryLoaded) -> None:
    """A page goes above what is there."""
    buffer = model.find(event.buffer)
    if buffer is None:
        return
    buffer.loading = False
    buffer.whole = event.complete
    entries = []
    for message in event.messages:
        if message.msgid in buffer.recent or not (message.own or model.heard_of(message.sender)):
            continue
        entry = entry_of(model, message, buffer, mention=False)
        entries.append(entry)
        buffer.recall(message.msgid, message.time, entry)
    if event.complete and (buffer.oldest or entries):
        entries.insert(0, _beginning(model, buffer, event))
    model.changes.older.append((buffer, entries))


def _beginning(model: Model, buffer: Buffer, event: ev.HistoryLoaded) -> Entry:
    time = event.messages[0].time if event.messages else model.now()
    if buffer.oldest is not None:
        time = buffer.oldest[1]
    where = buffer.name if buffer.kind is BufferKind.CHANNEL else f"what you and {buffer.name} said"
    text = f"This is where the history of {where} begins."
    return Entry(time=time, kind=EntryKind.SYSTEM, nick="", text=text)
