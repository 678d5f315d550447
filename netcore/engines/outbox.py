"""The bytes that wait to go out through one socket, in order, shared and never copied."""

import errno
import os
import socket
import struct
import threading
from collections import deque
from contextlib import suppress
from itertools import islice
from time import monotonic, sleep

# Where a platform lacks the second flag, Python ignores SIGPIPE anyway.
SEND_FLAGS = socket.MSG_DONTWAIT | getattr(socket, "MSG_NOSIGNAL", 0)
# What one sendmsg may carry on Linux, macOS and the BSDs.
IOV_MAX = 1024
CHEAP_TO_COPY = 65536
RESET_ON_CLOSE = struct.pack("ii", 1, 0)
# How often it is looked whether a send has returned, which takes some microseconds.
A_SEND = 0.0001

Chunk = bytes | memoryview


class Outbox:
    """What was written to a socket and not yet taken by the kernel.

    Every attempt to send is non-blocking. Once the kernel has refused, nothing is offered again
    until `offer` is called, which is for whoever saw the socket become writable: asking a full
    socket again and again would cost each broadcast a system call per stalled reader.

    One thread writes, always the same; others go on with what waits, and end it. The lock is this
    socket's own and is held over non-blocking calls only. Where nothing waits, which is nearly
    always, a write does without it, since a lock costs as much as all the rest of a write:
    `_wait_for_send` is how others keep out of its way.

    Args:
        sock: a connected stream socket.
    """

    __slots__ = (
        "_abandoned",
        "_chunks",
        "_direct",
        "_ended",
        "_failure",
        "_lock",
        "_oldest",
        "_sealed",
        "_send",
        "_sending",
        "_sock",
        "blocked_since",
        "unsent",
    )

    def __init__(self, sock: socket.socket) -> None:
        self.unsent = 0
        self.blocked_since: float | None = None
        self._oldest = 0  # of what waits, bytes that have been waiting since then
        self._sock = sock
        self._send = sock.send
        self._lock = threading.Lock()
        self._chunks: deque[Chunk] = deque()
        self._direct = True  # nothing waits and more may be added: the next chunk may go at once
        self._sending = False  # the thread that writes is in `write`
        self._sealed = False  # nothing more may be added
        self._ended = False  # the writing side is shut down, or broken
        self._abandoned = False
        self._failure = ""  # why the connection broke, in words

    def write(self, chunks: list[bytes]) -> None:
        """Queue bytes and offer them, unless the kernel is known to take none; one thread."""
        self._sending = True
        try:
            if self._direct and (chunk := chunks[0] if len(chunks) == 1 else _one_piece(chunks)):
                try:
                    sent = self._send(chunk, SEND_FLAGS)
                except BlockingIOError:
                    sent = 0
                if sent != len(chunk):
                    self._keep(memoryview(chunk)[sent:])
            else:
                self._queue(chunks)
        except OSError as error:
            with self._lock:
                if not self._ended:
                    self._break(error)
        finally:
            self._sending = False

    def offer(self) -> bool:
        """Offer what waits, now that the socket is writable; any thread.

        Returns:
            Whether nothing waits any more and the link may still be written to.
        """
        with self._lock:
            if not self._ended:
                self._flush()
            return self._direct

    def seal(self) -> None:
        """Take nothing more; shut the writing side down once all is sent; any thread."""
        with self._lock:
            if self._sealed:
                return
            self._sealed, self._direct = True, False
        self._wait_for_send()
        with self._lock:
            if not self._ended:
                self._flush()

    def abandon(self) -> None:
        """Drop what waits and end both directions, which wakes whoever is reading; any thread.

        Where something waited, the peer does not read: it is told by a reset, since the kernel
        would keep trying for minutes to bring it what it still holds.
        """
        with self._lock:
            if self.unsent:
                with suppress(OSError):
                    self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
            self._abandoned = True
            self._drop()
            self._shutdown(socket.SHUT_RDWR)

    def blocked(self) -> None:
        """Called, with the lock held, when the kernel has refused bytes: see that `offer` follows.

        Every engine has its own way to wait for a socket.
        """
        raise NotImplementedError

    def _queue(self, chunks: list[bytes]) -> None:
        with self._lock:
            if not self._sealed:
                self._chunks.extend(chunks)
                self.unsent += sum(map(len, chunks))
                if self.blocked_since is None:
                    self._flush()

    def _keep(self, rest: Chunk) -> None:
        """Keep what a direct send has left, also where nothing more may be added since."""
        with self._lock:
            if not self._ended:
                self._chunks.append(rest)
                self.unsent += len(rest)
                self._hold()

    def _wait_for_send(self) -> None:
        """Wait until a direct send that another thread is in has returned; without the lock.

        The caller has taken `_direct` away before. The one who writes says that it sends, then
        looks whether it may: as the interpreter runs one thread at a time (one without the GIL
        would want a barrier between the two), either it does not send, or it is seen here.
        Were the descriptor closed meanwhile, its number could be a stranger's connection by the
        time the bytes go out; were the writing side shut, the rest of a message would be lost.
        """
        while self._sending:
            sleep(A_SEND)

    def _release(self) -> None:
        """Drop what waits; from then on nobody uses the descriptor, which may be closed."""
        with self._lock:
            self._drop()
        self._wait_for_send()

    def _flush(self) -> None:
        """Send until all is gone or the kernel refuses."""
        chunks = self._chunks
        while chunks:
            offered = list(islice(chunks, IOV_MAX))
            try:
                if len(offered) == 1:
                    sent = self._send(offered[0], SEND_FLAGS)
                else:
                    sent = self._sock.sendmsg(offered, [], SEND_FLAGS)
            except BlockingIOError:
                self._hold()
                return
            except OSError as error:
                self._break(error)
                return
            if self._take(sent, len(offered)):
                self._hold()
                return
        self.blocked_since = None
        self._direct = not self._sealed
        if self._sealed and not self._ended:
            self._ended = True
            self._shutdown(socket.SHUT_WR)

    def _take(self, sent: int, offered: int) -> bool:
        """Remove what was sent; True when it was less than was offered."""
        self.unsent -= sent
        self._oldest -= sent
        chunks = self._chunks
        for _ in range(offered):
            head = chunks[0]
            if sent < len(head):
                chunks[0] = memoryview(head)[sent:]
                return True
            sent -= len(head)
            chunks.popleft()
        return False

    def _hold(self) -> None:
        self._direct = False
        if self.blocked_since is None or self._oldest <= 0:
            # Whoever reads a little now and then is behind as well: the time goes on until all
            # that waited then is gone.
            self.blocked_since = monotonic()
            self._oldest = self.unsent
        self.blocked()

    def _break(self, error: OSError) -> None:
        """The connection is broken: drop all, and end it so that its reader notices."""
        self._failure = self._failure or describe(error.errno or 0)
        self._drop()
        self._shutdown(socket.SHUT_RDWR)

    def _drop(self) -> None:
        self._sealed, self._ended, self._direct = True, True, False
        self._chunks.clear()
        self.unsent = 0
        self.blocked_since = None

    def _shutdown(self, how: int) -> None:
        with suppress(OSError):  # the peer may have been quicker
            self._sock.shutdown(how)


def _one_piece(chunks: list[bytes]) -> bytes | None:
    """All chunks in one, where copying costs less than handing the kernel each by itself."""
    if sum(map(len, chunks)) <= CHEAP_TO_COPY:
        return b"".join(chunks)
    return None


def describe(number: int) -> str:
    """The system's words for an error number, for people.

    Linux says "broken pipe" where a reset met a connection that was half closed.
    """
    return os.strerror(errno.ECONNRESET if number == errno.EPIPE else number)
