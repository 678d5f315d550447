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
        self._known = store.names()
        dispatcher.hub.registered = dict(self._known)

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
        while not self._stopped.wait(_LOOK_EVERY):
            if self.store.changed():
                self._look()

    def _look(self) -> None:
        """Tell the hub the difference: what it has registered itself meanwhile stays."""
        before, self._known = self._known, self.store.names()
        added = dict(self._known.items() - before.items())
        gone = before.keys() - self._known.keys()
        hub = self._dispatcher.hub
        self._dispatcher.call(lambda: accounts.know(hub, added, gone))
