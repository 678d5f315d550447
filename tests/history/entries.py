"""Entries to put into a store, and what is told of those that come out."""

from __future__ import annotations

from collections.abc import Iterable

from netcore.core.history import Entry

START = 1_000_000


def entry(
    number: int,
    text: str = "",
    *,
    target: str = "#room",
    kind: str = "PRIVMSG",
    nick: str = "bob",
    account: str = "",
    time: int = 0,
    tags: str = "",
) -> Entry:
    """An entry whose id, time and text follow from its number."""
    return Entry(
        id_of(number),
        time or START + number,
        target,
        kind,
        f"{nick}!{nick}@host",
        account,
        text or f"message {number}",
        tags,
    )


def id_of(number: int) -> str:
    """The id of the entry with this number."""
    return f"{START + number:011x}{number:06x}n1"


def some(count: int, *, target: str = "#room") -> list[Entry]:
    """Messages from 0 on."""
    return [entry(number, target=target) for number in range(count)]


def numbers(entries: Iterable[Entry]) -> list[int]:
    """Which entries these are."""
    return [int(entry.id[11:17], 16) for entry in entries]
