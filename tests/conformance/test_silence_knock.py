"""SILENCE and KNOCK: whom one does not hear, and where one is let in."""

import pytest

from tests.conformance.conftest import SERVER, Host, OpenHost, commands, named, one, said


def test_the_limit_of_the_silence_list_is_true(open_host: OpenHost) -> None:
    """Modern IRC, SILENCE: "indicates the maximum number of entries a client can have in their
    silence list".
    """
    alice = open_host(max_silence=2).connect()
    welcome = alice.register("alice")
    assert "SILENCE=2" in [word for message in named(welcome, "005") for word in message.params]
    replies = alice.ask("SILENCE +a", "SILENCE +b", "SILENCE +c")
    assert commands(replies) == ["SILENCE", "SILENCE", "511"]
    assert replies[2].params[:2] == ("alice", "c!*@*")


def test_whoever_is_silenced_is_not_heard_in_private(host: Host) -> None:
    """Neither messages nor invitations come; the other learns nothing of it."""
    alice, bob = host.room("#a", "alice", "bob")
    assert said(alice.ask("SILENCE +bob")) == [("alice", "SILENCE", "+bob!*@*")]
    bob.ask("JOIN #b")
    assert commands(bob.ask("PRIVMSG alice :x", "NOTICE alice :x", "INVITE alice #b")) == ["341"]
    assert alice.sync() == []
    bob.ask("PRIVMSG #a :all")
    assert commands(alice.sync()) == ["PRIVMSG"]
    assert said(alice.ask("SILENCE -BOB!*@*")) == [("alice", "SILENCE", "-BOB!*@*")]
    bob.ask("PRIVMSG alice :again")
    assert commands(alice.sync()) == ["PRIVMSG"]


def test_the_silence_list_is_shown_to_oneself(host: Host) -> None:
    """271 for each mask, then 272."""
    alice = host.client("alice")
    alice.ask("SILENCE +*!*@spam.example,+x")
    assert said(alice.ask("SILENCE")) == [
        (SERVER, "271", "alice", "alice", "*!*@spam.example"),
        (SERVER, "271", "alice", "alice", "x!*@*"),
        (SERVER, "272", "alice", "alice", "End of Silence List"),
    ]
    assert commands(host.client("bob").ask("SILENCE alice")) == ["272"]


def test_a_knock_is_delivered_to_the_operators(host: Host) -> None:
    """710 is "<client> <channel> <source> :has asked for an invite", 711 tells the knocker."""
    alice, bob = host.room("#a", "alice", "bob")
    alice.ask("MODE #a +i")
    bob.sync()
    carol = host.client("carol")
    assert one(carol.ask("KNOCK #a :please"), "711").params[:2] == ("carol", "#a")
    knock = one(alice.sync(), "710")
    assert knock.params[:3] == ("alice", "#a", "carol!~user@127.0.0.1")
    assert knock.params[3] == "has asked for an invite (please)"
    assert bob.sync() == []
    alice.ask("INVITE carol #a")
    assert "JOIN" in commands(carol.ask("JOIN #a"))


@pytest.mark.parametrize(
    ("modes", "code"),
    [("-i", "713"), ("+i", "711"), ("+k x", "711"), ("+l 1", "711"), ("+b *!*@*", "404")],
)
def test_a_knock_is_for_doors_that_are_shut(host: Host, modes: str, code: str) -> None:
    """713 where the channel is open; the banned may not knock."""
    (alice,) = host.room("#a", "alice")
    alice.ask(f"MODE #a {modes}")
    assert commands(host.client("bob").ask("KNOCK #a")) == [code]


def test_a_knock_that_makes_no_sense(host: Host) -> None:
    """714 from inside, 403 where there is no channel, 712 too soon after the last one, 461."""
    alice, bob = host.room("#a", "alice", "bob")
    alice.ask("MODE #a +i")
    bob.sync()
    assert commands(bob.ask("KNOCK #a", "KNOCK #none", "KNOCK")) == ["714", "403", "461"]
    assert commands(host.client("carol").ask("KNOCK #a", "KNOCK #a")) == ["711", "712"]
