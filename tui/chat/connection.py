"""A link, its model and the bridge between them: what another server has anew."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from netcore.client.events import Event
from tui.chat.bridge import Bridge, ChatLink, LinkFactory
from tui.chat.model import Model


@dataclass(frozen=True, slots=True)
class Connection:
    """A link, what has become of its events, and their way there."""

    bridge: Bridge
    link: ChatLink
    model: Model

    def leave(self, reason: str = "") -> None:
        """Hear nothing of it any more, and close it on another thread: that takes a while."""
        self.bridge.detach()
        threading.Thread(
            target=self.link.close, args=(reason,), name="leaving", daemon=True
        ).start()


@dataclass(frozen=True, slots=True)
class Origin:
    """What every connection of an app is made from.

    Args:
        open_link: makes the link to an address.
        nick: the name that is asked for.
        now: the time, with a zone.
        tz: the zone of the clocks in the logs; None for this machine's.
    """

    open_link: LinkFactory
    nick: str
    now: Callable[[], datetime]
    tz: tzinfo | None = None

    def connect(
        self, address: str, deliver: Callable[[Bridge, list[Event]], object], nick: str = ""
    ) -> Connection:
        """Make a connection, which begins to work with `ChatLink.start`.

        Raises:
            ChatError: the address is none.
        """
        bridge = Bridge(lambda batch: deliver(bridge, batch))
        link, channels = self.open_link(address, bridge.put)
        names = [channel.partition(" ")[0] for channel in channels]
        model = Model(link, names, nick or self.nick, self.now, self.tz)
        return Connection(bridge, link, model)
