"""What our client does on every server of others: ngircd, InspIRCd and miniircd."""

from __future__ import annotations

import pytest

from netcore.client.events import (
    Joined,
    Kind,
    NickChanged,
    Parted,
    PasswordNeeded,
    Quit,
    Registered,
    Said,
    SendFailed,
    Status,
    StatusChanged,
    TopicChanged,
)
from tests.client.conftest import Recorder
from tests.third_party.conftest import Arrive, Serve
from tests.third_party.servers import OPEN, Peer, behind_password


def last(said: Recorder) -> list[str]:
    """The texts of others, in the order in which they came."""
    return [event.text for event in said.events if isinstance(event, Said) and not event.own]


def test_two_people_meet_and_talk(server: Peer, arrive: Arrive) -> None:
    """They see each other come, speak, act, set the topic, change the nick and go."""
    ann = arrive(server, "ann", "#meet")
    bob = arrive(server, "bob", "#meet")
    assert ann.wait(Joined, lambda e: not e.own).nick == "bob"
    assert set(ann.members("#meet")) == set(bob.members("#meet")) == {"ann", "bob"}
    bob.client.say("#meet", "hello, wörld 😃")
    assert ann.wait(Said).text == "hello, wörld 😃"
    assert bob.wait(Said).own
    bob.client.say("#meet", "waves", Kind.ACTION)
    assert ann.wait(Said).kind is Kind.ACTION
    ann.client.say("bob", "in private")
    private = bob.wait(Said, lambda event: not event.own)
    assert (private.buffer, private.text) == ("ann", "in private")
    ann.client.set_topic("#meet", "all about it")
    assert bob.wait(TopicChanged, lambda event: bool(event.by)).topic == "all about it"
    bob.client.set_nick("robert")
    assert ann.wait(NickChanged).new == "robert"
    assert bob.wait(NickChanged).own
    bob.client.part("#meet", "bye")
    assert ann.wait(Parted).nick == "robert"
    bob.client.join("#meet")
    assert ann.wait(Joined).nick == "robert"
    bob.client.close("gone")
    assert ann.wait(Quit).nick == "robert"
    assert set(ann.members("#meet")) == {"ann"}


def test_much_said_at_once_arrives_whole_and_in_order(server: Peer, arrive: Arrive) -> None:
    """A hundred lines are not too many for any server, as the client waits for its answers."""
    ann = arrive(server, "ann", "#much")
    bob = arrive(server, "bob", "#much")
    ann.wait(Joined, lambda event: event.nick == "bob")
    for number in range(100):
        bob.client.say("#much", f"line {number}")
    ann.wait(Said, lambda event: event.text == "line 99")
    assert last(ann.told) == [f"line {number}" for number in range(100)]
    assert not [event for event in bob.told.events if isinstance(event, SendFailed)]


def test_a_long_text_arrives_in_pieces_that_fit(server: Peer, arrive: Arrive) -> None:
    """What `message_room` allows is not cut by the server, prefix and all."""
    ann = arrive(server, "ann", "#long")
    bob = arrive(server, "bob", "#long")
    ann.wait(Joined, lambda event: event.nick == "bob")
    text = "é" * (bob.client.message_room("#long") // 2)
    bob.client.say("#long", text)
    assert ann.wait(Said).text == text


def test_a_message_to_nobody_has_failed(server: Peer, arrive: Arrive) -> None:
    """With or without echoes it is told which one it was."""
    ann = arrive(server, "ann")
    label = ann.client.say("nobody", "are you there?")
    assert ann.wait(SendFailed).label == label


def test_a_taken_nick_is_avoided(server: Peer, arrive: Arrive) -> None:
    """The second one of a name gets an underscore."""
    assert [arrive(server, "eve").client.nick for _ in range(2)] == ["eve", "eve_"]


def test_what_others_write_in_latin_1_can_be_read(server: Peer, arrive: Arrive) -> None:
    """Bytes that are no UTF-8 are decoded line by line."""
    ann = arrive(server, "ann", "#old")
    server.visitor("max", "#old").send("PRIVMSG #old :Grüße".encode("latin-1"))
    assert ann.wait(Said).text == "Grüße"


def test_names_are_equal_by_the_rule_of_the_server(server: Peer, arrive: Arrive) -> None:
    """CASEMAPPING: ascii in ngircd, rfc1459 in InspIRCd, and that is assumed of miniircd."""
    ann = arrive(server, "Ann[1]", "#Room[1]")
    max_ = server.visitor("max", "#room{1}")
    together = server.name != "ngircd"
    assert ann.client.same("ann{1}", "Ann[1]") is together
    if together:
        assert ann.wait(Joined, lambda event: event.nick == "max").channel.lower() in (
            "#room[1]",
            "#room{1}",
        )
        assert set(ann.members("#rOOm{1]")) == {"Ann[1]", "max"}
        max_.send("PRIVMSG aNN{1] :same")
        assert ann.wait(Said).text == "same"
    else:
        assert max_.sync() == []
        assert set(ann.members("#Room[1]")) == {"Ann[1]"}


@pytest.mark.parametrize("name", OPEN)
def test_after_a_crash_of_the_server_all_is_as_before(
    name: str, serve: Serve, arrive: Arrive
) -> None:
    """The client comes back by itself, with nick and channels, and says what waited."""
    server = serve(name, OPEN[name]())
    ann = arrive(server, "ann", "#one", "#two")
    server.kill()
    ann.wait(StatusChanged, lambda event: event.status is Status.WAITING)
    ann.client.say("#one", "written meanwhile")
    server.start()
    ann.wait(Registered)
    ann.wait(Said, lambda event: event.text == "written meanwhile")
    bob = server.visitor("bob", "#one")
    ann.wait(Joined, lambda event: event.nick == "bob")
    assert (ann.client.nick, ann.client.channels()) == ("ann", ("#one", "#two"))
    bob.send("PRIVMSG #one :welcome back")
    ann.wait(Said, lambda event: event.text == "welcome back")


@pytest.mark.parametrize("name", OPEN)
def test_a_server_behind_a_password_asks_for_it(name: str, serve: Serve, arrive: Arrive) -> None:
    """Without it, and with a wrong one, our owner is asked; with the right one it goes on."""
    server = serve(name, behind_password(name, "sesame"))
    # Whoever gives miniircd no password waits for ever: not a word of it says why.
    passwords = ["wrong"] if name == "miniircd" else ["", "wrong"]
    ann = arrive(server, "ann", password=passwords[0], come_in=False)
    for password in passwords:
        ann.client.use_password(password)
        ann.client.reconnect_now()
        assert ann.wait(PasswordNeeded).given is bool(password)
        ann.wait(StatusChanged, lambda event: event.status is Status.OFFLINE)
    ann.client.use_password("sesame")
    ann.client.reconnect_now()
    assert ann.wait(Registered).nick == "ann"
