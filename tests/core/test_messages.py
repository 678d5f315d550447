"""PRIVMSG, NOTICE and TAGMSG: who hears what."""

from collections.abc import Callable

import pytest

from netcore.wire.message import Message
from tests.core.conftest import Chat

MakeChat = Callable[..., Chat]
TAGGED = "message-tags server-time echo-message"


def test_a_message_reaches_the_channel_and_not_its_sender(chat: Chat) -> None:
    """Without echo-message one does not hear oneself."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a")
    assert alice.ask("PRIVMSG #a :hello") == []
    assert bob.take_lines() == [":alice!~alice@127.0.0.1 PRIVMSG #a :hello"]


def test_everybody_sees_the_same_id_and_time(chat: Chat) -> None:
    """The echo and every copy of a message carry one msgid and one time."""
    alice = chat.irc("alice", "#a", caps=TAGGED)
    bob = chat.irc("bob", "#a", caps=TAGGED)
    chat.forget()
    alice.send("@+react=x;label=no;plain=no PRIVMSG #a :hello")
    (echo,), (copy,) = alice.take(), bob.take()
    assert echo == copy
    assert set(copy.tags) == {"time", "msgid", "+react"}
    assert copy.tags["time"].startswith("2023-11-14T22:13:20.0")


@pytest.mark.parametrize(
    ("caps", "tags"),
    [
        ("", set()),
        ("server-time", {"time"}),
        ("message-tags", {"msgid", "+x"}),
        ("message-tags server-time", {"time", "msgid", "+x"}),
    ],
)
def test_tags_follow_the_receivers_capabilities(chat: Chat, caps: str, tags: set[str]) -> None:
    """Each tag goes to whoever asked for it."""
    alice, bob = chat.irc("alice", "#a", caps=TAGGED), chat.irc("bob", "#a", caps=caps)
    alice.send("@+x=1 PRIVMSG #a :hello")
    (message,) = bob.take()
    assert set(message.tags) == tags


def test_client_tags_of_somebody_without_the_capability_are_dropped(chat: Chat) -> None:
    """Who has not asked for message-tags sends none."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a", caps="message-tags")
    alice.send("@+x=1 PRIVMSG #a :hello")
    (message,) = bob.take()
    assert set(message.tags) == {"msgid"}


def test_a_tagmsg_is_for_those_who_can_read_it(chat: Chat) -> None:
    """TAGMSG goes to message-tags alone, and to nobody without a client-only tag."""
    alice = chat.irc("alice", "#a", caps="message-tags")
    bob, carol = chat.irc("bob", "#a", caps="message-tags"), chat.irc("carol", "#a")
    chat.forget()
    assert alice.codes("@+typing=active TAGMSG #a", "@typing=active TAGMSG #a") == []
    assert carol.codes("@+typing=active TAGMSG #a") == []
    (message,) = bob.take()
    assert message == Message("TAGMSG", ("#a",), "alice!~alice@127.0.0.1", message.tags)
    assert message.tags["+typing"] == "active"
    assert carol.take() == []
    assert alice.codes("TAGMSG") == ["461"]


def test_times_in_a_channel_rise(chat: Chat) -> None:
    """Messages of one millisecond have distinct times in their order."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a", caps="server-time")
    alice.send(*["PRIVMSG #a :x"] * 5)
    times = [message.tags["time"] for message in bob.take()]
    assert times == sorted(set(times))
    assert len(times) == 5


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("PRIVMSG", "411"),
        ("PRIVMSG bob", "412"),
        ("PRIVMSG bob :", "412"),
        ("PRIVMSG nobody :hi", "401"),
        ("PRIVMSG #none :hi", "403"),
    ],
)
def test_what_cannot_be_said_is_answered_unless_it_is_a_notice(
    chat: Chat, line: str, code: str
) -> None:
    """A PRIVMSG that goes nowhere has its numeric, a NOTICE never one."""
    alice = chat.irc("alice")
    assert alice.codes(line)[0] == code
    assert alice.codes(line.replace("PRIVMSG", "NOTICE")) == []


def test_a_whisper_reaches_one_person(chat: Chat) -> None:
    """The receiver's nick stands as it is spelt, whatever the sender typed."""
    alice, bob = chat.irc("alice"), chat.irc("Bob")
    alice.send("PRIVMSG bOB :psst", "NOTICE bob :psst")
    assert bob.take_lines() == [
        ":alice!~alice@127.0.0.1 PRIVMSG Bob :psst",
        ":alice!~alice@127.0.0.1 NOTICE Bob :psst",
    ]


def test_who_is_away_says_so_to_whoever_writes(chat: Chat) -> None:
    """301 answers a PRIVMSG to somebody away, and no NOTICE."""
    alice, bob = chat.irc("alice"), chat.irc("bob")
    bob.send("AWAY :lunch")
    assert alice.ask("PRIVMSG bob :hi") == [":chat.local 301 alice bob :lunch"]
    assert alice.ask("NOTICE bob :hi") == []


def test_a_message_to_oneself_comes_twice_with_echo(chat: Chat) -> None:
    """The echo and the message are two lines, and only the echo is labelled."""
    alice = chat.irc("alice", caps="echo-message labeled-response batch")
    lines = alice.ask("@label=x PRIVMSG alice :me")
    assert sorted(lines) == sorted(
        [
            ":alice!~alice@127.0.0.1 PRIVMSG alice :me",
            "@label=x :alice!~alice@127.0.0.1 PRIVMSG alice :me",
        ]
    )


def test_several_targets_are_each_spoken_to_once(chat: Chat) -> None:
    """Targets are parted by commas; somebody named twice is meant once."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a")
    assert alice.codes("PRIVMSG bob,#a,,bob,nobody :hi") == ["401"]
    assert [message.params[0] for message in bob.take()] == ["bob", "#a"]


def test_too_many_targets_are_refused_whole(make_chat: MakeChat) -> None:
    """Beyond the bound nothing is sent: 407, and nothing at all for a NOTICE."""
    chat = make_chat(max_targets=2)
    alice, bob = chat.irc("alice"), chat.irc("bob")
    assert alice.codes("PRIVMSG bob,x,y :hi") == ["407"]
    assert alice.codes("NOTICE bob,x,y :hi") == []
    assert bob.take() == []


def test_a_channel_decides_who_may_speak(chat: Chat) -> None:
    """+n keeps strangers out, +m the voiceless, +b the banned: 404, and silence for a NOTICE."""
    alice, bob, carol = chat.irc("alice", "#a"), chat.irc("bob", "#a"), chat.irc("carol")
    assert carol.codes("PRIVMSG #a :hi") == ["404"]
    assert carol.codes("NOTICE #a :hi") == []
    alice.send("MODE #a -n")
    alice.take()
    assert carol.codes("PRIVMSG #a :hi") == []
    assert [message.nick for message in alice.take()] == ["carol"]
    alice.send("MODE #a +m")
    assert carol.codes("PRIVMSG #a :hi") == ["404"]
    assert bob.codes("PRIVMSG #a :hi") == ["404"]
    alice.send("MODE #a +v bob")
    bob.take()
    assert bob.codes("PRIVMSG #a :hi") == []
    alice.send("MODE #a -mv bob", "MODE #a +b b?b!*@*")
    bob.take()
    assert bob.codes("PRIVMSG #a :hi") == ["404"]
    alice.send("MODE #a -b b?b!*@*", "MODE #a +b *!*@10.*")
    bob.take()
    assert bob.codes("PRIVMSG #a :hi") == []


def test_a_stranger_with_echo_hears_what_was_said_outside(chat: Chat) -> None:
    """Who speaks into a channel without being in it gets the echo all the same."""
    chat.irc("alice", "#a").send("MODE #a -n")
    bob = chat.irc("bob", caps="echo-message")
    assert bob.ask("PRIVMSG #a :hi") == [":bob!~bob@127.0.0.1 PRIVMSG #a :hi"]


def test_a_prefix_sent_by_a_client_is_ignored(chat: Chat) -> None:
    """Nobody speaks in another's name."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a")
    alice.send(":bob!x@y PRIVMSG #a :I am not Bob")
    assert bob.take_lines() == [":alice!~alice@127.0.0.1 PRIVMSG #a :I am not Bob"]


def test_order_is_kept_between_channels_and_whispers(chat: Chat) -> None:
    """What one says to a channel and to a person of it arrives in the order of saying."""
    alice, bob = chat.irc("alice", "#a", "#b"), chat.irc("bob", "#a", "#b")
    alice.send("PRIVMSG #a :1", "PRIVMSG bob :2", "PRIVMSG #b :3", "PRIVMSG #a :4", "NOTICE bob :5")
    assert [message.params[1] for message in bob.take()] == ["1", "2", "3", "4", "5"]
