"""What Tab can make of the word at the caret: nicks, channels, commands; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from netcore.wire.casemap import unicode_fold
from tui.chat.commands import COMMANDS, Command, Takes, UsageError, find


class Candidate(NamedTuple):
    """One way to complete a word.

    Args:
        text: what takes the word's place.
        label: what the menu calls it.
        note: what the menu says of it.
    """

    text: str
    label: str
    note: str = ""


class Completion(NamedTuple):
    """The candidates for the text from `start` up to the caret."""

    start: int
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """What there is to complete to.

    Args:
        nicks: the people here; who spoke last comes first.
        channels: all channels that we know.
        channel_types: the letters that a channel's name begins with.
    """

    nicks: Sequence[str] = ()
    channels: Sequence[str] = ()
    channel_types: str = "#&"


def complete(before: str, names: Names) -> Completion:
    """Complete the word at the end of the text before the caret.

    Args:
        before: the whole text from its beginning up to the caret.
        names: what there is to complete to.

    Returns:
        The candidates, none where there is nothing to complete.
    """
    start = max(before.rfind(" "), before.rfind("\n")) + 1
    word = before[start:]
    is_command = before.startswith("/") and not before.startswith("//")
    if is_command and start == 0:
        return Completion(0, tuple(_commands(word[1:])))
    if is_command:
        return Completion(start, tuple(_argument(before, word, names)))
    if word[:1] and word[0] in names.channel_types:
        return Completion(start, tuple(_plain(word, names.channels)))
    sign = "@" if word.startswith("@") else ""
    end = ": " if start == 0 else " "
    nicks = _matching(word[len(sign) :], names.nicks) if word else ()
    return Completion(start, tuple(Candidate(nick + end, nick) for nick in nicks))


def current(before: str) -> Command | None:
    """The command whose arguments are being typed, for its hint."""
    if not before.startswith("/") or before.startswith("//") or " " not in before:
        return None
    try:
        return find(before[1:].partition(" ")[0])
    except UsageError:
        return None


def _commands(word: str) -> Iterable[Candidate]:
    for command in COMMANDS:
        if any(name.startswith(word.lower()) for name in (command.name, *command.aliases)):
            space = " " if command.hint else ""
            yield Candidate(f"/{command.name}{space}", command.usage, command.help)


def _argument(before: str, word: str, names: Names) -> Iterable[Candidate]:
    command = current(before)
    if command is None or not command.takes:
        return ()
    takes = command.takes[min(before.count(" ") - 1, len(command.takes) - 1)]
    if word[:1] and word[0] in names.channel_types:
        takes = Takes.CHANNEL
    match takes:
        case Takes.COMMAND:
            return (c._replace(text=c.text.strip("/ ")) for c in _commands(word.lstrip("/")))
        case Takes.CHANNEL:
            return _plain(word, names.channels)
        case Takes.TARGET:
            return [*_plain(word, names.nicks), *_plain(word, names.channels)]
        case Takes.NICK:
            return _plain(word, names.nicks)
        case Takes.TEXT:
            return _plain(word, names.nicks) if word else ()


def _plain(word: str, known: Sequence[str]) -> list[Candidate]:
    return [Candidate(f"{name} ", name) for name in _matching(word, known)]


def _matching(word: str, known: Sequence[str]) -> list[str]:
    """The names that begin with a word; those alike but for signs at their beginning come last."""
    folded = unicode_fold(word)
    first = [name for name in known if unicode_fold(name).startswith(folded)]
    bare = folded.lstrip("#&_[]{}|^`\\-")
    if not bare:
        return first
    later = [
        name
        for name in known
        if name not in first and unicode_fold(name).lstrip("#&_[]{}|^`\\-").startswith(bare)
    ]
    return first + later
