"""Brings events to a client's owner: in order, one at a time, without holding anybody up."""

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable

from netcore.client.events import Event

_log = logging.getLogger(__name__)


class Courier:
    """Events on their way; any thread may put and deliver them.

    Args:
        on_event: gets the events, on the thread that delivers. What it raises is logged.
    """

    def __init__(self, on_event: Callable[[Event], None]) -> None:
        self._on_event = on_event
        self._waiting: deque[Event] = deque()
        self._delivering = threading.Lock()

    def put(self, events: Iterable[Event]) -> None:
        """Take events, behind those that wait; callers see to the order among themselves."""
        self._waiting.extend(events)

    def deliver(self) -> None:
        """Hand out what waits; a thread that finds another one at it leaves it to that one."""
        while self._waiting and self._delivering.acquire(blocking=False):
            try:
                while self._waiting:
                    self._tell(self._waiting.popleft())
            finally:
                self._delivering.release()

    def _tell(self, event: Event) -> None:
        try:
            self._on_event(event)
        except Exception:
            _log.exception("the handler of events failed")
