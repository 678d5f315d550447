"""Threads for what takes too long to be done between two messages."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from netcore.core.asking import Ask, Failed
from netcore.errors import ChatError

W = TypeVar("W")

AT_ONCE = 2
"""Threads of one kind of work. Two password hashes at a time take 100 MB and leave a core; what
waits behind them is one piece of work a connection at most."""

_LOGGER = logging.getLogger("netcore.server")


class Workers:
    """Does what the core asks for; threads begin with the first piece of work of their kind.

    Args:
        done: told every answer, on one of the threads.
    """

    def __init__(self, done: Callable[[Ask, object], None]) -> None:
        self._done = done
        self._doing: dict[type[Any], tuple[str, Callable[[Any], object]]] = {}
        self._at_once: dict[type[Any], Callable[[Any], object]] = {}
        self._pools: dict[str, ThreadPoolExecutor] = {}

    def learn(
        self,
        kind: type[W],
        lane: str,
        do: Callable[[W], object],
        at_once: Callable[[W], object] | None = None,
    ) -> None:
        """Say how one type of work is done; before the first `submit`.

        Args:
            kind: the type of `Ask.work`.
            lane: what shares its threads, ``history`` or ``secrets``: one does not delay the other.
            do: does it, on a thread of that lane; what it raises becomes a `Failed`.
            at_once: gives the answer where that takes no time, else None; on the dispatcher's
                thread.
        """
        self._doing[kind] = (lane, do)
        if at_once:
            self._at_once[kind] = at_once

    def submit(self, ask: Ask) -> None:
        """Have something done; the dispatcher's thread."""
        kind = type(ask.work)
        at_once = self._at_once.get(kind)
        answer = at_once(ask.work) if at_once else None
        if answer is not None:
            self._done(ask, answer)
            return
        lane, do = self._doing[kind]
        if lane not in self._pools:
            self._pools[lane] = ThreadPoolExecutor(AT_ONCE, thread_name_prefix=f"worker {lane}")
        future = self._pools[lane].submit(do, ask.work)
        future.add_done_callback(lambda done: self._finish(ask, done))

    def stop(self) -> None:
        """Let what is being done end, drop what waits, and end the threads."""
        for pool in self._pools.values():
            pool.shutdown(cancel_futures=True)

    def _finish(self, ask: Ask, future: Future[object]) -> None:
        if future.cancelled():
            return
        error = future.exception()
        if error is None:
            self._done(ask, future.result())
            return
        if not isinstance(error, ChatError):  # that one is meant, and says all there is to say
            _LOGGER.error("%s failed", type(ask.work).__name__, exc_info=error)
        self._done(ask, Failed(str(error) or type(error).__name__))
