"""The table of what each command of a server does to a session."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.client.session import Session

Handler = Callable[["Session", Message], None]
TABLE: dict[str, Handler] = {}


def on(*commands: str) -> Callable[[Handler], Handler]:
    """Enter a handler for these commands and numerics.

    A handler must take any number of parameters, none included.
    """

    def enter(handler: Handler) -> Handler:
        TABLE.update(dict.fromkeys(commands, handler))
        return handler

    return enter
