"""Not hearing somebody, and asking to be let in."""

from collections.abc import Callable

import pytest

from tests.core.conftest import Chat
from tests.core.invariants import check

MakeChat = Callable[..., Chat]
ALICE = ":alice!~alice@127.0.0.1"
BOB = ":bob!~bob@127.0.0.1"


def test_whoever_is_silenced_is_not_heard_in_private(chat: Chat) -> None:
    """Messages and invitations are dropped without a word; channels go on."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a", "#b")
    chat.forget()
    assert alice.ask("SILENCE +BOB") == [f"{ALICE} SILENCE +BOB!*@*"]
    bob.send("PRIVMSG alice :hi", "NOTICE alice :hi", "INVITE alice #b", "PRIVMSG #a :all")
    assert alice.take_lines() == [f"{BOB} PRIVMSG #a :all"]
    assert bob.codes("PRIVMSG alice :hi") == []
    carol = chat.irc("carol")
    carol.send("PRIVMSG alice :hello")
    assert alice.take_lines() == [":carol!~carol@127.0.0.1 PRIVMSG alice :hello"]
    alice.send("SILENCE -bob")
    bob.send("PRIVMSG alice :hi again")
    assert alice.take_lines()[-1] == f"{BOB} PRIVMSG alice :hi again"


def test_the_list_is_shown_to_its_owner_alone(chat: Chat) -> None:
    """271 and 272; asking for somebody else's only ends."""
    alice, bob = chat.irc("alice"), chat.irc("bob")
    alice.send("SILENCE +a,+b@x,*!*@y,-nobody")
    shown = [f":chat.local 271 alice alice {mask}" for mask in ("a!*@*", "*!b@x", "*!*@y")]
    shown.append(":chat.local 272 alice alice :End of Silence List")
    assert alice.ask("SILENCE") == alice.ask("SILENCE ALICE") == shown
    assert bob.ask("SILENCE alice") == [":chat.local 272 bob alice :End of Silence List"]


@pytest.mark.parametrize("word", ["+a", "+A!*@*", "-b", "+", ",,", "-"])
def test_what_is_so_already_is_not_told(chat: Chat, word: str) -> None:
    """Nothing changes and nothing is said."""
    alice = chat.irc("alice")
    alice.send("SILENCE +a")
    assert alice.ask(f"SILENCE {word}") == []


def test_the_list_is_bounded(make_chat: MakeChat) -> None:
    """511 when it is full; what is on it may go."""
    chat = make_chat(max_silence=1)
    alice = chat.irc("alice")
    alice.send("SILENCE +a")
    assert alice.ask("SILENCE +b") == [":chat.local 511 alice b!*@* :Your silence list is full"]
    assert alice.codes("SILENCE -a,+b") == ["SILENCE", "SILENCE"]
    check(chat.hub)


@pytest.mark.parametrize("mask", [":+a b", "+\x02", f"+{'x' * 200}"])
def test_a_mask_that_cannot_be_shown_is_refused(chat: Chat, mask: str) -> None:
    """It would break the list's lines."""
    assert chat.irc("alice").codes(f"SILENCE {mask}") == ["FAIL"]


def test_a_knock_reaches_the_operators(chat: Chat) -> None:
    """711 for the knocker, 710 for operators; a guest reads it in words."""
    guest = chat.guest()
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob")
    carol = chat.irc("carol", "#a")
    alice.send("MODE #a +i")
    chat.forget()
    assert bob.ask("KNOCK #A :let me in") == [
        ":chat.local 711 bob #a :Your KNOCK has been delivered."
    ]
    words = "has asked for an invite (let me in)"
    assert alice.take_lines() == [f":chat.local 710 alice #a {BOB[1:]} :{words}"]
    assert carol.take_lines() == []
    guest.bring(b"hello\n")
    lobby = chat.hub.state.channel("#lobby")
    assert lobby
    lobby.flags.add("i")
    chat.forget()
    carol.send("KNOCK #lobby")
    assert guest.take_text().endswith("* carol has asked for an invite into #lobby\n")


@pytest.mark.parametrize(
    ("setting", "line", "codes"),
    [
        ("-i", "KNOCK #a", ["713"]),
        ("+i", "KNOCK #a", ["711"]),
        ("+k key", "KNOCK #a", ["711"]),
        ("+l 1", "KNOCK #a", ["711"]),
        ("+b bob", "KNOCK #a", ["404"]),
        ("+i", "KNOCK #none", ["403"]),
        ("+i", "KNOCK nobody", ["403"]),
        ("+i", "KNOCK", ["461"]),
    ],
)
def test_a_knock_is_answered(chat: Chat, setting: str, line: str, codes: list[str]) -> None:
    """Only where the door is shut, and not to the banned."""
    chat.irc("alice", "#a").send(f"MODE #a {setting}")
    assert chat.irc("bob").codes(line) == codes


@pytest.mark.parametrize("setting", ["+i", "+k key"])
def test_the_banned_do_not_knock_at_any_door(chat: Chat, setting: str) -> None:
    """Whatever else shuts it; unless an operator has invited them since."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob")
    alice.send(f"MODE #a {setting}", "MODE #a +b bob")
    alice.take_text()
    assert bob.codes("KNOCK #a :let me in") == ["404"]
    assert alice.take_lines() == []
    alice.send("INVITE bob #a")
    assert bob.codes("KNOCK #a") == (["711"] if "k" in setting else ["713"])


def test_nobody_knocks_all_the_time_nor_from_inside(chat: Chat) -> None:
    """712 for half a minute, 714 in the channel."""
    alice, bob = chat.irc("alice", "#a", "#b"), chat.irc("bob")
    alice.send("MODE #a +i", "MODE #b +i")
    assert alice.codes("KNOCK #a") == ["714"]
    assert bob.codes("KNOCK #a", "KNOCK #a", "KNOCK #b") == ["711", "712", "712"]
    chat.advance(31)
    assert bob.codes("KNOCK #b") == ["711"]
