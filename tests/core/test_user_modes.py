"""What somebody has set on oneself."""

import pytest

from netcore.core import records as r
from netcore.core.users import MOST_ACCEPTED
from tests.core.conftest import EPOCH, Chat
from tests.core.invariants import check

ALICE = ":alice!~alice@127.0.0.1"


@pytest.mark.parametrize("letter", "BRTiw")
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


def test_strangers_do_not_write_to_who_wants_none(chat: Chat) -> None:
    """+R refuses those without an account, but for operators, oneself and who was written to."""
    alice, bob, carol = chat.irc("alice"), chat.irc("bob"), chat.irc("carol")
    alice.send("MODE alice +R")
    alice.take_text()
    refusal = "477 bob alice :Cannot send to user (+R): log in to an account first"
    assert bob.ask("PRIVMSG alice :hi", "NOTICE alice :hi") == [f":chat.local {refusal}"]
    assert alice.codes("PRIVMSG alice :me", "PRIVMSG bob :you") == ["PRIVMSG"]
    assert bob.codes("PRIVMSG alice :I") == []
    hub = chat.hub
    hub.propose(r.AccountSet(*hub.stamp(), hub.uid(carol.session), "carol"))
    assert carol.codes("PRIVMSG alice :known") == []
    hub.propose(r.AccountSet(*hub.stamp(), hub.uid(carol.session), ""))
    assert carol.codes("PRIVMSG alice :unknown") == ["477"]
    hub.propose(r.UserModesSet(*hub.stamp(), hub.uid(carol.session), (r.Change(True, "o"),)))
    assert carol.codes("PRIVMSG alice :boss")[-1:] != ["477"]
    said = [message.params[1] for message in alice.take() if message.command == "PRIVMSG"]
    assert said == ["I", "known", "boss"]


def test_strangers_can_be_let_write(chat: Chat) -> None:
    """ACCEPT, and ACCEPT - after it; of very many the first are forgotten."""
    alice, bob, carol = chat.irc("alice"), chat.irc("bob"), chat.irc("carol")
    alice.send("MODE alice +R")
    assert alice.ask("ACCEPT bob,nobody,-carol") == [
        ":chat.local NOTICE alice :bob can write to you",
        ":chat.local 401 alice nobody :No such nick",
        ":chat.local NOTICE alice :carol can write to you only without +R, or logged in",
    ]
    assert bob.codes("PRIVMSG alice :hi") == []
    alice.send("ACCEPT -bob")
    assert bob.codes("PRIVMSG alice :hi") == ["477"]
    assert alice.session.user
    for number in range(MOST_ACCEPTED):
        alice.session.user.accept(f"far{number}")
    alice.send("ACCEPT carol")
    assert len(alice.session.user.accepts) == MOST_ACCEPTED
    assert carol.codes("PRIVMSG alice :hi") == []
    chat.hub.apply([r.Accepted("1", EPOCH, "gone", "far1", on) for on in (True, False)])


def test_who_writes_several_lines_hears_the_answer(chat: Chat) -> None:
    """Draft/multiline is writing too."""
    caps = "message-tags batch draft/multiline"
    alice, bob = chat.irc("alice", caps=caps), chat.irc("bob")
    alice.send("MODE alice +R")
    lines = [f"@batch=1 PRIVMSG bob :{word}" for word in ("one", "two")]
    alice.send("BATCH +1 draft/multiline bob", *lines, "BATCH -1")
    assert bob.codes("PRIVMSG alice :yes") == []


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
