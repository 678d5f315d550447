"""A link, its model and the bridge between them: what another server has anew."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from netcore.client.events import Event
from tui.chat.bridge import Bridge, ChatLink, LinkFactory
from tui.chat.buffers import Line
from tui.chat.memory import Memory
from tui.chat.model import Model
from tui.chat.textlog import TextLog


@dataclass(frozen=True, slots=True)
class Connection:
    """A link, what has become of its events, and their way there."""

    bridge: Bridge
    link: ChatLink
    model: Model
    memory: Memory
    log: TextLog | None

    def write_log(self, lines: Sequence[Line]) -> str:
        """Write lines to the text log, if there is one; gives what went wrong, the first time."""
        return self.log.keep(lines) if self.log and lines else ""

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
        state: the file of what outlives the app; None: nothing does.
        log: the folder of the chat as text files; None: there are none.
    """

    open_link: LinkFactory
    nick: str
    now: Callable[[], datetime]
    tz: tzinfo | None = None
    state: Path | None = None
    log: Path | None = None

    def connect(
        self, address: str, deliver: Callable[[Bridge, list[Event]], object], nick: str = ""
    ) -> Connection:
        """Make a connection, which begins to work with `ChatLink.start`.

        Args:
            address: where to, as it was typed.
            deliver: gets the events, with the bridge that they come over.
            nick: the name to ask for, if it is another one by now.

        Raises:
            ChatError: the address is none.
        """
        bridge = Bridge(lambda batch: deliver(bridge, batch))
        link, channels = self.open_link(address, bridge.put)
        if nick:
            link.set_nick(nick)
        names = [channel.partition(" ")[0] for channel in channels]
        model = Model(link, names, nick or self.nick, self.now, self.tz)
        memory = Memory(self.state, address)
        for buffer in model.buffers:
            memory.recall(buffer)
        model.recall = memory.recall
        link.catch_up_from(memory.since)
        log = TextLog(self.log, address, self.tz) if self.log else None
        return Connection(bridge, link, model, memory, log)
