"""What is no chat at all is turned away before anything of it is said, and so is a bad password."""

from collections.abc import Iterator

import pytest

from netcore.core.settings import Settings
from netcore.engines.base import Address
from netcore.server import ChatServer, History
from netcore.wire.message import parse
from tests.conformance.conftest import SERVER, Host, OpenHost, commands, named, said

WEB = "This is a chat server, not a web server: join with chat-tui, an IRC client or nc"
TLS = "This port speaks plain text, not TLS: connect again with TLS off"
OTHER = "This is a chat server: join with chat-tui, an IRC client or nc"

EVENTS = ("batch", "message-tags", "draft/chathistory", "draft/event-playback")
OPENINGS = [
    (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\nhello\r\n", WEB),
    (b"POST /chat HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello", WEB),
    (b"PUT /x HTTP/1.0\r\n\r\n", WEB),
    (b"OPTIONS * HTTP/1.1\r\n\r\n", WEB),
    (b"CONNECT example.org:443 HTTP/1.1\r\n\r\n", WEB),
    (b"DELETE /a HTTP/1.1\r\n\r\n", WEB),
    (b"OPTIONS sip:nm SIP/2.0\r\nVia: x\r\n", WEB),
    (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", WEB),
    (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)), TLS),
    (b"SSH-2.0-OpenSSH_9.6\r\n", OTHER),
    (b"*1\r\n$4\r\nPING\r\n", OTHER),
    (b"PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\nhello\r\n", OTHER),
    (b"\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x0c" + b"\x0a\x00\x00\x01" * 2, OTHER),
    (b"\xef\xbb\xbfhello\r\n", OTHER),
    (b"\x00\x00\x00\x08\x04\xd2\x16\x2f", OTHER),
    (b"\x05\x01\x00", OTHER),
    (b"\x03\x00\x00\x13\x0e\xe0\x00\x00\x00\x00\x00\x01\x00\x08\x00\x03\x00\x00\x00", OTHER),
]


@pytest.mark.parametrize(("first", "reason"), OPENINGS)
def test_another_protocol_gets_one_line_and_a_close(host: Host, first: bytes, reason: str) -> None:
    """Not one line of it becomes chat, whoever's browser was made to send it."""
    (alice,) = host.room("#lobby", "alice")
    client = host.connect()
    client.send_bytes(first)
    assert client.rest() == [f"ERROR :Closing link: (127.0.0.1) [{reason}]"]
    assert alice.sync() == []
    assert commands(alice.ask("WHO guest*")) == ["315"]


@pytest.fixture
def remembering(engine: str) -> Iterator[Host]:
    """A server with a history."""
    address = Address("127.0.0.1", 0)
    host = Host(ChatServer(Settings(), address=address, engine=engine, history=History()))
    yield host
    host.close()


def test_another_protocol_leaves_nothing_in_the_history(remembering: Host) -> None:
    """Who asks for the lobby's past is told of those who came in, and of nobody who was refused.

    IRCv3 chathistory: with event-playback it would have "JOIN, PART, QUIT" of them as well.
    """
    alice = remembering.client("alice", *EVENTS, channels=["#lobby"])
    for first, _ in OPENINGS:
        client = remembering.connect()
        client.send_bytes(first)
        assert commands([parse(line) for line in client.rest()]) == ["ERROR"]
    guest = remembering.guest()
    guest.say("hello")
    guest.hear_until("guest1 hello")
    alice.sync()
    _, *past, _ = alice.ask("CHATHISTORY LATEST #lobby * 100")
    assert said(past) == [
        ("alice", "JOIN", "#lobby"),
        ("guest1", "JOIN", "#lobby"),
        ("guest1", "PRIVMSG", "#lobby", "hello"),
    ]


def test_http_in_pieces_is_seen_as_well(host: Host) -> None:
    """A first line is judged when it is whole, or as soon as it cannot be anything else."""
    (alice,) = host.room("#lobby", "alice")
    client = host.connect()
    for piece in (b"GE", b"T ", b"/", b" HTTP/1.1\r\n"):
        client.send_bytes(piece)
    assert client.rest() == [f"ERROR :Closing link: (127.0.0.1) [{WEB}]"]
    assert alice.sync() == []


@pytest.mark.parametrize(
    "text", ["Get lost", "PUT that down", "hello GET / HTTP/1.1", "OPTIONS?", "*"]
)
def test_what_only_resembles_another_protocol_is_chat(host: Host, text: str) -> None:
    """A person may begin with such words."""
    guest = host.guest()
    guest.say(text)
    assert guest.hear_until(f"guest1 {text}")


@pytest.mark.parametrize(
    "lines",
    [
        ("PASS sesame", "NICK alice", "USER a 0 * :A"),
        ("NICK alice", "PASS sesame", "USER a 0 * :A"),
        ("PASS no", "PASS sesame", "USER a 0 * :A", "NICK alice"),
        ("CAP LS 302", "PASS :sesame", "NICK alice", "USER a 0 * :A", "CAP END"),
    ],
)
def test_the_right_password_opens_the_door(open_host: OpenHost, lines: tuple[str, ...]) -> None:
    """Modern IRC, "PASS message": "It is possible to send multiple PASS commands before
    registering but only the last one sent is used".
    """
    assert "001" in commands(open_host(password="sesame").connect().ask(*lines))


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("PASS wrong", "NICK alice", "USER a 0 * :A"), "Password incorrect"),
        (("PASS " + "x" * 500, "NICK alice", "USER a 0 * :A"), "Password incorrect"),
        (("PASS sésame", "NICK alice", "USER a 0 * :A"), "Password incorrect"),
        (("PASS :", "NICK alice", "USER a 0 * :A"), "A password is needed"),
        (("NICK alice", "USER a 0 * :A"), "A password is needed"),
        (("NICK alice", "USER a 0 * :A", "PASS sesame"), "A password is needed"),
    ],
)
def test_no_or_a_wrong_password_ends_the_connection(
    open_host: OpenHost, lines: tuple[str, ...], text: str
) -> None:
    """Modern IRC, "PASS message": the password "must be set before any attempt to register the
    connection is made"; else 464, ERROR and a close.
    """
    client = open_host(password="sesame").connect()
    client.send(*lines)
    assert client.rest() == [
        f":{SERVER} 464 alice :{text}",
        f"ERROR :Closing link: (127.0.0.1) [{text}]",
    ]


@pytest.mark.parametrize("password", ["/sesame", "*", "/"])
def test_a_password_that_looks_like_a_path_is_one(open_host: OpenHost, password: str) -> None:
    """Modern IRC, "PASS message": any password may be the first word of a connection, whatever a
    request for a page begins with.
    """
    client = open_host(password=password).connect()
    client.send(f"PASS {password}", "NICK alice", "USER a 0 * :A")
    assert client.until("001").params[0] == "alice"


def test_a_password_where_none_is_asked_for_is_ignored(host: Host) -> None:
    """A client may have one configured."""
    assert "001" in commands(host.connect().ask("PASS x", "NICK alice", "USER a 0 * :A"))


def test_the_operators_words_reach_everybody(host: Host) -> None:
    """As a notice of the server, or a line of its own for guests; bans keep out."""
    alice = host.client("alice", channels=["#lobby"])
    guest = host.guest()
    guest.say("x")
    guest.hear_until("guest1 x")
    alice.sync()
    assert host.server.say("good evening") == "said to 2 clients"
    assert said(alice.sync()) == [(SERVER, "NOTICE", "alice", "good evening")]
    assert guest.hear() == f"* {SERVER}: good evening"
    host.server.ban("alice", "rude")
    assert alice.rest()[-1] == "ERROR :Closing link: (127.0.0.1) [You are banned: rude]"
    again = host.connect()
    again.send("NICK alice", "USER a 0 * :A")
    assert again.rest()[0] == f":{SERVER} 465 alice :You are banned: rude"
    assert named(host.client("bob").ask("WHOIS alice"), "401")
