"""A connection that speaks TLS: the bytes of an engine's link outside, plain text inside."""

from __future__ import annotations

import ssl
from contextlib import suppress
from hashlib import sha256

from netcore.engines.base import Link

_READ = 16384  # what a record of TLS holds at most


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
        self.answered = False
        """Whether the peer was told anything: before that it has no more to say than hello."""
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
            self.answered = True
            self._link.write([data])
