"""Asking about people who are here, hidden or gone."""

import pytest

from netcore.core import records as r
from tests.core.conftest import EPOCH, Chat


@pytest.mark.parametrize(
    ("words", "users"),
    [("bob", 3), ("BOB 1", 1), ("bob 2", 2), ("bob 0", 3), ("bob -1", 3), ("bob x", 3)],
)
def test_whowas_gives_as_many_as_asked_for(chat: Chat, words: str, users: int) -> None:
    """Newest first; what is no positive number means all."""
    for name in ("one", "two", "three"):
        client = chat.connect()
        client.send("NICK bob", f"USER {name} 0 * :B", "QUIT")
    alice = chat.irc("alice")
    alice.send(f"WHOWAS {words}")
    *found, end = alice.take()
    assert end.command == "369"
    names = [message.params[2] for message in found if message.command == "314"]
    assert names == ["~three", "~two", "~one"][:users]


def test_nobody_and_nothing(chat: Chat) -> None:
    """406 and 369, or 431."""
    alice = chat.irc("alice")
    assert alice.codes("WHOWAS nobody", "WHOWAS alice", "WHOWAS") == [
        *("406", "369"),
        *("406", "369"),
        "431",
    ]
    assert alice.codes("WHO #none", "WHO nobody") == ["315", "315"]


def test_the_invisible_are_hidden_from_strangers(chat: Chat) -> None:
    """Masks and channels do not show them, the exact nick and a common channel do."""
    alice, bob, carol = chat.irc("alice", "#a"), chat.irc("bob", "#a"), chat.irc("carol")
    alice.send("MODE alice +i", "MODE #a +s")
    assert carol.codes("WHO al*") == ["315"]
    assert carol.codes("WHO #a") == ["315"]
    assert carol.codes("WHO alice") == ["352", "315"]
    assert bob.codes("WHO al*") == ["352", "315"]
    alice.send("MODE #a -s")
    assert carol.codes("WHO #a") == ["352", "315"]
    assert alice.codes("WHO #a") == ["352", "352", "315"]
    assert carol.codes("NAMES #a") == ["353", "366"]


def test_somebody_elsewhere_is_killed_there(chat: Chat) -> None:
    """This host says what was done and waits for the other's Quit."""
    alice = chat.irc("alice")
    assert alice.session.user
    chat.hub.apply([r.Welcomed("1", EPOCH, "far1", "bob", "~far", "far.example", "Far")])
    uid = alice.session.user.uid
    chat.hub.apply([r.Killed("2", EPOCH, uid, "far1", "spam")])
    chat.turn()
    assert chat.hub.state.user("bob")
    assert chat.notes[-1].text == "alice killed bob (far.example): spam"


def test_the_tags_of_an_account_alone_do_not_reveal_a_bot(chat: Chat) -> None:
    """account-tag without message-tags has the account and nothing else."""
    alice = chat.irc("alice", "#a")
    bob = chat.irc("bob", "#a", caps="account-tag")
    carol = chat.irc("carol", "#a", caps="message-tags account-tag")
    assert alice.session.user
    chat.hub.propose(r.AccountSet("1", EPOCH, alice.session.user.uid, "al"))
    alice.send("MODE alice +B")
    chat.forget()
    alice.send("PRIVMSG #a :hi")
    assert bob.take_lines() == ["@account=al :alice!~alice@127.0.0.1 PRIVMSG #a :hi"]
    assert carol.take_lines()[0].split(" ")[0].endswith(";account=al;bot")


def test_whowas_compares_nicks_as_they_are_given_out(chat: Chat) -> None:
    """Whoever was Änne is found as änne, as nobody else could be called so."""
    chat.irc("Änne").leave()
    assert chat.irc("bob").codes("WHOWAS änne") == ["314", "312", "369"]
