"""What the coming, going and doing of people means for the model; pure."""

from netcore.client import events as ev
from tui.chat import accounts
from tui.chat.buffers import Alert, Buffer, BufferKind
from tui.chat.lines import members_line
from tui.chat.log.entries import Entry, EntryKind
from tui.chat.model import Model


def fold(model: Model, event: ev.Event) -> None:
    """Take one event about people or a channel into the model; others change nothing."""
    match event:
        case ev.Joined():
            _joined(model, event)
        case ev.Parted():
            _parted(model, event)
        case ev.Kicked():
            _kicked(model, event)
        case ev.Quit():
            _quit(model, event)
        case ev.NickChanged():
            _nick_changed(model, event)
        case ev.AwayChanged():
            _away(model, event)
        case ev.MembersLoaded():
            _members(model, event)
        case _:
            _fold_channel(model, event)


def _fold_channel(model: Model, event: ev.Event) -> None:
    match event:
        case ev.TopicChanged():
            _topic(model, event)
        case ev.ModeChanged():
            _mode(model, event)
        case ev.Invited():
            _invited(model, event)
        case ev.AccountChanged() | ev.AccountMade() | ev.AccountRefused():
            accounts.fold(model, event)
        case _:
            pass


def _happened(
    model: Model, name: str, event: ev.Event, what: str, nick: str, text: str = ""
) -> Buffer | None:
    """Put an entry about people into a buffer, if there is one of that name."""
    buffer = model.find(name) if name else None
    if buffer is not None:
        entry = Entry(time=event.time, kind=EntryKind.EVENT, nick=nick, text=text, event=what)
        model.post(buffer, entry)
        model.people_changed(buffer)
    return buffer


def _with_reason(text: str, reason: str) -> str:
    return f"{text} ({reason})" if reason else text


def _joined(model: Model, event: ev.Joined) -> None:
    if event.own:
        buffer = model.find(event.channel) or model.add(event.channel, BufferKind.CHANNEL)
        buffer.name = event.channel
        model.set_joined(buffer, True)
        if model.was_expected(buffer):
            model.show(buffer)
    _happened(model, event.channel, event, "join", event.nick)


def _parted(model: Model, event: ev.Parted) -> None:
    buffer = _happened(model, event.channel, event, "part", event.nick, event.reason)
    if buffer is not None and event.own:
        model.set_joined(buffer, False)


def _kicked(model: Model, event: ev.Kicked) -> None:
    if not event.own:
        text = _with_reason(f"{event.nick} was thrown out by {event.by}", event.reason)
        _happened(model, event.channel, event, "kick", event.nick, text)
        return
    text = _with_reason(f"You were thrown out by {event.by}", event.reason)
    text = f"{text}. /join {event.channel} goes back in."
    buffer = _happened(model, event.channel, event, "kick", event.nick, text)
    if buffer is not None:
        model.set_joined(buffer, False)


def _quit(model: Model, event: ev.Quit) -> None:
    for name in (*event.channels, event.nick):
        _happened(model, name, event, "quit", event.nick, event.reason)


def _nick_changed(model: Model, event: ev.NickChanged) -> None:
    query = model.find(event.old)
    taken = model.find(event.new)
    if query is not None and taken in (None, query):
        query.name = event.new
        query.loading = False  # what was asked for comes under the old name
        model.changes.buffers = model.changes.active = True
    for name in (*event.channels, event.new):
        buffer = _happened(model, name, event, "nick", event.old, event.new)
        if buffer is not None:
            buffer.renamed(event.old, event.new)
    if event.own:
        model.wanted_nick = event.new
        model.changes.status = True
        model.note(f"You are now known as {event.new}.", model.server)


def _away(model: Model, event: ev.AwayChanged) -> None:
    if event.own:
        model.away = event.message
        model.changes.status = True
        back = event.message is None
        model.note("You are no longer away." if back else f"You are away: {event.message}")
    else:
        _happened(model, event.nick, event, "away", event.nick, event.message or "")
    for channel in event.channels:
        buffer = model.find(channel)
        if buffer is not None:
            model.people_changed(buffer)


def _members(model: Model, event: ev.MembersLoaded) -> None:
    buffer = model.find(event.channel)
    if buffer is not None:
        model.people_changed(buffer)
        if model.names_wanted(buffer):
            model.note(members_line(buffer.name, model.link.members(buffer.name)))


def _topic(model: Model, event: ev.TopicChanged) -> None:
    buffer = model.find(event.channel)
    if buffer is None:
        return
    buffer.topic = event.topic
    model.changes.active |= buffer is model.active
    if event.by:
        what = f"set the topic to: {event.topic}" if event.topic else "cleared the topic"
        _happened(model, event.channel, event, "topic", event.by, f"{event.by} {what}")


def _mode(model: Model, event: ev.ModeChanged) -> None:
    text = f"{event.by} set {event.modes}" if event.by else f"Modes: {event.modes}"
    if model.link.is_channel(event.target):
        _happened(model, event.target, event, "mode", event.by, text)
    else:
        entry = Entry(event.time, EntryKind.EVENT, event.by, text, event="mode")
        model.post(model.server, entry)


def _invited(model: Model, event: ev.Invited) -> None:
    if not model.heard_of(event.by):
        return
    if not model.link.same(event.nick, model.nick):
        text = f"{event.by} invited {event.nick}"
        _happened(model, event.channel, event, "invite", event.by, text)
        return
    text = f"{event.by} invites you to {event.channel}: /join {event.channel}"
    model.note_everywhere(text)
    model.changes.alerts.append(Alert(model.active, event.by, text))
