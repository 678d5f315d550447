"""What a session does about the past: asks for it, puts it in its place, tells it once; pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from netcore.client.delivery import Outgoing
from netcore.client.events import HistoryLoaded, HistoryMissing, Said, Status, Why
from netcore.client.history.catching_up import MOST_PAGES, Gap, match
from netcore.client.history.requests import Request, stamp
from netcore.errors import WireError

if TYPE_CHECKING:
    from netcore.client.session import Session

COMMANDS = ("CHATHISTORY", "SEARCH")
_NEEDED = {"draft/chathistory", "batch"}
_PAGE = 100
_ENTERING = 10.0
"""Seconds for which nothing is sent while the channels that we come back to are entered."""
_NONE_KEPT = "This server keeps no history: what was said here while you were away cannot be shown."
_NO_SEARCH = "This server cannot search its history: what is loaded here can be searched."
_NOT_FOUND = "the connection was lost, and the server's history does not have it"


def kept(s: "Session") -> bool:
    """Whether the server keeps history and hands it out."""
    return s.caps.enabled >= _NEEDED


# Coming back.


def expect(s: "Session") -> None:
    """We are about to enter channels: what is said there waits for what was missed."""
    if kept(s):
        names = [s.state.fold(name) for name in s.wishes.channels]
        s.catching_up.expect(names, s.clock + _ENTERING)
    else:
        _give_up(s, s.lost)


def entered(s: "Session", channel: str) -> None:
    """We are in a channel: ask for what was said there since we were last told anything."""
    name = s.state.fold(channel)
    place = s.places.get(name)
    if not kept(s):
        if place:
            s.emit(HistoryMissing(s.now, channel, _NONE_KEPT, Why.MISSED))
        return
    s.catching_up.begin(name, channel)
    if place:
        after = f"msgid={place.msgid}" if place.msgid else stamp(place.time)
        _ask(s, Why.MISSED, channel, "AFTER", after)
    else:
        _ask(s, Why.LATEST, channel, "LATEST", "*")


def left(s: "Session", channel: str) -> None:
    """We are not, or no longer, in a channel."""
    _end(s, s.state.fold(channel))


def disconnected(s: "Session") -> None:
    """The connection is gone: what waits for a gap to be filled is in the history too."""
    for name in s.catching_up.names():
        for event in s.catching_up.end(name):
            if not event.msgid:
                s.emit(event)


def may_tell(s: "Session", message: Outgoing) -> bool:
    """Whether the history will tell what became of a message that was under way."""
    target = s.state.bare(message.target)
    wanted = s.wanted_name(target) in s.wishes.channels
    return kept(s) and wanted and not message.shown and not s.leaving


def tell(s: "Session", event: Said) -> None:
    """Tell what is said now, once, and behind what was missed before it."""
    name = s.state.fold(event.buffer)
    if s.catching_up.hold(name, event):
        return
    if not event.buffer or s.places.see(name, event.msgid, event.time):
        s.emit(event)


def tick(s: "Session", now: float) -> None:
    """Time passes: do not wait for ever."""
    if s.requests.late(now):
        _failed(s, "The server did not answer.")
    for name in s.catching_up.overdue(now):
        _end(s, name)


# Asking.


def older(s: "Session", buffer: str, msgid: str, time: datetime) -> None:
    """Ask for what stands above a message, by its id or its time."""
    reference = f"msgid={msgid}" if msgid else stamp(time)
    if _can(s, buffer, Why.OLDER):
        _ask(s, Why.OLDER, buffer, "BEFORE", reference)


def around(s: "Session", buffer: str, msgid: str) -> None:
    """Ask for what stands around a message."""
    if _can(s, buffer, Why.AROUND):
        _ask(s, Why.AROUND, buffer, "AROUND", f"msgid={msgid}")


def search(s: "Session", words: str, buffer: str) -> None:
    """Have the server look for words, in one place or in all."""
    if s.status is not Status.ONLINE or "soju.im/search" not in s.caps.enabled:
        s.emit(HistoryMissing(s.now, buffer, _NO_SEARCH, Why.SEARCH))
        return
    attributes = {"text": words, "limit": str(_limit(s))} | ({"in": buffer} if buffer else {})
    line = ("SEARCH", ";".join(f"{key}={_escaped(value)}" for key, value in attributes.items()))
    _put(s, Request(Why.SEARCH, buffer, line, _limit(s), words))


def mark_read(s: "Session", buffer: str, until: datetime) -> None:
    """Tell our other clients how far we have read."""
    if s.status is Status.ONLINE and "draft/read-marker" in s.caps.enabled:
        _send(s, ("MARKREAD", buffer, stamp(until)))


def answered(s: "Session") -> None:
    """The answer to the question that was asked is complete."""
    request = s.requests.answered()
    if request is None:
        return
    full = request.lines >= request.limit
    if request.why in (Why.LATEST, Why.MISSED):
        _filled(s, request, full)
    else:
        page = tuple(request.page)
        s.emit(
            HistoryLoaded(
                s.now, request.target, request.why, page, complete=not full, words=request.words
            )
        )
    _next(s)


def refused(s: "Session", words: str) -> bool:
    """The server does not answer the question; False if none was asked."""
    if s.requests.asked is None:
        return False
    _failed(s, words)
    return True


# What these have in common.


def _can(s: "Session", buffer: str, why: Why) -> bool:
    able = kept(s) and s.status is Status.ONLINE
    if not able:
        online = "There is no connection." if s.status is not Status.ONLINE else _NONE_KEPT
        s.emit(HistoryMissing(s.now, buffer, online, why))
    return able


def _limit(s: "Session") -> int:
    return min(s.state.features.number("CHATHISTORY", _PAGE) or _PAGE, _PAGE)


def _ask(s: "Session", why: Why, target: str, subcommand: str, reference: str) -> None:
    limit = _limit(s)
    line = ("CHATHISTORY", subcommand, target, reference, str(limit))
    _put(s, Request(why, target, line, limit))


def _put(s: "Session", request: Request) -> None:
    s.requests.put(request)
    _next(s)


def _next(s: "Session") -> None:
    request = s.requests.next(s.clock)
    if request and not _send(s, request.line):
        _failed(s, "It cannot be asked for.")


def _send(s: "Session", line: tuple[str, ...]) -> bool:
    try:
        s.send(*line)
    except WireError:
        return False
    return True


def _escaped(value: str) -> str:
    """A value as message tags escape it (IRCv3 message-tags, "Escaping values")."""
    for raw, escape in (("\\", "\\\\"), (";", "\\:"), (" ", "\\s")):
        value = value.replace(raw, escape)
    return value


def _failed(s: "Session", words: str) -> None:
    request = s.requests.answered()
    if request is None:
        return
    gap = s.catching_up.get(s.state.fold(request.target))
    if request.why is Why.MISSED and gap and not gap.broken:
        # It knows the last message that we know no more: begin anew, and say so.
        gap.broken = True
        _ask(s, Why.LATEST, request.target, "LATEST", "*")
    elif request.why in (Why.LATEST, Why.MISSED):
        s.emit(HistoryMissing(s.now, request.target, words, request.why))
        _end(s, s.state.fold(request.target))
    else:
        s.emit(HistoryMissing(s.now, request.target, words, request.why))
    _next(s)


def _filled(s: "Session", request: Request, full: bool) -> None:
    """A page of what was missed: told, and followed by the next one while there is one."""
    name = s.state.fold(request.target)
    gap = s.catching_up.get(name)
    if gap is None:
        return
    place = s.places.get(name)
    fresh = _fresh(s, name, request.page)
    if request.why is Why.MISSED and not request.page and place and place.msgid and not gap.doubted:
        # Some servers answer nothing at all to an id that they know no more.
        gap.doubted = True
        _ask(s, Why.MISSED, request.target, "AFTER", stamp(place.time))
        return
    gap.broken = gap.broken or (gap.doubted and bool(fresh) and gap.pages == 0)
    gap.pages += 1
    page = HistoryLoaded(
        s.now, gap.name, request.why, fresh, gap=gap.broken and bool(fresh), complete=not full
    )
    if fresh or gap.pages == 1:
        s.emit(page)
    if not _go_on(s, request, gap, full):
        _end(s, name)


def _go_on(s: "Session", request: Request, gap: Gap, full: bool) -> bool:
    """Ask for what comes behind a full page."""
    if request.why is not Why.MISSED or not full or not request.page:
        return False
    if gap.pages >= MOST_PAGES:
        gap.broken = True
        _ask(s, Why.LATEST, request.target, "LATEST", "*")
        return True
    gap.broken = False
    last = request.page[-1]
    after = f"msgid={last.msgid}" if last.msgid else stamp(last.time)
    _ask(s, Why.MISSED, request.target, "AFTER", after)
    return True


def _fresh(s: "Session", name: str, page: Iterable[Said]) -> tuple[Said, ...]:
    """What of a page was not told before; our own lost messages in it have arrived."""
    fresh = [event for event in page if s.places.see(name, event.msgid, event.time)]
    return tuple(_recognised(s, name, event) for event in fresh)


def _recognised(s: "Session", name: str, event: Said) -> Said:
    there = [m for m in s.lost if s.state.fold(s.state.bare(m.target)) == name]
    message = match(there, event)
    if message is None:
        return event
    s.lost.remove(message)
    message.shown = True
    return replace(event, own=True, label=message.label)


def _end(s: "Session", name: str) -> None:
    """A place is done: tell what was said meanwhile, and what of ours never arrived."""
    for event in s.catching_up.end(name):
        if s.places.see(name, event.msgid, event.time):
            s.emit(event)
    _give_up(s, [m for m in s.lost if s.state.fold(s.state.bare(m.target)) == name])
    if not s.catching_up.busy:
        _give_up(s, s.lost)


def _give_up(s: "Session", lost: list[Outgoing]) -> None:
    for message in list(lost):
        s.lost.remove(message)
        s.failed(message, s.now, _NOT_FOUND)
