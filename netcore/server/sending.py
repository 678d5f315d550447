"""Giving the links what a turn led to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from netcore.core.delivery import Post
from netcore.core.effects import Effects
from netcore.core.session import Session
from netcore.core.settings import Settings
from netcore.engines.base import Link


def write_all(effects: Effects, limit: int) -> tuple[list[Session], int]:
    """Write what a turn led to.

    Args:
        effects: of these, the posts and the sessions that are ready.
        limit: bytes that may wait for one connection.

    Returns:
        Those for whom more waits, and how many bytes were written.
    """
    over: list[Session] = []
    try:
        size = _write_posts(effects.posts, limit, over) + _write_ready(effects.ready, limit, over)
    finally:
        # Also where a write has failed, which is a defect: what is left would never be sent, and
        # nothing that comes after it.
        for session in effects.ready:
            session.out.clear()
            session.waiting = 0
    return over, size


def _write_posts(posts: list[Post], limit: int, over: list[Session]) -> int:
    """Write what many are sent alike.

    What a broadcast costs is decided here, receiver by receiver, and whoever comes last waits for
    all of them: so lines are counted behind it.
    """
    size = 0
    for data, _, sessions, but in posts:
        chunks = [data]
        for session in sessions:
            if session in but:
                continue
            outlet = session.outlet
            if outlet is not None:
                size += len(data)
                outlet.write(chunks)
                if outlet.unsent > limit:
                    over.append(session)
    for post in posts:
        post.tally()
    return size


def _write_ready(ready: list[Session], limit: int, over: list[Session]) -> int:
    """Write what waits in each session."""
    size = 0
    for session in ready:
        out = session.out
        outlet = session.outlet
        if out and outlet is not None:
            size += len(out[0]) if len(out) == 1 else sum(map(len, out))
            outlet.write(out)
            if outlet.unsent > limit:
                over.append(session)
    return size


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
