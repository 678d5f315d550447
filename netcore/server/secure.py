"""TLS on the port that speaks plain text: a codec between an engine's links and the chat."""

from __future__ import annotations

import ssl
from time import monotonic

from netcore.core.hub import Hub
from netcore.core.session import Phase
from netcore.engines.base import Address, Link
from netcore.log.base import Log
from netcore.server.dispatcher import Dispatcher
from netcore.server.journal import Journal
from netcore.server.secure_link import SecureLink

HELLO = 0x16
"""The first byte of TLS: a record of type handshake (RFC 8446, 5.1). No line begins with it."""

_SLICE = 0.01
"""Seconds of a turn for handshakes, each of which takes some tenths of a millisecond: a storm of
newcomers delays those who talk by no more."""


class SecureDispatcher(Dispatcher):
    """A dispatcher whose links may speak TLS: the first byte of each decides.

    Links without TLS cost it one look into a dictionary for each piece that is read.

    Args:
        hub: see `Dispatcher`.
        log: see `Dispatcher`.
        journal: see `Dispatcher`.
        context: what connections from now on speak TLS with; may be replaced from any thread.
    """

    def __init__(self, hub: Hub, log: Log, journal: Journal, context: ssl.SSLContext) -> None:
        super().__init__(hub, log, journal)
        self.context = context
        # Each key is the business of the one thread that reads its link at the time.
        self._ways: dict[int, SecureLink | None] = {}
        self._shaking: dict[SecureLink, None] = {}

    # -- from any thread

    def received(self, link: Link, data: bytes) -> None:
        """See `Sink.received`."""
        try:
            secure = self._ways[link.id]
        except KeyError:
            secure = self._ways[link.id] = self._decide(link, data)
        if secure is None:
            self._inbox.put((self._received, link, data))
        else:
            self._inbox.put((self._came, secure, data))

    def finished(self, link: Link) -> None:
        """See `Sink.finished`."""
        secure = self._ways.get(link.id)
        if secure is None:
            super().finished(link)
        else:
            self._inbox.put((self._ended, secure, None))

    def closed(self, link: Link, reason: str) -> None:
        """See `Sink.closed`."""
        self._ways.pop(link.id, None)
        super().closed(link, reason)

    def _decide(self, link: Link, data: bytes) -> SecureLink | None:
        if data[0] != HELLO:
            return None
        secure = SecureLink(link, self.context)
        self._inbox.put((self._begin, secure, None))
        return secure

    # -- what comes out of the queue

    def _begin(self, secure: SecureLink, _: None) -> None:
        session = self.hub.sessions.get(secure.id)
        if session and session.phase is Phase.CLOSING:
            return  # turned away as it came: that is said in plain text, and worth no handshake
        self.links[secure.id] = secure
        if session:
            session.outlet = secure
            session.shaking_hands = True

    def _came(self, secure: SecureLink, data: bytes) -> None:
        if self.links.get(secure.id) is not secure:
            return
        secure.feed(data)
        if secure.established:
            self._decrypted(secure, None)
            return
        if not self._shaking:
            self._inbox.put((self._shake_hands, None, None))
        self._shaking[secure] = None

    def _shake_hands(self, _: None, __: None) -> None:
        """Go on with handshakes, as many as there is time for in this turn."""
        until = monotonic() + _SLICE
        try:
            while self._shaking and monotonic() < until:
                secure = next(iter(self._shaking))
                del self._shaking[secure]
                self._advance(secure)
        finally:
            if self._shaking:
                self._inbox.put((self._shake_hands, None, None))

    def _advance(self, secure: SecureLink) -> None:
        try:
            done = secure.shake_hands()
        except ssl.SSLError as error:
            self._failed(secure, error)
            return
        session = self.hub.sessions.get(secure.id)
        if done and session:
            session.shaking_hands = False
            session.secure = True
            session.certfp = secure.certificate
            # By itself, so that what goes wrong there is known to be of this link.
            self._inbox.put((self._decrypted, secure, None))
        else:
            secure.settle()

    def _decrypted(self, secure: SecureLink, _: None) -> None:
        """Hand on the plain text of what has come."""
        try:
            data = secure.read()
        except ssl.SSLError as error:
            self._failed(secure, error)
            return
        if data:
            self._received(secure, data)
        else:
            secure.settle()
        if secure.left:
            self._finished(secure, None)
        elif secure.unsent > self.hub.settings.sendq and (
            session := self.hub.sessions.get(secure.id)
        ):
            # Changes of keys are answered below the chat, where nothing else bounds them.
            self.hub.end(session, "SendQ exceeded")

    def _ended(self, secure: SecureLink, _: None) -> None:
        """The peer sends no more; without a leave of TLS, somebody may have cut it short."""
        self._take_all(secure)
        session = self.hub.sessions.get(secure.id)
        if session:
            session.truncated = not secure.left
        self._finished(secure, None)

    def _take_all(self, secure: SecureLink) -> None:
        """Hand on what has come of a peer that sends no more."""
        if secure in self._shaking:
            # The end of a short conversation can come before there was time for its beginning.
            del self._shaking[secure]
            self._advance(secure)
        if secure.established:
            self._decrypted(secure, None)

    def _closed(self, link: Link, reason: str) -> None:
        secure = self.links.get(link.id)
        if isinstance(secure, SecureLink):
            session = self.hub.sessions.get(link.id)
            if secure.answered and session and session.phase is not Phase.CLOSING:
                self._take_all(secure)
            self._shaking.pop(secure, None)
        super()._closed(link, reason)

    def _failed(self, secure: SecureLink, error: ssl.SSLError) -> None:
        """TLS cannot go on: whose it is learns it by TLS, the operator by the log."""
        secure.settle()
        session = self.hub.sessions.get(secure.id)
        if session is None:
            return
        why = (error.reason or str(error)).lower().replace("_", " ")
        at = Address(session.host, session.port)
        self.hub.note("info", f"TLS with {at} has failed: {why}")
        session.shaking_hands = False
        self.hub.end(session, f"TLS has failed: {why}")
