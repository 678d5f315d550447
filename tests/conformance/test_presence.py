"""PING, keep-alive, QUIT, ERROR and the server's end: being there and leaving."""

import socket
import struct

import pytest

from tests.conformance.conftest import SERVER, Host, OpenHost, commands, one, said


@pytest.mark.parametrize(
    ("line", "token"), [("PING abc", "abc"), ("PING :a b c", "a b c"), ("PING :ü:", "ü:")]
)
def test_pong_has_the_token_last(host: Host, line: str, token: str) -> None:
    """Modern IRC, "PONG message": "Servers MUST send a <server> parameter"."""
    alice = host.client("alice")
    alice.send(line)
    assert alice.read().params == (SERVER, token)


@pytest.mark.parametrize("line", ["PING", "PING :"])
def test_ping_without_a_token_is_409(host: Host, line: str) -> None:
    """ERR_NOORIGIN (Modern IRC, "PING message")."""
    assert commands(host.client("alice").ask(line)) == ["409"]


def test_ping_is_answered_before_the_welcome(host: Host) -> None:
    """Modern IRC, "PING message": "Clients should not send PING during connection registration,
    though servers may accept it."
    """
    client = host.connect()
    client.send("PING early")
    assert client.read().params == (SERVER, "early")


def test_a_thousand_pings_are_answered_in_order(host: Host) -> None:
    """All in one segment."""
    alice = host.client("alice")
    pongs = alice.ask(*(f"PING {number}" for number in range(1000)))
    assert [message.params[1] for message in pongs] == [str(n) for n in range(1000)]


def test_the_server_asks_the_silent_and_gives_them_up(open_host: OpenHost) -> None:
    """After ping_interval comes PING, after ping_timeout more the end, which others see.

    Modern IRC, "QUIT message": "Servers MUST fill <reason> with a message reflecting the nature of
    the event", such as "Ping timeout: 120 seconds".
    """
    host = open_host(ping_interval=0.2, ping_timeout=0.3)
    watcher = host.client("watcher", channels=["#a"])
    silent = host.client("silent", channels=["#a"])
    watcher.sync()
    while True:
        message = watcher.read()
        if message.command == "QUIT":
            break
        watcher.send(f"PONG :{message.params[0]}")
    assert said([message]) == [("silent", "QUIT", message.params[0])]
    assert message.params[0].startswith("Ping timeout: ")
    lines = silent.rest()
    assert lines[0] == f"PING :{SERVER}"
    assert lines[-1].startswith("ERROR :Closing link: (127.0.0.1) [Ping timeout: ")
    assert "silent" not in str(watcher.ask("NAMES #a")[-2].params[3])


def test_who_answers_is_kept(open_host: OpenHost) -> None:
    """Any line counts as life, not PONG alone."""
    alice = open_host(ping_interval=0.1, ping_timeout=0.6).client("alice")
    for answer in ("PONG x", "VERSION", "FOO", "PONG"):
        assert alice.until("PING").params == (SERVER,)
        alice.send(answer)
    assert "352" in commands(alice.ask("WHO alice"))


@pytest.mark.parametrize("line", ["", "NICK alice", "CAP LS 302", "USER a 0 * :A"])
def test_registration_has_a_deadline(open_host: OpenHost, line: str) -> None:
    """Who does not complete it in time is told and closed, though not silent."""
    client = open_host(registration_timeout=0.3).connect()
    if line:
        client.send(line)
        client.sync()
    assert client.rest()[-1] == "ERROR :Closing link: (127.0.0.1) [Registration timed out]"


@pytest.mark.parametrize(
    ("line", "reason"),
    [("QUIT :so long", "Quit: so long"), ("QUIT", "Quit: "), ("QUIT :", "Quit: ")],
)
def test_quit_ends_with_an_error_and_is_told(host: Host, line: str, reason: str) -> None:
    """Modern IRC, "QUIT message": "The server acknowledges this by replying with an ERROR message
    and closing the connection"; servers prepend "Quit: " even "if <reason> is empty".
    """
    alice, bob = host.room("#a", "alice", "bob")
    alice.send(line)
    assert alice.rest() == [f"ERROR :Closing link: (127.0.0.1) [{reason}]"]
    assert said(bob.sync()) == [("alice", "QUIT", reason)]
    assert commands(bob.ask("WHOIS alice")) == ["401", "318"]


def test_quit_is_told_once_to_those_around(host: Host) -> None:
    """However many channels are shared, and to nobody else."""
    alice = host.client("alice", channels=["#a", "#b"])
    bob = host.client("bob", channels=["#a", "#b"])
    carol = host.client("carol")
    alice.send("QUIT")
    alice.rest()
    assert commands(bob.sync()) == ["QUIT"]
    assert carol.sync() == []


def test_what_comes_after_quit_is_not_handled(host: Host) -> None:
    """Lines behind a QUIT in one segment are dropped, and the ERROR still arrives."""
    alice, bob = host.room("#a", "alice", "bob")
    alice.send("QUIT :x", *["PRIVMSG #a :ghost"] * 100)
    assert alice.rest() == ["ERROR :Closing link: (127.0.0.1) [Quit: x]"]
    assert commands(bob.sync()) == ["QUIT"]


def test_quit_before_the_welcome_leaves_no_trace(host: Host) -> None:
    """The nick is free, and nobody is counted."""
    client = host.connect()
    client.ask("NICK alice")
    client.send("QUIT")
    assert client.rest() == ["ERROR :Closing link: (127.0.0.1) [Quit: ]"]
    alice = host.client("alice")
    assert one(alice.ask("LUSERS"), "253").params[1] == "0"


@pytest.mark.parametrize("reset", [False, True])
def test_who_vanishes_is_told_of(host: Host, reset: bool) -> None:
    """Modern IRC, "QUIT message": "If a client connection is closed without the client issuing a
    QUIT command to the server, the server MUST distribute a QUIT message".
    """
    alice, bob = host.room("#a", "alice", "bob")
    if reset:
        alice.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    alice.close()
    message = bob.read()
    assert (message.nick, message.command) == ("alice", "QUIT")
    assert message.params[0].startswith("Connection ")
    assert "001" in commands(host.connect().register("alice"))


def test_a_half_closed_client_still_gets_its_answers(host: Host) -> None:
    """What came before the end of its side is handled; then it is closed in turn."""
    alice, bob = host.room("#a", "alice", "bob")
    alice.send("PRIVMSG #a :last words", "PING x")
    alice.socket.shutdown(socket.SHUT_WR)
    lines = alice.rest()
    assert lines[0].endswith(" :x")
    assert lines[1].startswith("ERROR :")
    assert commands([bob.read(), bob.read()]) == ["PRIVMSG", "QUIT"]


def test_half_a_line_is_no_line(host: Host) -> None:
    """What an IRC client had not ended when it went is not said."""
    alice, bob = host.room("#a", "alice", "bob")
    alice.send_bytes(b"PRIVMSG #a :half")
    alice.socket.shutdown(socket.SHUT_WR)
    alice.rest()
    assert commands(bob.sync()) == ["QUIT"]


def test_everybody_is_told_of_the_servers_end(host: Host) -> None:
    """ERROR and a close for the registered and for those who are not yet, a line for guests."""
    alice, bob = host.room("#a", "alice", "bob")
    newcomers = [host.connect() for _ in range(3)]
    for newcomer, line in zip(newcomers, ("NICK x", "CAP LS", "USER a 0 * :A"), strict=True):
        newcomer.ask(line)
    unknown, guest = host.connect(), host.guest()
    guest.say("hi")
    guest.hear_until("guest1 hi")
    host.server.stop(reason="Good night")
    for client in (alice, bob, *newcomers, unknown):
        assert client.rest() == ["ERROR :Closing link: (127.0.0.1) [Good night]"]
    assert guest.hear() == "* Good night"
    assert guest.rest() == []


def test_a_server_that_has_ended_takes_nobody(host: Host) -> None:
    """The port is free again at once."""
    host.server.stop()
    with pytest.raises(ConnectionRefusedError):
        host.connect()
