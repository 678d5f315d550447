"""Lines of text over a socket: the simplest client there is."""

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from netcore.client.dial import dial
from netcore.client.tls import TlsSocket
from netcore.errors import ConnectionLostError

# Longer than any line of IRC (8191 bytes of tags and 512); what bounds a hostile server's line.
MAX_LINE = 64 * 1024


class LineClient:
    """A connection that reads and writes lines, made from `socket.socket.makefile`.

    One thread may read while another one writes, and any thread may close::

        with LineClient("127.0.0.1", 9999) as client:
            client.write("hello\\n")
            print(client.readline())

    Args:
        host: a name or an address; all addresses of a name are tried.
        port: the port.
        timeout: seconds for connecting, and as many again for the handshake of TLS.
        fallback_encoding: how to read a line that is not UTF-8; empty: bad bytes are replaced.
        ssl_context: encrypt, and trust what this context trusts; None: no TLS.
        write_timeout: seconds that the peer may take nothing before `write` gives up; None: ever.
        cancelled: asked while connecting whether to give up.

    Raises:
        ConnectError: there is no connection; the words say why.
        LookupError: there is no such fallback encoding.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        timeout: float = 10.0,
        fallback_encoding: str = "",
        ssl_context: ssl.SSLContext | None = None,
        write_timeout: float | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        b"-".decode(fallback_encoding or "utf-8", "replace")
        connection = dial(host, port, timeout, cancelled)
        if ssl_context:
            connection = TlsSocket(connection, ssl_context, host, timeout)
        self._attach(connection, fallback_encoding, write_timeout)

    @classmethod
    def over(
        cls,
        connection: socket.socket,
        *,
        fallback_encoding: str = "",
        write_timeout: float | None = None,
    ) -> Self:
        """Use a connected, blocking socket, which then belongs to the client."""
        client = cls.__new__(cls)
        client._attach(connection, fallback_encoding, write_timeout)
        return client

    def _attach(
        self, connection: socket.socket, fallback_encoding: str, write_timeout: float | None
    ) -> None:
        # A timed-out read would leave the file unusable, so only writing has a time limit.
        if write_timeout is not None:
            seconds, part = divmod(write_timeout, 1)
            limit = struct.pack("ll", int(seconds), int(part * 1_000_000))
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)
        self._socket = connection
        self._fallback = fallback_encoding
        self._reader = connection.makefile("rb")
        self._writer = connection.makefile("wb")
        self._writing = threading.Lock()
        self._closing = threading.Lock()
        self._closed = False

    def readline(self) -> str:
        """Read the next line; blocks until there is one. For one thread at a time.

        Returns:
            The line with ``\\n`` at its end, whether the peer ended it by LF or CRLF. Empty at
            the end: the peer has closed, or we have. A line over 64 KiB is cut there.

        Raises:
            ConnectionLostError: the connection broke, or ended in the middle of a line: half a
                line is none.
        """
        try:
            data = self._read_bounded()
        except (OSError, ValueError) as error:
            if self._closed:
                return ""
            raise _lost(error) from error
        if not data or self._closed:
            return ""
        if not data.endswith(b"\n"):
            raise ConnectionLostError("The connection ended in the middle of a line")
        return self._decode(data.removesuffix(b"\n").removesuffix(b"\r")) + "\n"

    def _read_bounded(self) -> bytes:
        """A line, or what is left of one that is too long; the rest of that is read and dropped."""
        data = self._reader.readline(MAX_LINE)
        piece = data
        while len(piece) == MAX_LINE and not piece.endswith(b"\n"):
            piece = self._reader.readline(MAX_LINE)
        if piece is data or not piece.endswith(b"\n"):
            return piece or data
        return data + b"\n"

    def _decode(self, data: bytes) -> str:
        try:
            return data.decode()
        except UnicodeDecodeError:
            pass
        with contextlib.suppress(UnicodeError):
            return data.decode(self._fallback or "utf-8", "replace")
        return data.decode("utf-8", "replace")

    def write(self, text: str) -> None:
        """Send text as it is, as UTF-8; whoever wants a line sends its ``\\n`` too. Any thread.

        Raises:
            ConnectionLostError: it cannot be sent: the connection is closed or broken, or the
                peer has taken nothing for ``write_timeout``.
        """
        data = text.encode("utf-8", "replace")
        with self._writing:
            try:
                self._writer.write(data)
                self._writer.flush()
            except (OSError, ValueError) as error:
                if self._closed:
                    raise ConnectionLostError("The connection is closed") from error
                raise _lost(error) from error

    def finish(self) -> None:
        """Say that nothing more will be written; reading goes on. Any thread."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)

    def abort(self) -> None:
        """Close, and have the system forget what the peer has not been sent yet.

        What lies in its buffers would otherwise arrive whenever the network is back, long after
        everybody thought it lost.
        """
        with contextlib.suppress(OSError):
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def close(self) -> None:
        """End the connection, and a `readline` or `write` that waits in another thread.

        Any thread may call it, and more than once.
        """
        self._closed = True
        # Closing alone would not wake a thread that waits in the kernel.
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        with self._closing, contextlib.suppress(OSError, ValueError):
            try:
                self._reader.close()
                self._writer.close()
            finally:
                self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def _lost(error: Exception) -> ConnectionLostError:
    if isinstance(error, BlockingIOError):
        return ConnectionLostError("The other side takes nothing any more")
    reason = getattr(error, "strerror", None) or str(error)
    return ConnectionLostError(f"The connection broke ({reason})")
