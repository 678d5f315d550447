"""Giving the links what a turn led to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from netcore.core.effects import Effects
from netcore.core.session import Session
from netcore.core.settings import Settings
from netcore.engines.base import Link


def write_all(
    ready: list[Session], links: Mapping[int, Link], limit: int
) -> tuple[list[Session], int]:
    """Write what waits for each session.

    Args:
        ready: sessions with something to send.
        links: by the sessions' numbers.
        limit: bytes that may wait for one link.

    Returns:
        Those for whom more waits, and how many bytes were written.
    """
    over = []
    size = 0
    for session in ready:
        out = session.out
        link = links.get(session.id)
        if out and link is not None:
            size += len(out[0]) if len(out) == 1 else sum(map(len, out))
            link.write(out)
            if link.unsent > limit:
                over.append(session)
        out.clear()
        session.waiting = 0
    return over, size


def too_far_behind(
    links: Collection[Link], settings: Settings, now: float
) -> Iterator[tuple[Link, str]]:
    """Links whose peers take too little: each for too long, or all of them together.

    Args:
        links: all there are.
        settings: `sendq_age` and `sendq_total`.
        now: seconds, monotonic.

    Yields:
        A link, and what is too much of it.
    """
    waiting = []
    for link in links:
        since = link.blocked_since
        if since is None:
            continue
        if now - since > settings.sendq_age:
            yield link, f"{settings.sendq_age:.0f} seconds behind"
        else:
            waiting.append((link.unsent, link.id, link))
    total = sum(unsent for unsent, _, _ in waiting)
    waiting.sort()
    while total > settings.sendq_total:
        unsent, _, link = waiting.pop()
        total -= unsent
        yield link, "furthest behind of too many"


def close_and_name(effects: Effects, links: Mapping[int, Link]) -> None:
    """Close links whose sessions have ended, and name those whose people have another nick."""
    for session in effects.close:
        link = links.get(session.id)
        if link is not None:
            link.close()
    for session in effects.renamed:
        link = links.get(session.id)
        if link is not None:
            link.name(session.name)
