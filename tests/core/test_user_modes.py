"""What somebody has set on oneself."""

import pytest

from netcore.core import records as r
from tests.core.conftest import EPOCH, Chat
from tests.core.invariants import check

ALICE = ":alice!~alice@127.0.0.1"


@pytest.mark.parametrize("letter", "BTiw")
def test_a_mode_goes_on_and_off(chat: Chat, letter: str) -> None:
    """MODE tells each change once, 221 what is on."""
    alice = chat.irc("alice")
    assert alice.ask("MODE alice") == [":chat.local 221 alice +"]
    assert alice.ask(f"MODE ALICE {letter}") == [f"{ALICE} MODE alice :+{letter}"]
    assert alice.ask(f"MODE alice +{letter}") == []
    assert alice.ask("MODE alice") == [f":chat.local 221 alice +{letter}"]
    assert alice.ask(f"MODE alice -{letter}") == [f"{ALICE} MODE alice :-{letter}"]
    assert alice.ask(f"MODE alice -{letter}") == []


def test_one_line_tells_all_changes(chat: Chat) -> None:
    """Of a letter that comes twice the last one counts; what is unknown is answered after."""
    alice = chat.irc("alice")
    alice.send("MODE alice +i")
    assert alice.ask("MODE alice +w-i+Bxi-iy") == [
        f"{ALICE} MODE alice :+w-i+B",
        ":chat.local 501 alice :Unknown MODE flag xy",
    ]


def test_nobody_becomes_operator_by_a_mode(chat: Chat) -> None:
    """+o is ignored (RFC 2812, 3.1.5), +s is for operators."""
    alice = chat.irc("alice")
    assert alice.ask("MODE alice +o") == []
    assert alice.codes("MODE alice +s") == ["481"]
    assert alice.ask("MODE alice") == [":chat.local 221 alice +"]


def test_an_operator_may_stop_being_one(chat: Chat) -> None:
    """-o takes +s with it."""
    alice = chat.irc("alice")
    assert alice.session.user
    uid = alice.session.user.uid
    changes = tuple(r.Change(True, letter) for letter in "osw")
    chat.hub.propose(r.UserModesSet("1", EPOCH, uid, changes))
    assert alice.ask("MODE alice -o") == [f"{ALICE} MODE alice :+osw", f"{ALICE} MODE alice :-os"]
    assert alice.ask("MODE alice") == [":chat.local 221 alice +w"]


def test_a_bot_is_known_as_one(chat: Chat) -> None:
    """WHOIS has 335, WHO has B, and message-tags has the tag on all that the bot does."""
    alice = chat.irc("alice", "#a")
    bob = chat.irc("bob", "#a", caps="message-tags")
    carol = chat.irc("carol", "#a", caps="server-time")
    alice.send("MODE alice +B")
    assert ":chat.local 335 bob alice :is a bot on chat-tui" in bob.ask("WHOIS alice")
    assert " alice HB@ :0 " in bob.ask("WHO #a")[0]
    chat.forget()
    alice.send("PRIVMSG #a :hi", "NOTICE bob :psst", "PART #a", "JOIN #a", "NICK al", "QUIT")
    tags = [line.split(" ")[0].split(";") for line in bob.take_lines()]
    assert len(tags) == 6
    assert all("bot" in words for words in tags)
    assert all("bot" not in line.split(" ")[0] for line in carol.take_lines())


def test_the_tag_of_a_bot_stands_with_client_tags(chat: Chat) -> None:
    """TAGMSG of a bot bears it as well."""
    alice = chat.irc("alice", "#a", caps="message-tags")
    bob = chat.irc("bob", "#a", caps="message-tags")
    chat.forget()
    alice.send("MODE alice +B", "@+typing=active TAGMSG #a")
    (line,) = bob.take_lines()
    assert line.split(" ")[0].endswith(";+typing=active;bot")


def test_what_comes_too_late_changes_nothing(chat: Chat) -> None:
    """Modes, accounts and hosts of people who are gone are nobody's."""
    chat.hub.apply(
        [
            r.UserModesSet("1", EPOCH, "gone", (r.Change(True, "i"),)),
            r.AccountSet("1", EPOCH, "gone", "x"),
            r.HostChanged("1", EPOCH, "gone", "x", "y"),
            r.Killed("1", EPOCH, "gone", "gone", "x"),
            r.Walloped("1", EPOCH, "gone", "x"),
            r.Knocked("1", EPOCH, "gone", "#a", "x"),
        ]
    )
    alice = chat.irc("alice")
    assert alice.session.user
    uid = alice.session.user.uid
    chat.hub.apply(
        [r.Killed("1", EPOCH, uid, "gone", "x"), r.Knocked("1", EPOCH, uid, "#none", "x")]
    )
    chat.turn()
    assert alice.take_lines() == []
    check(chat.hub)


def test_modes_of_people_elsewhere_are_told_to_nobody_here(chat: Chat) -> None:
    """They count where they are asked for."""
    alice = chat.irc("alice")
    chat.hub.apply(
        [
            r.Welcomed("1", EPOCH, "far1", "bob", "~far", "far.example", "Far"),
            r.UserModesSet("2", EPOCH, "far1", (r.Change(True, "B"), r.Change(True, "o"))),
            r.UserModesSet("3", EPOCH, "far1", ()),
        ]
    )
    chat.turn()
    assert alice.take_lines() == []
    assert alice.codes("WHOIS bob") == ["311", "312", "313", "335", "318"]
    assert " H*B " in alice.ask("WHO bob")[0]


def test_somebody_takes_no_ctcp(chat: Chat) -> None:
    """+T refuses requests and their answers, and lets through what is for eyes."""
    alice, bob = chat.irc("alice"), chat.irc("bob")
    alice.send("MODE alice +T")
    alice.take_text()
    assert bob.ask("PRIVMSG alice :\x01VERSION\x01", "NOTICE alice :\x01VERSION x\x01") == [
        ":chat.local 531 bob alice :Cannot send to user (+T): no CTCP there but ACTION"
    ]
    bob.send("PRIVMSG alice :\x01ACTION waves\x01", "PRIVMSG alice :hi")
    assert [message.params[1] for message in alice.take()] == ["\x01ACTION waves\x01", "hi"]
    alice.send("MODE alice -T")
    assert bob.codes("PRIVMSG alice :\x01VERSION\x01") == []
