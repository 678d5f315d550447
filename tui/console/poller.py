"""The one thread through which the screen and the server meet."""

import queue
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from netcore.errors import ChatError
from netcore.snapshot import LogLine, Snapshot
from netcore.wire import text
from tui.console.hosted import HostedServer

INTERVAL = 0.5
_MOST_LINES = 2000


@dataclass(frozen=True, slots=True)
class Poll:
    """What the screen gets to see.

    Args:
        snapshot: the server's state, made safe for a terminal, without its log.
        log: the lines that are new since the last poll, oldest first.
        stopped: whether the server has ended.
    """

    snapshot: Snapshot
    log: tuple[LogLine, ...]
    stopped: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an operator's call, in one line."""

    text: str
    good: bool


class Poller:
    """Reads a snapshot twice a second and makes the operator's calls, away from the screen.

    Neither side waits for the other: the screen is only told that something is there to `take`,
    once until it does, and a server that does not answer holds this thread alone.

    Args:
        server: whom to ask.
        wake: tells the screen that `take` has something; called from the thread of the poller.
        interval: seconds between two snapshots.
    """

    def __init__(
        self, server: HostedServer, wake: Callable[[], None], interval: float = INTERVAL
    ) -> None:
        self._server = server
        self._wake = wake
        self._interval = interval
        self._calls: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._lines: deque[LogLine] = deque(maxlen=_MOST_LINES)
        self._seen = 0
        self._stopped = False
        self._told = False
        self._error: Exception | None = None
        # A daemon: a server that hangs must not keep the process.
        self._thread = threading.Thread(target=self._run, name="dashboard poller", daemon=True)

    def start(self) -> None:
        """Begin, with a snapshot at once."""
        self._thread.start()

    def stop(self, timeout: float = 2.0) -> None:
        """End the thread, and wait for that so many seconds at most."""
        self._calls.put(None)
        self._thread.join(timeout)

    def submit(self, call: Callable[[], str], done: Callable[[Answer], None]) -> None:
        """Make a call of the server's, in turn.

        Args:
            call: returns a line for the operator, or raises `ChatError`.
            done: gets the answer, in the thread of the poller.
        """
        self._calls.put(lambda: done(_answer(call)))

    def take(self) -> Poll | None:
        """What there is to see since the last time; from the thread of the screen.

        Raises:
            Exception: what the poller's thread has met and not expected: a defect.
        """
        with self._lock:
            self._told = False
            if self._error is not None:
                raise self._error
            if self._snapshot is None:
                return None
            lines = tuple(self._lines)
            self._lines.clear()
            return Poll(self._snapshot, lines, self._stopped)

    def _run(self) -> None:
        try:
            while self._wait():
                pass
        except Exception as error:
            self._error = error
            self._tell()

    def _wait(self) -> bool:
        """Look at the server, then make a call or let the time pass; whether to go on."""
        self._poll()
        try:
            call = self._calls.get(timeout=self._interval)
        except queue.Empty:
            return True
        if call is None:
            return False
        call()
        return True

    def _poll(self) -> None:
        stopped = self._server.wait(0)
        snapshot = self._server.snapshot()
        fresh = self._fresh(snapshot.log)
        with self._lock:
            self._snapshot = made_safe(snapshot)
            self._lines.extend(fresh)
            self._stopped = stopped
        self._tell()

    def _tell(self) -> None:
        with self._lock:
            tell, self._told = not self._told, True
        if tell:
            self._wake()

    def _fresh(self, log: tuple[LogLine, ...]) -> list[LogLine]:
        """The lines not seen yet, and before them how many came and went between two polls."""
        fresh = []
        for line in reversed(log):
            if line.number <= self._seen:
                break
            fresh.append(replace(line, text=text.plain(line.text)))
        fresh.reverse()
        if fresh:
            missed = fresh[0].number - self._seen - 1
            if missed and self._seen:
                what = f"{missed:,} more lines came too fast to be shown; host.log has them"
                fresh.insert(0, replace(fresh[0], level="warning", text=what))
            self._seen = fresh[-1].number
        return fresh


def made_safe(snapshot: Snapshot) -> Snapshot:
    """The same without its log, and with no text in it that could do something to a terminal."""
    return replace(
        snapshot,
        log=(),
        server_name=text.plain(snapshot.server_name),
        clients=tuple(
            replace(
                row,
                nick=text.plain(row.nick),
                address=text.plain(row.address),
                channels=tuple(map(text.plain, row.channels)),
            )
            for row in snapshot.clients
        ),
        channels=tuple(
            replace(row, name=text.plain(row.name), topic=text.plain(row.topic))
            for row in snapshot.channels
        ),
        threads=tuple(replace(row, name=text.plain(row.name)) for row in snapshot.threads),
    )


def _answer(call: Callable[[], str]) -> Answer:
    try:
        return Answer(text.plain(call()), good=True)
    except ChatError as error:
        return Answer(text.plain(str(error)), good=False)
