"""Message tags, server-time, msgid, echo-message, labeled-response and batch."""

import re
from itertools import pairwise

import pytest

from tests.conformance.conftest import SERVER, Client, Host, commands, named, one, said

MODERN = ("message-tags", "server-time", "echo-message", "labeled-response", "batch")


@pytest.mark.parametrize(
    ("caps", "tags"),
    [
        ((), set()),
        (("echo-message", "labeled-response", "batch"), set()),
        (("server-time",), {"time"}),
        (("message-tags",), {"msgid", "+x"}),
        (("message-tags", "server-time"), {"time", "msgid", "+x"}),
    ],
)
def test_each_receiver_has_the_tags_of_its_capabilities(
    host: Host, caps: tuple[str, ...], tags: set[str]
) -> None:
    """IRCv3 message-tags: clients without it "MUST NOT" be sent client-only tags nor msgid; tags
    without a ``+`` are not relayed.
    """
    alice = host.client("alice", "message-tags", channels=["#a"])
    bob = host.client("bob", *caps, channels=["#a"])
    alice.ask("@+x=1;y=2;time=2001-01-01T00:00:00.000Z;msgid=no PRIVMSG #a :hi")
    message = one(bob.sync(), "PRIVMSG")
    assert set(message.tags) == tags
    assert message.tags.get("msgid") != "no"
    assert not message.tags.get("time", "").startswith("2001")


def test_a_message_has_one_id_everywhere(host: Host) -> None:
    """The echo and all copies bear the same msgid and time; another message has another id."""
    alice = host.client("alice", *MODERN, channels=["#a"])
    bob = host.client("bob", *MODERN, channels=["#a"])
    alice.sync()
    echoes = alice.ask("PRIVMSG #a :1", "PRIVMSG #a :2", "PRIVMSG bob :3")
    copies = bob.sync()
    assert [dict(message.tags) for message in echoes] == [dict(m.tags) for m in copies]
    assert len({message.tags["msgid"] for message in echoes}) == 3
    assert all(re.fullmatch(r"[^\s:;][^\s;]*", message.tags["msgid"]) for message in echoes)


def test_times_have_milliseconds_and_rise_within_a_channel(host: Host) -> None:
    """IRCv3 server-time: "YYYY-MM-DDThh:mm:ss.sssZ"."""
    alice = host.client("alice", *MODERN, channels=["#a"])
    times = [m.tags["time"] for m in alice.ask(*(f"PRIVMSG #a :{n}" for n in range(300)))]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", time) for time in times)
    assert all(before < after for before, after in pairwise(times))


def test_what_is_not_a_message_has_a_time_too(host: Host) -> None:
    """With server-time on every line has one: numerics, JOIN, NICK, MODE."""
    alice = host.client("alice", "server-time", channels=["#a"])
    replies = alice.ask("JOIN #b", "NICK al", "MODE #a +i", "TOPIC #a", "WHOIS al", "CAP LIST")
    assert all(set(message.tags) == {"time"} for message in replies)


def test_events_have_an_id(host: Host) -> None:
    """JOIN, TOPIC, MODE, NICK, PART bear a msgid for those with message-tags."""
    alice = host.client("alice", "message-tags", channels=["#a"])
    bob = host.client("bob", channels=["#a"])
    alice.sync()
    bob.ask("NICK bo", "PART #a", "JOIN #a")
    alice.ask("TOPIC #a :x", "MODE #a +i")
    assert all(message.tags.get("msgid") for message in alice.sync())


@pytest.mark.parametrize(
    ("sent", "value"),
    [
        (r"a\:b\sc\\d\r\ne", "a;b c\\d\r\ne"),
        (r"a\b", "ab"),
        ("a\\", "a"),
        ("", ""),
        ("ü😃=1", "ü😃=1"),
    ],
)
def test_values_of_tags_are_escaped_again(host: Host, sent: str, value: str) -> None:
    """IRCv3 message-tags, "Escaping values"."""
    alice = host.client("alice", "message-tags")
    bob = host.client("bob", "message-tags")
    alice.ask(f"@+x={sent} PRIVMSG bob :hi")
    assert one(bob.sync(), "PRIVMSG").tags["+x"] == value


def test_tags_of_a_client_without_the_capability_are_not_relayed(host: Host) -> None:
    """It may send them, nobody gets them."""
    alice, bob = host.client("alice"), host.client("bob", "message-tags")
    assert alice.ask("@+x=1 PRIVMSG bob :hi", "@+x=1 TAGMSG bob") == []
    (message,) = bob.sync()
    assert set(message.tags) == {"msgid"}


def test_tagmsg_goes_to_those_with_message_tags(host: Host) -> None:
    """IRCv3 message-tags: servers "MUST NOT" deliver TAGMSG "to clients that haven't negotiated
    the message tags capability".
    """
    alice = host.client("alice", "message-tags", "echo-message", channels=["#a"])
    bob = host.client("bob", "message-tags", channels=["#a"])
    carol = host.client("carol", "server-time", channels=["#a"])
    alice.sync()
    bob.sync()
    (echo,) = alice.ask("@+typing=active;z=1 TAGMSG #a")
    (copy,) = bob.sync()
    assert said([echo, copy]) == [("alice", "TAGMSG", "#a")] * 2
    assert copy.tags["+typing"] == "active"
    assert "z" not in copy.tags
    assert carol.sync() == []
    assert commands(alice.ask("@+x=1 TAGMSG nobody", "@+x=1 TAGMSG #none", "TAGMSG")) == [
        "401",
        "403",
        "461",
    ]


@pytest.mark.parametrize("command", ["PRIVMSG", "NOTICE"])
def test_echo_message_sends_ones_own_back(host: Host, command: str) -> None:
    """IRCv3 echo-message: "servers MUST echo PRIVMSG and NOTICE messages back to the client that
    sent them", with the target of the message.
    """
    alice = host.client("alice", "echo-message", channels=["#a"])
    host.client("bob")
    assert said(alice.ask(f"{command} #a :1", f"{command} bob :2", f"{command} nobody :3"))[:2] == [
        ("alice", command, "#a", "1"),
        ("alice", command, "bob", "2"),
    ]


def test_what_was_refused_is_not_echoed(host: Host) -> None:
    """An error instead of the echo."""
    alice = host.client("alice", "echo-message")
    host.room("#a", "bob")
    assert commands(alice.ask("PRIVMSG #a :x", "PRIVMSG nobody :x")) == ["404", "401"]


def test_an_echo_from_outside_a_channel_comes_once(host: Host) -> None:
    """A channel without +n takes messages from outside."""
    (bob,) = host.room("#a", "bob")
    bob.ask("MODE #a -n")
    alice = host.client("alice", *MODERN)
    assert commands(alice.ask("PRIVMSG #a :1", "@label=x PRIVMSG #a :2")) == ["PRIVMSG", "PRIVMSG"]
    assert commands(bob.sync()) == ["PRIVMSG", "PRIVMSG"]


@pytest.mark.parametrize("command", ["PRIVMSG", "NOTICE", "@+x=1 TAGMSG"])
def test_a_message_to_oneself_comes_twice_and_is_labelled_once(host: Host, command: str) -> None:
    """IRCv3 labeled-response: "When a client sends a private message to itself, the server MUST
    NOT include the label tag on the delivered message, only on the echo".
    """
    alice = host.client("alice", *MODERN)
    tags, _, verb = command.rpartition(" ")
    line = f"{tags or '@'}{';' if tags else ''}label=abc {verb} alice :hi"
    replies = alice.ask(line)
    assert commands(replies) == [verb, verb]
    assert sum(message.tags.get("label") == "abc" for message in replies) == 1


def test_nothing_to_answer_is_an_ack(host: Host) -> None:
    """IRCv3 labeled-response: "the server MUST respond with a labeled ACK message"."""
    alice = host.client("alice", "labeled-response", "batch", channels=["#a"])
    host.client("bob")
    for line in ("PRIVMSG #a :hi", "PRIVMSG bob :hi", "PONG x", "NICK alice", "001 x", "JOIN #a"):
        (reply,) = alice.ask(f"@label=l1 {line}")
        assert (reply.source, reply.command, reply.params) == (SERVER, "ACK", ())
        assert dict(reply.tags) == {"label": "l1"}


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("PING x", "PONG"),
        ("NICK al", "NICK"),
        ("FOO", "421"),
        ("PRIVMSG nobody :x", "401"),
        ("PART #a", "PART"),
        ("TOPIC #a :t", "TOPIC"),
        ("MODE #a +i", "MODE"),
        ("AWAY :x", "306"),
        ("KICK #a alice", "KICK"),
        ("CAP LIST", "CAP"),
    ],
)
def test_one_answer_bears_the_label_itself(host: Host, line: str, command: str) -> None:
    """IRCv3 labeled-response: a single response message has the label, without a batch."""
    alice = host.client("alice", "labeled-response", "batch", channels=["#a"])
    (reply,) = alice.ask(f"@label=l1 {line}")
    assert reply.command == command
    assert dict(reply.tags) == {"label": "l1"}


def batched(replies: list[tuple[str, dict[str, str], tuple[str, ...]]], label: str) -> list[str]:
    """What is inside the one labelled batch that the replies have to be."""
    first, *inner, last = replies
    assert first[0] == last[0] == "BATCH"
    assert first[1] == {"label": label}
    reference = first[2][0][1:]
    assert re.fullmatch(r"[A-Za-z0-9-]+", reference)
    assert first[2] == (f"+{reference}", "labeled-response")
    assert (last[1], last[2]) == ({}, (f"-{reference}",))
    assert all(tags == {"batch": reference} for _, tags, _ in inner)
    return [command for command, _, _ in inner]


@pytest.mark.parametrize(
    ("line", "inner"),
    [
        ("JOIN #b", ["JOIN", "353", "366"]),
        ("WHOIS alice", ["311", "319", "312", "338", "317", "318"]),
        ("MODE #a", ["324", "329"]),
        ("PART #a,#none", ["PART", "403"]),
        ("WHO #a", ["352", "315"]),
    ],
)
def test_several_answers_are_a_batch(host: Host, line: str, inner: list[str]) -> None:
    """IRCv3 labeled-response: "the response MUST be wrapped in a labeled-response batch"; the
    label is on its beginning only.
    """
    alice = host.client("alice", "labeled-response", "batch", channels=["#a"])
    replies = alice.ask(f"@label=l1 {line}")
    assert batched([(m.command, dict(m.tags), m.params) for m in replies], "l1") == inner


def test_several_echoes_are_a_batch_and_nobody_else_sees_the_label(host: Host) -> None:
    """Each receiver gets its own message without any tag."""
    alice = host.client("alice", "echo-message", "labeled-response", "batch")
    others = [host.client(nick, "labeled-response", "batch") for nick in ("bob", "carol")]
    replies = alice.ask("@label=l1 PRIVMSG bob,carol,nobody :hi")
    inner = batched([(m.command, dict(m.tags), m.params) for m in replies], "l1")
    assert inner == ["PRIVMSG", "PRIVMSG", "401"]
    for other in others:
        (message,) = other.sync()
        assert (message.command, dict(message.tags)) == ("PRIVMSG", {})


@pytest.mark.parametrize("label", [r"a\:b\sc", "ü", "x" * 64])
def test_a_label_comes_back_as_it_was(host: Host, label: str) -> None:
    """IRCv3 labeled-response: labels "MUST be treated as opaque"."""
    alice = host.client("alice", "labeled-response", "batch")
    alice.send(f"@label={label} PING x")
    assert alice.read_line() == f"@label={label} :{SERVER} PONG {SERVER} :x"


def test_labels_need_the_capability_and_at_most_64_bytes(host: Host) -> None:
    """IRCv3 labeled-response: "The label MUST NOT be longer than 64 bytes"; others are ignored."""
    alice, bob = host.client("alice"), host.client("bob", "labeled-response", "batch")
    assert dict(alice.ask("@label=l1 WHOIS x")[0].tags) == {}
    assert dict(bob.ask(f"@label={'x' * 65} FOO")[0].tags) == {}
    assert dict(bob.ask("@label FOO")[0].tags) == {}


def test_a_labelled_quit_has_its_error_labelled(host: Host) -> None:
    """The ERROR is what answers QUIT."""
    alice = host.client("alice", "labeled-response", "batch")
    alice.send("@label=bye QUIT :x")
    assert alice.rest() == ["@label=bye ERROR :Closing link: (127.0.0.1) [Quit: x]"]


def test_messages_of_others_stay_outside_of_a_labelled_answer(host: Host) -> None:
    """Nothing comes between the lines of a batch, nor is it taken for a part of it."""
    alice = host.client("alice", *MODERN, channels=["#a"])
    bob = host.client("bob", channels=["#a"])
    alice.sync()
    bob.ask(*["PRIVMSG #a :hi"] * 20)
    replies = alice.ask(*["@label=w WHOIS alice"] * 10)
    assert all("batch" not in message.tags for message in named(replies, "PRIVMSG"))
    depth = 0
    for message in replies:
        if message.command == "BATCH":
            depth += 1 if message.params[0][0] == "+" else -1
        assert depth == int(message.command != "PRIVMSG" and message.params[0][:1] != "-")


def lengths(client: Client, line: str) -> list[str]:
    """What answers a line."""
    return commands(client.ask(line))


def test_the_tags_of_a_client_may_take_4096_bytes(host: Host) -> None:
    """IRCv3 message-tags: "Servers MUST reply with ERR_INPUTTOOLONG (417) if a client sends a
    message with more tag data than the allowed limit", 4096 with ``@`` and the space; and the next
    line is fine.
    """
    alice = host.client("alice", "message-tags", "echo-message")
    bob = host.client("bob", "message-tags")
    value = "a" * (4096 - len("@foo=bar;+baz= "))
    assert lengths(alice, f"@foo=bar;+baz={value} TAGMSG bob") == ["TAGMSG"]
    assert one(bob.sync(), "TAGMSG").tags["+baz"] == value
    assert lengths(alice, f"@foo=bar;+baz={value}a TAGMSG bob") == ["417"]
    rest = "b" * (510 - len("PRIVMSG bob "))
    assert lengths(alice, f"@foo=bar;+baz={value} PRIVMSG bob {rest}") == ["PRIVMSG"]
    assert one(bob.sync(), "PRIVMSG").params[1] == rest
    assert lengths(alice, f"@foo=bar;+baz={value} PRIVMSG bob {rest}b") == ["417"]
    assert lengths(alice, f"@foo=bar;+baz={value}a PRIVMSG bob {rest[1:]}") == ["417"]
    assert bob.sync() == []
