"""Slow work that the core wants done: it says what, others do it, a later turn has the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from netcore.core.session import Session


class Ask(NamedTuple):
    """Something that takes too long to be done between two messages.

    Args:
        session: who waits for it; its further lines are handled after the answer.
        work: what is to be done, as a value; its type says who can do it.
        then: takes what the work came to, or `Failed`.
        aside: whether it is no part of the answer to a command.
    """

    session: Session
    work: object
    then: Callable[[Any], None]
    aside: bool = False


class Failed(NamedTuple):
    """The answer where the work could not be done; `why` is for the log."""

    why: str
