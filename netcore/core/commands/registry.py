"""The table of IRC commands: what each needs before its handler is called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netcore.core.session import Session
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.core.hub import Hub

Handler = Callable[["Hub", Session, Message], None]


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Args:
        name: upper case.
        handler: what answers it.
        params: the fewest parameters that make sense; fewer are answered with 461.
        early: whether it may come before the welcome; else it is answered with 451.
    """

    name: str
    handler: Handler
    params: int = 0
    early: bool = False


COMMANDS: dict[str, Command] = {}


def command(name: str, *, params: int = 0, early: bool = False) -> Callable[[Handler], Handler]:
    """Register a handler."""

    def register(handler: Handler) -> Handler:
        COMMANDS[name] = Command(name, handler, params, early)
        return handler

    return register
