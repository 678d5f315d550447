"""What each accepted socket is told to do, whatever the system calls it."""

import os
import socket

import psutil
import pytest

from tests.engines.conftest import EchoSink, Server


def server_side(client: socket.socket) -> socket.socket:
    """A duplicate of the other end of a connection, which this process has accepted."""
    for connection in psutil.Process().net_connections("tcp4"):
        if connection.raddr == client.getsockname():
            return socket.socket(fileno=os.dup(connection.fd))
    raise AssertionError("nobody has accepted it")


def test_what_is_accepted_is_sent_at_once_and_ends_with_a_silent_peer(
    server: Server, sink: EchoSink
) -> None:
    """No delay of small packets; a peer that vanished is found out by the kernel in two minutes."""
    client = server.connect()
    sink.link()
    with server_side(client) as end:
        assert end.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert end.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        assert end.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 120_000
        idle, between, times = (
            end.getsockopt(socket.IPPROTO_TCP, option)
            for option in (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)
        )
        assert idle + between * times == 120


def test_a_system_without_these_options_serves_all_the_same(
    server: Server, sink: EchoSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each system has some of them and calls them by names of its own."""
    for name in ("TCP_USER_TIMEOUT", "TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT"):
        monkeypatch.delattr(socket, name)
    client = server.connect()
    client.sendall(b"x")
    assert client.recv(1) == b"x"
    with server_side(client) as end:
        assert end.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
