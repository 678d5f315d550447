"""Hearing when somebody comes and goes."""

from collections.abc import Callable

import pytest

from netcore.core import records as r
from tests.core.conftest import EPOCH, Chat
from tests.core.invariants import check

MakeChat = Callable[..., Chat]
BOB = "bob!~bob@127.0.0.1"


def test_coming_leaving_and_renaming_are_told_at_once(chat: Chat) -> None:
    """730 with the source, 731 with the nick; a change of case is neither."""
    alice = chat.irc("alice")
    assert alice.ask("MONITOR + Bob,rob,alice") == [
        ":chat.local 730 alice :alice!~alice@127.0.0.1",
        ":chat.local 731 alice :Bob,rob",
    ]
    bob = chat.connect()
    bob.send("NICK bob", "USER bob 0 * :B")
    assert alice.take_lines() == [f":chat.local 730 alice :{BOB}"]
    bob.send("NICK BOB")
    assert alice.take_lines() == []
    bob.send("NICK rob")
    assert alice.take_lines() == [
        ":chat.local 731 alice :BOB",
        ":chat.local 730 alice :rob!~bob@127.0.0.1",
    ]
    bob.leave()
    assert alice.take_lines() == [":chat.local 731 alice :rob"]


def test_the_list_is_kept_as_it_was_written(chat: Chat) -> None:
    """L and S show it, - and C shorten it without a word."""
    alice = chat.irc("alice")
    chat.irc("bob")
    alice.send("MONITOR + Bob,BOB,carol")
    assert alice.ask("MONITOR L") == [
        ":chat.local 732 alice :Bob,carol",
        ":chat.local 733 alice :End of MONITOR list",
    ]
    assert alice.ask("MONITOR s") == [
        f":chat.local 730 alice :{BOB}",
        ":chat.local 731 alice :carol",
    ]
    assert alice.ask("MONITOR - bOB,nobody") == []
    assert alice.ask("MONITOR L")[0].endswith(":carol")
    assert alice.ask("MONITOR C", "MONITOR S") == []
    assert alice.codes("MONITOR L") == ["733"]
    check(chat.hub)


def test_a_full_list_takes_no_more(make_chat: MakeChat) -> None:
    """734 has what was left over; what is on the list already is fine."""
    alice = make_chat(max_monitor=2).irc("alice")
    assert alice.ask("MONITOR + a,b,c,d") == [
        ":chat.local 731 alice :a,b",
        ":chat.local 734 alice 2 c,d :Monitor list is full.",
    ]
    assert alice.codes("MONITOR + A") == ["731"]
    assert alice.codes("MONITOR + c") == ["734"]


@pytest.mark.parametrize(
    "line", ["MONITOR x", "MONITOR +", "MONITOR -", "MONITOR :", "MONITOR + ,"]
)
def test_nothing_comes_of_nonsense(chat: Chat, line: str) -> None:
    """There is nothing to add, nor a numeric for it."""
    assert chat.irc("alice").ask(line) == []


def test_a_mask_is_never_on_the_list(chat: Chat) -> None:
    """It is offline for ever, since nobody can be called so."""
    alice = chat.irc("alice")
    chat.irc("bob")
    assert alice.ask("MONITOR + b*,bob!*@*") == [":chat.local 731 alice :b*,bob!*@*"]
    assert alice.codes("MONITOR L") == ["733"]


def test_a_list_goes_with_its_owner(chat: Chat) -> None:
    """After the connection's end nothing is left, however it ended."""
    alice, carol = chat.irc("alice"), chat.irc("carol")
    alice.send("MONITOR + bob")
    carol.send("MONITOR + bob", "QUIT")
    alice.leave()
    check(chat.hub)
    assert chat.hub.monitors.of("bob") == ()


def test_long_lists_keep_to_the_lines_length(make_chat: MakeChat) -> None:
    """Every numeric is repeated as often as needed."""
    alice = make_chat(max_monitor=1000).irc("alice")
    nicks = [f"{'n' * 25}{number:03}" for number in range(100)]
    for start in range(0, 100, 10):
        alice.send(f"MONITOR + {','.join(nicks[start : start + 10])}")
    lines = alice.ask("MONITOR L")
    assert max(len(line) for line in lines) <= 510
    assert ",".join(line.partition(" :")[2] for line in lines[:-1]).split(",") == nicks


def test_extended_monitor_tells_what_changes(chat: Chat) -> None:
    """Each capability adds its own; common channels and oneself are told only once."""
    alice = chat.irc("alice", caps="extended-monitor away-notify account-notify")
    carol = chat.irc("carol", "#a", caps="extended-monitor away-notify setname chghost")
    dave = chat.irc("dave", caps="away-notify")
    bob = chat.irc("bob", "#a", caps="extended-monitor away-notify setname")
    for client in (alice, carol, dave, bob):
        client.send("MONITOR + bob")
    assert bob.session.user
    uid = bob.session.user.uid
    chat.forget()
    bob.send("AWAY :lunch", "SETNAME :Bobby")
    chat.hub.propose(r.AccountSet("1", EPOCH, uid, "bo"))
    chat.hub.propose(r.HostChanged("2", EPOCH, uid, "~b", "x.example"))
    chat.turn()
    assert alice.take_lines() == [f":{BOB} AWAY :lunch", f":{BOB} ACCOUNT bo"]
    told = [f":{BOB} AWAY :lunch", f":{BOB} SETNAME :Bobby", f":{BOB} CHGHOST ~b x.example"]
    assert carol.take_lines() == told
    assert dave.take_lines() == []
    assert [message.command for message in bob.take()] == ["306", "SETNAME"]
