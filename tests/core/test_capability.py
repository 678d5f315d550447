"""Which extensions a client has on."""

import pytest

from netcore.core import caps, offers
from tests.core.conftest import Chat


def test_all_capabilities_are_listed_without_values(chat: Chat) -> None:
    """CAP LS names what there is in one line, drafts aside."""
    (line,) = chat.connect().ask("CAP LS")
    names = [name for name in caps.ALWAYS if not name.startswith("draft/")]
    assert line == f":chat.local CAP * LS :{' '.join(names)}"


def test_a_list_that_one_line_does_not_hold_is_split(chat: Chat) -> None:
    """All lines but the last bear a ``*``; who does not know that gets one line, without values."""
    alice = chat.irc("alice")
    for number in range(60):
        chat.hub.offers[f"example.org/name-{number}"] = "value"
    lines = alice.ask("CAP LS 302")
    assert len(lines) > 2
    assert all(line.startswith(":chat.local CAP alice LS * :") for line in lines[:-1])
    assert lines[-1].startswith(":chat.local CAP alice LS :")
    assert max(len(line) for line in lines) <= 510
    names = " ".join(line.partition(" :")[2] for line in lines).split()
    expected = [f"{name}={value}" if value else name for name, value in chat.hub.offers.items()]
    assert names == expected
    (line,) = alice.ask("CAP LS")
    assert len(line) <= 510
    assert "=" not in line


def test_a_list_of_what_is_on_is_split_too(chat: Chat) -> None:
    """CAP LIST of everything keeps to 512 bytes a line for those who know of split lists."""
    alice = chat.irc("a" * 30)
    alice.send("CAP LS 302")
    chat.hub.set_caps(alice.session, -1 & ~caps.PLAIN)
    lines = [line.partition(" ")[2] for line in alice.ask("CAP LIST")]
    assert len(lines) > 1
    assert max(map(len, lines)) <= 510


def test_cap_list_has_an_empty_last_parameter_when_nothing_is_on(chat: Chat) -> None:
    """CAP LIST of nothing is still a whole answer."""
    assert chat.connect().ask("CAP LIST") == [":chat.local CAP * LIST :"]


def test_a_request_is_all_or_nothing(chat: Chat) -> None:
    """One unknown name refuses the whole request, whose words come back as they were sent."""
    alice = chat.irc("alice")
    refused = alice.ask("CAP REQ :server-time  unheard-of")
    assert refused == [":chat.local CAP alice NAK :server-time  unheard-of"]
    assert alice.ask("CAP LIST") == [":chat.local CAP alice LIST :"]
    assert alice.ask("CAP REQ :setname batch") == [":chat.local CAP alice ACK :setname batch"]
    assert alice.ask("CAP LIST") == [":chat.local CAP alice LIST :batch setname"]


def test_capabilities_are_turned_off_again(chat: Chat) -> None:
    """A minus takes a capability back; the last word on a name counts."""
    alice = chat.irc("alice", caps="batch setname")
    alice.send("CAP REQ :-batch -setname setname")
    alice.take()
    assert alice.ask("CAP LIST") == [":chat.local CAP alice LIST :setname"]


@pytest.mark.parametrize(
    ("version", "on"), [("302", True), ("303", True), ("301", False), ("x", False)]
)
def test_version_302_implies_cap_notify(chat: Chat, version: str, on: bool) -> None:
    """CAP LS 302 turns cap-notify on, and it cannot be turned off."""
    client = chat.connect()
    client.send(f"CAP LS {version}")
    assert bool(client.session.caps & caps.CAP_NOTIFY) is on
    (answer,) = client.ask("CAP REQ :-cap-notify")
    assert ("NAK" in answer) is on


def test_an_unknown_subcommand_is_named(chat: Chat) -> None:
    """CAP FLY is answered with 410."""
    assert chat.connect().ask("CAP FLY")[0].startswith(":chat.local 410 * FLY :")


def test_negotiating_after_the_welcome_holds_nothing(chat: Chat) -> None:
    """CAP LS of somebody who is in changes nothing but the answer."""
    alice = chat.irc("alice")
    alice.send("CAP LS 302")
    alice.take()
    assert alice.codes("PING x") == ["PONG"]


def test_a_change_of_capabilities_does_not_touch_what_was_said_before(chat: Chat) -> None:
    """Lines that wait for a channel go out with the capabilities of when they were said."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a")
    chat.hub.received(alice.id, b"PRIVMSG #a :before\r\n")
    chat.hub.received(bob.id, b"CAP REQ :message-tags\r\n")
    chat.hub.received(alice.id, b"PRIVMSG #a :after\r\n")
    chat.turn()
    before, ack, after = bob.take()
    assert (before.params[1], before.tags) == ("before", {})
    assert ack.params[1] == "ACK"
    assert (after.params[1], list(after.tags)) == ("after", ["msgid"])


def test_changes_are_told_with_values_to_those_who_know_of_them(chat: Chat) -> None:
    """cap-notify alone hears of the name, 302 of the value too; who has gone hears nothing."""
    alice, bob, carol = chat.irc("alice"), chat.irc("bob", caps="cap-notify"), chat.irc("carol")
    alice.send("CAP LS 302")
    chat.forget()
    offers.offer(chat.hub, "setname", "x")
    chat.turn()
    assert alice.take_lines() == [":chat.local CAP alice NEW :setname=x"]
    assert bob.take_lines() == [":chat.local CAP bob NEW :setname"]
    assert carol.take_lines() == []
    alice.send("CAP REQ :setname", "QUIT")
    alice.take_text()
    offers.withdraw(chat.hub, "setname")
    chat.turn()
    assert alice.take_lines() == []
    assert bob.take_lines() == [":chat.local CAP bob DEL :setname"]
    assert bob.ask("CAP REQ :setname") == [":chat.local CAP bob NAK :setname"]
