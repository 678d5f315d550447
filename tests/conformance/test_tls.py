"""TLS on the port that speaks plain text: who talks to whom, and every way to break it."""

from __future__ import annotations

import os
import socket
import ssl
import warnings
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from time import monotonic

import pytest

from netcore.core.settings import Settings
from netcore.engines.base import Address
from netcore.security.tls import Tls
from netcore.server import ChatServer
from tests.conformance.conftest import PATIENCE, Client, Host, named, said


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the certificate that all servers of this module show."""
    return tmp_path_factory.mktemp("host")


@pytest.fixture
def settings() -> Settings:
    """What the server is set to."""
    return Settings()


@pytest.fixture
def host(engine: str, settings: Settings, folder: Path) -> Iterator[Host]:
    """A server that speaks TLS."""
    server = ChatServer(
        settings, address=Address("127.0.0.1", 0), engine=engine, tls=Tls(folder=folder)
    )
    host = Host(server)
    yield host
    host.close()


def careless(version: ssl.TLSVersion | None = None) -> ssl.SSLContext:
    """A client's context that trusts anybody."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if version:
        context.minimum_version = context.maximum_version = version
    return context


class TlsClient(Client):
    """A client behind TLS."""

    def __init__(self, host: Host, context: ssl.SSLContext | None = None) -> None:
        super().__init__(host.address)
        host._clients.append(self)
        # An end without leave is an error here, as it is for whoever checks for truncation.
        self.tls = (context or careless()).wrap_socket(self.socket, suppress_ragged_eofs=False)
        self.socket = self.tls

    @property
    def raw(self) -> socket.socket:
        """The same connection without the encryption, for what is not TLS."""
        return socket.socket(fileno=os.dup(self.tls.fileno()))


class ByHand:
    """One side of TLS whose bytes a test sends and reads itself."""

    def __init__(self, host: Host) -> None:
        self.client = host.connect()
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = careless().wrap_bio(self.incoming, self.outgoing)

    def hello(self) -> bytes:
        """The first flight."""
        with suppress(ssl.SSLWantReadError):
            self.tls.do_handshake()
        return self.outgoing.read()

    def receive(self) -> None:
        """Take what the server has sent."""
        self.incoming.write(self.client.socket.recv(65536))

    def shake_hands(self, piece: int) -> None:
        """Finish the handshake, sending so many bytes at a time."""
        while True:
            try:
                self.tls.do_handshake()
            except ssl.SSLWantReadError:
                self.send(piece)
                self.receive()
            else:
                self.send(piece)
                return

    def send(self, piece: int) -> None:
        """Send what is encrypted in pieces."""
        data = self.outgoing.read()
        for start in range(0, len(data), piece):
            self.client.send_bytes(data[start : start + piece])

    def write(self, data: bytes) -> None:
        """Encrypt."""
        self.tls.write(data)

    def read_until(self, wanted: bytes) -> bytes:
        """Decrypt until these bytes have come."""
        read = b""
        while wanted not in read:
            try:
                read += self.tls.read(65536)
            except ssl.SSLWantReadError:
                self.receive()
        return read


def ended(client: Client) -> bytes:
    """What comes until the connection ends, which it must; a reset is an end too."""
    client.socket.settimeout(PATIENCE)
    came = b""
    with suppress(ConnectionError):
        while data := client.socket.recv(65536):
            came += data
    return came


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_one_port_speaks_both(host: Host, version: ssl.TLSVersion) -> None:
    """RFC 8446, 5.1: "handshake(22)" is a record's first byte; other first bytes are plain text."""
    alice, bob = TlsClient(host, careless(version)), host.connect()
    alice.register("alice")
    bob.register("bob")
    alice.ask("JOIN #room")
    bob.ask("JOIN #room")
    alice.sync()
    alice.ask("PRIVMSG #room :encrypted")
    assert said(bob.sync()) == [("alice", "PRIVMSG", "#room", "encrypted")]
    bob.ask("PRIVMSG #room :" + "ö" * 150)
    assert said(alice.sync()) == [("bob", "PRIVMSG", "#room", "ö" * 150)]
    secure = named(bob.ask("WHOIS alice"), "671")
    assert [message.params[1] for message in secure] == ["alice"]
    assert not named(alice.ask("WHOIS bob"), "671")


def test_a_plain_guest_may_be_encrypted(host: Host) -> None:
    """Whoever types into ``ncat --ssl`` is a guest like any other."""
    alice = host.client("alice", channels=["#lobby"])
    guest = TlsClient(host)
    guest.send_bytes(b"hello from behind TLS\n")
    assert "Welcome to chat-tui" in guest.read_line()
    assert alice.until("PRIVMSG").params == ("#lobby", "hello from behind TLS")


def test_pieces_of_one_byte_are_as_good_as_records(host: Host) -> None:
    """The handshake and a line, a byte at a time, come to the same."""
    slow = ByHand(host)
    slow.shake_hands(1)
    slow.write(b"NICK slow\r\nUSER slow 0 * :S\r\n")
    slow.send(1)
    assert b" 001 slow " in slow.read_until(b" 422 ")


def test_records_in_one_segment_are_all_read(host: Host) -> None:
    """The end of the handshake and the first lines may come together."""
    quick = ByHand(host)
    quick.client.send_bytes(quick.hello())
    quick.receive()
    quick.tls.do_handshake()
    quick.write(b"NICK quick\r\n")
    quick.write(b"USER quick 0 * :Q\r\n")
    quick.send(1 << 20)
    assert b" 001 quick " in quick.read_until(b" 422 ")


@pytest.mark.parametrize("settings", [Settings(registration_timeout=0.6)])
@pytest.mark.parametrize("cut", [1, 3, 5, 6, 60, -1])
def test_a_hello_without_an_end_has_a_deadline(host: Host, cut: int) -> None:
    """Cut anywhere and then silent, it is closed in time, and keeps nobody out meanwhile."""
    hand = ByHand(host)
    begun = monotonic()
    hand.client.send_bytes(hand.hello()[:cut])
    host.client("bob")
    ended(hand.client)
    assert 0.3 < monotonic() - begun < 3.0


def test_every_cut_of_a_hello_may_be_followed_by_the_end(host: Host) -> None:
    """Whoever leaves in the middle of it leaves nothing behind."""
    first = ByHand(host)
    length = len(first.hello())
    first.client.close()
    for cut in (*range(1, 12), *range(12, length, 37)):
        hand = ByHand(host)
        hand.client.send_bytes(hand.hello()[:cut])
        hand.client.socket.shutdown(socket.SHUT_WR)
        ended(hand.client)
    alice = host.client("alice")
    (unknown,) = named(alice.ask("LUSERS"), "253")
    assert unknown.params[1] == "0"


def test_a_leave_ends_what_came_before_it(host: Host) -> None:
    """RFC 8446, 6.1: close_notify "notifies the recipient that the sender will not send any
    more messages on this connection": half a line of a guest was all of it."""
    alice = host.client("alice", channels=["#lobby"])
    hand = ByHand(host)
    hand.shake_hands(1 << 20)
    hand.write(b"first\nand last")
    with suppress(ssl.SSLWantReadError):
        hand.tls.unwrap()
    hand.send(1 << 20)
    assert alice.until("PRIVMSG").params[1] == "first"
    assert alice.until("PRIVMSG").params[1] == "and last"
    assert alice.until("QUIT").nick == "guest1"


def test_an_end_without_leave_keeps_lines_and_drops_half_a_line(host: Host) -> None:
    """RFC 8446, 6.1: closing without it may be "a truncation attack": half a line is not said."""
    alice = host.client("alice", channels=["#lobby"])
    guest = TlsClient(host)
    guest.send_bytes(b"I will pay\nI will not p")
    with guest.raw as raw:
        raw.shutdown(socket.SHUT_WR)
    assert alice.until("PRIVMSG").params[1] == "I will pay"
    assert alice.read().command == "QUIT"


def test_half_a_record_is_nothing(host: Host) -> None:
    """A record that lacks its last byte was never said."""
    alice = host.client("alice", channels=["#lobby"])
    hand = ByHand(host)
    hand.shake_hands(1 << 20)
    hand.write(b"first\n")
    hand.send(1 << 20)
    assert alice.until("PRIVMSG").params[1] == "first"
    hand.write(b"second\n")
    hand.client.send_bytes(hand.outgoing.read()[:-1])
    hand.client.socket.shutdown(socket.SHUT_WR)
    assert alice.read().command == "QUIT"


@pytest.mark.parametrize("garbage", [b"\x16", b"\x16\x03\x01\x00\x05hello", b"\x16" * 1000])
def test_what_only_begins_like_tls_is_ended(host: Host, garbage: bytes) -> None:
    """It is told so by TLS, and nothing of it is in any channel."""
    alice = host.client("alice", channels=["#lobby"])
    broken = host.connect()
    broken.send_bytes(garbage + b"\r\nNICK mallory\r\n")
    broken.socket.shutdown(socket.SHUT_WR)
    ended(broken)
    assert alice.sync() == []


def test_a_record_that_was_tampered_with_ends_the_connection(host: Host) -> None:
    """RFC 8446, 5.2: "If the decryption fails, the receiver MUST terminate the connection"."""
    alice = host.client("alice", channels=["#lobby"])
    hand = ByHand(host)
    hand.shake_hands(1 << 20)
    hand.write(b"NICK mallory\r\nUSER m 0 * :M\r\nJOIN #lobby\r\n")
    hand.send(1 << 20)
    assert alice.until("JOIN").nick == "mallory"
    hand.write(b"PRIVMSG #lobby :pay alice\r\n")
    record = bytearray(hand.outgoing.read())
    record[-1] ^= 1
    hand.client.send_bytes(bytes(record))
    quit_ = alice.read()
    assert (quit_.nick, quit_.command) == ("mallory", "QUIT")
    assert "TLS has failed" in quit_.params[-1]
    ended(hand.client)


def test_plain_text_in_the_middle_of_tls_ends_the_connection(host: Host) -> None:
    """Nobody can put words into somebody's encrypted mouth."""
    alice = host.client("alice", channels=["#lobby"])
    mallory = TlsClient(host)
    mallory.register("mallory")
    mallory.ask("JOIN #lobby")
    alice.sync()
    with mallory.raw as raw:
        raw.sendall(b"PRIVMSG #lobby :injected\r\n")
    assert alice.read().command == "QUIT"


@pytest.mark.parametrize("name", ["TLSv1", "TLSv1_1"])
def test_old_versions_are_refused(host: Host, name: str) -> None:
    """RFC 8996: "TLS 1.0 MUST NOT be used", nor TLS 1.1."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context = careless(ssl.TLSVersion[name])
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.raises(ssl.SSLError):
        TlsClient(host, context)


def test_the_server_takes_its_leave(host: Host) -> None:
    """RFC 8446, 6.1: "Each party MUST send a "close_notify" alert before closing"."""
    alice = TlsClient(host)
    alice.register("alice")
    alice.send("QUIT :bye")
    assert alice.rest()[-1].startswith("ERROR")  # and no SSLEOFError behind it


def test_a_stop_reaches_who_is_encrypted(host: Host) -> None:
    """Everybody is told when the server ends, by an ERROR and by TLS."""
    alice = TlsClient(host)
    alice.register("alice")
    half = ByHand(host)
    half.client.send_bytes(half.hello()[:20])
    host.client("bob")
    host.server.stop()
    assert "shutting down" in alice.rest()[-1]


def test_much_arrives_whole_and_in_order(host: Host) -> None:
    """Some megabytes in both directions, in records of the library's choosing."""
    count, text = 400, "x" * 400
    alice, bob = TlsClient(host), TlsClient(host)
    for client, nick in ((alice, "alice"), (bob, "bob")):
        client.register(nick)
        client.ask("JOIN #room")
    alice.sync()
    for start in range(0, count, 20):
        alice.send(*(f"PRIVMSG #room :{n:04} {text}" for n in range(start, start + 20)))
        alice.sync()
    lines = [message.params[1] for message in named(bob.sync(), "PRIVMSG")]
    assert len(lines) == count
    assert all(one < other and one.endswith(text) for one, other in pairwise(lines))


def test_newcomers_do_not_hold_up_those_who_talk(host: Host) -> None:
    """A hundred handshakes at once: all of them are let in, and a PING is answered meanwhile."""
    alice = host.client("alice")
    hands = [ByHand(host) for _ in range(100)]
    for hand in hands:
        hand.client.send_bytes(hand.hello())
    begun = monotonic()
    alice.sync()
    assert monotonic() - begun < 1.0
    for hand in hands:
        hand.receive()
        hand.tls.do_handshake()
