"""What Tab makes of the word under the cursor; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from netcore.wire import durations
from tui.console.words import WORDS

_TAKE_A_NICK = ("/msg", "/kick", "/ban", "/mute")
_DOORS = ("open", "accounts", "closed")


@dataclass(frozen=True, slots=True)
class Completion:
    """Where a completed word stands, and what may stand there.

    Args:
        start: index of its first letter.
        end: index behind its last.
        candidates: each is a whole replacement, with a space behind it where one follows.
    """

    start: int
    end: int
    candidates: tuple[str, ...]


def complete(
    line: str,
    cursor: int,
    nicks: Iterable[str] = (),
    channels: Iterable[str] = (),
    bans: Sequence[str] = (),
    mutes: Sequence[str] = (),
) -> Completion:
    """The candidates for the word that ends at the cursor, in their order.

    Args:
        line: all that is typed.
        cursor: index in it.
        nicks: of the clients.
        channels: names of the channels.
        bans: masks that ``/unban`` takes.
        mutes: masks that ``/unmute`` takes.
    """
    start = line.rfind(" ", 0, cursor) + 1
    typed = line[start:cursor].casefold()
    if start == 0:
        names = [word.name for word in WORDS] if typed.startswith("/") else []
        return Completion(0, cursor, _matching(typed, names))
    word, _, before = line[:start].partition(" ")
    # A time may stand before the mask.
    first = not before.strip() or (
        word in ("/ban", "/mute") and durations.parse(before.strip()) is not None
    )
    known: Iterable[str]
    if first and word in _TAKE_A_NICK:
        known = nicks
    elif first and word == "/say" and typed.startswith("#"):
        known = channels
    elif first and word in ("/unban", "/unmute", "/door"):
        known = {"/unban": bans, "/unmute": mutes, "/door": _DOORS}[word]
    else:
        known = (*nicks, *channels) if typed else ()
    return Completion(start, cursor, _matching(typed, known))


def _matching(typed: str, known: Iterable[str]) -> tuple[str, ...]:
    found = {name for name in known if name.casefold().startswith(typed)}
    return tuple(f"{name} " for name in sorted(found, key=str.casefold))
