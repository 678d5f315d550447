"""One thread for all: a selector waits for every socket, and a loop serves what is ready."""

from collections.abc import Mapping

from netcore.engines.base import Sink
from netcore.engines.lifecycle import LONGEST_WAIT, RECVQ, REFUSAL, ListeningEngine
from netcore.engines.link import CLOSED
from netcore.engines.listener import Listener
from netcore.engines.loop import Loop
from netcore.engines.selfpipe import SelfPipe


class SelectorsEngine(ListeningEngine):
    """A loop in the thread that calls `run`; see `ListeningEngine` for the arguments."""

    role = "loop"

    def __init__(self, *, recvq: int = RECVQ, refusal: bytes = REFUSAL) -> None:
        super().__init__(recvq=recvq, refusal=refusal)
        self._loop: Loop | None = None

    def roles(self) -> Mapping[str, int]:
        """Live threads by role: ``loop``; any thread."""
        return {"loop": int(self.running)}

    def serve(self, sink: Sink, listener: Listener, wake: SelfPipe) -> None:
        """Go round until told to stop."""
        self._loop = Loop(sink, listener, wake, self._recvq)
        while not self.stopping:
            self._loop.round(LONGEST_WAIT)

    def end(self) -> None:
        """Close every link."""
        if self._loop is None:
            return
        self._loop.deafen()
        for link in list(self._loop.links):
            link.close()
        # In short waits, since the deadline may be brought forward meanwhile.
        while self._loop.links and (left := self.remaining()) > 0:
            self._loop.round(min(left, 0.1))
        for link in list(self._loop.links):
            link.abandon()
            self._loop.cut(link, CLOSED)
        self._loop.close()
