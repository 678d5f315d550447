"""What a session does about the past: asks for it, puts it in its place, tells it once; pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from netcore.client import asking, conversations
from netcore.client.asking import around, ask, go_on, kept, latest, mark_read, older, search
from netcore.client.delivery import Outgoing
from netcore.client.events import (
    CatchingUp,
    HistoryLoaded,
    HistoryMissing,
    Said,
    Why,
)
from netcore.client.history.catching_up import MOST_PAGES, Gap, match
from netcore.client.history.requests import Request, stamp

if TYPE_CHECKING:
    from netcore.client.session import Session

__all__ = [
    "COMMANDS",
    "answered",
    "around",
    "disconnected",
    "entered",
    "expect",
    "kept",
    "latest",
    "left",
    "logged_in",
    "mark_read",
    "may_tell",
    "older",
    "refused",
    "search",
    "tell",
    "tick",
]
COMMANDS = ("CHATHISTORY", "SEARCH")
_ENTERING = 10.0
"""Seconds for which nothing is sent while the places that we come back to are entered."""
_NOT_FOUND = "the connection was lost, and the server's history does not have it"
_UNKNOWN = "the connection was lost before the server confirmed it"


# Coming back.


def expect(s: "Session") -> None:
    """We are about to enter channels: what is said there waits for what was missed."""
    if not kept(s):
        _give_up(s, s.lost)
        return
    names = [s.state.fold(name) for name in s.wishes.channels]
    s.catching_up.expect(names, s.clock + _ENTERING)
    if not conversations.begin(s, s.clock + _ENTERING):
        _give_up(s, [m for m in s.lost if not s.state.is_channel(m.target)])
    _tell_progress(s)


def logged_in(s: "Session") -> None:
    """We have an account from now on: what was said to it in private is open to us."""
    if not s.conversations.waiting and conversations.begin(s, s.clock + _ENTERING):
        _tell_progress(s)


def entered(s: "Session", channel: str, time: datetime) -> None:
    """We are in a channel: ask for what was said there since we were last told anything."""
    name = s.state.fold(channel)
    place = s.places.get(name)
    if not place:
        # Where nothing is ever said, or asked for, this is what a loss is counted from.
        s.places.begin(name, time)
    if not kept(s):
        if place:
            s.emit(HistoryMissing(s.now, channel, asking.NONE_KEPT, Why.MISSED))
    elif place:
        s.catching_up.begin(name, channel)
        after = f"msgid={place.msgid}" if place.msgid else stamp(place.time)
        ask(s, Why.MISSED, channel, "AFTER", after)
    elif s.wishes.latest:
        s.catching_up.begin(name, channel)
        ask(s, Why.LATEST, channel, "LATEST", "*", s.wishes.latest)
    else:
        _end(s, name)


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
    if s.state.is_channel(target):
        wanted = s.wanted_name(target) in s.wishes.channels
    else:
        wanted = bool(s.state.account)
    return kept(s) and wanted and not message.shown and not s.leaving


def tell(s: "Session", event: Said) -> None:
    """Tell what is said now, once, and behind what was missed before it."""
    name = s.state.fold(event.buffer)
    conversations.hold(s, event)
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


# What the server answers.


def answered(s: "Session") -> None:
    """The answer to the question that was asked is complete."""
    request = s.requests.answered()
    if request is None:
        return
    full = request.lines >= request.limit
    if request.why is Why.CONVERSATIONS:
        _conversations(s, known=True)
    elif request.why in (Why.LATEST, Why.MISSED):
        _filled(s, request, full)
    else:
        page = tuple(request.page)
        if request.why is Why.OLDER:
            for event in page:
                s.places.see(s.state.fold(request.target), event.msgid, event.time)
        s.emit(
            HistoryLoaded(
                s.now, request.target, request.why, page, complete=not full, words=request.words
            )
        )
    go_on(s)


def refused(s: "Session", words: str) -> bool:
    """The server does not answer the question; False if none was asked."""
    if s.requests.asked is None:
        return False
    _failed(s, words)
    return True


def _failed(s: "Session", words: str) -> None:
    request = s.requests.answered()
    if request is None:
        return
    gap = s.catching_up.get(s.state.fold(request.target))
    if request.why is Why.MISSED and gap and not gap.broken:
        # It knows the last message that we know no more: begin anew, and say so.
        gap.broken = True
        ask(s, Why.LATEST, request.target, "LATEST", "*")
    elif request.why is Why.CONVERSATIONS:
        _conversations(s, known=False)
    elif request.why in (Why.LATEST, Why.MISSED):
        if gap and not gap.quiet:
            s.emit(HistoryMissing(s.now, request.target, words, request.why))
        _end(s, s.state.fold(request.target))
    else:
        s.emit(HistoryMissing(s.now, request.target, words, request.why))
    go_on(s)


def _conversations(s: "Session", *, known: bool) -> None:
    """Which conversations went on is known, or will not be."""
    for name in conversations.answered(s, known=known):
        _end(s, name)
    _end(s, conversations.PLACE)


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
        ask(s, Why.MISSED, request.target, "AFTER", stamp(place.time))
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
        ask(s, Why.LATEST, request.target, "LATEST", "*")
        return True
    gap.broken = False
    last = request.page[-1]
    after = f"msgid={last.msgid}" if last.msgid else stamp(last.time)
    ask(s, Why.MISSED, request.target, "AFTER", after)
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
        if s.conversations.known:
            s.wishes.since = None
    _tell_progress(s)


def _tell_progress(s: "Session") -> None:
    left = len(s.catching_up.names())
    if left != s.catching_up.told:
        s.catching_up.told = left
        s.emit(CatchingUp(s.now, left))


def _give_up(s: "Session", lost: list[Outgoing]) -> None:
    for message in list(lost):
        s.lost.remove(message)
        # Not all that is said in private is kept.
        known = s.state.is_channel(message.target)
        s.failed(message, s.now, _NOT_FOUND if known else _UNKNOWN)
