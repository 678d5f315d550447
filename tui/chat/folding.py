"""What each event of the client means for the model; pure."""

from datetime import timedelta

from netcore.client import events as ev
from netcore.client.events import Status
from tui.chat import past, people, talk
from tui.chat.buffers import BufferKind
from tui.chat.log.entries import Entry, EntryKind
from tui.chat.model import Model

_WRONG = "That was not the server's password."
_WANTED = "This server wants a password."


def fold(model: Model, event: ev.Event) -> None:
    """Take one event into the model; one that is not known changes nothing."""
    match event:
        case ev.Said() | ev.SendFailed():
            talk.fold(model, event)
        case (
            ev.HistoryLoaded()
            | ev.HistoryMissing()
            | ev.ReadMarked()
            | ev.Redacted()
            | ev.CatchingUp()
        ):
            past.fold(model, event)
        case ev.StatusChanged():
            _status(model, event)
        case ev.Registered():
            _registered(model, event)
        case ev.LagMeasured():
            model.lag = event.seconds
            model.changes.status = True
        case ev.PasswordNeeded() | ev.CertificateUnknown() | ev.CertificateChanged():
            _question(model, event)
        case ev.Listed():
            _listed(model, event)
        case ev.ServerText():
            _server_text(model, event)
        case ev.ServerError():
            _server_error(model, event)
        case _:
            people.fold(model, event)


# -- the connection -------------------------------------------------------------------------


def _status(model: Model, event: ev.StatusChanged) -> None:
    was_online = model.status is Status.ONLINE
    model.status, model.detail = event.status, event.detail
    model.retry_at = None
    if event.retry_in is not None:
        model.retry_at = model.now() + timedelta(seconds=event.retry_in)
    if event.status is not Status.ONLINE:
        model.lag = None
        model.catching_up = 0
    model.changes.status = True
    if event.detail:
        _log_status(model, event, was_online)


def _question(
    model: Model, event: ev.PasswordNeeded | ev.CertificateUnknown | ev.CertificateChanged
) -> None:
    if isinstance(event, ev.PasswordNeeded):
        model.changes.password = _WRONG if event.given else _WANTED
    else:
        model.changes.certificate = event


def _log_status(model: Model, event: ev.StatusChanged, was_online: bool) -> None:
    """The server's buffer is told everything once; channels only that the line is cut."""
    if event.attempt > 1 and event.status in (Status.CONNECTING, Status.REGISTERING):
        return
    kind = EntryKind.SYSTEM if event.status is Status.ONLINE else EntryKind.SERVER
    if event.status in (Status.WAITING, Status.OFFLINE):
        kind = EntryKind.ERROR
    entry = Entry(time=event.time, kind=kind, nick="", text=event.detail)
    if event.attempt <= 1 or event.status is not Status.WAITING:
        model.post(model.server, entry)
        # Whoever was in knows already that there is no connection, and sees the countdown.
        told = was_online or (model.title and event.status is Status.WAITING)
        if kind is EntryKind.ERROR and not told and model.active is not model.server:
            model.post(model.active, entry)
    if not was_online or event.status is Status.ONLINE:
        return
    for buffer in model.buffers:
        if buffer.kind is not BufferKind.SERVER:
            coming = buffer.joined or buffer.coming
            model.set_joined(buffer, False)
            buffer.coming = coming
            buffer.loading = False  # nobody answers that any more
            model.post(buffer, entry)
            buffer.seam, buffer.gone = entry, entry.time
            buffer.summary, buffer.missed, buffer.marked = None, 0, False


def _registered(model: Model, event: ev.Registered) -> None:
    model.title = event.network or event.server
    model.status = Status.ONLINE
    model.away = None
    model.changes.status = model.changes.buffers = True
    if event.nick != model.nick_had and not model.link.same(event.nick, model.wanted_nick):
        text = f"You are {event.nick} here: the name {model.wanted_nick} could not be had."
        model.note_everywhere(f"{text} /nick NAME changes it.")
    model.nick_had = event.nick


# -- the server's words ---------------------------------------------------------------------


def _listed(model: Model, event: ev.Listed) -> None:
    people = "1 person" if event.members == 1 else f"{event.members} people"
    text = f"{event.channel}  {people}  {event.topic}".rstrip()
    model.post(model.server, Entry(time=event.time, kind=EntryKind.SERVER, nick="", text=text))


# Of MODE, WHOIS, OPER, REHASH and TIME.
_ALSO_ANSWERS = (221, 276, 378, 379, 381, 382, 391, 671)


def _is_answer(code: str) -> bool:
    """Whether somebody asked for it: it is shown where that person looks, not with the MOTD."""
    if not code.isdigit():
        return False
    number = int(code)
    return (300 < number < 372 and not 321 <= number <= 323) or number in _ALSO_ANSWERS


def _server_text(model: Model, event: ev.ServerText) -> None:
    asked = model.active if _is_answer(event.code) else model.server
    buffer = (model.find(event.buffer) if event.buffer else None) or asked
    entry = Entry(time=event.time, kind=EntryKind.SERVER, nick="", text=event.text)
    model.post(buffer, entry)


def _server_error(model: Model, event: ev.ServerError) -> None:
    if event.label and model.failed(event.label, event.text):
        return
    buffer = (model.find(event.buffer) if event.buffer else None) or model.active
    if event.buffer and buffer.coming:
        model.set_joined(buffer, False)
    entry = Entry(time=event.time, kind=EntryKind.ERROR, nick="", text=event.text)
    model.post(buffer, entry)
