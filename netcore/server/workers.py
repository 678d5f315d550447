"""Threads for what takes too long to be done between two messages."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
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
        pool = self._pools.get(lane) or ThreadPoolExecutor(
            AT_ONCE, thread_name_prefix=f"worker {lane}"
        )
        try:
            pool.submit(self._do, do, ask)
        except RuntimeError:  # no thread is to be had for it
            if lane not in self._pools:
                pool.shutdown(cancel_futures=True)
                self._done(ask, Failed("the system gives this program no more threads"))
                return
            # It is queued nevertheless, for the lane's first thread.
        self._pools[lane] = pool

    def stop(self) -> None:
        """Let what is being done end, drop what waits, and end the threads."""
        for pool in self._pools.values():
            pool.shutdown(cancel_futures=True)

    def _do(self, do: Callable[[Any], object], ask: Ask) -> None:
        """Do it; on a thread of its lane."""
        answer: object
        try:
            answer = do(ask.work)
        except Exception as error:
            if not isinstance(error, ChatError):  # that one is meant, and says all there is to say
                _LOGGER.exception("%s failed", type(ask.work).__name__)
            answer = Failed(str(error) or type(error).__name__)
        self._done(ask, answer)
