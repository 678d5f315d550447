"""TLS on the port that speaks plain text: a codec between an engine's links and the chat."""

from __future__ import annotations

import ssl
from contextlib import suppress
from hashlib import sha256
from time import monotonic

from netcore.core.hub import Hub
from netcore.engines.base import Address, Link
from netcore.log.base import Log
from netcore.server.dispatcher import Dispatcher
from netcore.server.journal import Journal

HELLO = 0x16
"""The first byte of TLS: a record of type handshake (RFC 8446, 5.1). No line begins with it."""

_READ = 65536
_SLICE = 0.01
"""Seconds of a turn for handshakes, each of which takes some tenths of a millisecond: a storm of
newcomers delays those who talk by no more."""


class SecureLink:
    """A link whose bytes are encrypted on their way; what it takes and gives is plain text.

    For the dispatcher's thread, but for the making.

    Args:
        link: the engine's link.
        context: what to speak TLS with.
    """

    def __init__(self, link: Link, context: ssl.SSLContext) -> None:
        self.id = link.id
        self.peer = link.peer
        self.established = False
        self.left = False
        """Whether the peer has taken its leave (close_notify): what came was all of it."""
        self._link = link
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._broken = False
        self._held: list[bytes] = []
        self._came = 0
        """Encrypted bytes that the engine does not know to be dealt with yet."""
        self._taken = 0
        """Bytes of plain text that were read out of them and are not dealt with."""

    # -- what the dispatcher calls, as of any link

    @property
    def unsent(self) -> int:
        """See `Link.unsent`."""
        return self._link.unsent

    @property
    def blocked_since(self) -> float | None:
        """See `Link.blocked_since`."""
        return self._link.blocked_since

    def write(self, chunks: list[bytes]) -> None:
        """Encrypt and send; before the handshake is over it is kept, after a failure dropped."""
        if not self.established:
            self._held += chunks
            return
        if self._broken:
            return
        data = memoryview(chunks[0] if len(chunks) == 1 else b"".join(chunks))
        # A failed stream takes nothing more; its link is being closed.
        with suppress(ssl.SSLError):
            while data:
                data = data[self._tls.write(data) :]
        self._flush()

    def consumed(self, count: int) -> None:
        """So much plain text is dealt with; the engine reads on once all of it is."""
        self._taken -= count
        if not self._taken:
            came, self._came = self._came, 0
            self._link.consumed(came)

    def close(self) -> None:
        """Take leave, so that nobody takes the end for an attack; then as `Link.close`."""
        if self.established and not self._broken:
            with suppress(ssl.SSLError):  # it wants the other's leave, for which nobody waits
                self._tls.unwrap()
            self._flush()
        self._link.close()

    def name(self, name: str) -> None:
        """See `Link.name`."""
        self._link.name(name)

    # -- what TLS needs

    def feed(self, data: bytes) -> None:
        """Take encrypted bytes."""
        self._came += len(data)
        self._incoming.write(data)

    def shake_hands(self) -> bool:
        """Go on with the handshake; whether it is over.

        Raises:
            ssl.SSLError: it failed; the peer is told.
        """
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLError:
            self._break()
            raise
        else:
            self.established = True
        self._flush()
        if self.established and self._held:
            held, self._held = self._held, []
            self.write(held)
        return self.established

    def read(self) -> bytes:
        """The plain text of what has come.

        Raises:
            ssl.SSLError: these are no bytes of TLS; the peer is told.
        """
        pieces = []
        try:
            while piece := self._tls.read(_READ):
                pieces.append(piece)
            self.left = True
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLError:
            self._break()
            raise
        self._flush()  # an answer of TLS's own, to a change of keys
        data = b"".join(pieces)
        self._taken += len(data)
        return data

    def settle(self) -> None:
        """Tell the engine of what came and was no plain text."""
        self.consumed(0)

    @property
    def certificate(self) -> str:
        """SHA-256 of the certificate that the peer has shown, in hexadecimal; empty: none."""
        shown = self._tls.getpeercert(binary_form=True) if self.established else None
        return sha256(shown).hexdigest() if shown else ""

    def _break(self) -> None:
        self._flush()
        self._broken = True
        self._held.clear()

    def _flush(self) -> None:
        data = self._outgoing.read()
        if data:
            self._link.write([data])


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
        self.links[secure.id] = secure
        session = self.hub.sessions.get(secure.id)
        if session:
            session.shaking_hands = True

    def _came(self, secure: SecureLink, data: bytes) -> None:
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
        if secure in self._shaking:
            # The end of a short conversation can come before there was time for its beginning.
            del self._shaking[secure]
            self._advance(secure)
        if secure.established:
            self._decrypted(secure, None)
        session = self.hub.sessions.get(secure.id)
        if session:
            session.truncated = not secure.left
        self._finished(secure, None)

    def _closed(self, link: Link, reason: str) -> None:
        secure = self.links.get(link.id)
        if isinstance(secure, SecureLink):
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
