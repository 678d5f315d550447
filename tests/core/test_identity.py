"""Under which account and host somebody is seen."""

from __future__ import annotations

import pytest

from netcore.core import records as r
from tests.core.conftest import EPOCH, Chat, Client

ALICE = ":alice!~alice@127.0.0.1"


def log_in(chat: Chat, client: Client, account: str) -> None:
    """Somebody is logged in to an account, or out of one, from now on."""
    assert client.session.user
    chat.hub.propose(r.AccountSet(*chat.hub.stamp(), client.session.user.uid, account))
    chat.turn()


def move(chat: Chat, client: Client, user: str, host: str) -> None:
    """Somebody is seen under another user name and host from now on."""
    assert client.session.user
    chat.hub.propose(r.HostChanged(*chat.hub.stamp(), client.session.user.uid, user, host))
    chat.turn()


def test_a_login_is_told_to_those_who_want_to_know(chat: Chat) -> None:
    """ACCOUNT goes to account-notify, oneself included, once for each change."""
    alice = chat.irc("alice", "#a", caps="account-notify")
    bob = chat.irc("bob", "#a", caps="account-notify")
    carol = chat.irc("carol", "#a")
    chat.forget()
    log_in(chat, alice, "al")
    log_in(chat, alice, "al")
    log_in(chat, alice, "")
    told = [f"{ALICE} ACCOUNT al", f"{ALICE} ACCOUNT *"]
    assert alice.take_lines() == bob.take_lines() == told
    assert carol.take_lines() == []


def test_the_account_is_a_tag_of_all_that_somebody_does(chat: Chat) -> None:
    """account-tag has it, others do not; ACCOUNT itself has the one before."""
    alice = chat.irc("alice", "#a")
    bob = chat.irc("bob", "#a", caps="account-tag account-notify")
    carol = chat.irc("carol", "#a", caps="message-tags")
    log_in(chat, alice, "al")
    chat.forget()
    alice.send("PRIVMSG #a :hi", "PRIVMSG bob :psst", "TOPIC #a :x", "MODE #a +m", "NICK al")
    assert [line.split(" ")[0] for line in bob.take_lines()] == ["@account=al"] * 5
    assert "account" not in carol.take_text()
    log_in(chat, alice, "other")
    log_in(chat, alice, "")
    alice.send("PRIVMSG #a :bye")
    lines = [line.replace("al!~alice@127.0.0.1", "al") for line in bob.take_lines()]
    assert lines == [
        "@account=al :al ACCOUNT other",
        "@account=other :al ACCOUNT *",
        ":al PRIVMSG #a :bye",
    ]


def test_the_account_stands_in_extended_join_whois_and_who(chat: Chat) -> None:
    """330, the field ``a``, and the parameter behind the channel."""
    bob = chat.irc("bob", "#a", caps="extended-join")
    alice = chat.irc("alice")
    log_in(chat, alice, "al")
    alice.send("JOIN #a")
    assert bob.take_lines() == [f"{ALICE} JOIN #a al :Alice"]
    assert ":chat.local 330 bob alice al :is logged in as" in bob.ask("WHOIS alice")
    assert bob.ask("WHO alice %na")[0] == ":chat.local 354 bob alice al"


def test_a_new_host_is_told_to_chghost_alone(chat: Chat) -> None:
    """Others see it in the next line; nobody is told of a leaving that was none."""
    alice = chat.irc("alice", "#a", caps="chghost")
    bob, carol = chat.irc("bob", "#a", caps="chghost"), chat.irc("carol", "#a")
    chat.forget()
    move(chat, alice, "~al", "cloak.example")
    move(chat, alice, "~al", "cloak.example")
    assert alice.take_lines() == bob.take_lines() == [f"{ALICE} CHGHOST ~al cloak.example"]
    assert carol.take_lines() == []
    alice.send("PRIVMSG #a :hi")
    assert carol.take_lines() == [":alice!~al@cloak.example PRIVMSG #a :hi"]


def test_the_address_behind_a_host_is_for_oneself_and_operators(chat: Chat) -> None:
    """338, USERIP and the field ``i`` of WHOX hide it from others."""
    alice, bob = chat.irc("alice", host="10.1.2.3"), chat.irc("bob")
    assert bob.ask("WHO alice %i")[0].endswith(" 10.1.2.3")
    move(chat, alice, "~al", "cloak.example")
    assert bob.ask("WHO alice %i")[0].endswith(" 255.255.255.255")
    assert bob.ask("USERIP alice")[0].endswith(":alice=+~al@255.255.255.255")
    assert "338" not in bob.codes("WHOIS alice")
    assert alice.ask("USERIP alice nobody")[0].endswith(":alice=+~al@10.1.2.3")
    assert bob.session.user
    modes = (r.Change(True, "o"),)
    chat.hub.propose(r.UserModesSet("1", EPOCH, bob.session.user.uid, modes))
    alice.send("AWAY :out")
    assert "alice ~al@10.1.2.3 10.1.2.3" in " ".join(bob.ask("WHOIS alice"))
    assert bob.ask("USERIP alice bob")[-1].endswith(":alice=-~al@10.1.2.3 bob*=+~bob@127.0.0.1")


@pytest.mark.parametrize("cap", ["no-implicit-names", "draft/no-implicit-names"])
def test_names_are_not_sent_unasked_to_who_does_not_want_them(chat: Chat, cap: str) -> None:
    """The topic still is, and NAMES is answered."""
    chat.irc("bob", "#a").send("TOPIC #a :x")
    alice = chat.irc("alice", caps=cap)
    assert alice.codes("JOIN #a") == ["JOIN", "332", "333"]
    assert alice.codes("NAMES #a") == ["353", "366"]
