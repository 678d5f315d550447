"""What was said to us in private while we were away: which conversations there were; pure.

What is said between the connection and the answer waits, as no conversation is known to be whole
before it.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from netcore.client import asking
from netcore.client.events import Said, Why
from netcore.client.history.requests import Request, stamp

if TYPE_CHECKING:
    from netcore.client.session import Session

PLACE = ""
"""Stands for all conversations among the places that are waited for."""
_COMMAND = ("CHATHISTORY", "TARGETS")
_AHEAD = timedelta(days=1)


@dataclass(slots=True)
class Conversations:
    """What is known of them on one connection.

    Args:
        waiting: the server has been asked which there were.
        known: it has answered.
        targets: what it has answered so far: names, and the times of the last messages.
        held: those in which something was said meanwhile, by their folded names.
    """

    waiting: bool = False
    known: bool = False
    targets: list[tuple[str, datetime]] = field(default_factory=list)
    held: dict[str, str] = field(default_factory=dict)


def begin(s: "Session", until: float) -> bool:
    """Ask which there were since the last time; False where that is not known, or not kept.

    What is said in private is kept between accounts.
    """
    since = s.wishes.since or s.places.newest()
    if not since or not s.state.account or not asking.kept(s):
        return False
    # Until all is told: what comes now must not stand for what was said before it.
    s.wishes.since = since
    s.conversations = Conversations(waiting=True)
    s.catching_up.expect((PLACE,), until)
    count = asking.limit(s)
    # The newest first, should they be too many; their clock may be ahead of ours.
    between = stamp(s.now + _AHEAD), stamp(since)
    asking.put(s, Request(Why.CONVERSATIONS, PLACE, (*_COMMAND, *between, str(count)), count))
    return True


def learn(s: "Session", name: str, time: str) -> None:
    """The server names a conversation and when it was last said something there."""
    try:
        last = datetime.fromisoformat(time)
    except ValueError:
        return
    if name and last.tzinfo and not s.state.is_channel(name) and not s.state.is_me(name):
        s.conversations.targets.append((name, last))


def hold(s: "Session", event: Said) -> None:
    """Something is said: in a conversation it waits until that is caught up with."""
    if s.conversations.waiting and event.buffer and not s.state.is_channel(event.buffer):
        name = s.state.fold(event.buffer)
        s.catching_up.begin(name, event.buffer)
        s.conversations.held[name] = event.buffer


def answered(s: "Session", *, known: bool) -> list[str]:
    """Catch up with those that went on; gives the folded names of the others that waited."""
    now, s.conversations = s.conversations, Conversations(known=known)
    wanted = {s.state.fold(name): name for name, last in now.targets if _went_on(s, name, last)}
    went_on = set(wanted)
    for message in s.lost:
        if not s.state.is_channel(message.target):
            wanted.setdefault(s.state.fold(message.target), message.target)
    for name, shown in wanted.items():
        s.catching_up.begin(name, shown).quiet = name not in went_on
        asking.ask(s, Why.MISSED, shown, "AFTER", _last(s, name))
        if "draft/read-marker" in s.caps.enabled:
            asking.send(s, ("MARKREAD", shown))
    return [name for name in now.held if name not in wanted]


def _went_on(s: "Session", name: str, last: datetime) -> bool:
    place = s.places.get(s.state.fold(name))
    return place is None or last > place.time


def _last(s: "Session", name: str) -> str:
    """What was told last of a conversation, as a question has it."""
    place = s.places.get(name)
    if place and place.msgid:
        return f"msgid={place.msgid}"
    return stamp(place.time if place else s.wishes.since or s.now)
