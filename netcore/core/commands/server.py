"""LUSERS, MOTD: asking about the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import answers
from netcore.core.commands.registry import command
from netcore.core.session import Session
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.core.hub import Hub


@command("LUSERS")
def lusers(hub: Hub, session: Session, message: Message) -> None:
    """LUSERS."""
    answers.lusers(hub, session)


@command("MOTD")
def motd(hub: Hub, session: Session, message: Message) -> None:
    """MOTD."""
    answers.motd(hub, session)
