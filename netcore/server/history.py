"""The history of a server: where it is, for how long, and what works on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Literal

from netcore.core.history import Around, Find, Mark, Page, Search, Targets
from netcore.errors import HistoryError
from netcore.history.base import Store
from netcore.history.memory import MemoryStore
from netcore.history.upkeep import Upkeep
from netcore.server.dispatcher import Dispatcher
from netcore.server.recorder import Recorder
from netcore.snapshot import Level


@dataclass(frozen=True, slots=True)
class History:
    """What is to be kept of a chat.

    Args:
        path: the file, made where it is not there yet; None: in memory, as long as the server runs.
        durability: what a message outlives before it is shown to anybody: ``process``, the end of
            this program in any way, or ``power``, that of the machine too.
        keep_days: days after which it goes; 0: never.
        keep_messages: how many entries of each channel or conversation stay; 0: all.
    """

    path: Path | None = None
    durability: Literal["process", "power"] = "process"
    keep_days: int = 0
    keep_messages: int = 0

    def open(self) -> Store:
        """The store.

        Raises:
            StartError: what is wrong with the file, and how to mend it.
        """
        if self.path is None:
            return MemoryStore()
        # Not at the top: a server that keeps nothing has no use for a database.
        from netcore.history.sqlite import SqliteStore

        return SqliteStore(self.path, self.durability)


class Keeping:
    """A store at work for a server.

    Args:
        history: what is to be kept.
        dispatcher: whose turns leave something behind.
        tell: takes a line for the log; from any thread.

    Raises:
        StartError: the store cannot be opened.
    """

    def __init__(
        self, history: History, dispatcher: Dispatcher, tell: Callable[[Level, str], None]
    ) -> None:
        self._store = store = history.open()
        self._marking = Lock()
        recorder = Recorder(store, dispatcher.note)
        self._upkeep = Upkeep(
            store,
            keep_days=history.keep_days,
            keep_messages=history.keep_messages,
            complain=lambda why: tell("error", why),
            stored=lambda: recorder.stored,
        )
        self._teach(dispatcher)
        try:
            clocks = store.clocks()
        except HistoryError:
            store.close()
            raise
        dispatcher.keep(str(history.path or "in memory"), recorder)
        dispatcher.hub.keep_history(clocks, self._marker)

    def _teach(self, dispatcher: Dispatcher) -> None:
        store, learn = self._store, dispatcher.workers.learn
        learn(Page, "history", store.page)
        learn(Around, "history", store.around)
        learn(Targets, "history", store.targets)
        learn(Find, "history", store.find)
        learn(Mark, "history", self._mark)
        # One that searches keeps nobody from coming in.
        learn(Search, "search", store.search)

    def _mark(self, mark: Mark) -> int:
        with self._marking:
            return self._store.mark(mark.owner, mark.target, mark.time)

    def _marker(self, owner: str, target: str) -> int:
        """On the dispatcher's thread: one look at an index, as short as storing a message."""
        try:
            return self._store.marker(owner, target)
        except HistoryError:
            return 0

    def start(self) -> None:
        """Begin to look after it; raises RuntimeError where there are no more threads."""
        self._upkeep.start()

    def close(self) -> None:
        """End; after the dispatcher and its workers have."""
        self._upkeep.stop()
        self._store.close()
