"""ChatServer: start it, watch it, act on it, stop it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from threading import Event, RLock, Thread, get_ident
from time import monotonic, time
from typing import TypeVar

from netcore.core.commands.operators import change_settings
from netcore.core.hub import Hub
from netcore.core.moderation import Act
from netcore.core.secrets import CheckPassword
from netcore.core.settings import ReadSettings, Settings
from netcore.engines import engine_named
from netcore.engines.base import Address
from netcore.errors import ChatError, StartError
from netcore.log.local import LocalLog
from netcore.security.accounts import AccountStore, MemoryAccounts
from netcore.security.checking import Checker
from netcore.security.tls import Spoken, Tls
from netcore.server.accounts import AccountsAtWork
from netcore.server.dispatcher import Dispatcher
from netcore.server.door import Door
from netcore.server.history import History, Keeping
from netcore.server.journal import Journal
from netcore.server.ledger import Ledger
from netcore.server.operated import Operated
from netcore.server.snapshots import take
from netcore.server.usable import usable
from netcore.snapshot import Level, LogLine, Snapshot

T = TypeVar("T")

LOOPBACK = Address("127.0.0.1", 9999)
"""Where a server listens that has not been told otherwise: nobody else can reach it there."""

_ANSWER_WITHIN = 1.0
"""Seconds for which a caller waits for the dispatcher, which never waits for anybody itself."""

_REFUSAL = b"ERROR :Closing link: the server is full, try again later\r\n"


class ChatServer(Operated):
    """A chat server on one address.

    All methods may be called from any thread.

    Args:
        settings: what the operator has set.
        address: where to listen; port 0 takes any free port.
        engine: how connections are served: ``threads``, ``socketserver`` or ``selectors``.
        log_listener: told every log line, on the dispatcher's thread: must not block.
        reread: reads the settings anew when an operator asks for it, on a thread of its own; what
            it raises is told to that operator, and nothing changes.
        tls: the certificate with which TLS is spoken too, on the same port; whoever is not on this
            machine then has to. None: plain text for all.
        unprotected: whether others may come in with neither TLS nor a password.
        history: what is to be kept of the chat; None, as in a library nobody should have to turn
            off that something is written down: nothing.
        accounts: where accounts are kept, where the settings have any; closed with the server.
            None: in memory.
        data: the folder of what lasts beyond the server: bans, the key of the cloaks, the audit
            log. None: nothing does.
        audit: told every act of an operator, on a thread of its own, in place of the audit log in
            `data`; what it raises is said once in the log, and the act has happened.

    Raises:
        StartError: there is no engine, or no fallback encoding, of that name; or no password can be
            made of what was given as one.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        address: Address = LOOPBACK,
        engine: str = "threads",
        log_listener: Callable[[LogLine], None] | None = None,
        reread: Callable[[], Settings] | None = None,
        tls: Tls | None = None,
        unprotected: bool = False,
        history: History | None = None,
        accounts: AccountStore | None = None,
        data: Path | None = None,
        audit: Callable[[Act], None] | None = None,
    ) -> None:
        self.settings = usable(settings or Settings())
        self.engine_name = engine
        self.address = address
        self._engine = engine_named(engine)(recvq=self.settings.recvq, refusal=_REFUSAL)
        log = LocalLog()
        hub = Hub(
            self.settings,
            node=secrets.token_hex(4),
            order=log.order,
            wall=int(time() * 1000),
        )
        self._door = Door(self.settings, tls, unprotected)
        self._dispatcher = self._door.dispatcher(hub, log, Journal(log_listener))
        checker = Checker()
        learn = self._dispatcher.workers.learn
        learn(CheckPassword, "secrets", checker.check, checker.at_once)
        learn(ReadSettings, "settings", self._read_settings)
        self._accounts = _accounts(accounts, self.settings, checker, self._dispatcher)
        self._ledger = self._dispatcher.ledger = Ledger(data, audit)
        self._reread = reread
        self._history = history
        self._keeping: Keeping | None = None
        self._started_at = 0.0
        self._threads: list[Thread] = []
        self._lock = RLock()
        self._stopping = False
        self._stopper = 0
        self._stopped = Event()
        self._last: Snapshot | None = None

    def start(self) -> Address:
        """Bind, listen and serve from now on.

        Returns:
            The address with the port that was bound.

        Raises:
            StartError: the address, the port or a thread cannot be had, or it was started before.
        """
        if self._threads or self._stopping:
            raise StartError("this server was started or stopped before", "make another one")
        try:
            self._door.check(self.address)
            # The port first: of two hosts alike, the second is told that it is taken.
            self.address = self._engine.listen(self.address)
            self._ledger.open(self._dispatcher.hub, self.note)
            if self._history:
                self._keeping = Keeping(self._history, self._dispatcher, self.note)
        except ChatError:
            self.stop(0.0)
            raise
        self._door.open(self._dispatcher.hub, self.address.port, self.note)
        self._started_at = monotonic()
        self._threads = [
            Thread(target=self._dispatcher.run, name="dispatcher", daemon=True),
            Thread(target=self._serve, name="accept", daemon=True),
        ]
        self._last = self._take()
        try:
            for thread in self._threads:
                thread.start()
            if self._keeping:
                self._keeping.start()
            if self._accounts:
                self._accounts.start()
        except RuntimeError as error:
            self._threads = [thread for thread in self._threads if thread.ident]
            self.stop(0.0)
            raise StartError(
                "the system gives this program no more threads", "raise the limit with `ulimit -u`"
            ) from error
        self.note("info", f"{self.settings.server_name} listens on {self.address}")
        return self.address

    @property
    def certificate(self) -> Spoken | None:
        """What TLS is spoken with; None: it is not."""
        return self._door.spoken

    def reload_tls(self) -> str:
        """Read the certificate anew, for connections from now on; the others keep theirs.

        Returns:
            One line that says what was done.

        Raises:
            ChatError: there is no TLS, or what is there now is of no use: the old one stays.
        """
        return self._door.reload(self._dispatcher, self.note)

    def _serve(self) -> None:
        try:
            self._engine.run(self._dispatcher)
        except Exception as error:
            self.note("error", f"no more connections are served: {error}")
            self._stopped.set()
            raise

    def stop(self, timeout: float = 3.0, reason: str = "The server is shutting down") -> None:
        """End: tell every client, close every connection, join every thread; idempotent.

        A second call, while the first is at work, can only hurry it: also a signal handler's.

        Args:
            timeout: seconds after which connections that are left are cut.
            reason: what the clients are told.
        """
        deadline = monotonic() + timeout
        with self._lock:
            first, self._stopping = not self._stopping, True
            self._stopper = get_ident() if first else self._stopper
        if not self._threads:
            self._engine.stop(deadline)
            self._let_go()
            self._stopped.set()
        elif first:
            self._end(deadline, timeout, reason)
        else:
            self._engine.stop(deadline)
            if self._stopper != get_ident():
                self._stopped.wait()

    def _end(self, deadline: float, timeout: float, reason: str) -> None:
        said = Event()
        self._dispatcher.say_goodbye(reason, said)
        said.wait(timeout / 2)
        self._engine.stop(deadline)
        self.note("info", "stopped")
        self._dispatcher.workers.stop()
        self._ledger.settle(_ANSWER_WITHIN)  # what goes wrong there is still said in the log
        self._dispatcher.stop()
        for thread in self._threads:
            # A log listener that blocks against its promise must not hold whoever stops us.
            thread.join(max(_ANSWER_WITHIN, deadline - monotonic()))
        self._let_go()
        self._stopped.set()

    def _let_go(self) -> None:
        if self._keeping:
            self._keeping.close()
            self._keeping = None
        if self._accounts:
            self._accounts.stop()
        self._ledger.close()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the server has stopped; whether it has."""
        return self._stopped.wait(timeout)

    def snapshot(self) -> Snapshot:
        """What there is to see; the previous one if the server does not answer within a second."""
        view = None if self._stopping else self._ask(self._take, None)
        if view is not None:
            self._last = view
        return self._last or self._take()

    def _take(self) -> Snapshot:
        return take(
            self._dispatcher,
            addresses=(str(self.address),),
            engine=self.engine_name,
            started_at=self._started_at,
        )

    def reload(self) -> None:
        """Read the settings again, and change what can change while the chat goes on.

        Raises:
            ChatError: nothing reads them, or they make no sense: nothing has changed then.
        """
        settings = self._read_settings(ReadSettings())
        self._act(lambda hub: change_settings(hub, settings))

    def note(self, level: Level, text: str) -> None:
        """Write a line to the log."""
        self._dispatcher.call(lambda: self._dispatcher.hub.note(level, text))

    def _act(self, action: Callable[[Hub], T]) -> T:
        if self._stopping or not self._threads:
            raise ChatError("the server is not running", "start it first")
        future = self._dispatcher.call(lambda: action(self._dispatcher.hub))
        try:
            return future.result(_ANSWER_WITHIN)
        except TimeoutError:
            future.cancel()
            raise ChatError("the server is too busy to answer", "try again in a moment") from None

    def _ask(self, question: Callable[[], T], default: T | None) -> T | None:
        if not self._threads:
            return default
        future: Future[T] = self._dispatcher.call(question)
        try:
            return future.result(_ANSWER_WITHIN)
        except TimeoutError:
            future.cancel()
            return default

    def _read_settings(self, _: ReadSettings) -> Settings:
        """The settings as they are in files now; a worker's thread."""
        if self._reread is None:
            raise ChatError("this server reads no settings from files", "restart it to change them")
        return usable(self._reread())


def _accounts(
    store: AccountStore | None, settings: Settings, checker: Checker, dispatcher: Dispatcher
) -> AccountsAtWork | None:
    """The accounts, where there are to be any; without a store they go with the process."""
    if settings.accounts == "off":
        return None
    return AccountsAtWork(store or MemoryAccounts(), settings, checker, dispatcher)
