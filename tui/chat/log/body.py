"""What of an entry is shown as its text, as its label, and as links; pure."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from netcore.wire import formatting
from netcore.wire.text import clean, plain
from tui.chat.log.entries import Delivery, Entry, EntryKind
from tui.chat.log.wrap import cells

FOLDED_EVENTS = frozenset(("join", "part", "quit", "nick", "away"))
_NAMES_SHOWN = 8


class Signs(NamedTuple):
    """The few signs that are drawn; two sets, one of them plain ASCII."""

    rule: str
    joined: str
    left: str
    changed: str
    event: str
    between: str
    system: str
    error: str
    failed: str
    bar: str
    cut: str
    down: str


UNICODE = Signs("─", "→", "←", "↔", "·", " · ", "•", "!", "✗", "▌", "…", "↓")
ASCII = Signs("-", "->", "<-", "<>", "~", " - ", "-", "!", "x", ">", "~", "v")


class Link(NamedTuple):
    """An address in a text, and where it stands."""

    start: int
    end: int
    url: str


_URL = re.compile(r"(?<![^\W_])(?:https?://|mailto:)[^\s<>\"`]+", re.IGNORECASE)
_CLOSERS = dict(zip(")]}）」』】》", "([{（「『【《", strict=True))


def links(text: str) -> Iterator[Link]:
    """The http, https and mailto addresses of a text, without the punctuation behind them."""
    if ":" not in text:
        return
    for match in _URL.finditer(text):
        url = _trim(match[0])
        if len(url) > url.index(":") + 3:
            yield Link(match.start(), match.start() + len(url), url)


def _trim(url: str) -> str:
    """Take off what ends the sentence, and closing brackets that were opened outside."""
    while _ends_sentence(url):
        url = url[:-1]
    return url


def _ends_sentence(url: str) -> bool:
    last = url[-1]
    opener = _CLOSERS.get(last)
    if opener is not None:
        return url.count(opener) < url.count(last)
    return last in ".,;:!?'*_~…。，、»”’"


def said(entry: Entry) -> str:
    """The text of an entry as it is shown and copied: no codes, nothing that is not printable."""
    text = entry.text if entry.text.isprintable() else spoken(entry.text)
    if entry.kind is EntryKind.ACTION:
        return f"{plain(entry.nick)} {text}"
    return text


def spoken(text: str) -> str:
    """The text without formatting codes, made safe once more."""
    return "".join(clean(span.text) for span in formatting.spans(text))


def spans(entry: Entry) -> Iterator[formatting.Span]:
    """The runs of `said`, each in its style."""
    if entry.kind is EntryKind.ACTION:
        yield formatting.Span(f"{plain(entry.nick)} ", formatting.PLAIN)
    for span in formatting.spans(entry.text):
        yield formatting.Span(clean(span.text), span.style)


def note(entry: Entry, signs: Signs) -> str:
    """The line below a message that did not go out; empty for all others."""
    if entry.delivery is not Delivery.FAILED:
        return ""
    reason = f"not sent: {plain(entry.note)}" if entry.note else "not sent"
    return f"{signs.failed} {reason}{signs.between}Shift+F6, r: send again"


def label(entry: Entry, signs: Signs) -> str:
    """What stands in the column of nicks; not for runs of events."""
    match entry.kind:
        case EntryKind.MESSAGE:
            return plain(entry.prefix + entry.nick)
        case EntryKind.ACTION:
            return "*"
        case EntryKind.NOTICE:
            return f"-{plain(entry.nick)}-"
        case EntryKind.EVENT:
            return {"join": signs.joined, "part": signs.left, "quit": signs.left}.get(
                entry.event, signs.changed if entry.event == "nick" else signs.event
            )
        case EntryKind.ERROR:
            return signs.error
        case EntryKind.SERVER:
            return plain(entry.nick) or signs.system
    return signs.system


def width(entry: Entry) -> int:
    """Cells of an entry's label."""
    return cells(label(entry, UNICODE))


def foldable(entry: Entry) -> bool:
    """Whether the entry may share a line with its neighbours."""
    return entry.kind is EntryKind.EVENT and entry.event in FOLDED_EVENTS


def folded(run: Sequence[Entry], signs: Signs) -> tuple[str, str]:
    """The label and the text of a run of events: who came, who left, who is called otherwise.

    Args:
        run: foldable entries, at least one.
        signs: the signs to draw with.
    """
    if len(run) == 1:
        return label(run[0], signs), _single(run[0])
    groups = _grouped(run)
    sign = {"joined": signs.joined, "left": signs.left}.get(next(iter(groups)), signs.event)
    if len(groups) > 1 and sign == signs.event:
        sign = signs.changed
    parts = [f"{_names(names)} {what}" for what, names in groups.items()]
    return sign, signs.between.join(parts)


def _single(entry: Entry) -> str:
    nick, text = plain(entry.nick), said(entry)
    match entry.event:
        case "join":
            return f"{nick} joined"
        case "nick":
            return f"{nick} is now {text}"
        case "away":
            return (f"{nick} is away: {text}") if text else f"{nick} is back"
    return f"{nick} left ({text})" if text else f"{nick} left"


def _grouped(run: Sequence[Entry]) -> dict[str, list[str]]:
    """What each person's events come to, in the order in which people first appear."""
    people: list[list[Entry]] = []
    called: dict[str, list[Entry]] = {}
    for entry in run:
        nick = plain(entry.nick)
        if nick not in called:
            called[nick] = []
            people.append(called[nick])
        called[nick].append(entry)
        if entry.event == "nick":
            # The old name is free from here on: who comes with it next is somebody else.
            called[said(entry)] = called.pop(nick)
    groups: dict[str, list[str]] = {}
    for events in people:
        name, what = _told(events)
        groups.setdefault(what, []).append(name)
    return groups


def _told(events: Sequence[Entry]) -> tuple[str, str]:
    """The name of one person and what its events come to."""
    first = plain(events[0].nick)
    names = [said(entry) for entry in events if entry.event == "nick"]
    what = _outcome([_verb(entry) for entry in events])
    if not names or what == f"is now {names[-1]}":
        back = bool(names) and names[-1] == first
        return first, f"was {names[0]} for a while" if back else what
    return (first if names[-1] == first else f"{names[-1]} ({first})"), what


def _verb(entry: Entry) -> str:
    match entry.event:
        case "join":
            return "joined"
        case "nick":
            return f"is now {said(entry)}"
        case "away":
            return "went away" if entry.text else "came back"
    return "left"


def _outcome(verbs: list[str]) -> str:
    moves = [verb for verb in verbs if verb in ("joined", "left")]
    if not moves:
        return verbs[-1]
    if moves[0] == moves[-1]:
        return moves[-1]
    return "joined and left" if moves[0] == "joined" else "left and came back"


def _names(names: list[str]) -> str:
    if len(names) > _NAMES_SHOWN + 1:
        more = len(names) - _NAMES_SHOWN
        return f"{', '.join(names[:_NAMES_SHOWN])} and {more} others"
    return ", ".join(names)
