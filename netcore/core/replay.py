"""What was said before: as the lines of old, and for whoever comes in and cannot ask for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from netcore.core import caps, multiline
from netcore.core.asking import Failed
from netcore.core.batches import Tagged, batch
from netcore.core.channels import Channel
from netcore.core.history import Bound, Entry, Page
from netcore.core.places import Place, is_own
from netcore.core.records import Said
from netcore.core.render import encode, encode_plain, plain_said, reply
from netcore.core.session import Session
from netcore.core.users import User
from netcore.wire.lines import MAX_LINE
from netcore.wire.message import serialise_tags

if TYPE_CHECKING:
    from netcore.core.hub import Hub

_ACTION = "\x01ACTION "
_ACROSS = frozenset({"NICK", "QUIT"})
"""What happens in no channel of its own, so that none is named."""
_BEGINS = "What was said here before you came:"
_ENDS = "That was before you came; from here on it is said now."


def lines(hub: Hub, session: Session, entries: Iterable[Entry], where: Place) -> list[Tagged]:
    """Entries of one place as they stand on the wire for a session, without a batch's tag."""
    user = session.user
    assert user
    bits = session.caps
    tagged: list[Tagged] = []
    for entry in entries:
        if entry.kind == "TAGMSG" and not bits & caps.MESSAGE_TAGS:
            continue
        tags, line = _tags(hub, bits, entry), _line(entry, user, where, bits)
        if "\n" in entry.text or len(entry.text) > MAX_LINE:
            tagged += _several(hub, bits, entry, tags, line)
        else:
            tagged.append((tags, line))
    return tagged


def _tags(hub: Hub, bits: int, entry: Entry) -> str:
    parts = []
    if bits & caps.SERVER_TIME:
        parts.append(f"time={hub.stamps.iso(entry.time)}")
    if bits & caps.MESSAGE_TAGS:
        parts.append(f"msgid={entry.id}")
        if entry.tags:
            parts.append(entry.tags)
    if bits & caps.ACCOUNT_TAG and entry.account:
        parts.append(serialise_tags({"account": entry.account})[1:-1])
    return ";".join(parts)


def _line(entry: Entry, user: User, where: Place, bits: int) -> str:
    kind, words = entry.kind, entry.text
    if kind in ("PRIVMSG", "NOTICE", "TAGMSG"):
        private = " " in where.target
        to = where.name if not private or is_own(user, entry.account) else user.nick
        head = f":{entry.source} {kind} {to}"
        return head if kind == "TAGMSG" else f"{head} :{words}"
    if kind == "JOIN" and not bits & caps.EXTENDED_JOIN:
        words = words.partition(" ")[0]
    if kind not in _ACROSS:
        # The channel may have had another name then, by which no client would know it.
        _, space, rest = words.partition(" ")
        words = f"{where.name}{space}{rest}"
    return f":{entry.source} {kind} {words}"


def _several(hub: Hub, bits: int, entry: Entry, tags: str, line: str) -> list[Tagged]:
    """A message of several lines, in the form that a receiver takes; its beginning has the id."""
    head = line.removesuffix(entry.text)
    pieces = multiline.lines_of(entry.text)
    if bits & multiline.WANTED != multiline.WANTED:
        rest = _tags(hub, bits & ~caps.MESSAGE_TAGS, entry)
        shown = [head + text for text, _ in pieces if text]
        return [(rest if number else tags, text) for number, text in enumerate(shown)]
    to = head.split(" ")[2]
    opening = f":{entry.source} BATCH +{entry.id} {multiline.TYPE} {to}"
    inner = f"batch={entry.id}"
    joined = f"{inner};{multiline.JOINED}"
    return [
        (tags, opening),
        *((joined if goes_on else inner, head + text) for text, goes_on in pieces),
        ("", f":{entry.source} BATCH -{entry.id}"),
    ]


def begin(hub: Hub, session: Session, channel: Channel, before: int) -> None:
    """Have the last lines of a channel shown to a session that just came in and cannot ask.

    Its own lines wait for that, so that they come behind.

    Args:
        hub: where the session is.
        session: whose person has joined.
        channel: where.
        before: the time of the join, in milliseconds: what came later is said to it anyway.
    """
    count = hub.settings.replay
    if not hub.past.on or not count or session.caps & caps.CHATHISTORY:
        return

    def then(answer: list[Entry] | Failed) -> None:
        if not isinstance(answer, Failed) and session.user in channel.members:
            _show(hub, session, channel, [entry for entry in answer if not _is_request(entry)])

    page = Page(channel.target, count, before=Bound(time=before))
    hub.ask(session, page, then, aside=True)


def _is_request(entry: Entry) -> bool:
    """Whether programs would answer it (CTCP), long after it was asked."""
    return entry.text.startswith("\x01") and not entry.text.startswith(_ACTION)


def _show(hub: Hub, session: Session, channel: Channel, entries: Sequence[Entry]) -> None:
    if not entries:
        return
    if session.profile & caps.PLAIN:
        _show_plainly(hub, session, entries)
        return
    where = Place(channel.target, channel.name)
    notice = f":{hub.settings.server_name} NOTICE {channel.name} :"
    hub.deliver(session, reply(f"{notice}{_BEGINS}", hub.wall, hub.stamps))
    if not session.caps & caps.SERVER_TIME:
        entries = [_with_time(hub, entry) for entry in entries]
    shown = lines(hub, session, entries, where)
    if session.caps & caps.BATCH:
        hub.deliver(session, batch(hub, f"chathistory {channel.name}", shown))
    else:
        for tagged in shown:
            hub.deliver(session, _ready(encode(*tagged)))
    hub.deliver(session, reply(f"{notice}{_ENDS}", hub.wall, hub.stamps))


def _with_time(hub: Hub, entry: Entry) -> Entry:
    """An entry whose text says when it was: the time alone, if that was today."""
    stamp = hub.stamps.local(entry.time)
    if stamp[:10] == hub.stamps.local(hub.wall)[:10]:
        stamp = stamp[11:]
    lead = _ACTION if entry.text.startswith(_ACTION) else ""
    return entry._replace(text=f"{lead}[{stamp}] {entry.text.removeprefix(lead)}")


def _show_plainly(hub: Hub, session: Session, entries: Iterable[Entry]) -> None:
    now = hub.stamps.local(hub.wall)
    hub.deliver(session, _ready(encode_plain(f"[{now}] * {_BEGINS}")))
    for entry in entries:
        nick = entry.source.partition("!")[0]
        for text in entry.text.split("\n"):
            record = Said(entry.id, entry.time, "", entry.kind, "", text, {})
            hub.deliver(session, _ready(encode_plain(plain_said(record, nick, hub.stamps))))
    hub.deliver(session, _ready(encode_plain(f"[{now}] * {_ENDS}")))


def _ready(line: bytes) -> Callable[..., bytes]:
    """A line that is for one receiver and has all it needs."""
    return lambda _profile, _extra="": line
