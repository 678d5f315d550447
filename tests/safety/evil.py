"""A server that says whatever a test wants, and notes what a client says to it."""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import threading
from collections.abc import Iterable
from types import TracebackType
from typing import Self

CAPABILITIES = (
    b"multi-prefix extended-join away-notify chghost setname account-notify invite-notify "
    b"server-time message-tags batch labeled-response echo-message draft/chathistory "
    b"draft/message-redaction draft/read-marker standard-replies draft/multiline soju.im/search"
)


class EvilServer:
    """Welcomes each client that comes, and puts it into ``#lobby``.

    Args:
        name: how it calls itself; as bytes of a prefix.
        network: its NETWORK.
        welcome: lines between the welcome and the end of the MOTD.
        tls: how it speaks TLS, if it does.
    """

    def __init__(
        self,
        name: bytes = b"srv",
        network: bytes = b"Evil",
        welcome: Iterable[bytes] = (),
        *,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.name = name
        self.network = network
        self.welcome = tuple(welcome)
        self.past: list[bytes] = []
        """The messages that answer a search, and a question for what stands around one."""
        self.said: list[bytes] = []
        """Every line of every client, as it came."""
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._clients: list[socket.socket] = []
        self._in = threading.Condition()
        self._joined = 0
        self._threads = [threading.Thread(target=self._accept, name="evil accept")]
        self._threads[0].start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._shut(self._listener)
        for client in self._clients:
            self._shut(client)
        for thread in self._threads:
            thread.join(5)

    @staticmethod
    def _shut(one: socket.socket) -> None:
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()

    def wait_for_client(self) -> None:
        """Wait until a client is in ``#lobby``."""
        with self._in:
            assert self._in.wait_for(lambda: self._joined, 20), "nobody came"

    def send(self, *lines: bytes) -> None:
        """Say lines to the newest client, once it is in ``#lobby``."""
        self.wait_for_client()
        self._clients[-1].sendall(b"".join(line + b"\r\n" for line in lines))

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self._tls:
                # The handshake is made by the first read.
                client = self._tls.wrap_socket(client, True, do_handshake_on_connect=False)
            self._clients.append(client)
            thread = threading.Thread(target=self._serve, args=(client,), name="evil client")
            self._threads.append(thread)
            thread.start()

    def _serve(self, client: socket.socket) -> None:
        nick = b"me"
        try:
            with client.makefile("rb") as lines:
                for line in lines:
                    line = line.rstrip(b"\r\n")
                    self.said.append(line)
                    if line.startswith(b"NICK "):
                        nick = line[5:].lstrip(b":")
                    answer = self._answer(re.sub(rb"^@\S+ ", b"", line), nick)
                    if answer:
                        client.sendall(b"".join(each + b"\r\n" for each in answer))
        except OSError:
            return

    def _answer(self, line: bytes, nick: bytes) -> list[bytes]:
        name = self.name
        command, _, rest = line.partition(b" ")
        if command == b"CAP" and rest.startswith(b"LS"):
            return [b":%s CAP * LS :%s" % (name, CAPABILITIES)]
        if command == b"CAP" and rest.startswith(b"REQ"):
            return [b":%s CAP %s ACK %s" % (name, nick, rest[4:])]
        if command == b"CAP" and rest.startswith(b"END"):
            return self._greet(nick)
        if command == b"PING":
            return [b":%s PONG %s %s" % (name, name, rest)]
        if command == b"JOIN":
            return self._let_in(rest.split(b" ")[0], nick)
        if command in (b"CHATHISTORY", b"SEARCH"):
            kind = b"soju.im/search" if command == b"SEARCH" else b"chathistory #lobby"
            wanted = self.past if b"LATEST" not in rest else []
            lines = [b"@batch=h;msgid=m%d %s" % entry for entry in enumerate(wanted)]
            return [b":%s BATCH +h %s" % (name, kind), *lines, b":%s BATCH -h" % name]
        return []

    def _greet(self, nick: bytes) -> list[bytes]:
        name = self.name
        return [
            b":%s 001 %s :Welcome %s!u@h" % (name, nick, nick),
            b":%s 002 %s :Your host" % (name, nick),
            b":%s 005 %s NETWORK=%s CHANTYPES=# PREFIX=(ov)@+ :are supported"
            % (name, nick, self.network),
            *self.welcome,
            b":%s 376 %s :End" % (name, nick),
        ]

    def _let_in(self, channels: bytes, nick: bytes) -> list[bytes]:
        answer: list[bytes] = []
        for channel in channels.split(b","):
            answer += [
                b":%s!u@h JOIN %s * :me" % (nick, channel),
                b":%s 353 %s = %s :%s @bob" % (self.name, nick, channel, nick),
                b":%s 366 %s %s :End" % (self.name, nick, channel),
            ]
        with self._in:
            self._joined += 1
            self._in.notify_all()
        return answer
