"""Reads a line of mode changes as single changes."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from netcore.wire.isupport import Features


class Change(NamedTuple):
    """One mode set or unset; `argument` is empty where the mode takes none or it is missing."""

    added: bool
    mode: str
    argument: str


def changes(features: Features, modes: str, arguments: Sequence[str]) -> Iterator[Change]:
    """Give each letter of a MODE line its argument, by the kinds that the server announced.

    Args:
        features: the server's PREFIX and CHANMODES.
        modes: ``+o-v`` and the like.
        arguments: what stands behind.

    Source: Modern IRC, "MODE message" and "CHANMODES Parameter".
    """
    roles = set(features.prefixes.values())
    lists, always, when_set, _ = features.mode_kinds
    with_argument = roles | set(lists) | set(always)
    rest = iter(arguments)
    added = True
    for letter in modes:
        if letter in "+-":
            added = letter == "+"
        elif letter in with_argument or (letter in when_set and added):
            yield Change(added, letter, next(rest, ""))
        else:
            yield Change(added, letter, "")
