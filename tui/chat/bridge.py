"""What the app needs of a chat client, and the way of its events onto the app's own thread."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from netcore.client.events import Event, Kind, Status


class Person(Protocol):
    """A member of a channel, as the people panel needs it."""

    @property
    def nick(self) -> str: ...
    @property
    def prefixes(self) -> str: ...
    @property
    def away(self) -> bool: ...


class ChatLink(Protocol):
    """`netcore.client.ChatClient` as the app uses it, from the thread of the app."""

    @property
    def nick(self) -> str: ...
    @property
    def status(self) -> Status: ...
    @property
    def capabilities(self) -> frozenset[str]: ...
    def start(self) -> None: ...
    def close(self, reason: str = "") -> None: ...
    def reconnect_now(self) -> None: ...
    def use_password(self, password: str) -> None: ...
    def log_in(self, account: str, password: str) -> None: ...
    def log_out(self) -> None: ...
    def register_account(self, password: str) -> None: ...
    def trust_certificate(self, fingerprint: str, *, remember: bool = True) -> None: ...
    def say(self, target: str, text: str, kind: Kind = Kind.MESSAGE) -> str: ...
    def message_room(self, target: str, kind: Kind = Kind.MESSAGE) -> int: ...
    def join(self, channel: str, key: str = "") -> None: ...
    def part(self, channel: str, reason: str = "") -> None: ...
    def set_nick(self, nick: str) -> None: ...
    def set_topic(self, channel: str, topic: str) -> None: ...
    def set_away(self, message: str | None) -> None: ...
    def kick(self, channel: str, nick: str, reason: str = "") -> None: ...
    def invite(self, nick: str, channel: str) -> None: ...
    def mode(self, target: str, *arguments: str) -> None: ...
    def names(self, channel: str) -> None: ...
    def whois(self, nick: str) -> None: ...
    def list_channels(self, mask: str = "") -> None: ...
    def raw(self, line: str) -> None: ...
    def load_older(self, buffer: str, msgid: str, time: datetime) -> None: ...
    def load_latest(self, buffer: str) -> None: ...
    def load_around(self, buffer: str, msgid: str) -> None: ...
    def catch_up_from(self, time: datetime | None) -> None: ...
    def redact(self, target: str, msgid: str, reason: str = "") -> None: ...
    def search(self, words: str, buffer: str = "") -> None: ...
    def mark_read(self, buffer: str, until: datetime) -> None: ...
    def members(self, channel: str) -> Sequence[Person]: ...
    def topic(self, channel: str) -> str: ...
    def is_channel(self, name: str) -> bool: ...
    def same(self, one: str, other: str) -> bool: ...


OnEvent = Callable[[Event], None]
# Makes a link to an address as a person writes it, with the channels to join there.
# Raises ChatError for an address that is none.
LinkFactory = Callable[[str, OnEvent], tuple[ChatLink, tuple[str, ...]]]


class Bridge:
    """Takes events on any thread and hands them on in batches on the app's loop.

    Textual's `call_from_thread` makes the caller wait for the screen, and a message posted for
    each event is a repaint for each: so events are collected, the loop is woken once, and a batch
    is handed on at most 30 times a second. A single event after a quiet while is handed on at once.

    Args:
        deliver: called on the loop with a batch, never with an empty one.
        interval: the shortest time between two batches, in seconds.
        most: events in one batch, so that a flood leaves time for keys.
    """

    def __init__(
        self,
        deliver: Callable[[list[Event]], object],
        interval: float = 1 / 30,
        most: int = 2000,
    ) -> None:
        self._deliver = deliver
        self._interval = interval
        self._most = most
        self._events: deque[Event] = deque()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._woken = False
        self._last = 0.0

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to hand on, what was collected before included; called on the loop's thread."""
        self._loop = loop
        if self._events:
            self._wake()

    def detach(self) -> None:
        """Stop handing on; what still comes is dropped. Called on the loop's thread."""
        self._loop = None

    @property
    def idle(self) -> bool:
        """Whether all that was put in has been handed on."""
        return not self._events

    def put(self, event: Event) -> None:
        """Take one event; called on any thread, never blocks."""
        self._events.append(event)
        if not self._woken:
            self._wake()

    def _wake(self) -> None:
        loop = self._loop
        if loop is None:
            return
        self._woken = True
        try:
            loop.call_soon_threadsafe(self._schedule)
        except RuntimeError:  # the loop has closed between the two lines above
            self._loop = None

    def _schedule(self) -> None:
        if self._loop is None:
            return
        wait = self._last + self._interval - self._loop.time()
        if wait <= 0:
            self._drain()
        else:
            self._loop.call_later(wait, self._drain)

    def _drain(self) -> None:
        if self._loop is None:
            return
        self._last = self._loop.time()
        # Before the events are taken: one that comes in after that wakes the loop again.
        self._woken = False
        batch: list[Event] = []
        while self._events and len(batch) < self._most:
            batch.append(self._events.popleft())
        if self._events:
            self._wake()
        if batch:
            self._deliver(batch)
