"""How a host ends: signals and the screen ask for it, and the server is given its time once."""

import os
import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Self

from tui.console.hosted import HostedServer

GRACE = 3.0
"""Seconds in which the clients are told and all is closed."""
_HURRY = 0.2
_GIVE_UP = 5.0
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopping:
    """While it is entered, SIGINT, SIGTERM and SIGHUP stop the server in an orderly way.

    SIGHUP does so only where the terminal has gone or nobody listens to it: otherwise it is what
    daemons take it for, and calls `on_hangup`.

    The first request starts the stop in a thread, so that whoever waits for the server can go on
    waiting; a second one hurries it. A server that has not ended within five seconds is left to
    the end of the process. Enter it in the main thread.

    Args:
        server: what is to be stopped.
        on_hangup: called at a SIGHUP that does not stop, in a thread of its own.
    """

    def __init__(self, server: HostedServer, on_hangup: Callable[[], None] | None = None) -> None:
        self._server = server
        self._requests = 0
        self._before: dict[signal.Signals, object] = {}
        self._timer = threading.Timer(_GIVE_UP, _end_process)
        self._timer.daemon = True
        self._timer.name = "stop deadline"
        self.on_signal: Callable[[], None] | None = None
        """Also called at each signal that stops, in the main thread."""
        self._on_hangup = on_hangup
        self._had_terminal = False
        self.unaided = False
        """Whether no thread was to be had for a request: whoever waits for the server stops it."""

    @property
    def requested(self) -> bool:
        """Whether anybody has asked for the end."""
        return self._requests > 0

    def request(self) -> None:
        """Begin to stop the server, or hurry; returns at once."""
        self._requests += 1
        timeout = GRACE if self._requests == 1 else _HURRY
        try:
            threading.Thread(
                target=self._server.stop, args=(timeout,), name="stop request", daemon=True
            ).start()
            if self._requests == 1:
                self._timer.start()
        except RuntimeError:  # the system gives this program no more threads
            self.unaided = True

    def __enter__(self) -> Self:
        self._had_terminal = _has_terminal()
        for number in _SIGNALS:
            # nohup ignores SIGHUP for its child, which has to respect that.
            if number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN:
                continue
            self._before[number] = signal.signal(number, self._signalled)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type] # what signal.signal returned

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        if number == signal.SIGHUP and self._on_hangup and _has_terminal() >= self._had_terminal:
            threading.Thread(target=self._on_hangup, name="hangup", daemon=True).start()
            return
        if self.on_signal:
            self.on_signal()
        self.request()


def _has_terminal() -> bool:
    """Whether there is a terminal that this process belongs to; one that was closed is none."""
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True


def _end_process() -> None:
    # Nothing is left to be saved: whatever holds the process must not hold whoever waits for it.
    os._exit(1)
