"""A TLS connection that one thread may read while another one writes."""

import contextlib
import socket
import ssl
import threading
import time
from typing import TYPE_CHECKING

from netcore.errors import ConnectError, NoTlsError, UntrustedCertificateError
from netcore.security.fingerprints import fingerprint
from netcore.wire.text import clean

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

_CHUNK = 64 * 1024
_LONGEST_REASON = 512
# How the library names answers that are plain text.
_NOT_TLS = (
    "WRONG_VERSION_NUMBER",
    "RECORD_LAYER_FAILURE",
    "PACKET_LENGTH_TOO_LONG",
    "HTTP_REQUEST",
)


class TlsSocket(socket.socket):
    """A connected socket under TLS, for `socket.socket.makefile`.

    OpenSSL's objects must not be used by two threads at once, and a blocked read would keep a
    write waiting. So the object works on memory, under a lock that nobody holds while waiting for
    the network.

    Args:
        plain: a connected, blocking socket; it is taken over, and closed if the handshake fails.
        context: what to trust.
        host: the name that the certificate must have.
        timeout: seconds for the whole handshake.

    Raises:
        ConnectError: the other side is not who it should be, or speaks no TLS.
    """

    def __init__(
        self, plain: socket.socket, context: ssl.SSLContext, host: str, timeout: float
    ) -> None:
        super().__init__(plain.family, plain.type, plain.proto, plain.detach())
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._lock = threading.Lock()
        self._sending = threading.Lock()
        self._first = b""
        """What came first, up to the length of a line: a reason in plain text, maybe."""
        try:
            self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)
            self._handshake(time.monotonic() + timeout)
            self._fingerprint = fingerprint(self.certificate)
        except (OSError, ValueError) as error:
            self.close()
            raise _in_words(host, timeout, error, self._first) from error

    def _handshake(self, deadline: float) -> None:
        while True:
            self.settimeout(max(deadline - time.monotonic(), 0.001))
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                self._flush()
                self._first += self._receive()[: _LONGEST_REASON - len(self._first)]
            except ssl.SSLError:
                # The alert tells the other side why.
                with contextlib.suppress(OSError):
                    self._flush()
                raise
            else:
                self._flush()
                self.settimeout(None)
                return

    @property
    def certificate(self) -> bytes:
        """What the other side has shown, in DER."""
        return self._tls.getpeercert(binary_form=True) or b""

    @property
    def fingerprint(self) -> str:
        """That certificate's fingerprint."""
        return self._fingerprint

    def _flush(self) -> None:
        """Send what is encrypted, in the order in which it was encrypted."""
        with self._sending:
            with self._lock:
                data = self._outgoing.read()
            if data:
                super().sendall(data)

    def _receive(self) -> bytes:
        data = super().recv(_CHUNK)
        with self._lock:
            if data:
                self._incoming.write(data)
            else:
                self._incoming.write_eof()
        return data

    def recv_into(self, buffer: "WriteableBuffer", nbytes: int = 0, flags: int = 0) -> int:
        """Read what was encrypted for us; 0 at the end, whether the peer took leave or not."""
        view = memoryview(buffer)
        while True:
            with self._lock:
                unsent = self._outgoing.pending
                try:
                    return self._read(view, nbytes or view.nbytes)
                except ssl.SSLWantReadError:
                    answers = self._outgoing.pending > unsent
                except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
                    # Most servers of chat close without TLS's own goodbye; what a line is worth
                    # without its end, the reader of lines decides.
                    return 0
            if answers:
                # TLS's own, to a change of keys. All else is sent by who writes, for whom nobody
                # waits here: the peer may take nothing until it has been heard.
                self._flush()
            self._receive()

    def _read(self, view: memoryview, count: int) -> int:
        data = self._tls.read(count)
        view[: len(data)] = data
        return len(data)

    def send(self, data: "ReadableBuffer", flags: int = 0) -> int:
        """Encrypt and send all of it."""
        with self._lock:
            count = self._tls.write(data)
        self._flush()
        return count


def _in_words(host: str, timeout: float, error: Exception, first: bytes) -> ConnectError:
    if isinstance(error, ssl.SSLCertVerificationError):
        return UntrustedCertificateError(
            f"The certificate of {host} is not to be trusted ({error.verify_message})",
            "whoever runs the host has to mend that, unless somebody stands between you and it",
            problem=error.verify_message,
        )
    if isinstance(error, TimeoutError):
        return NoTlsError(
            f"{host} did not answer with TLS in {timeout:g} s", "is this a port for TLS?"
        )
    if first.startswith(b"ERROR "):
        line = first.split(b"\r")[0].split(b"\n")[0].decode(errors="replace")
        reason = clean(line.removeprefix("ERROR ").removeprefix(":"))
        return NoTlsError(
            f"{host} turns you away: {reason}", "that came without TLS, so nobody vouches for it"
        )
    ended = isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError)
    if ended or getattr(error, "reason", "") in _NOT_TLS:
        return NoTlsError(f"{host} does not answer with TLS", "is this a port for TLS?")
    if isinstance(error, ssl.SSLError):
        reason = (error.reason or "no reason given").lower().replace("_", " ")
        return ConnectError(f"No TLS with {host} ({reason})", "is this a port for TLS?")
    return NoTlsError(
        f"{host} ended the connection when it was asked for TLS", "is this a port for TLS?"
    )
