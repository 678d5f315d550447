"""AWAY and away-notify: being here and not here."""

import pytest

from tests.conformance.conftest import SERVER, Host, OpenHost, commands, one, said


def test_going_away_and_coming_back_are_acknowledged(host: Host) -> None:
    """Modern IRC, "AWAY message": "The server acknowledges the change in away status by returning
    the RPL_NOWAWAY and RPL_UNAWAY numerics."
    """
    alice = host.client("alice")
    assert commands(alice.ask("AWAY :out", "AWAY", "AWAY :out", "AWAY :")) == [
        "306",
        "305",
        "306",
        "305",
    ]


def test_whoever_asks_is_told_of_the_absence(host: Host) -> None:
    """301 in WHOIS, ``-`` in USERHOST, ``G`` in WHO, and none of it after the return."""
    alice, bob = host.client("alice"), host.client("bob")
    bob.ask("AWAY :out")
    assert one(alice.ask("WHOIS bob"), "301").params == ("alice", "bob", "out")
    assert one(alice.ask("USERHOST bob"), "302").params[1].startswith("bob=-")
    assert one(alice.ask("WHO bob"), "352").params[6] == "G"
    bob.ask("AWAY")
    assert "301" not in commands(alice.ask("WHOIS bob"))
    assert one(alice.ask("USERHOST bob"), "302").params[1].startswith("bob=+")
    assert one(alice.ask("WHO bob"), "352").params[6] == "H"


def test_away_notify_tells_those_in_common_channels(host: Host) -> None:
    """IRCv3 away-notify: "Clients will be sent an AWAY message when a user sharing a channel with
    them sets or removes their away state"; others and the person are not told.
    """
    alice = host.client("alice", "away-notify", channels=["#a", "#b"])
    bob = host.client("bob", "away-notify", channels=["#a", "#b"])
    carol = host.client("carol", channels=["#a"])
    alice.sync()
    assert commands(bob.ask("AWAY :out")) == ["JOIN", "306"]
    assert said(alice.sync()) == [("bob", "AWAY", "out")]
    bob.ask("AWAY")
    assert said(alice.sync()) == [("bob", "AWAY")]
    assert carol.sync() == []


def test_away_notify_tells_of_the_away_who_join(host: Host) -> None:
    """IRCv3 away-notify: an AWAY message is sent also "when a user joins and has an away message
    set", but not to the joiner.
    """
    alice = host.client("alice", "away-notify", channels=["#a"])
    bob = host.client("bob", "away-notify")
    bob.ask("AWAY :out")
    assert "AWAY" not in commands(bob.ask("JOIN #a"))
    assert said(alice.sync()) == [("bob", "JOIN", "#a"), ("bob", "AWAY", "out")]


def test_the_away_of_who_joins_is_a_message_of_its_own(host: Host) -> None:
    """IRCv3 message-ids: the msgid "MUST be unique, meaning any other message transmitted on the
    entire network at any time MUST NOT share the same value".
    """
    alice = host.client("alice", "away-notify", "message-tags", channels=["#a"])
    bob = host.client("bob")
    bob.ask("AWAY :out", "JOIN #a")
    join, away = alice.sync()
    assert (join.command, away.command) == ("JOIN", "AWAY")
    assert join.tags["msgid"] != away.tags.get("msgid")


def test_away_said_twice_is_told_once(host: Host) -> None:
    """Only a change is told to others."""
    alice = host.client("alice", "away-notify", channels=["#a"])
    bob = host.client("bob", channels=["#a"])
    alice.sync()
    bob.ask("AWAY :out", "AWAY :out", "AWAY :lunch")
    assert said(alice.sync()) == [("bob", "AWAY", "out"), ("bob", "AWAY", "lunch")]


@pytest.mark.parametrize(("text", "kept"), [("abcdef", "abcde"), ("ééé", "éé")])
def test_an_away_message_is_cut_to_awaylen(open_host: OpenHost, text: str, kept: str) -> None:
    """Modern IRC, AWAYLEN: "the maximum length for the <reason> of an AWAY command"."""
    host = open_host(away_length=5)
    alice, bob = host.client("alice"), host.client("bob")
    alice.ask(f"AWAY :{text}")
    assert said(bob.ask("PRIVMSG alice :hi")) == [(SERVER, "301", "bob", "alice", kept)]
