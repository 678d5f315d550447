"""MODE of a nick, and the mode of bots."""

import pytest

from tests.conformance.conftest import Host, commands, named, one, said


def test_the_modes_are_those_of_004(host: Host) -> None:
    """RPL_MYINFO: "<client> <servername> <version> <available user modes> ..."; each works, except
    those that only operators have, and no other.
    """
    alice = host.connect()
    letters = one(alice.register("alice"), "004").params[3]
    assert set(letters) == set("BRTiosw")
    for letter in "BTiw":
        assert said(alice.ask(f"MODE alice +{letter}")) == [
            ("alice", "MODE", "alice", f"+{letter}")
        ]
    assert one(alice.ask("MODE alice"), "221").params[1] == "+BTiw"
    others = "".join({*"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"} - set(letters))
    assert commands(alice.ask(f"MODE alice +{others}")) == ["501"]


def test_known_modes_are_applied_beside_unknown_ones(host: Host) -> None:
    """Modern IRC, "MODE message": "If one or more modes sent are not implemented on the server, the
    server MUST apply the modes that are implemented, and then send the ERR_UMODEUNKNOWNFLAG in
    reply along with the MODE message."
    """
    alice = host.client("alice")
    assert commands(alice.ask("MODE alice +iZ")) == ["MODE", "501"]
    assert one(alice.ask("MODE alice"), "221").params[1] == "+i"


@pytest.mark.parametrize("line", ["MODE bob", "MODE bob +i"])
def test_the_modes_of_others_are_502(host: Host, line: str) -> None:
    """Modern IRC, "MODE message": "If <target> is a different nick than the user who sent the
    command, the ERR_USERSDONTMATCH numeric is returned"; of nobody, ERR_NOSUCHNICK.
    """
    host.client("bob")
    alice = host.client("alice")
    assert commands(alice.ask(line)) == ["502"]
    assert commands(alice.ask("MODE nobody +i")) == ["401"]


def test_nobody_makes_oneself_operator(host: Host) -> None:
    """RFC 2812, 3.1.5: "If a user attempts to make themselves an operator using the "+o" or "+O"
    flag, the attempt SHOULD be ignored."
    """
    alice = host.client("alice")
    assert alice.ask("MODE alice +o") == []
    assert one(alice.ask("MODE alice"), "221").params[1] == "+"


def test_a_bot_is_shown_as_one(host: Host) -> None:
    """IRCv3 bot-mode: "The value of the BOT token is the mode character which is used to enable bot
    mode and is also the flag used in WHO responses"; 335 "is returned as part of a bot's WHOIS".
    """
    connection = host.connect()
    welcome = connection.register("robo")
    assert "BOT=B" in [word for message in named(welcome, "005") for word in message.params]
    connection.ask("MODE robo +B")
    alice = host.client("alice")
    assert one(alice.ask("WHOIS robo"), "335").params[1] == "robo"
    assert one(alice.ask("WHO robo"), "352").params[6] == "HB"
    connection.ask("MODE robo -B")
    assert "335" not in commands(alice.ask("WHOIS robo"))


def test_all_that_a_bot_does_bears_the_tag(host: Host) -> None:
    """IRCv3 bot-mode: "This tag SHOULD be added by the server to all commands sent by a bot"; "This
    tag MUST only be sent to users who have requested the message-tags capability. Servers MUST NOT
    send this tag with a value".
    """
    robo = host.client("robo", channels=["#a"])
    alice = host.client("alice", "message-tags", channels=["#a"])
    bob = host.client("bob", "server-time", channels=["#a"])
    robo.ask("MODE robo +B")
    bob.sync()
    alice.sync()
    robo.ask("PRIVMSG #a :hi", "NOTICE #a :hi", "TOPIC #a :x", "NICK r2", "PART #a", "JOIN #a")
    heard = alice.sync()
    assert len(heard) == 6
    assert [message.tags.get("bot") for message in heard] == [""] * 6
    assert all("bot" not in message.tags for message in bob.sync())
    robo.ask("MODE r2 -B", "PRIVMSG #a :human")
    assert "bot" not in one(alice.sync(), "PRIVMSG").tags


def test_strangers_do_not_reach_who_wants_none(host: Host) -> None:
    """ERR_NEEDREGGEDNICK for a PRIVMSG, silence for a NOTICE; who was written to may answer.

    No specification has +R and ACCEPT; Ergo has both.
    """
    alice, bob = host.client("alice"), host.client("bob")
    assert said(alice.ask("MODE alice +R")) == [("alice", "MODE", "alice", "+R")]
    asked = bob.ask("PRIVMSG alice :hi", "NOTICE alice :hi")
    assert [(message.command, message.params[1]) for message in asked] == [("477", "alice")]
    assert alice.sync() == []
    alice.ask("PRIVMSG bob :yes?")
    assert said(bob.ask("PRIVMSG alice :I ...")) == [("alice", "PRIVMSG", "bob", "yes?")]
    assert said(alice.sync()) == [("bob", "PRIVMSG", "alice", "I ...")]
    alice.ask("ACCEPT -bob")
    assert commands(bob.ask("PRIVMSG alice :hi")) == ["477"]
    alice.ask("ACCEPT bob")
    assert bob.ask("PRIVMSG alice :hi") == []


def test_no_ctcp_reaches_who_wants_none(host: Host) -> None:
    """ERR_CANNOTSENDTOUSER for a PRIVMSG, silence for a NOTICE, and ACTION goes through.

    No specification has +T; Ergo, InspIRCd and UnrealIRCd do.
    """
    alice, bob = host.client("alice"), host.client("bob")
    alice.ask("MODE alice +T")
    asked = bob.ask("PRIVMSG alice :\x01PING 1\x01", "NOTICE alice :\x01PING 1\x01")
    assert [(message.command, message.params[1]) for message in asked] == [("531", "alice")]
    assert bob.ask("PRIVMSG alice :\x01ACTION waves\x01") == []
    assert said(alice.sync()) == [("bob", "PRIVMSG", "alice", "\x01ACTION waves\x01")]
