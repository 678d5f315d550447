"""KICK and INVITE: out of a channel, and into it."""

import pytest

from tests.conformance.conftest import SERVER, Host, commands, named, one, said


def test_kick_is_told_to_everybody_with_its_comment(host: Host) -> None:
    """The kicked one sees it too and is out (Modern IRC, "KICK message")."""
    alice, bob, carol = host.room("#a", "alice", "bob", "carol")
    expected = [("alice", "KICK", "#a", "bob", "enough")]
    assert said(alice.ask("KICK #a bob :enough")) == expected
    assert said(bob.sync()) == expected
    assert said(carol.sync()) == expected
    assert commands(bob.ask("PRIVMSG #a :x")) == ["404"]


@pytest.mark.parametrize("line", ["KICK #a bob", "KICK #a bob :"])
def test_kick_without_a_comment_has_the_kickers_nick(host: Host, line: str) -> None:
    """RFC 2812, 3.2.8: the "default message, the nickname of the user issuing the KICK"."""
    alice, bob = host.room("#a", "alice", "bob")
    alice.ask(line)
    assert said(bob.sync()) == [("alice", "KICK", "#a", "bob", "alice")]


@pytest.mark.parametrize("line", ["KICK #a bob,carol :bye", "KICK #a,#a bob,carol :bye"])
def test_several_are_kicked_with_a_line_for_each(host: Host, line: str) -> None:
    """Modern IRC, "KICK message": "there MUST be either one channel parameter and multiple user
    parameter, or as many channel parameters as there are user parameters. The server MUST NOT send
    KICK messages with multiple channels or users to clients."
    """
    alice, *_, dave = host.room("#a", "alice", "bob", "carol", "dave")
    alice.ask(line)
    assert said(dave.sync()) == [
        ("alice", "KICK", "#a", "bob", "bye"),
        ("alice", "KICK", "#a", "carol", "bye"),
    ]


def test_kick_says_why_it_cannot_be(host: Host) -> None:
    """403 no channel, 442 not in it, 482 no operator, 401 nobody, 441 not in there.

    Modern IRC, "KICK message", numeric replies.
    """
    alice, bob = host.room("#a", "alice", "bob")
    carol = host.client("carol")
    assert commands(carol.ask("KICK #none bob", "KICK #a bob")) == ["403", "442"]
    assert commands(bob.ask("KICK #a alice")) == ["482"]
    replies = alice.ask("KICK #a nobody", "KICK #a carol", "KICK #a")
    assert commands(replies) == ["401", "441", "461"]
    assert replies[1].params[:3] == ("alice", "carol", "#a")


def test_an_operator_can_kick_an_operator(host: Host) -> None:
    """Operators are equals, and may put themselves out."""
    alice, bob = host.room("#a", "alice", "bob")
    alice.ask("MODE #a +o bob")
    bob.sync()
    assert said(bob.ask("KICK #a alice", "KICK #a bob")) == [
        ("bob", "KICK", "#a", "alice", "bob"),
        ("bob", "KICK", "#a", "bob", "bob"),
    ]
    assert said(alice.sync()) == [("bob", "KICK", "#a", "alice", "bob")]


def test_invite_tells_inviter_and_invited_and_nobody_else(host: Host) -> None:
    """Modern IRC, "INVITE message": "the server MUST send a RPL_INVITING numeric to the command
    issuer, and an INVITE message, with the issuer as <source>, to the target user. Other channel
    members SHOULD NOT be notified."
    """
    alice, carol = host.room("#a", "alice", "carol")
    bob = host.client("bob")
    assert said(alice.ask("INVITE bob #a")) == [(SERVER, "341", "alice", "bob", "#a")]
    assert said(bob.sync()) == [("alice", "INVITE", "bob", "#a")]
    assert carol.sync() == []


def test_invite_says_why_it_cannot_be(host: Host) -> None:
    """401 nobody, 403 no channel, 442 not in it, 443 is in there, 461 too few words.

    Modern IRC, "INVITE message": "Only members of the channel are allowed to invite other users.
    Otherwise, the server MUST reject the command with the ERR_NOTONCHANNEL numeric."
    """
    alice, _ = host.room("#a", "alice", "bob")
    carol = host.client("carol")
    replies = alice.ask("INVITE nobody #a", "INVITE carol #none", "INVITE bob #a", "INVITE bob")
    assert commands(replies) == ["401", "403", "443", "461"]
    assert replies[2].params[:3] == ("alice", "bob", "#a")
    assert commands(carol.ask("INVITE alice #a")) == ["442"]


def test_only_operators_invite_into_an_invite_only_channel(host: Host) -> None:
    """Modern IRC, "INVITE message": "they SHOULD reject it when the channel has invite-only mode
    set, and the user is not a channel operator."
    """
    alice, bob = host.room("#a", "alice", "bob")
    carol = host.client("carol")
    assert commands(bob.ask("INVITE carol #a")) == ["341"]
    alice.ask("MODE #a +i")
    bob.sync()
    assert commands(bob.ask("INVITE carol #a")) == ["482"]
    assert len(named(carol.sync(), "INVITE")) == 1


@pytest.mark.parametrize(
    ("mode", "refusal"), [("+i", "473"), ("+b bob!*@*", "474"), ("+l 1", "471")]
)
def test_an_invitation_lets_in_once(host: Host, mode: str, refusal: str) -> None:
    """It overcomes invite-only, a ban and a full channel, and is used up by the JOIN.

    Modern IRC, "Client Limit Channel Mode": "An INVITE message can be used by channel members to
    allow a user to join despite the limit."
    """
    (alice,) = host.room("#a", "alice")
    alice.ask(f"MODE #a {mode}")
    bob = host.client("bob")
    assert commands(bob.ask("JOIN #a")) == [refusal]
    alice.ask("INVITE bob #a")
    assert "JOIN" in commands(bob.ask("JOIN #a"))
    assert commands(bob.ask("PART #a", "JOIN #a")) == ["PART", refusal]


def test_the_inviter_learns_that_somebody_is_away(host: Host) -> None:
    """301 comes with the 341 (Modern IRC, RPL_AWAY)."""
    (alice,) = host.room("#a", "alice")
    host.client("bob").ask("AWAY :out")
    replies = alice.ask("INVITE bob #a")
    assert one(replies, "301").params == ("alice", "bob", "out")


def test_invitations_are_told_to_those_who_want_to_know(host: Host) -> None:
    """IRCv3 invite-notify: ":<inviter> INVITE <target> <channel>"."""
    alice = host.client("alice", channels=["#a"])
    bob = host.client("bob", "invite-notify", channels=["#a"])
    carol = host.client("carol", channels=["#a"])
    dave = host.client("dave")
    for client in (alice, bob):
        client.sync()
    assert commands(alice.ask("INVITE dave #a")) == ["341"]
    line = [("alice", "INVITE", "dave", "#a")]
    assert (said(bob.sync()), carol.sync(), said(dave.sync())) == (line, [], line)
