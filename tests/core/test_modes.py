"""What is set on a channel and on oneself."""

from collections.abc import Callable

import pytest

from tests.core.conftest import Chat

MakeChat = Callable[..., Chat]
ALICE = ":alice!~alice@127.0.0.1"


def test_modes_are_shown_with_the_key_to_members_alone(chat: Chat) -> None:
    """324 and 329; strangers see that there is a key, and nothing at all of a secret channel."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob")
    alice.send("MODE #a +kl key 5")
    assert alice.ask("MODE #a") == [
        ":chat.local 324 alice #a +ntkl key 5",
        ":chat.local 329 alice #a 1700000000",
    ]
    assert bob.ask("MODE #a")[0] == ":chat.local 324 bob #a +ntkl * 5"
    alice.send("MODE #a +s")
    assert bob.codes("MODE #a") == ["403"]
    assert bob.codes("MODE #none") == ["403"]


def test_one_line_tells_all_changes(chat: Chat) -> None:
    """All changes of a command are announced together, without those that change nothing."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a")
    told = [f"{ALICE} MODE #a +ov-n+b bob bob *!*@x"]
    assert alice.ask("MODE #a +ovt-n+b bob bob *@x") == told
    assert bob.take_lines() == told
    assert alice.ask("MODE #a +ov-n+b bob bob *@x") == []


@pytest.mark.parametrize(
    ("setting", "taking"),
    [
        ("+i", "-i"),
        ("+k sesame", "-k *"),
        ("+l 12", "-l"),
        ("+b bob!*@*", "-b bob!*@*"),
        ("+v alice", "-v alice"),
    ],
)
def test_what_is_set_is_taken_back(chat: Chat, setting: str, taking: str) -> None:
    """Every mode goes on and off, each told once."""
    alice = chat.irc("alice", "#a")
    assert alice.ask(f"MODE #a {setting}") == [f"{ALICE} MODE #a {setting}"]
    assert alice.ask(f"MODE #a {setting}") == []
    assert alice.ask(f"MODE #a {taking}") == [f"{ALICE} MODE #a {taking}"]
    assert alice.ask(f"MODE #a {taking}") == []


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ("+o", ["461"]),
        ("+o nobody", ["401"]),
        ("+o carol", ["441"]),
        ("+x", ["472"]),
        ("+k", ["696"]),
        ("+k :two words", ["696"]),
        (f"+k {'x' * 24}", ["696"]),
        ("+l", ["696"]),
        ("+l 0", ["696"]),
        ("+l -3", ["696"]),
        ("+l abc", ["696"]),
        ("+l 99999999999", ["696"]),
        (f"+l {'0' * 11}1{'9' * 30}", ["696"]),
        ("+b :a mask", ["696"]),
        ("+b", ["368"]),
        ("b", ["368"]),
        ("-l+k * *", ["MODE"]),
    ],
)
def test_a_bad_change_is_answered(chat: Chat, change: str, codes: list[str]) -> None:
    """Every mistake has its numeric and changes nothing."""
    alice = chat.irc("alice", "#a")
    chat.irc("carol")
    assert alice.codes(f"MODE #a {change}") == codes


def test_only_an_operator_sets(chat: Chat) -> None:
    """482 for a member and 442 for a stranger, once for a line, and parameters stay paired."""
    chat.irc("alice", "#a")
    bob, carol = chat.irc("bob", "#a"), chat.irc("carol")
    assert bob.codes("MODE #a +imo bob") == ["482"]
    assert bob.codes("MODE #a +klb key 5") == ["368", "482"]
    assert carol.codes("MODE #a -l+t") == ["442"]


def test_bans_are_listed_to_those_who_see_the_channel(chat: Chat) -> None:
    """367 for each mask with its setter and time, then 368."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob")
    alice.send("MODE #a +b Spam*")
    assert bob.ask("MODE #a +b") == [
        ":chat.local 367 bob #a Spam*!*@* alice!~alice@127.0.0.1 1700000000",
        ":chat.local 368 bob #a :End of channel ban list",
    ]
    alice.send("MODE #a +s")
    assert bob.codes("MODE #a +b") == ["368"]


def test_the_ban_list_is_bounded(make_chat: MakeChat) -> None:
    """478 when the list is full; a mask that is on it, or room made before it, is fine."""
    alice = make_chat(max_list=2).irc("alice", "#a")
    assert alice.codes("MODE #a +bbb a b c") == ["478", "MODE"]
    assert alice.codes("MODE #a +b A") == []
    assert alice.codes("MODE #a -b+b a c") == ["MODE"]
    assert alice.codes("MODE #a +b d") == ["478"]


def test_a_line_of_many_letters_is_bounded(chat: Chat) -> None:
    """No more changes of one line are looked at than are announced."""
    alice = chat.irc("alice", "#a")
    assert alice.codes(f"MODE #a +{'x' * 400}").count("472") <= 100


def test_ones_own_modes(chat: Chat) -> None:
    """MODE of one's nick shows and sets +i; every unknown letter is answered."""
    alice = chat.irc("alice")
    assert alice.ask("MODE alice") == [":chat.local 221 alice +"]
    assert alice.ask("MODE ALICE +i") == [f"{ALICE} MODE alice :+i"]
    assert alice.ask("MODE alice +i") == []
    assert alice.ask("MODE alice") == [":chat.local 221 alice +i"]
    assert sorted(alice.codes("MODE alice -i+x")) == ["501", "MODE"]


def test_the_modes_of_others_are_theirs(chat: Chat) -> None:
    """502 for somebody else, 401 for nobody, 461 for nothing."""
    alice = chat.irc("alice")
    chat.irc("bob")
    assert alice.codes("MODE bob +i") == ["502"]
    assert alice.codes("MODE nobody +i") == ["401"]
    assert alice.codes("MODE") == ["461"]


@pytest.mark.parametrize(
    ("change", "shown"),
    [("+k x", "+ntk x"), ("+l 3", "+ntl 3"), ("-nt", "+"), ("+ims", "+imnst")],
)
def test_only_what_is_set_is_shown(chat: Chat, change: str, shown: str) -> None:
    """The letters come first, then the parameters that there are."""
    alice = chat.irc("alice", "#a")
    alice.send(f"MODE #a {change}")
    alice.take()
    assert alice.ask("MODE #a")[0] == f":chat.local 324 alice #a {shown}"
