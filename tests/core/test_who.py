"""WHO in the form of old and with WHOX."""

import pytest

from netcore.core import records as r
from tests.core.conftest import EPOCH, Chat


def test_all_fields_come_in_one_order_whatever_was_asked(chat: Chat) -> None:
    """From the token to the real name, none left out."""
    alice = chat.irc("alice", "#a")
    chat.advance(7)
    assert alice.ask("WHO #a %racnihsuodflt,042")[0] == (
        ":chat.local 354 alice 042 #a ~alice 127.0.0.1 127.0.0.1 chat.local alice H@ 0 7 0 n/a"
        " :Alice"
    )


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("%n", "alice"),
        ("%nn", "alice"),
        ("%tn,7", "7 alice"),
        ("%tn", "0 alice"),
        ("%tn,1234", "0 alice"),
        ("%tn,x", "0 alice"),
        ("%tn,", "0 alice"),
        ("%xyzn", "alice"),
        ("%c", "#a"),
        ("%r", ":Alice"),
        ("%nr", "alice :Alice"),
    ],
)
def test_just_the_fields_asked_for_come(chat: Chat, asked: str, answered: str) -> None:
    """A bad token is 0, an unknown field is left out."""
    alice = chat.irc("alice", "#a")
    assert alice.ask(f"WHO alice {asked}")[0] == f":chat.local 354 alice {answered}"


@pytest.mark.parametrize("asked", ["%", "%z", "%,1", "x"])
def test_no_known_field_is_the_form_of_old(chat: Chat, asked: str) -> None:
    """There is nothing that a 354 could hold."""
    assert chat.irc("alice").codes(f"WHO alice {asked}") == ["352", "315"]


def test_the_channel_is_one_that_the_asker_may_know(chat: Chat) -> None:
    """A secret one or one of somebody invisible only if it is shared; else ``*``."""
    alice, bob = chat.irc("alice", "#s", "#a"), chat.irc("bob")
    alice.send("MODE #s +s")
    assert bob.ask("WHO alice %c")[0].endswith(" #a")
    alice.send("MODE alice +i")
    assert bob.ask("WHO alice %c")[0].endswith(" *")
    assert alice.ask("WHO alice %c")[0].endswith(" #s")


def test_people_of_other_hosts_have_no_address_nor_idle_time(chat: Chat) -> None:
    """This host knows neither; they are shown all the same."""
    alice = chat.irc("alice")
    chat.hub.apply([r.Welcomed("1", EPOCH, "far1", "bob", "~far", "far.example", "Far")])
    assert alice.ask("WHO bob %inl")[0].endswith(" 255.255.255.255 bob 0")


def test_operators_alone(chat: Chat) -> None:
    """``o`` leaves out everybody else, before WHOX's fields as well."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a")
    assert bob.session.user
    modes = (r.Change(True, "o"),)
    chat.hub.propose(r.UserModesSet("1", EPOCH, bob.session.user.uid, modes))
    for line in ("WHO * o", "WHO #a o", "WHO #a o%n"):
        assert alice.codes(line) in (["352", "315"], ["354", "315"])
    assert " bob H* :0 Bob" in alice.ask("WHO #a o")[0]


def test_a_private_channel_is_not_named_to_who_is_not_in_it(chat: Chat) -> None:
    """Nor by the field of WHOX that names some channel of somebody's."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob")
    assert bob.ask("WHO alice %c")[0].split()[-1] == "#a"
    alice.send("MODE #a +p")
    assert bob.ask("WHO alice %c")[0].split()[-1] == "*"
    bob.send("JOIN #a")
    assert bob.ask("WHO alice %c")[0].split()[-1] == "#a"
