"""Listen, run, stop: what every engine does alike, whatever moves its bytes."""

import threading
from math import inf
from time import monotonic, sleep

from netcore.engines.base import Address, Sink
from netcore.engines.listener import Listener
from netcore.engines.selfpipe import SelfPipe
from netcore.errors import StartError

RECVQ = 1024 * 1024
REFUSAL = b"ERROR :Closing link: the server is full, try again later\r\n"
POLL = 0.01
# A signal that comes just before a wait does not end it, and its Python handler runs only after
# the wait: in case `run` is in the main thread, it waits no longer than this.
LONGEST_WAIT = 0.5


class ListeningEngine:
    """An engine without the part that moves bytes: `serve` and `end` are the subclass's.

    All the ending is done by the thread in `run`, whoever asked for it, so that it happens once
    and nothing is accepted meanwhile.

    Args:
        recvq: bytes of one link that may have been received and not `Link.consumed` before the
            link is not read from any more.
        refusal: what a client is told that cannot be served for want of descriptors or threads.
    """

    # What the thread in `run` is called while it is there.
    role = "accept"

    def __init__(self, *, recvq: int = RECVQ, refusal: bytes = REFUSAL) -> None:
        self._recvq = recvq
        self._refusal = refusal
        self._listener: Listener | None = None
        self._wake: SelfPipe | None = None
        self._deadline = inf
        self._stopping = False
        self._runner: int | None = None
        self._over = False

    def listen(self, address: Address, backlog: int = 4096) -> Address:
        """Bind and listen; see `netcore.engines.base.Engine.listen`."""
        listener = Listener(address, backlog, self._refusal)
        try:
            self._wake = SelfPipe()
        except OSError as error:
            listener.close()
            raise StartError("no descriptor is left", "raise the limit with `ulimit -n`") from error
        self._listener = listener
        return listener.address

    def run(self, sink: Sink) -> None:
        """Serve until `stop`; the calling thread bears the engine's role as its name meanwhile.

        Raises:
            StartError: `listen` was not called, or the system gives no thread.
        """
        if self._listener is None or self._wake is None:
            raise StartError("the engine listens nowhere", "call listen() before run()")
        self._runner = threading.get_ident()
        thread = threading.current_thread()
        name, thread.name = thread.name, self.role
        try:
            if not self._stopping:
                self.serve(sink, self._listener, self._wake)
        finally:
            self._listener.close()
            self.end()
            self._wake.close()
            thread.name = name
            self._over = True

    def stop(self, deadline: float) -> None:
        """End everything, idempotent, any thread; see `netcore.engines.base.Engine.stop`.

        In the thread that is in `run` (in a signal handler, then) it only asks: all is ended when
        `run` returns.

        Args:
            deadline: monotonic time; a second call may bring it forward, never put it off.
        """
        self._deadline = min(self._deadline, deadline)
        self._stopping = True
        if self._wake is not None:
            self._wake.ring()
        if self._runner is None:
            if self._listener is not None and self._wake is not None:
                self._listener.close()
                self._wake.close()
        elif self._runner != threading.get_ident():
            # Neither an event nor a lock: stop may be called again by a signal handler that
            # interrupts this very wait, and none of them can be waited for twice by one thread.
            while not self._over:
                sleep(POLL)

    def serve(self, sink: Sink, listener: Listener, wake: SelfPipe) -> None:
        """Accept and serve until `stopping`; ``wake`` is rung when it becomes true."""
        raise NotImplementedError

    def end(self) -> None:
        """Close every link by `remaining`, join every thread."""
        raise NotImplementedError

    @property
    def stopping(self) -> bool:
        """Whether `stop` has been called."""
        return self._stopping

    @property
    def running(self) -> bool:
        """Whether a thread is in `run`."""
        return self._runner is not None and not self._over

    def remaining(self) -> float:
        """Seconds until the deadline of `stop`, never negative."""
        return max(0.0, self._deadline - monotonic())
