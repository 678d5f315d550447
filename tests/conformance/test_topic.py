"""TOPIC: what a channel is about."""

from tests.conformance.conftest import Host, OpenHost, commands, one, said


def test_a_topic_is_told_to_everybody_also_its_setter(host: Host) -> None:
    """Modern IRC, "TOPIC message": "every client in that channel (including the author of the
    topic change) will receive a TOPIC command with the new topic as argument".
    """
    alice, bob = host.room("#a", "alice", "bob")
    expected = [("alice", "TOPIC", "#a", "what we do")]
    assert said(alice.ask("TOPIC #a :what we do")) == expected
    assert said(bob.sync()) == expected


def test_an_empty_topic_takes_it_away(host: Host) -> None:
    """Modern IRC, "TOPIC message": "If <topic> is an empty string, the topic for the channel will
    be cleared", told with "an empty argument".
    """
    alice, bob = host.room("#a", "alice", "bob")
    alice.ask("TOPIC #a :x")
    bob.sync()
    assert said(alice.ask("TOPIC #a :")) == [("alice", "TOPIC", "#a", "")]
    assert said(bob.sync()) == [("alice", "TOPIC", "#a", "")]
    assert commands(bob.ask("TOPIC #a")) == ["331"]


def test_the_topic_can_be_asked_for(host: Host) -> None:
    """332 has it, 333 who set it and when; 331 if there is none.

    Modern IRC, "TOPIC message": "If RPL_TOPIC is returned to the client sending this command,
    RPL_TOPICWHOTIME SHOULD also be sent to that client."
    """
    (alice,) = host.room("#a", "alice")
    assert one(alice.ask("TOPIC #a"), "331").params[:2] == ("alice", "#a")
    alice.ask("TOPIC #a :what we do")
    topic, who = alice.ask("TOPIC #a")
    assert (topic.command, topic.params) == ("332", ("alice", "#a", "what we do"))
    assert who.params[:3] == ("alice", "#a", "alice!~user@127.0.0.1")
    assert who.params[3].isdigit()


def test_only_operators_set_the_topic_of_a_t_channel(host: Host) -> None:
    """Voiced members do not either; without +t every member may (ERR_CHANOPRIVSNEEDED)."""
    alice, bob = host.room("#a", "alice", "bob")
    alice.ask("MODE #a +tv bob")
    assert commands(bob.ask("TOPIC #a :mine")) == ["MODE", "482"]
    alice.ask("MODE #a -t")
    assert commands(bob.ask("TOPIC #a :mine")) == ["MODE", "TOPIC"]


def test_only_members_set_a_topic(host: Host) -> None:
    """442 from outside, 403 where no channel is (Modern IRC, "TOPIC message")."""
    host.room("#a", "alice")
    bob = host.client("bob")
    assert commands(bob.ask("TOPIC #a :x", "TOPIC #none :x", "TOPIC #none")) == [
        "442",
        "403",
        "403",
    ]


def test_outsiders_see_the_topic_unless_the_channel_is_secret(host: Host) -> None:
    """Modern IRC, "TOPIC message": "the server MAY return the ERR_NOTONCHANNEL numeric"."""
    (alice,) = host.room("#a", "alice")
    alice.ask("TOPIC #a :open")
    bob = host.client("bob")
    assert commands(bob.ask("TOPIC #a")) == ["332", "333"]
    alice.ask("MODE #a +s")
    assert commands(bob.ask("TOPIC #a")) == ["442"]


def test_a_topic_is_cut_to_topiclen_between_two_letters(open_host: OpenHost) -> None:
    """Modern IRC, TOPICLEN: "the maximum length of a topic a client may set on a channel"."""
    (alice,) = open_host(topic_length=5).room("#a", "alice")
    assert one(alice.ask("TOPIC #a :ééé"), "TOPIC").params[1] == "éé"
