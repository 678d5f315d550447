"""What a session asks of a server's history, one question after the other; pure."""

from datetime import datetime
from typing import TYPE_CHECKING

from netcore.client.events import HistoryMissing, Status, Why
from netcore.client.history.requests import Request, stamp
from netcore.errors import WireError

if TYPE_CHECKING:
    from netcore.client.session import Session

_NEEDED = {"draft/chathistory", "batch"}
_PAGE = 100
NONE_KEPT = "This server keeps no history: what was said here while you were away cannot be shown."
_TOO_MANY = "Too many questions about the past wait for their answers: try again later."
_NO_SEARCH = "This server cannot search its history: what is loaded here can be searched."


def kept(s: "Session") -> bool:
    """Whether the server keeps history and hands it out."""
    return s.caps.enabled >= _NEEDED


# What our owner asks for.


def older(s: "Session", buffer: str, msgid: str, time: datetime) -> None:
    """Ask for what stands above a message, by its id or its time."""
    reference = f"msgid={msgid}" if msgid else stamp(time)
    if _can(s, buffer, Why.OLDER):
        ask(s, Why.OLDER, buffer, "BEFORE", reference)


def latest(s: "Session", buffer: str) -> None:
    """Ask for the last page of a place; where there is no history nothing comes of it."""
    if kept(s) and s.status is Status.ONLINE:
        ask(s, Why.OLDER, buffer, "LATEST", "*")


def around(s: "Session", buffer: str, msgid: str) -> None:
    """Ask for what stands around a message."""
    if _can(s, buffer, Why.AROUND):
        ask(s, Why.AROUND, buffer, "AROUND", f"msgid={msgid}")


def search(s: "Session", words: str, buffer: str) -> None:
    """Have the server look for words, in one place or in all."""
    if s.status is not Status.ONLINE or "soju.im/search" not in s.caps.enabled:
        s.emit(HistoryMissing(s.now, buffer, _NO_SEARCH, Why.SEARCH))
        return
    attributes = {"text": words, "limit": str(limit(s))} | ({"in": buffer} if buffer else {})
    line = ("SEARCH", ";".join(f"{key}={_escaped(value)}" for key, value in attributes.items()))
    put(s, Request(Why.SEARCH, buffer, line, limit(s), words))


def mark_read(s: "Session", buffer: str, until: datetime) -> None:
    """Tell our other clients how far we have read."""
    if s.status is Status.ONLINE and "draft/read-marker" in s.caps.enabled:
        send(s, ("MARKREAD", buffer, stamp(until)))


# What these have in common.


def _can(s: "Session", buffer: str, why: Why) -> bool:
    able = kept(s) and s.status is Status.ONLINE
    if not able:
        online = "There is no connection." if s.status is not Status.ONLINE else NONE_KEPT
        s.emit(HistoryMissing(s.now, buffer, online, why))
    return able


def limit(s: "Session") -> int:
    """How many messages to ask for at once (ISUPPORT CHATHISTORY)."""
    return min(s.state.features.number("CHATHISTORY", _PAGE) or _PAGE, _PAGE)


def ask(
    s: "Session", why: Why, target: str, subcommand: str, reference: str, most: int = _PAGE
) -> None:
    """Ask for a page of a place's history, when it is its turn."""
    count = min(limit(s), most)
    put(s, Request(why, target, ("CHATHISTORY", subcommand, target, reference, str(count)), count))


def put(s: "Session", request: Request) -> None:
    """Let a question wait for its turn, which may be now."""
    if not s.requests.put(request):
        s.emit(HistoryMissing(s.now, request.target, _TOO_MANY, request.why))
    go_on(s)


def go_on(s: "Session") -> None:
    """Ask the next question; one that cannot be asked is one that is not answered."""
    request = s.requests.next(s.clock)
    if request and not send(s, request.line):
        s.requests.give_up()


def send(s: "Session", line: tuple[str, ...]) -> bool:
    """Send a command now; False if it would not be read as it is meant."""
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
