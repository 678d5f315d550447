"""PRIVMSG and NOTICE: saying something to channels and people."""

import pytest

from tests.conformance.conftest import SERVER, Host, OpenHost, commands, named, one, said


@pytest.mark.parametrize("command", ["PRIVMSG", "NOTICE"])
def test_a_message_to_a_channel_goes_to_all_others(host: Host, command: str) -> None:
    """Its sender does not get it back without echo-message (Modern IRC, "PRIVMSG message")."""
    alice, bob, carol = host.room("#a", "alice", "bob", "carol")
    assert alice.ask(f"{command} #a :hello there") == []
    expected = [("alice", command, "#a", "hello there")]
    assert said(bob.sync()) == expected
    assert said(carol.sync()) == expected


@pytest.mark.parametrize("command", ["PRIVMSG", "NOTICE"])
def test_a_message_to_a_person_goes_there_alone(host: Host, command: str) -> None:
    """The nick may be written in any case; it arrives as it is held."""
    alice, bob, carol = host.client("alice"), host.client("Bob"), host.client("carol")
    assert alice.ask(f"{command} bOB :psst") == []
    (message,) = bob.sync()
    assert said([message]) == [("alice", command, "Bob", "psst")]
    assert message.source == "alice!~user@127.0.0.1"
    assert carol.sync() == []


@pytest.mark.parametrize(
    "text",
    ["hi", ":)", " two  spaces ", "\x01ACTION waves\x01", "\x02bold\x0f", "ß→😃", "%s {0} \\n"],
)
def test_text_arrives_as_it_was_sent(host: Host, text: str) -> None:
    """A trailing parameter is opaque (Modern IRC, "Parameters")."""
    alice, bob = host.room("#a", "alice", "bob")
    alice.ask(f"PRIVMSG #a :{text}")
    assert said(bob.sync()) == [("alice", "PRIVMSG", "#a", text)]


def test_a_last_word_needs_no_colon(host: Host) -> None:
    """Modern IRC, "Parameters": "a trailing parameter has the same semantics as any other"."""
    alice, bob = host.room("#a", "alice", "bob")
    alice.ask("PRIVMSG   #a   hi")
    assert said(bob.sync()) == [("alice", "PRIVMSG", "#a", "hi")]


def test_what_cannot_be_sent_is_said_so(host: Host) -> None:
    """411 no target, 412 no text, 401 nobody, 403 no channel (Modern IRC, "PRIVMSG message")."""
    (alice,) = host.room("#a", "alice")
    replies = alice.ask(
        "PRIVMSG", "PRIVMSG #a", "PRIVMSG #a :", "PRIVMSG nobody :x", "PRIVMSG #none :x"
    )
    assert commands(replies) == ["411", "412", "412", "401", "403"]
    assert replies[3].params[:2] == ("alice", "nobody")


def test_a_notice_is_never_answered(host: Host) -> None:
    """Modern IRC, "NOTICE message": servers "must not send any error back to the client on receipt
    of a NOTICE command."
    """
    (alice,) = host.room("#a", "alice")
    host.client("bob").ask("AWAY :out", "JOIN #b")
    lines = ("NOTICE", "NOTICE #a", "NOTICE #a :", "NOTICE nobody :x", "NOTICE #none :x")
    many = ",".join(f"t{number}" for number in range(20))
    assert alice.ask(*lines, "NOTICE bob :x", "NOTICE #b :x", f"NOTICE {many} :x") == []


def test_several_targets_get_a_message_each_and_once(host: Host) -> None:
    """Modern IRC, "To A List": "the server breaks it up and dispatches a separate copy"."""
    alice, bob = host.room("#a", "alice", "bob")
    replies = alice.ask("PRIVMSG #a,bob,nobody,BOB,#a :hi")
    assert commands(replies) == ["401"]
    assert [message.params[0] for message in bob.sync()] == ["#a", "bob", "bob"]


def test_too_many_targets_get_nothing(open_host: OpenHost) -> None:
    """407 beyond TARGMAX, and no half-sent message (ERR_TOOMANYTARGETS)."""
    host = open_host(max_targets=2)
    alice, bob = host.client("alice"), host.client("bob")
    assert commands(alice.ask("PRIVMSG bob,x,y :hi")) == ["407"]
    assert bob.sync() == []


def test_who_messages_the_away_is_told(host: Host) -> None:
    """301 with the away message (Modern IRC, "PRIVMSG message": RPL_AWAY)."""
    alice, bob = host.client("alice"), host.client("bob")
    bob.ask("AWAY :back at nine")
    assert said(alice.ask("PRIVMSG bob :hi")) == [(SERVER, "301", "alice", "bob", "back at nine")]
    assert said(bob.sync()) == [("alice", "PRIVMSG", "bob", "hi")]


def test_a_message_to_oneself_arrives(host: Host) -> None:
    """Once, as it would from anybody."""
    alice = host.client("alice")
    assert said(alice.ask("PRIVMSG alice :note")) == [("alice", "PRIVMSG", "alice", "note")]


def test_a_burst_arrives_in_order(host: Host) -> None:
    """A thousand lines in one segment come out one by one, each once."""
    alice, bob = host.room("#a", "alice", "bob")
    alice.ask(*(f"PRIVMSG #a :{number}" for number in range(1000)))
    assert [message.params[1] for message in bob.sync()] == [str(n) for n in range(1000)]


def test_answers_and_messages_keep_the_order_of_their_making(host: Host) -> None:
    """What one command does to others is queued to them before its sender's next answer."""
    alice, bob = host.room("#a", "alice", "bob")
    alice.ask(
        "PRIVMSG #a :1", "TOPIC #a :2", "PRIVMSG #a :3", "PRIVMSG bob :4", "NICK al", "PART #a"
    )
    assert commands(bob.sync()) == ["PRIVMSG", "TOPIC", "PRIVMSG", "PRIVMSG", "NICK", "PART"]


@pytest.mark.parametrize("target", ["@", "+bob", "$*", "bob@example.org", "bob!*@*", "#*", "a b"])
def test_targets_of_other_kinds_are_nobody(host: Host, target: str) -> None:
    """Server masks and the like are not announced, so these are unknown nicks or channels."""
    alice, bob = host.room("#a", "alice", "bob")
    replies = alice.ask(f"PRIVMSG {target} :x")
    assert len(replies) <= 1
    assert {m.command for m in replies} <= {"401", "403"}
    assert bob.sync() == []


def test_the_longest_message_is_whole(host: Host) -> None:
    """A line of 512 bytes is relayed with all of its text, though its source makes it longer."""
    alice, bob = host.room("#a", "alice", "bob")
    text = "x" * (510 - len("PRIVMSG #a :"))
    alice.ask(f"PRIVMSG #a :{text}")
    assert one(named(bob.sync(), "PRIVMSG"), "PRIVMSG").params[1] == text
