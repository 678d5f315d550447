"""JOIN and PART: coming into channels and leaving them."""

import pytest

from tests.conformance.conftest import SERVER, Host, OpenHost, commands, named, one, said


def test_join_is_answered_with_join_names_and_their_end(host: Host) -> None:
    """A successful JOIN gives JOIN, 353 with the joiner in it, 366, and no topic where none is.

    Modern IRC, "JOIN message": "they receive a JOIN message from the server with their client as
    the message <source>. ... After this, they are sent the channel's topic (with RPL_TOPIC), and
    no message if the channel does not have a topic."
    """
    replies = host.client("alice").ask("JOIN #a")
    assert said(replies) == [
        ("alice", "JOIN", "#a"),
        (SERVER, "353", "alice", "=", "#a", "@alice"),
        (SERVER, "366", "alice", "#a", "End of /NAMES list"),
    ]
    assert replies[0].source == "alice!~user@127.0.0.1"


def test_the_first_one_in_is_operator_and_the_others_are_not(host: Host) -> None:
    """Modern IRC, "Channels": "the channel is created and the creating user becomes a channel
    operator."
    """
    host.room("#a", "alice")
    replies = host.client("bob").ask("JOIN #a")
    assert set(one(replies, "353").params[3].split()) == {"@alice", "bob"}


def test_members_see_who_joins(host: Host) -> None:
    """Modern IRC, "JOIN message": "This message may be sent from a server to a client to notify
    the client that someone has joined a channel."
    """
    (alice,) = host.room("#a", "alice")
    host.client("bob", channels=["#a"])
    assert said(alice.sync()) == [("bob", "JOIN", "#a")]


def test_the_topic_comes_with_the_join(host: Host) -> None:
    """332 and 333 come between JOIN and 353 where a topic is set (Modern IRC, "JOIN message")."""
    (alice,) = host.room("#a", "alice")
    alice.ask("TOPIC #a :what we do")
    replies = host.client("bob").ask("JOIN #a")
    assert commands(replies) == ["JOIN", "332", "333", "353", "366"]
    assert replies[1].params == ("bob", "#a", "what we do")


def test_a_channel_keeps_the_name_that_it_was_made_with(host: Host) -> None:
    """Names of channels are the same in any case of their ASCII letters (CASEMAPPING=ascii)."""
    host.room("#Ab", "alice")
    assert one(host.client("bob").ask("JOIN #aB"), "JOIN").params == ("#Ab",)


def test_joining_twice_is_harmless(host: Host) -> None:
    """Nothing happens to those who join where they are, and nobody is told."""
    alice, bob = host.room("#a", "alice", "bob")
    assert alice.ask("JOIN #a", "JOIN #A") == []
    assert bob.sync() == []


def test_several_channels_take_their_keys_by_position(host: Host) -> None:
    """Modern IRC, "JOIN message": "with the first <key> being used for the first <channel>, the
    second <key> being used for the second <channel>, etc."
    """
    (alice,) = host.room("#a", "alice")
    alice.ask("JOIN #b,#c", "MODE #a +k one", "MODE #c +k three")
    bob = host.client("bob")
    replies = bob.ask("JOIN #a,#b,#c one,,three")
    assert [message.params[0] for message in named(replies, "JOIN")] == ["#a", "#b", "#c"]


def test_a_bad_name_among_several_gives_one_error(host: Host) -> None:
    """The others are joined (Modern IRC, "JOIN message"; ERR_NOSUCHCHANNEL)."""
    replies = host.client("alice").ask("JOIN #a,nonsense,#b")
    assert [message.params[0] for message in named(replies, "JOIN")] == ["#a", "#b"]
    assert one(replies, "403").params[:2] == ("alice", "nonsense")


@pytest.mark.parametrize(
    "name", ["a", "&a", "#", "#" + "a" * 64, "#a\x07b", "#a:b", "#\u200b", "*"]
)
def test_a_name_that_no_channel_can_have_is_refused(host: Host, name: str) -> None:
    """403 for what is no channel's name (Modern IRC, ERR_NOSUCHCHANNEL)."""
    assert commands(host.client("alice").ask(f"JOIN :{name}")) == ["403"]


@pytest.mark.parametrize("name", ["#ü", "#頻道", "#a-b_c.d!", "#" + "a" * 63, "##"])
def test_names_of_any_script_are_fine(host: Host, name: str) -> None:
    """Modern IRC, "Channels": a name "may not contain any spaces, a control G / BELL, or a comma",
    and nothing else of UTF-8 is forbidden.
    """
    assert "JOIN" in commands(host.client("alice").ask(f"JOIN {name}"))


def test_nobody_can_be_in_too_many_channels(open_host: OpenHost) -> None:
    """405 beyond CHANLIMIT; the channels up to there are joined (Modern IRC, "JOIN message")."""
    alice = open_host(max_channels=2).client("alice")
    replies = alice.ask("JOIN #a,#b,#c")
    assert len(named(replies, "JOIN")) == 2
    assert one(replies, "405").params[:2] == ("alice", "#c")
    assert "JOIN" in commands(alice.ask("PART #a", "JOIN #c"))


def test_join_0_leaves_all_channels(host: Host) -> None:
    """Modern IRC, "JOIN message": "The server will process this command as though the client had
    sent a PART command for each channel they are a member of."
    """
    alice = host.client("alice", channels=["#a", "#b"])
    assert said(alice.ask("JOIN 0")) == [("alice", "PART", "#a"), ("alice", "PART", "#b")]


def test_part_is_told_to_everybody_in_the_channel(host: Host) -> None:
    """The leaver sees it too, with the reason (Modern IRC, "PART message")."""
    alice, bob = host.room("#a", "alice", "bob")
    expected = [("alice", "PART", "#a", "so long")]
    assert said(alice.ask("PART #a :so long")) == expected
    assert said(bob.sync()) == expected


def test_part_without_a_reason_has_none(host: Host) -> None:
    """Several channels are left with one PART each (Modern IRC, "PART message")."""
    alice = host.client("alice", channels=["#a", "#b"])
    assert said(alice.ask("PART #a,#b")) == [("alice", "PART", "#a"), ("alice", "PART", "#b")]


def test_part_says_what_cannot_be_left(host: Host) -> None:
    """Modern IRC, "PART message": "if the channel exists and the client is not joined to it, they
    will receive an ERR_NOTONCHANNEL reply"; "If the channel does not exist, ... ERR_NOSUCHCHANNEL".
    """
    host.room("#a", "alice")
    bob = host.client("bob", channels=["#b"])
    assert commands(bob.ask("PART #a,#none,#b")) == ["442", "403", "PART"]


def test_who_has_left_hears_nothing_more(host: Host) -> None:
    """After PART neither messages nor joins of a channel come."""
    alice, bob = host.room("#a", "alice", "bob")
    bob.ask("PART #a")
    alice.ask("PRIVMSG #a :still here?")
    assert bob.sync() == []


def test_a_channel_is_gone_with_its_last_member(host: Host) -> None:
    """Modern IRC, "Channels": "the channel ceases to exist when the last client leaves it"."""
    alice, bob = host.room("#a", "alice", "bob")
    alice.ask("MODE #a +ik secret", "TOPIC #a :old", "PART #a")
    bob.ask("PART #a")
    replies = bob.ask("JOIN #a")
    assert commands(replies) == ["JOIN", "353", "366"]
    assert one(replies, "353").params[3] == "@bob"
