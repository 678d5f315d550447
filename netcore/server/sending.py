"""Giving the links what a turn led to."""

from __future__ import annotations

from collections.abc import Mapping

from netcore.core.hub import Effects
from netcore.core.session import Session
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
