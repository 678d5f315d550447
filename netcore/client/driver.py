"""The threads, sockets and clocks of a chat client."""

import logging
import threading
import time
from collections.abc import Callable

from netcore.client import outgoing
from netcore.client.backoff import Backoff
from netcore.client.courier import Courier
from netcore.client.events import Event, ServerText, Status
from netcore.client.handlers.registration import try_nick
from netcore.client.line import LineClient
from netcore.client.link import Link
from netcore.client.network import Network
from netcore.client.session import Session
from netcore.client.shared import Shared, moment
from netcore.client.trust import Connection, Trust, refuse
from netcore.client.values import Refusal, Server
from netcore.client.writer import Writer
from netcore.errors import ConnectError, ConnectionLostError, UntrustedCertificateError
from netcore.security.known_hosts import KnownHosts

_log = logging.getLogger(__name__)
_LOOK_EVERY = 1.0
"""Seconds between two looks at the network while an attempt is waited for."""
_UNCONFIRMED = "the connection was lost before the server confirmed it"
_REFUSED = {
    Refusal.PASSWORD: "The server wants a password.",
    Refusal.BANNED: "The server does not let you in.",
    Refusal.REMOVED: "You were put out, so nothing is tried again by itself.",
    Refusal.CERTIFICATE: "You are not connected.",
    Refusal.NICK: "The server took none of many nicks: choose another one.",
}


class Driver:
    """Runs a session: ``client reader`` connects and reads, ``client writer`` writes and waits.

    One lock guards the session and all that is here; nobody holds it while waiting for the
    network or calling our owner. Events are delivered by either thread, one at a time and in
    order.

    Args:
        session: what to run; only `changing` may touch it from now on.
        server: where to connect.
        on_event: gets the events.
        choose_nick: asked for another nick when the server refuses the first one.
        reconnect: whether to try again by itself.
        fallback_encoding: see `LineClient`.
        known: see `ChatClient`.
    """

    def __init__(
        self,
        session: Session,
        server: Server,
        on_event: Callable[[Event], None],
        choose_nick: Callable[[str], str | None] | None,
        reconnect: bool,
        fallback_encoding: str,
        known: KnownHosts | None,
    ) -> None:
        self._shared = Shared(session, Courier(on_event))
        self.changing, self.reading = self._shared.changing, self._shared.reading
        self._trust = Trust(server, known, session.timings.connect)
        self._writer = Writer(self._shared, lambda: self._trust.server)
        self._choose_nick = choose_nick
        self._reconnect = reconnect
        self._fallback_encoding = fallback_encoding
        self._backoff = Backoff(session.timings)
        self._go = self._upgrading = False
        self._threads: list[threading.Thread] = []

    # Any thread.

    def start(self) -> None:
        """Start the threads; a second call, or one after `close`, does nothing."""
        with self._shared.changed:
            if self._threads or self._shared.closing:
                return
            for name, run in (("client reader", self._read), ("client writer", self._writer.run)):
                self._threads.append(threading.Thread(target=run, name=name, daemon=True))
            for thread in self._threads:
                thread.start()

    def connect_now(self) -> None:
        """End the waiting for the next attempt, if there is any."""
        with self._shared.changed:
            if self._shared.session.status in (Status.WAITING, Status.OFFLINE):
                self._go = True
                self._shared.changed.notify_all()

    def trust_certificate(self, fingerprint: str, *, remember: bool) -> None:
        """See `ChatClient.trust_certificate`."""
        problem = self._trust.accept(fingerprint, remember=remember)
        if problem:
            with self.changing() as session:
                session.emit(ServerText(session.now, "TLS", f"{problem}."))

    @property
    def _server(self) -> Server:
        return self._trust.server

    def close(self, reason: str) -> None:
        """Quit and end; returns when the threads are gone, or after the time for quitting.

        From one of those threads, in a handler of events, it returns at once.
        """
        with self._shared.changed:
            if not self._shared.closing:
                self._shared.closing = True
                self._say_goodbye(reason)
            if not self._threads:
                self._end()
        if self._shared.ended:
            self._shared.courier.deliver()
        if threading.current_thread() in self._threads:
            # One of them would wait for itself, the other one for it.
            return
        until = time.monotonic() + self._shared.timings.quit + 1
        for thread in self._threads:
            thread.join(max(until - time.monotonic(), 0))

    # Any thread that holds the lock.

    def _say_goodbye(self, reason: str) -> None:
        if self._shared.session.status is Status.ONLINE:
            outgoing.leave(self._shared.session.at(moment()), reason)
            self._shared.collect()
            self._shared.quit_by = time.monotonic() + self._shared.timings.quit
        elif self._shared.link:
            self._shared.give_up(self._shared.link, "The client was closed")
        self._shared.wake()

    def _end(self) -> None:
        session = self._shared.session.at(moment())
        session.give_up(session.now, "the client was closed first")
        if not self._shared.ended:
            session.set_status(Status.OFFLINE, session.now, "You have left.")
        self._shared.ended = True
        self._shared.collect()
        self._shared.changed.notify_all()

    # The reader.

    def _read(self) -> None:
        try:
            while not self._shared.closing:
                problem = self._attempt()
                with self._shared.changed:
                    until = self._plan(problem)
                    self._shared.collect()
                self._shared.courier.deliver()
                self._pause(until)
        finally:
            with self._shared.changed:
                self._end()
            self._shared.courier.deliver()

    def _attempt(self) -> str:
        """One connection from its beginning to its end; gives the reason of the end."""
        with self.changing() as session:
            self._go = self._upgrading = False
            session.refusal = None
            detail = f"Connecting to {self._server} …"
            session.set_status(
                Status.CONNECTING, session.now, detail, attempt=self._backoff.begin()
            )
        self._shared.courier.deliver()
        try:
            connection = self._trust.connect(lambda: self._shared.closing)
        except UntrustedCertificateError as error:
            return self._untrusted(error)
        except ConnectError as error:
            return str(error)
        except OSError as error:
            return f"No connection to {self._server} ({error.strerror or error})"
        line = LineClient.over(
            connection.socket,
            fallback_encoding=self._fallback_encoding,
            write_timeout=self._shared.timings.ping_timeout,
        )
        with line:
            link = self._opened(line, connection)
            end = self._converse(line)
            # Before the line is closed: a write that fails by that is not the reason of the end.
            return self._closed(link, end)

    def _untrusted(self, error: UntrustedCertificateError) -> str:
        with self.changing() as session:
            refuse(session, str(self._server), error)
        return str(error)

    def _opened(self, line: LineClient, connection: Connection) -> Link:
        with self.changing() as session:
            session.secure = connection.secure
            for remark in connection.remarks:
                session.emit(ServerText(session.now, "TLS", remark))
            link = self._shared.link = Link(
                line, time.monotonic() + self._shared.timings.registration
            )
            session.opened(moment())
            session.set_status(Status.REGISTERING, session.now, f"Greeting {self._server} …")
            if self._shared.closing:
                self._shared.give_up(link, "The client was closed")
        self._shared.courier.deliver()
        return link

    def _converse(self, line: LineClient) -> str:
        """Read until the end; gives what the end looks like from here."""
        try:
            while text := line.readline():
                self._received(text)
                self._shared.courier.deliver()
        except ConnectionLostError as error:
            return error.what
        with self._shared.changed:
            self._shared.session.ended()
        return "The server closed the connection"

    def _received(self, text: str) -> None:
        with self._shared.changed:
            try:
                self._shared.session.receive(text, moment())
            except Exception:
                # A defect of ours in one line must not cost the user the connection.
                _log.exception("a line of the server could not be handled")
            link = self._shared.link
            if link and link.deadline and self._shared.session.status is Status.ONLINE:
                link.online_since, link.deadline = time.monotonic(), None
            if link and self._shared.session.error and link.ends_by is None:
                link.ends_by = time.monotonic() + self._shared.timings.quit
                self._shared.wake()
            refused = self._shared.session.nick_refused
            self._heed_policy(link)
            self._shared.collect()
        if refused is not None:
            self._ask_for_nick(refused)

    def _heed_policy(self, link: Link | None) -> None:
        policy = self._shared.session.take_policy()
        if policy and link and self._trust.heed(policy, secure=self._shared.session.secure):
            self._upgrading = True
            self._shared.give_up(link, f"{self._server} wants an encrypted connection")

    def _ask_for_nick(self, refused: str) -> None:
        choice = None
        # After a lost connection nobody may be there to answer, and the nick comes back by itself.
        if self._choose_nick and not self._shared.session.wishes.been_online:
            self._shared.courier.deliver()
            try:
                choice = self._choose_nick(refused)
            except Exception:
                _log.exception("the choice of a nick failed")
        with self.changing() as session:
            try_nick(session, choice)

    def _closed(self, link: Link, end: str) -> str:
        with self.changing() as session:
            self._shared.link = None
            since = link.online_since
            if since is not None and time.monotonic() - since >= self._shared.timings.stable:
                self._backoff.succeeded()
            session.closed(session.now, _UNCONFIRMED)
            self._trust.closed()
            if session.error:
                return f"The server closed the connection: {session.error}"
            return link.loss or end

    def _plan(self, problem: str) -> float | None:
        """Say what comes next; gives until when to wait, None for as long as it takes."""
        session = self._shared.session.at(moment())
        problem = problem if problem[-1:] in "?.!" else f"{problem}."
        if self._shared.closing or self._upgrading:
            return 0.0
        if session.refusal or not self._reconnect:
            why = f"{_REFUSED[session.refusal]} " if session.refusal else ""
            session.set_status(Status.OFFLINE, session.now, why + problem)
            return None
        delay = self._backoff.delay()
        detail = f"{problem} Trying again in {max(round(delay), 1)} s."
        session.set_status(
            Status.WAITING, session.now, detail, retry_in=delay, attempt=self._backoff.attempt
        )
        return time.monotonic() + delay

    def _pause(self, until: float | None) -> None:
        with self._shared.changed:
            network = Network(self._server.host, self._server.port)
            while not self._shared.closing and not self._go:
                left = None if until is None else until - time.monotonic()
                if left is not None and left <= 0:
                    return
                self._shared.changed.wait(left if left is None else min(left, _LOOK_EVERY))
                if left is not None and network.changed():
                    # Whatever was in the way before may be gone with the old network.
                    self._backoff.succeeded()
                    return
