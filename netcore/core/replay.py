"""What was said before somebody came, for whoever cannot ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core.channels import Channel
from netcore.core.session import Session

if TYPE_CHECKING:
    from netcore.core.hub import Hub


def begin(hub: Hub, session: Session, channel: Channel, before: int) -> None:
    """Have the last lines of a channel shown to somebody who just came in."""
