"""Nobody stands beside somebody else as a twin."""

import pytest

from netcore.core.looks import look
from tests.core.conftest import Chat

CYRILLIC_A, GREEK_O, CYRILLIC_IE = "\u0430", "\u03bf", "\u0435"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("alice", "Alice"),
        ("alice", f"{CYRILLIC_A}lice"),
        ("Alice", f"{CYRILLIC_A}lic{CYRILLIC_IE}"),
        ("bob", f"b{GREEK_O}b"),
        ("zoë", "ZOË"),
    ],
)
def test_names_that_look_alike(one: str, other: str) -> None:
    """Letters of other scripts that are drawn as a Latin one are that one."""
    assert look(one) == look(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("bill", "bi1l"), ("zoe", "zoë"), ("анна", "инна"), ("m", "rn"), ("日", "曰本")],
)
def test_names_that_are_told_apart(one: str, other: str) -> None:
    """Within one script whoever reads sees the difference, accents included."""
    assert look(one) != look(other)


def test_a_twin_is_refused_with_the_reason(chat: Chat) -> None:
    """On coming and later, until the other one has gone."""
    alice = chat.irc("alice")
    bob = chat.irc("bob")
    twin = f"{CYRILLIC_A}lice"
    (answer,) = bob.ask(f"NICK {twin}")
    assert answer.split()[1] == "433"
    assert "looks like alice" in answer
    late = chat.connect()
    assert "433" in late.codes(f"NICK {twin}", "USER x 0 * :x")
    alice.send("NICK carol")
    assert bob.codes(f"NICK {twin}") == ["NICK"]
    assert alice.codes("NICK alice") == ["433"]
    bob.send("QUIT")
    assert alice.codes("NICK alice") == ["NICK"]


def test_a_guest_cannot_be_a_twin_either(chat: Chat) -> None:
    """And hears of it in words."""
    chat.irc("alice", "#lobby")
    guest = chat.connect()
    guest.send("hello")
    guest.take_text()
    guest.send(f"/nick {CYRILLIC_A}lice")
    assert "looks like alice, who is here" in guest.take_text()


def test_an_account_s_nick_is_not_taken_by_a_twin(chat: Chat) -> None:
    """Not even while its owner is away."""
    chat.hub.registered["alice"] = "alice"
    bob = chat.irc("bob")
    assert bob.codes(f"NICK {CYRILLIC_A}lice") == ["433"]
