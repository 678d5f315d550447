"""The accounts of a running server: who does the work, and who sees that another changed them."""

from __future__ import annotations

from threading import Event, Thread

from netcore.core import accounts
from netcore.core.secrets import (
    BeginScram,
    FinishScram,
    LogIn,
    LogInByCertificate,
    Register,
)
from netcore.core.settings import Settings
from netcore.security.accounts import AccountStore
from netcore.security.checking import Checker
from netcore.security.logins import Logins
from netcore.server.dispatcher import Dispatcher

_LOOK_EVERY = 1.0
"""Seconds after which an account that `chat-tui accounts` made or removed is known here."""


class AccountsAtWork:
    """A store of accounts with a server around it.

    Args:
        store: where they are kept; it is closed with the server.
        settings: the server's.
        checker: looks at passwords.
        dispatcher: whose hub is told, and whose workers do the work.
    """

    def __init__(
        self, store: AccountStore, settings: Settings, checker: Checker, dispatcher: Dispatcher
    ) -> None:
        self.store = store
        self._dispatcher = dispatcher
        self._stopped = Event()
        self._thread = Thread(target=self._watch, name="worker accounts", daemon=True)
        logins = Logins(store, checker, nick_length=settings.nick_length)
        learn = dispatcher.workers.learn
        learn(LogIn, "secrets", logins.log_in)
        learn(LogInByCertificate, "secrets", logins.by_certificate)
        learn(BeginScram, "secrets", logins.begin_scram)
        learn(FinishScram, "secrets", logins.finish_scram)
        learn(Register, "secrets", logins.register)
        dispatcher.hub.registered = store.names()

    def start(self) -> None:
        """Look from now on whether another program changes them."""
        self._thread.start()

    def stop(self) -> None:
        """Look no longer, and close the store; after the workers have stopped."""
        self._stopped.set()
        if self._thread.ident:
            self._thread.join()
        self.store.close()

    def _watch(self) -> None:
        behind, readable = False, True
        while not self._stopped.wait(_LOOK_EVERY):
            try:
                behind = self.store.changed() or behind
                if behind:
                    behind = not self._look()
            except Exception as error:  # of the disk, say: the next look may be better
                if readable:
                    self._complain(error)
                behind, readable = True, False
            else:
                readable = True

    def _complain(self, error: Exception) -> None:
        hub = self._dispatcher.hub
        what = f"changes of accounts by other programs are not seen at the moment: {error}"
        self._dispatcher.call(lambda: hub.note("error", what))

    def _look(self) -> bool:
        """Tell the hub the difference; whether it could be told."""
        hub = self._dispatcher.hub
        # First what the hub knows, as all of that was in the store by then: so whatever is not
        # there now is gone, and what is registered in between is not.
        known = self._dispatcher.call(lambda: dict(hub.registered))
        try:
            before = known.result(_LOOK_EVERY)
        except TimeoutError:
            return False
        there = self.store.names()
        added = dict(there.items() - before.items())
        gone = before.keys() - there.keys()
        self._dispatcher.call(lambda: accounts.know(hub, added, gone))
        return True
