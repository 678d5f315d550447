"""CHATHISTORY, SEARCH, MARKREAD and what is replayed, with both stores."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from netcore.core.settings import Settings
from netcore.engines.base import Address
from netcore.server import ChatServer, History
from netcore.wire.message import Message
from tests.conformance.conftest import Client, Host, commands, named, one, said

MODERN = ("batch", "message-tags", "server-time", "echo-message", "labeled-response")
PAST = (*MODERN, "draft/chathistory")
EVENTS = (*PAST, "draft/event-playback")
NONE_BEFORE = "timestamp=1970-01-01T00:00:00.000Z"
NONE_AFTER = "timestamp=2100-01-01T00:00:00.000Z"

Start = Callable[[], Host]


@pytest.fixture(params=["memory", "sqlite"])
def history(request: pytest.FixtureRequest, tmp_path: Path) -> History:
    """Each store in turn."""
    return History(path=tmp_path / "history.db" if request.param == "sqlite" else None)


@pytest.fixture
def start(engine: str, history: History) -> Iterator[Start]:
    """Starts servers with that history, one after the other."""
    hosts: list[Host] = []

    def run() -> Host:
        address = Address("127.0.0.1", 0)
        hosts.append(Host(ChatServer(Settings(), address=address, engine=engine, history=history)))
        return hosts[-1]

    yield run
    for host in hosts:
        host.close()


@pytest.fixture
def host(start: Start) -> Host:
    """A server with a history."""
    return start()


def batch(messages: list[Message], kind: str, *params: str) -> list[Message]:
    """The messages in the one batch that came."""
    opening, *inner, closing = messages
    reference = opening.params[0][1:]
    assert opening.params == (f"+{reference}", kind, *params), opening
    assert closing.params == (f"-{reference}",)
    assert all(message.tags["batch"] == reference for message in inner)
    return inner


def without_batch(messages: list[Message]) -> list[str]:
    """Messages as they stand on the wire, but for the tag of their batch."""
    return [
        str(m._replace(tags={name: m.tags[name] for name in m.tags if name != "batch"}))
        for m in messages
    ]


def talk(host: Host, count: int = 6) -> tuple[Client, list[Message]]:
    """Somebody in #a who has said ``0``, ``1`` and so on, and what came of it."""
    alice = host.client("alice", *PAST, channels=["#a"])
    echoes = [one(alice.ask(f"PRIVMSG #a :{number}"), "PRIVMSG") for number in range(count)]
    return alice, echoes


@pytest.mark.parametrize("by", ["msgid", "time"])
def test_messages_are_given_again_as_they_were(host: Host, by: str) -> None:
    """IRCv3 chathistory, "Subcommands": bounds "before and excluding", "after and excluding"; "The
    msgid tag ... MUST be the msgid tag as originally sent by the IRC server".
    """
    alice, echoes = talk(host)
    kind = "msgid" if by == "msgid" else "timestamp"
    at = [f"{kind}={echo.tags[by]}" for echo in echoes]
    for asked, expected in (
        ("LATEST #a * 3", echoes[3:]),
        (f"LATEST #a {at[1]} 9", echoes[2:]),
        (f"BEFORE #a {at[4]} 2", echoes[2:4]),
        (f"AFTER #a {at[1]} 2", echoes[2:4]),
        (f"AROUND #a {at[3]} 1", echoes[3:4]),
        (f"AROUND #a {at[3]} 3", echoes[2:5]),
        (f"BETWEEN #a {at[0]} {at[5]} 2", echoes[1:3]),
        (f"BETWEEN #a {at[5]} {at[0]} 2", echoes[3:5]),
        (f"AFTER #a {at[5]} 9", []),
    ):
        past = batch(alice.ask(f"CHATHISTORY {asked}"), "chathistory", "#a")
        assert without_batch(past) == without_batch(expected), asked


def test_times_are_distinct_and_rise(host: Host) -> None:
    """Within a channel, however fast it is: a reference by time names one message."""
    alice = host.client("alice", *PAST, channels=["#a"])
    bob = host.client("bob", *PAST, channels=["#a"])
    for client in (alice, bob):
        client.send(*(f"PRIVMSG #a :{number}" for number in range(100)))
    for client in (alice, bob, alice):
        client.sync()
    past = batch(alice.ask("CHATHISTORY LATEST #a * 500"), "chathistory", "#a")
    times = [message.tags["time"] for message in past]
    assert times == sorted(set(times))
    ids = [message.tags["msgid"] for message in past]
    assert ids == sorted(set(ids))
    assert len(past) == 200


def test_a_renamed_channel_has_its_past(host: Host) -> None:
    """IRCv3 channel-rename: "A channel rename preserves all channel state"; what happened there is
    told under the name by which clients know it, and whoever takes the old name begins anew.
    """
    alice = host.client("alice", *EVENTS, "draft/channel-rename", channels=["#a"])
    echo = one(alice.ask("PRIVMSG #a :hi"), "PRIVMSG")
    alice.ask("TOPIC #a :t", "RENAME #a #b :typo", "PRIVMSG #b :here", "JOIN #a")
    past = batch(alice.ask("CHATHISTORY LATEST #b * 9"), "chathistory", "#b")
    assert said(past) == [
        ("alice", "JOIN", "#b"),
        ("alice", "PRIVMSG", "#b", "hi"),
        ("alice", "TOPIC", "#b", "t"),
        ("alice", "PRIVMSG", "#b", "here"),
    ]
    asked = f"CHATHISTORY AFTER #b msgid={echo.tags['msgid']} 9"
    assert said(batch(alice.ask(asked), "chathistory", "#b")) == said(past)[2:]
    past = batch(alice.ask("CHATHISTORY LATEST #a * 9"), "chathistory", "#a")
    assert said(past) == [("alice", "JOIN", "#a")]


def test_events_are_played_back_to_who_wants_them(host: Host) -> None:
    """IRCv3 chathistory: "the server MUST NOT send any lines other than PRIVMSG and NOTICE" without
    event-playback, and with it "JOIN, PART, QUIT, MODE, TOPIC, and NICK" too.
    """
    alice = host.client("alice", *PAST, channels=["#a"])
    bob = host.client("bob", *EVENTS, channels=["#a"])
    live = bob.sync()
    alice.ask("TOPIC #a :t", "PRIVMSG #a :hi", "MODE #a +v bob", "NICK carol", "PART #a :bye")
    live = bob.sync()
    past = batch(bob.ask("CHATHISTORY LATEST #a * 5"), "chathistory", "#a")
    assert without_batch(past) == without_batch(live)
    assert commands(past) == ["TOPIC", "PRIVMSG", "MODE", "NICK", "PART"]
    alice.ask("JOIN #a")
    past = batch(alice.ask("CHATHISTORY LATEST #a * 9"), "chathistory", "#a")
    assert commands(past) == ["PRIVMSG"]


def test_a_channel_is_shown_to_its_members_only(host: Host) -> None:
    """IRCv3 chathistory: "If the target does not exist or the client does not have permissions to
    query it, the INVALID_TARGET error code SHOULD be returned".
    """
    talk(host)
    bob = host.client("bob", *PAST, "soju.im/search")
    for name in ("#a", "#none"):
        (fail,) = bob.ask(f"CHATHISTORY LATEST {name} * 9")
        assert fail.params[:4] == ("CHATHISTORY", "INVALID_TARGET", "LATEST", name)
    assert batch(bob.ask("SEARCH text=1"), "soju.im/search") == []
    asked = f"CHATHISTORY TARGETS {NONE_BEFORE} {NONE_AFTER} 9"
    assert batch(bob.ask(asked), "draft/chathistory-targets") == []


def test_targets_have_the_time_of_their_latest_message(host: Host) -> None:
    """IRCv3 chathistory: "CHATHISTORY TARGETS <nickname | channel name> <timestamp>"."""
    alice, echoes = talk(host)
    asked = f"CHATHISTORY TARGETS {NONE_BEFORE} {NONE_AFTER} 9"
    (target,) = batch(alice.ask(asked), "draft/chathistory-targets")
    assert target.params == ("TARGETS", "#a", echoes[-1].tags["time"])


def test_nothing_is_lost_by_a_restart(start: Start, history: History) -> None:
    """Whoever comes back finds what was said, and new ids and times go on from there."""
    before = start()
    _, echoes = talk(before)
    before.close()
    alice = start().client("alice", *EVENTS, channels=["#a"])
    new = one(alice.ask("PRIVMSG #a :again"), "PRIVMSG")
    past = batch(alice.ask("CHATHISTORY LATEST #a * 99"), "chathistory", "#a")
    times = [message.tags["time"] for message in past]
    ids = [message.tags["msgid"] for message in past]
    assert times == sorted(set(times))
    assert len(ids) == len(set(ids))
    expected = [*echoes, new] if history.path else [new]
    assert without_batch(named(past, "PRIVMSG")) == without_batch(expected)


def test_old_clients_are_shown_the_last_lines(host: Host) -> None:
    """On joining, before anything that they asked for afterwards; a guest in its own form."""
    alice, _ = talk(host, 25)
    bob = host.client("bob")
    messages = bob.ask("JOIN #a")
    texts = [message.params[-1] for message in messages if message.command == "PRIVMSG"]
    assert [text.partition("] ")[2] for text in texts] == [str(n) for n in range(5, 25)]
    assert commands(messages)[-1] == "NOTICE"
    alice.ask("JOIN #lobby", "PRIVMSG #lobby :hello")
    guest = host.guest()
    guest.send_bytes(b"me too\n")
    heard = guest.hear_until("guest1 me too")
    assert heard[-3:-1] == [
        "alice hello",
        "* That was before you came; from here on it is said now.",
    ]


def test_words_are_found_soon(host: Host) -> None:
    """Soju's search: in ascending order, with the tags that they were sent with."""
    alice = host.client("alice", *PAST, "soju.im/search", channels=["#a"])
    texts = ("Be what you want", "Want what you be", "else")
    echoes = [one(alice.ask(f"PRIVMSG #a :{text}"), "PRIVMSG") for text in texts]
    found: list[Message] = []
    while len(found) < 2:  # the index is made beside the chat; the test's time is bounded
        found = batch(alice.ask("SEARCH text=want;in=#a"), "soju.im/search")
    assert without_batch(found) == without_batch(echoes[:2])
    (fail,) = alice.ask("SEARCH text=want;in=#b")
    assert fail.params[:2] == ("SEARCH", "INVALID_PARAMS")


def test_a_read_marker_is_told_on_joining(start: Start, history: History) -> None:
    """IRCv3 read-marker: "The command MUST be sent before the RPL_ENDOFNAMES reply for that channel
    following the JOIN"; "a literal *" if there is none; it "SHOULD only ever increase".
    """
    host = start()
    alice = host.client("alice", "draft/read-marker", "server-time")
    joined = alice.ask("JOIN #a")
    assert commands(joined) == ["JOIN", "MARKREAD", "353", "366"]
    assert joined[1].params == ("#a", "*")
    newer, older = "timestamp=2020-01-02T00:00:00.000Z", "timestamp=2020-01-01T00:00:00.000Z"
    for sent in (newer, older):
        assert one(alice.ask(f"MARKREAD #a {sent}"), "MARKREAD").params == ("#a", newer)
    alice.ask("PART #a")
    assert one(alice.ask("MARKREAD #a"), "MARKREAD").params == ("#a", newer)
    assert one(alice.ask("MARKREAD #elsewhere"), "MARKREAD").params == ("#elsewhere", "*")
    host.close()
    again = start().client("alice", "draft/read-marker")
    assert said(again.ask("JOIN #a"))[1][2:] == ("#a", newer if history.path else "*")
