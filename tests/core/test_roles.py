"""What is said to those who have a role in a channel (STATUSMSG)."""

import pytest

from netcore.core import records as r
from tests.core.conftest import EPOCH, Chat, Client


@pytest.fixture
def room(chat: Chat) -> list[Client]:
    """An operator, somebody voiced and somebody without a role."""
    people = [chat.irc(nick, "#a") for nick in ("alice", "bob", "carol")]
    people[0].send("MODE #a +v bob")
    chat.forget()
    return people


def heard(room: list[Client]) -> list[list[str]]:
    """What each has been told."""
    return [[line.split(" ", 1)[1] for line in client.take_lines()] for client in room]


@pytest.mark.parametrize(
    ("target", "told", "voiced"),
    [
        ("@#a", "@#a", False),
        ("+#a", "+#a", True),
        ("@+#A", "+#a", True),
        ("+@#a", "+#a", True),
        ("@@#a", "@#a", False),
    ],
)
def test_a_role_and_those_above_it_hear(
    room: list[Client], target: str, told: str, voiced: bool
) -> None:
    """Whoever speaks needs no role; of several the lowest counts."""
    room[2].send(f"PRIVMSG {target} :hi")
    line = [f"PRIVMSG {told} :hi"]
    assert heard(room) == [line, line if voiced else [], []]


def test_it_comes_back_to_who_wants_an_echo(chat: Chat, room: list[Client]) -> None:
    """Once, with the label."""
    room[0].send("CAP REQ :echo-message labeled-response batch")
    room[0].take_text()
    assert room[0].ask("@label=1 NOTICE @#a :x") == [
        "@label=1 :alice!~alice@127.0.0.1 NOTICE @#a :x"
    ]


def test_the_channels_modes_hold(room: list[Client]) -> None:
    """404 and 403 as for the channel itself, 401 where there is no channel in it."""
    room[0].send("MODE #a +m")
    heard(room)
    assert room[2].codes("PRIVMSG @#a :x", "NOTICE @#a :x") == ["404"]
    assert room[2].codes("PRIVMSG @#none :x") == ["403"]
    assert room[2].codes("PRIVMSG @ :x", "PRIVMSG @bob :x") == ["401", "401"]


def test_tags_alone_are_for_those_with_message_tags(chat: Chat, room: list[Client]) -> None:
    """TAGMSG to a role."""
    dora = chat.irc("dora", "#a", caps="message-tags")
    room[1].send("CAP REQ :message-tags")
    room[0].send("CAP REQ :message-tags")
    heard(room)
    dora.send("@+typing=active TAGMSG +#a")
    assert [[line.split()[-2:] for line in person] for person in heard(room)] == [
        [["TAGMSG", "+#a"]],
        [["TAGMSG", "+#a"]],
        [],
    ]


def test_a_guest_is_told_that_it_is_not_for_all(chat: Chat) -> None:
    """The plain dialect has no targets."""
    guest = chat.guest()
    alice = chat.irc("alice", "#lobby")
    chat.forget()
    alice.send("PRIVMSG @#lobby :psst", "PRIVMSG +#lobby :all", "PRIVMSG @#lobby :\x01ACTION a\x01")
    assert [line.partition("] ")[2] for line in guest.take_lines()] == [
        "alice (to operators alone) psst",
        "alice (to operators and the voiced) all",
        "* alice (to operators alone) a",
    ]


def test_what_came_too_late_is_told_to_nobody(chat: Chat, room: list[Client]) -> None:
    """The speaker or the channel may be gone."""
    user = room[0].session.user
    assert user
    chat.hub.apply(
        [
            r.SaidToRole("1", EPOCH, "gone", "PRIVMSG", "#a", "@", "x", {}),
            r.SaidToRole("2", EPOCH, user.uid, "PRIVMSG", "#none", "@", "x", {}),
        ]
    )
    chat.turn()
    assert heard(room) == [[], [], []]


def test_somebody_far_away_speaks_to_a_role(chat: Chat, room: list[Client]) -> None:
    """Who has no session here has none to echo to."""
    chat.hub.apply(
        [
            r.Welcomed("1", EPOCH, "far1", "zed", "~far", "far.example", "Zed"),
            r.Joined("2", EPOCH, "far1", "#a"),
            r.ModesSet("3", EPOCH, "far1", "#a", (r.Change(True, "o", "far1"),)),
        ]
    )
    chat.turn()
    heard(room)
    chat.hub.apply([r.SaidToRole("4", EPOCH, "far1", "PRIVMSG", "#a", "@", "x", {})])
    chat.turn()
    room[0].send("PRIVMSG @#a :back")
    assert heard(room) == [["PRIVMSG @#a :x"], [], []]
