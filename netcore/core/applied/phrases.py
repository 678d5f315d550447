"""Lines and phrases that more than one kind of record needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netcore.core.users import User


def away_line(user: User) -> str:
    """What tells others that somebody is away, or back."""
    return f":{user.source} AWAY :{user.away}" if user.away else f":{user.source} AWAY"


def because(reason: str) -> str:
    """A reason in brackets, for people; nothing for none."""
    reason = reason.removesuffix(": ")
    return f" ({reason})" if reason else ""
