"""TLS between a link and the chat, without sockets: what is held back, and what is bounded."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from netcore.core.hub import Hub
from netcore.core.moderation import Door
from netcore.core.settings import Settings
from netcore.engines.base import Address
from netcore.errors import ChatError, StartError
from netcore.log.local import LocalLog
from netcore.security.tls import Spoken, Tls
from netcore.server import ChatServer
from netcore.server.journal import Journal
from netcore.server.secure import SecureDispatcher
from netcore.snapshot import LogLine
from tests.server.conftest import FakeEngine, FakeLink


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Spoken:
    """A certificate."""
    return Tls(folder=tmp_path_factory.mktemp("host")).load("chat.local")


class Room:
    """A dispatcher that speaks TLS, and its log."""

    def __init__(self, spoken: Spoken, settings: Settings) -> None:
        self.heard: list[LogLine] = []
        log = LocalLog()
        hub = Hub(settings, node="n", order=log.order, wall=1_700_000_000_000)
        self.dispatcher = SecureDispatcher(hub, log, Journal(self.heard.append), spoken.context)
        self.thread = threading.Thread(target=self.dispatcher.run, name="dispatcher")
        self.thread.start()

    def settle(self) -> None:
        """Wait until all that was queued is handled, what that queued too, and it is written."""
        for _ in range(4):
            while self.dispatcher.call(lambda: self.dispatcher.behind).result(10):
                pass


@pytest.fixture
def room(spoken: Spoken) -> Iterator[Room]:
    """A dispatcher that runs until the test's end."""
    room = Room(spoken, Settings(sendq=10_000))
    yield room
    room.dispatcher.stop()
    room.thread.join(10)


class Peer:
    """The other side of a link."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.link = FakeLink(host="192.0.2.7")
        room.dispatcher.opened(self.link)
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        self.tls = context.wrap_bio(self.incoming, self.outgoing)

    def exchange(self) -> None:
        """Bring what we have to say to the server, and its answer back."""
        data = self.outgoing.read()
        if data:
            self.room.dispatcher.received(self.link, data)
        self.room.settle()
        sent, self.link.sent = self.link.sent, b""
        self.incoming.write(sent)

    def shake_hands(self) -> None:
        """Agree on TLS."""
        for _ in range(2):
            with suppress(ssl.SSLWantReadError):
                self.tls.do_handshake()
            self.exchange()

    def send(self, data: bytes) -> None:
        """Say something."""
        self.tls.write(data)
        self.exchange()

    def read(self) -> bytes:
        """What the server has said."""
        data = b""
        with suppress(ssl.SSLWantReadError):
            while piece := self.tls.read(65536):
                data += piece
        return data


def test_all_that_came_is_dealt_with_in_the_end(room: Room) -> None:
    """The engine counts encrypted bytes: each is told to be dealt with once, none is left."""
    peer = Peer(room)
    brought = 0
    for _ in range(2):
        with suppress(ssl.SSLWantReadError):
            peer.tls.do_handshake()
        brought += peer.outgoing.pending
        peer.exchange()
    for line in (b"NICK a\r\n", b"USER a 0 * :A\r\n", b"PING x\r\n"):
        peer.tls.write(line)
        brought += peer.outgoing.pending
        peer.exchange()
    assert b"PONG" in peer.read()
    assert peer.link.taken == brought


def test_nothing_is_said_before_the_handshake_is_over(room: Room) -> None:
    """A good-bye in the middle of it goes out as no plain text."""
    peer = Peer(room)
    room.dispatcher.received(peer.link, b"\x16\x03\x01")
    room.settle()
    session = room.dispatcher.hub.sessions[peer.link.id]
    room.dispatcher.call(lambda: room.dispatcher.hub.end(session, "enough")).result(10)
    room.settle()
    assert peer.link.closed
    assert peer.link.sent == b""


def test_who_is_turned_away_is_told_why_in_plain_text(room: Room) -> None:
    """Also where the hello has come before that could be said."""
    hub = room.dispatcher.hub
    hub.moderation.door = Door.CLOSED
    holding, held = threading.Event(), threading.Event()

    def hold() -> None:
        held.set()
        holding.wait(10)

    call = room.dispatcher.call(hold)
    assert held.wait(10)
    peer = Peer(room)
    with suppress(ssl.SSLWantReadError):
        peer.tls.do_handshake()
    room.dispatcher.received(peer.link, peer.outgoing.read())
    holding.set()
    call.result(10)
    room.settle()
    assert peer.link.closed
    assert peer.link.sent.startswith(b"ERROR :Closing link: (192.0.2.7) [The door is closed")
    assert peer.link.sent.count(b"\n") == 1


def test_what_waits_for_a_handshake_follows_it(room: Room) -> None:
    """What was to be said meanwhile is said then, encrypted."""
    peer = Peer(room)
    with suppress(ssl.SSLWantReadError):
        peer.tls.do_handshake()
    hello = peer.outgoing.read()
    room.dispatcher.received(peer.link, hello[:10])
    room.settle()
    hub = room.dispatcher.hub
    session = hub.sessions[peer.link.id]
    room.dispatcher.call(lambda: hub.reply(session, "NOTICE * :hello")).result(10)
    room.dispatcher.received(peer.link, hello[10:])
    peer.exchange()
    peer.shake_hands()
    assert b"NOTICE * :hello" in peer.read()


def test_who_lets_tls_answer_and_does_not_read_is_cut_off(room: Room) -> None:
    """What TLS itself has to say counts as what waits for a client."""
    peer = Peer(room)
    peer.shake_hands()
    peer.send(b"NICK a\r\nUSER a 0 * :A\r\n")
    peer.link.unsent = 10_001
    room.dispatcher.received(peer.link, b"\x17\x03\x03")  # no whole record: nothing to be said
    room.settle()
    assert peer.link.closed


def test_what_fails_is_told_in_one_line(room: Room) -> None:
    """Who, and why; the session ends."""
    peer = Peer(room)
    room.dispatcher.received(peer.link, b"\x16\x03\x01\x00\x02xx" * 3)
    room.settle()
    assert peer.link.closed
    (line,) = [one.text for one in room.heard if "TLS" in one.text]
    assert line.startswith("TLS with 192.0.2.7:")


@pytest.mark.parametrize("leaves", [True, False])
def test_what_was_said_before_a_connection_broke_is_heard(room: Room, *, leaves: bool) -> None:
    """A program that closes without reading what TLS tells it, before its handshake had a turn."""
    peer = Peer(room)
    with suppress(ssl.SSLWantReadError):
        peer.tls.do_handshake()
    peer.exchange()
    peer.tls.do_handshake()
    peer.tls.write(b"NICK a\r\nUSER a 0 * :A\r\nJOIN #a\r\n")
    if leaves:
        with suppress(ssl.SSLWantReadError):
            peer.tls.unwrap()
    hold = threading.Event()
    room.dispatcher.call(lambda: hold.wait(10))
    room.dispatcher.received(peer.link, peer.outgoing.read())
    room.dispatcher.closed(peer.link, "Connection reset by peer")
    hold.set()
    room.settle()
    assert [line.text for line in room.heard][1:2] == ["a joined #a"]
    assert not room.dispatcher.links
    assert not room.dispatcher.hub.sessions
    assert room.dispatcher.bugs == 0


def test_links_that_end_in_the_middle_leave_nothing(room: Room) -> None:
    """Neither in the queue of handshakes nor anywhere else."""
    for end in (room.dispatcher.finished, None):
        peer = Peer(room)
        with suppress(ssl.SSLWantReadError):
            peer.tls.do_handshake()
        room.dispatcher.received(peer.link, peer.outgoing.read())
        if end:
            end(peer.link)
        room.dispatcher.closed(peer.link, "Connection closed")
        room.settle()
    assert not room.dispatcher._shaking
    assert not room.dispatcher._ways
    assert not room.dispatcher.links
    assert room.dispatcher.bugs == 0


def test_plain_text_passes_as_it_is(room: Room) -> None:
    """A first byte that is not TLS's decides once."""
    link = FakeLink()
    room.dispatcher.opened(link)
    room.dispatcher.received(link, b"NICK b\r\nUSER b 0 * :B\r\n")
    room.dispatcher.received(link, b"\x16PING x\r\n")
    room.dispatcher.finished(link)
    room.settle()
    assert any(" 001 b " in line for line in link.lines())
    room.dispatcher.closed(link, "Connection closed")


def test_an_open_door_has_to_be_meant(engines: list[FakeEngine]) -> None:
    """Off this machine with neither TLS nor a password nothing starts, unless told by name."""
    everywhere = Address("0.0.0.0", 0)
    with pytest.raises(StartError, match=r"everybody who can reach 0\.0\.0\.0"):
        ChatServer(address=everywhere).start()
    for server in (
        ChatServer(address=everywhere, unprotected=True),
        ChatServer(Settings(password="fox"), address=everywhere),
    ):
        server.start()
        server.stop()


def test_a_certificate_is_read_anew(tmp_path: Path, engines: list[FakeEngine]) -> None:
    """New connections get the new one; a bad one is not taken, and the old one stays."""
    heard: list[LogLine] = []
    folder = tmp_path / "data"
    server = ChatServer(
        address=Address("0.0.0.0", 0), tls=Tls(folder=folder), log_listener=heard.append
    )
    server.start()
    first = server.certificate
    assert first
    (folder / "tls.pem").unlink()
    assert "read anew" in server.reload_tls()
    second = server.certificate
    assert second
    assert second.fingerprint != first.fingerprint
    (folder / "tls.pem").write_text("nonsense")
    with pytest.raises(ChatError, match="stays in use: there is no certificate in"):
        server.reload_tls()
    assert server.certificate is second
    server.stop()
    assert any(line.level == "error" and "stays in use" in line.text for line in heard)
    assert second.fingerprint in "".join(line.text for line in heard)


def test_without_tls_there_is_nothing_to_read_anew(server: ChatServer) -> None:
    """And it is said so."""
    assert server.certificate is None
    with pytest.raises(ChatError, match="speaks no TLS"):
        server.reload_tls()
