"""Channels that take another name (IRCv3 channel-rename)."""

import pytest

from netcore.core import records as r
from tests.core.conftest import EPOCH, Chat, Client, DeferringLog
from tests.core.invariants import check


@pytest.fixture
def alice(chat: Chat) -> Client:
    """The operator of a channel, who knows of RENAME."""
    return chat.irc("alice", "#a", caps="draft/channel-rename")


def test_a_channel_keeps_all_but_its_name(chat: Chat, alice: Client) -> None:
    """Members, roles, modes, topic; the old name is free."""
    bob = chat.irc("bob", "#a")
    alice.send("MODE #a +vk bob key", "TOPIC #a :t")
    before = alice.ask("MODE #a")[0]
    assert alice.ask("RENAME #a #b :typo") == [":alice!~alice@127.0.0.1 RENAME #a #b :typo"]
    assert alice.ask("MODE #b")[0] == before.replace("#a", "#b")
    assert alice.ask("TOPIC #b")[0].endswith("332 alice #b :t")
    assert alice.codes("MODE #a") == ["403"]
    assert bob.codes("PRIVMSG #b :x", "PRIVMSG #a :x") == ["403"]
    carol = chat.irc("carol", "#a")
    assert carol.ask("NAMES #a")[0].endswith(":@carol")
    check(chat.hub)


def test_who_does_not_know_of_it_leaves_and_joins(chat: Chat, alice: Client) -> None:
    """With the reason, then with what every join is told."""
    bob = chat.irc("bob", "#a", caps="extended-join")
    alice.send("TOPIC #a :t")
    bob.take_text()
    alice.send("RENAME #a #b :typo")
    assert [line.split(" ", 1)[1] for line in bob.take_lines()] == [
        "PART #a :typo",
        "JOIN #b * :Bob",
        "332 bob #b :t",
        "333 bob #b alice!~alice@127.0.0.1 1700000000",
        "353 bob = #b :@alice bob",
        "366 bob #b :End of /NAMES list",
    ]
    alice.send("RENAME #b #c")
    assert bob.take_lines()[0] == ":bob!~bob@127.0.0.1 PART #b"
    assert alice.take_lines()[-1] == ":alice!~alice@127.0.0.1 RENAME #b #c :"


def test_a_change_of_case_is_for_those_alone_who_know_of_it(chat: Chat, alice: Client) -> None:
    """ "This fallback SHOULD NOT be used if the rename only changes the case"."""
    bob = chat.irc("bob", "#a")
    assert alice.ask("RENAME #a #A") == [":alice!~alice@127.0.0.1 RENAME #a #A :"]
    assert bob.take_lines() == []
    check(chat.hub)


def test_whoever_renames_may_not_know_of_it_either(chat: Chat) -> None:
    """ "the server SHOULD rename the channel, but use the fallback mechanism"; the label too."""
    alice = chat.irc("alice", "#a", caps="labeled-response batch")
    told = alice.ask("@label=1 RENAME #a #b")
    assert told[0].startswith("@label=1 :chat.local BATCH +")
    assert [line.split()[2] for line in told[1:-1]] == ["PART", "JOIN", "353", "366"]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("RENAME #a", "461"),
        ("RENAME #none #b", "403"),
        ("RENAME #b #c", "442"),
        ("RENAME #a a", "FAIL RENAME CANNOT_RENAME #a a"),
        ("RENAME #a :#x y", "FAIL RENAME CANNOT_RENAME #a *"),
        ("RENAME #a :", "FAIL RENAME CANNOT_RENAME #a *"),
        ("RENAME #a #a", "FAIL RENAME CANNOT_RENAME #a #a"),
        ("RENAME #a #Lobby", "FAIL RENAME CANNOT_RENAME #a #Lobby"),
        ("RENAME #a #B", "FAIL RENAME CHANNEL_NAME_IN_USE #a #B"),
    ],
)
def test_what_cannot_be_is_answered(chat: Chat, alice: Client, line: str, answer: str) -> None:
    """With numerics where there are any."""
    chat.irc("bob", "#b")
    (told,) = alice.ask(line)
    assert answer in told


def test_only_operators_rename_and_nobody_the_lobby(chat: Chat, alice: Client) -> None:
    """Guests have no other place."""
    bob = chat.irc("bob", "#a", "#lobby")
    assert bob.codes("RENAME #a #b") == ["482"]
    assert " CANNOT_RENAME #lobby #b " in bob.ask("RENAME #lobby #b")[0]


def test_of_two_renames_the_first_in_the_log_wins(shared: Chat, log: DeferringLog) -> None:
    """Whoever came second is told so."""
    people = [shared.connect(), shared.connect()]
    for number, client in enumerate(people):
        client.send(f"NICK n{number}", "USER u 0 * :U", f"JOIN #{number}")
        while records := log.take():
            shared.hub.apply(records)
    people[0].send("RENAME #0 #new")
    people[1].send("RENAME #1 #new")
    shared.hub.apply(log.take())
    shared.turn()
    assert people[0].take_lines()[-1].split()[1] == "366"
    assert " FAIL RENAME CHANNEL_NAME_IN_USE #1 #new :" in people[1].take_lines()[-1]
    check(shared.hub)


def test_renames_of_other_hosts(chat: Chat, alice: Client) -> None:
    """Guests are told in words; what came too late changes nothing."""
    guest = chat.guest()
    chat.hub.apply(
        [
            r.Welcomed("1", EPOCH, "far1", "zed", "~far", "far.example", "Zed"),
            r.Joined("2", EPOCH, "far1", "#lobby"),
            r.ChannelRenamed("3", EPOCH, "far1", "#none", "#b", ""),
            r.ChannelRenamed("3", EPOCH, "gone", "#a", "#b", ""),
            r.ChannelRenamed("3", EPOCH, "far1", "#lobby", "#a", ""),
            r.ChannelRenamed("4", EPOCH, "far1", "#lobby", "#hall", "grown"),
        ]
    )
    chat.turn()
    assert [line.partition("] ")[2] for line in guest.take_lines()] == [
        "* zed joined",
        "* zed renamed this place to #hall (grown)",
    ]
    assert alice.take_lines() == []
    check(chat.hub)
