"""Whatever a client sends, it gets an answer or nothing, and the server and the others go on."""

import pytest

from netcore.core.commands.registry import COMMANDS
from tests.conformance.conftest import SERVER, Client, Host, commands, named, one, said

LISTS_OF_PARAMETERS = (
    ("#a", "bob", "+o", "*", "0", "-1"),
    ("bob", "#a", "302", ":", "#a,bob,,x", "\x01"),
    ("LS", ":a b c", "x", "y", "z", "ü"),
    ("+b", "#a", "nobody!*@*", "+ovbkl", "LIST", "END"),
    ("0", "0", "*", ":real", "1", "2"),
)


def try_all(client: Client, command: str) -> None:
    """Send a command with 0 to 6 parameters, and with 20, of several kinds."""
    for words in LISTS_OF_PARAMETERS:
        for number in (*range(7), 20):
            client.send(" ".join((command, *(words * 4)[:number])))
            if command == "QUIT":
                client.rest()
                return
            client.sync()


@pytest.mark.parametrize("command", [*sorted(COMMANDS), "NOSUCH", "001", "ERROR"])
def test_any_parameters_of_a_registered_client_are_answered(host: Host, command: str) -> None:
    """No exception comes out of the core, and PING is answered after each line."""
    alice, bob = host.room("#a", "alice", "bob")
    try_all(bob, command)
    if command != "QUIT":
        assert "352" in commands(bob.ask("WHO alice"))
    alice.sync()


@pytest.mark.parametrize("command", [*sorted(COMMANDS), "NOSUCH", "001", "ERROR"])
def test_any_parameters_before_the_welcome_are_answered(host: Host, command: str) -> None:
    """The same for whoever has not registered."""
    alice = host.client("alice")
    client = host.connect()
    client.ask("CAP LS")
    try_all(client, command)
    assert "352" in commands(alice.ask("WHO alice"))


@pytest.mark.parametrize(
    "line", ["001 alice :hi", "433 * x :no", f":{SERVER} 001 alice :x", "ERROR :x", "SERVER x 1 :y"]
)
def test_what_only_servers_say_means_nothing_from_a_client(host: Host, line: str) -> None:
    """It is ignored, or unknown; nobody else learns of it."""
    alice, bob = host.room("#a", "alice", "bob")
    assert commands(alice.ask(line)) in ([], ["421"])
    assert commands(alice.ask("FAIL X Y :z", "ACK", "NOTE A B :c")) == ["421"] * 3
    assert bob.sync() == []


FORMATS = (
    "%s%n%d",
    "{0.__class__}{x}",
    "'; DROP TABLE users; --",
    "${HOME}",
    "../../etc/passwd",
    "\\x00",
)


@pytest.mark.parametrize("text", FORMATS)
def test_text_that_looks_like_code_is_text(host: Host, text: str) -> None:
    """It stays as it is in every field, and in the log."""
    alice, bob = host.room("#a", "alice", "bob")
    alice.ask(f"PRIVMSG #a :{text}", f"TOPIC #a :{text}", f"AWAY :{text}", f"SETNAME :{text}")
    alice.ask(f"PART #a :{text}", "JOIN #a")
    bob.ask("NICK bo")
    whois = bob.ask("WHOIS alice")
    assert one(whois, "311").params[5] == text
    assert one(whois, "301").params[2] == text
    bob.ask(f"KICK #a alice :{text}", f"NOSUCH {text}", f"PRIVMSG {text} :x")
    alice.send(f"QUIT :{text}")
    alice.rest()
    log = " ".join(line.text for line in host.server.snapshot().log)
    assert f"left #a ({text})" in log
    assert f"alice left (Quit: {text})" in log


def test_text_that_looks_like_code_reaches_the_others(host: Host) -> None:
    """Letter for letter."""
    alice, bob = host.room("#a", "alice", "bob")
    alice.ask(*(f"PRIVMSG #a :{text}" for text in FORMATS))
    assert [message.params[1] for message in bob.sync()] == list(FORMATS)


@pytest.mark.parametrize(
    ("line", "answers"),
    [
        ("JOIN ,,,", set()),
        ("JOIN #", {"403"}),
        ("JOIN " + ",".join("#" + letter * 200 for letter in "ab"), {"403"}),
        ("PART ,,,", {"403"}),
        ("PRIVMSG ,,, :x", set()),
        ("KICK ,,, ,,,", {"403"}),
        ("NAMES ,,,", {"366"}),
        ("LIST ,,,", {"321", "323"}),
        ("WHOIS ,,,", {"401", "318"}),
        ("MODE", {"461"}),
        ("MODE #a ++--+-", set()),
    ],
)
def test_lists_of_nothing_are_harmless(host: Host, line: str, answers: set[str]) -> None:
    """An error or nothing."""
    (alice,) = host.room("#a", "alice")
    assert set(commands(alice.ask(line))) == answers


def test_channels_leave_nothing_behind(host: Host) -> None:
    """After thousands of joins and parts there is no channel."""
    alice = host.client("alice")
    for start in range(0, 2000, 100):
        names = [f"#{number}" for number in range(start, start + 100)]
        alice.ask(*(f"JOIN {name}" for name in names), *(f"PART {name}" for name in names))
    assert one(alice.ask("LUSERS"), "254").params[1] == "0"
    assert host.server.snapshot().channels == ()


def test_hostile_masks_are_matched_quickly(host: Host) -> None:
    """A full list of masks made of wildcards delays nobody's words."""
    alice, bob = host.room("#a", "alice", "bob")
    for number in range(100):
        alice.ask(f"MODE #a +b {'*?' * 95}x{number}")
    assert len(named(alice.ask("MODE #a b"), "367")) == 100
    bob.sync()
    bob.ask("PRIVMSG #a :hi")
    assert said(alice.sync()) == [("bob", "PRIVMSG", "#a", "hi")]
    host.client("carol").ask(f"WHO {'*?' * 200}x")


def test_connections_that_come_and_go_leave_no_trace(host: Host) -> None:
    """In every state, with and without a word, each nick can be had again at once."""
    alice = host.client("alice", channels=["#a"])
    for number in range(60):
        client = host.connect()
        if number % 3 == 1:
            client.ask("NICK coming")
        elif number % 3 == 2:
            client.register("coming")
            client.ask("JOIN #a")
        client.close()
        if number % 3 == 2:
            assert commands([alice.read(), alice.read()]) == ["JOIN", "QUIT"]
    assert one(alice.ask("LUSERS"), "265").params[1:3] == ("1", "2")
    assert one(alice.ask("NAMES #a"), "353").params[3] == "@alice"
