"""CHATHISTORY: what was said before (IRCv3 chathistory, event-playback)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from netcore.core import caps, names
from netcore.core.asking import Failed
from netcore.core.batches import answer_in_batch
from netcore.core.commands.channels import person
from netcore.core.commands.registry import command
from netcore.core.history import Around, Bound, Entry, Page, Targets
from netcore.core.isupport import HISTORY_PER_COMMAND
from netcore.core.places import Place, place, place_of
from netcore.core.replay import lines
from netcore.core.session import Session
from netcore.core.stamps import is_msgid, milliseconds
from netcore.wire import numerics as n
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.core.hub import Hub

_ALL = 10_000
"""Targets that are looked through; nobody is in more channels, and few know more people."""

_NOT_FOUND = "Messages could not be retrieved"


class _Request(NamedTuple):
    """What a CHATHISTORY asks for, once it is known to make sense."""

    subcommand: str
    where: Place
    asked: str
    """The place's name in the answer: of a conversation, as the client calls it."""
    bounds: Sequence[Bound | None]
    limit: int
    events: bool


class _BadParameterError(Exception):
    """A parameter that cannot be read: the code of a FAIL, its text, and what it is about."""

    def __init__(self, code: str, text: str, *context: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.context = context


def needs(hub: Hub, session: Session, bit: int, name: str) -> bool:
    """Whether a session has the capability without which there is no such command; else 421."""
    if hub.past.on and session.caps & bit:
        return True
    hub.numeric(session, n.ERR_UNKNOWNCOMMAND, name, text="Unknown command")
    return False


@command("CHATHISTORY", params=1)
def chathistory(hub: Hub, session: Session, message: Message) -> None:
    """CHATHISTORY LATEST|BEFORE|AFTER|AROUND target bound limit, BETWEEN, TARGETS."""
    if not needs(hub, session, caps.CHATHISTORY, "CHATHISTORY"):
        return
    subcommand = message.params[0].upper()
    try:
        if subcommand == "TARGETS":
            _targets(hub, session, message.params[1:])
        elif ask := _ASKS.get(subcommand):
            request = _read(hub, session, subcommand, message.params[1:])
            ask(hub, session, request)
        else:
            raise _BadParameterError("INVALID_PARAMS", "Unknown command")
    except _BadParameterError as error:
        _fail(hub, session, subcommand, error.code, error.text, *error.context)


def _fail(hub: Hub, session: Session, subcommand: str, code: str, text: str, *about: str) -> None:
    hub.fail(session, "CHATHISTORY", code, text, subcommand, *about)


def _read(hub: Hub, session: Session, subcommand: str, params: Sequence[str]) -> _Request:
    bounds = 2 if subcommand == "BETWEEN" else 1
    _check_count(params, bounds + 2)
    name, *selectors, limit = params
    where = place(hub, person(session), name)
    if not where:
        raise _BadParameterError("INVALID_TARGET", _NOT_FOUND, name)
    anything = subcommand == "LATEST"
    read = [_bound(name, text, anything=anything) for text in selectors]
    events = bool(session.caps & caps.EVENT_PLAYBACK)
    asked = where.name if name[:1] == "#" else name
    return _Request(subcommand, where, asked, read, _limit(limit), events)


def _check_count(params: Sequence[str], count: int) -> None:
    if len(params) < count:
        raise _BadParameterError("INVALID_PARAMS", "Insufficient parameters")
    if len(params) > count:
        raise _BadParameterError("INVALID_PARAMS", "Too many parameters")


def _bound(target: str, text: str, *, anything: bool = False) -> Bound | None:
    """Read ``timestamp=``, ``msgid=`` or, where there may be no bound, ``*``."""
    if anything and text == "*":
        return None
    kind, equals, value = text.partition("=")
    if kind == "timestamp":
        return Bound(time=_time(text, value))
    if kind == "msgid":
        if not is_msgid(value):
            raise _BadParameterError("INVALID_PARAMS", "That is no msgid of this network", text)
        return Bound(id=value)
    if equals:
        wanted = "A message is referred to by timestamp= or msgid="
        raise _BadParameterError("INVALID_MSGREFTYPE", wanted, target, text)
    raise _BadParameterError("INVALID_PARAMS", "Invalid message reference", text)


def _time(text: str, value: str) -> int:
    time = milliseconds(value)
    if time is None:
        raise _BadParameterError("INVALID_PARAMS", "Invalid timestamp", text)
    return time


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text[:9])):
        raise _BadParameterError("INVALID_PARAMS", "The limit is a number above 0", text)
    return min(int(text[:9]), HISTORY_PER_COMMAND)


# -- what is asked for


def _latest(hub: Hub, session: Session, request: _Request) -> None:
    _page(hub, session, request, after=request.bounds[0])


def _before(hub: Hub, session: Session, request: _Request) -> None:
    _page(hub, session, request, before=request.bounds[0])


def _after(hub: Hub, session: Session, request: _Request) -> None:
    _page(hub, session, request, after=request.bounds[0], newest=False)


def _around(hub: Hub, session: Session, request: _Request) -> None:
    middle = request.bounds[0]
    assert middle
    work = Around(request.where.target, request.limit, middle, request.events)
    hub.ask(session, work, lambda answer: _tell(hub, session, request, answer))


def _between(hub: Hub, session: Session, request: _Request) -> None:
    """From the first bound to the second, which may be the older one.

    Which is older is known of two times at once, and of msgids from what is between them.
    """
    one, other = request.bounds
    assert one
    assert other
    times = one.time and other.time
    if not times or one.time <= other.time:

        def then(answer: list[Entry] | Failed) -> None:
            if answer or times:
                _tell(hub, session, request, answer)
            else:
                _page(hub, session, request, after=other, before=one)

        _page(hub, session, request, after=one, before=other, newest=False, then=then)
    else:
        _page(hub, session, request, after=other, before=one)


_ASKS: dict[str, Callable[[Hub, Session, _Request], None]] = {
    "LATEST": _latest,
    "BEFORE": _before,
    "AFTER": _after,
    "AROUND": _around,
    "BETWEEN": _between,
}


def _page(
    hub: Hub,
    session: Session,
    request: _Request,
    *,
    after: Bound | None = None,
    before: Bound | None = None,
    newest: bool = True,
    then: Callable[[list[Entry] | Failed], None] | None = None,
) -> None:
    target, limit, events = request.where.target, request.limit, request.events
    page = Page(target, limit, after, before, newest, events)
    hub.ask(session, page, then or (lambda answer: _tell(hub, session, request, answer)))


def _tell(hub: Hub, session: Session, request: _Request, answer: list[Entry] | Failed) -> None:
    where = request.where
    if isinstance(answer, Failed):
        hub.note("error", f"the history of {where.name} cannot be read: {answer.why}")
        _fail(hub, session, request.subcommand, "MESSAGE_ERROR", _NOT_FOUND, where.name)
        return
    shown = lines(hub, session, answer, where)
    answer_in_batch(hub, session, f"chathistory {request.asked}", shown)


def _targets(hub: Hub, session: Session, params: Sequence[str]) -> None:
    """Where something was said between two times, the latest last."""
    _check_count(params, 3)
    times = []
    for text in params[:2]:
        kind, _, value = text.partition("=")
        if kind != "timestamp":
            raise _BadParameterError("INVALID_PARAMS", "Invalid timestamp", text)
        times.append(_time(text, value))
    limit = _limit(params[2])
    user = person(session)
    among = tuple(channel.target for channel in user.channels)
    work = Targets(among, names.nick_key(user.account), min(times), max(times), _ALL)

    def then(answer: list[tuple[str, int]] | Failed) -> None:
        if isinstance(answer, Failed):
            hub.note("error", f"the history cannot be read: {answer.why}")
            _fail(hub, session, "TARGETS", "MESSAGE_ERROR", _NOT_FOUND)
            return
        chosen = answer[:limit] if times[0] <= times[1] else answer[-limit:]
        head = f":{hub.settings.server_name} CHATHISTORY TARGETS"
        told = [
            ("", f"{head} {place_of(hub, user, target).name} {hub.stamps.iso(time)}")
            for target, time in chosen
        ]
        answer_in_batch(hub, session, "draft/chathistory-targets", told)

    hub.ask(session, work, then)
