"""+b, +e, +I, extended masks, +C, +R and +p: who comes in, who speaks, and what is told of it."""

import pytest

from tests.conformance.conftest import Host, commands, named, one, said
from tests.conformance.test_isupport import tokens


@pytest.mark.parametrize(
    ("letter", "entry", "end"), [("e", "348", "349"), ("I", "346", "347"), ("b", "367", "368")]
)
def test_a_list_can_be_read(host: Host, letter: str, entry: str, end: str) -> None:
    """Modern IRC, RPL_EXCEPTLIST, RPL_INVEXLIST: "Sent as a reply to the MODE command, when clients
    are viewing the current entries" of a list; who and when follow as in RPL_BANLIST.
    """
    alice, bob = host.room("#a", "alice", "bob")
    assert said(alice.ask(f"MODE #a +{letter} x")) == [
        ("alice", "MODE", "#a", f"+{letter}", "x!*@*")
    ]
    bob.sync()
    shown, last = bob.ask(f"MODE #a {letter}")
    assert shown.command == entry
    assert shown.params[:4] == ("bob", "#a", "x!*@*", "alice!~user@127.0.0.1")
    assert shown.params[4].isdigit()
    assert (last.command, last.params[:2]) == (end, ("bob", "#a"))


def test_an_exception_lifts_a_ban(host: Host) -> None:
    """Modern IRC, "Exception Channel Mode": "If their nickmask matches any one of the masks set by
    this mode, and their nickmask also matches any one of the masks set by the ban channel mode,
    they will not be blocked from joining".
    """
    (alice,) = host.room("#a", "alice")
    alice.ask("MODE #a +b *!*@127.0.0.1", "MODE #a +e bob")
    assert "JOIN" in commands(host.client("bob").ask("JOIN #a"))
    assert commands(host.client("carol").ask("JOIN #a")) == ["474"]


def test_an_invite_exception_opens_the_door(host: Host) -> None:
    """Modern IRC, "Invite-Exception Channel Mode": whoever matches does "not need to require an
    INVITE in order to join the channel".
    """
    (alice,) = host.room("#a", "alice")
    alice.ask("MODE #a +iI bob!*@*")
    assert commands(host.client("carol").ask("JOIN #a")) == ["473"]
    bob = host.client("bob")
    assert "JOIN" in commands(bob.ask("JOIN #a"))
    alice.ask("MODE #a -I BOB!*@*")
    bob.sync()
    assert commands(bob.ask("PART #a", "JOIN #a")) == ["PART", "473"]


def test_mutes_are_announced_and_hold(host: Host) -> None:
    """EXTBAN is "[<prefix>],<types>" (Modern IRC); here ``m:`` has no prefix. Whoever is muted may
    come in, and speaks with voice or an exception.
    """
    assert tokens(host)["EXTBAN"] == ",am"
    (alice,) = host.room("#a", "alice")
    alice.ask("MODE #a +b m:BOB!*@*")
    bob = host.client("Bob", "echo-message")
    assert "JOIN" in commands(bob.ask("JOIN #a"))
    assert one(bob.ask("MODE #a +b"), "367").params[2] == "m:BOB!*@*"
    assert commands(bob.ask("PRIVMSG #a :hi")) == ["404"]
    alice.ask("MODE #a +e m:*!~user@*")
    bob.sync()
    assert commands(bob.ask("PRIVMSG #a :hi")) == ["PRIVMSG"]
    alice.ask("MODE #a -e m:*!~user@*", "MODE #a +v Bob")
    bob.sync()
    assert commands(bob.ask("PRIVMSG #a :hi")) == ["PRIVMSG"]
    alice.ask("MODE #a -v Bob", "MODE #a -b m:bob")
    bob.sync()
    assert commands(bob.ask("PRIVMSG #a :hi")) == ["PRIVMSG"]


def test_a_ban_of_an_account_is_none_of_a_nick(host: Host) -> None:
    """IRCv3 account-extban: "Servers publishing the ACCOUNTEXTBAN token MUST also publish the
    EXTBAN token", and such masks match account names: who is not logged in has none.
    """
    told = tokens(host)
    assert told["ACCOUNTEXTBAN"] == "a"
    assert "a" in told["EXTBAN"].partition(",")[2]
    (alice,) = host.room("#a", "alice")
    assert one(alice.ask("MODE #a +b a:bob"), "MODE").params == ("#a", "+b", "a:bob")
    assert "JOIN" in commands(host.client("bob").ask("JOIN #a"))


@pytest.mark.parametrize("mask", ["m:", "a:", "m:a:", ":a mask", "m:\x02"])
def test_a_mask_that_cannot_be_is_refused(host: Host, mask: str) -> None:
    """696 (Modern IRC, ERR_INVALIDMODEPARAM)."""
    (alice,) = host.room("#a", "alice")
    assert commands(alice.ask(f"MODE #a +e {mask}")) == ["696"]


def test_the_registered_are_among_themselves(host: Host) -> None:
    """477 for whoever is not logged in; an invitation is good for one join."""
    (alice,) = host.room("#a", "alice")
    assert one(alice.ask("MODE #a +R"), "MODE").params == ("#a", "+R")
    bob = host.client("bob")
    assert one(bob.ask("JOIN #a"), "477").params[:2] == ("bob", "#a")
    alice.ask("INVITE bob #a")
    bob.sync()
    assert commands(bob.ask("JOIN #a", "PART #a", "JOIN #a")) == [
        *("JOIN", "353", "366", "PART", "477")
    ]


def test_only_the_registered_and_the_voiced_speak(host: Host) -> None:
    """404 with +M for who is not logged in and has no role.

    No specification has +M; Ergo, InspIRCd and UnrealIRCd do.
    """
    alice, bob = host.room("#a", "alice", "bob")
    assert one(alice.ask("MODE #a +M"), "MODE").params == ("#a", "+M")
    bob.sync()
    assert one(bob.ask("PRIVMSG #a :hi"), "404").params[:2] == ("bob", "#a")
    assert alice.ask("MODE #a +v bob") != []
    assert commands(bob.ask("PRIVMSG #a :hi")) == ["MODE"]
    assert said(alice.sync()) == [("bob", "PRIVMSG", "#a", "hi")]


def test_no_ctcp_but_action_passes_where_that_is_off(host: Host) -> None:
    """404 for a PRIVMSG, silence for a NOTICE, and ACTION goes through (Modern IRC, CTCP)."""
    alice, bob = host.room("#a", "alice", "bob")
    alice.ask("MODE #a +C")
    bob.sync()
    assert commands(alice.ask("PRIVMSG #a :\x01PING 1\x01", "NOTICE #a :\x01PING 1\x01")) == ["404"]
    assert alice.ask("PRIVMSG #a :\x01ACTION waves\x01") == []
    assert said(bob.sync()) == [("alice", "PRIVMSG", "#a", "\x01ACTION waves\x01")]


def test_a_private_channel_conceals_itself(host: Host) -> None:
    """RFC 2811, 4.2.6: "there is no way of getting this channel's name from the server without
    being a member"; unlike with a secret one, questions that name it are answered, NAMES with
    ``*``.
    """
    (alice,) = host.room("#a", "alice")
    alice.ask("MODE #a +p")
    bob = host.client("bob")
    assert commands(bob.ask("LIST")) == ["321", "323"]
    assert "319" not in commands(bob.ask("WHOIS alice"))
    assert one(bob.ask("NAMES #a"), "353").params[1] == "*"
    assert commands(alice.ask("LIST")) == ["321", "322", "323"]


def test_a_list_is_shown_once_for_a_command(host: Host) -> None:
    """However often its letter stands there."""
    (alice,) = host.room("#a", "alice")
    alice.ask("MODE #a +b x")
    assert len(named(alice.ask("MODE #a bbbbbb"), "367")) == 1
