"""Our client on ngircd, which has hardly any capability, roles of its own and strict limits."""

from __future__ import annotations

import pytest

from netcore.client.events import (
    Joined,
    Kicked,
    ModeChanged,
    Registered,
    Said,
    SendFailed,
    ServerError,
    ServerText,
    Status,
    StatusChanged,
    TopicChanged,
)
from tests.third_party.conftest import Arrive, Serve
from tests.third_party.servers import Peer, Visitor, ended, ngircd


@pytest.fixture
def peer(serve: Serve) -> Peer:
    """A server without special rules."""
    return serve("ngircd", ngircd())


def test_roles_of_five_ranks_are_known_by_their_signs(peer: Peer, arrive: Arrive) -> None:
    """PREFIX=(qaohv)~&@%+: several at once, given and taken."""
    ann = arrive(peer, "ann", "#a")
    peer.visitor("bob", "#a")
    ann.wait(Joined, lambda event: event.nick == "bob")
    ann.client.mode("#a", "+hv", "bob", "bob")
    ann.wait(ModeChanged)
    assert ann.members("#a") == {"ann": "@", "bob": "%+"}
    late = arrive(peer, "late", "#a")
    assert late.members("#a") == {"ann": "@", "bob": "%+", "late": ""}
    ann.client.mode("#a", "-h", "bob")
    late.wait(ModeChanged)
    assert late.members("#a")["bob"] == "+"


def test_channels_of_three_kinds(peer: Peer, arrive: Arrive) -> None:
    """CHANTYPES=#&+ although + and & are signs of roles as well."""
    ann = arrive(peer, "ann", "#a", "&here", "+free")
    bob = peer.visitor("bob", "&here", "+free")
    ann.wait(Joined, lambda event: event.channel == "+free")
    assert set(ann.members("&here")) == set(ann.members("+free")) == {"ann", "bob"}
    bob.send("PRIVMSG +free :one", "PRIVMSG &here :two")
    assert [ann.wait(Said).buffer for _ in range(2)] == ["+free", "&here"]
    assert ann.client.is_channel("+free")


def test_more_modes_than_one_line_may_have(peer: Peer, arrive: Arrive) -> None:
    """MODES=5: seven bans are set nevertheless."""
    ann = arrive(peer, "ann", "#a")
    masks = [f"bad{number}!*@*" for number in range(7)]
    ann.client.mode("#a", "+bbbbbbb", *masks)
    ann.wait(ModeChanged, lambda event: "bad6" in event.modes)
    ann.client.mode("#a", "b")
    said = [ann.wait(ServerText, lambda event: event.code == "367").text for _ in masks]
    assert sorted(text.split()[-1] for text in said) == masks


def test_a_line_beyond_the_limit_does_not_cost_the_connection(peer: Peer, arrive: Arrive) -> None:
    """ngircd cuts off whoever sends one; a topic and a message that are too long just fail."""
    ann = arrive(peer, "ann", "#a")
    ann.client.set_topic("#a", "x" * 600)
    assert "too long" in ann.wait(ServerError).text
    ann.client.say("#a", "x" * 600)
    assert "too long" in ann.wait(SendFailed).reason
    ann.client.set_topic("#a", "short")
    assert ann.wait(TopicChanged).topic == "short"


def test_a_nick_beyond_the_limit_becomes_a_shorter_one(serve: Serve, arrive: Arrive) -> None:
    """The usual limit of nine letters, which is told only after the welcome."""
    server = serve("ngircd", ngircd(nicklen=9))
    ann = arrive(server, "alexander-the-great")
    assert ann.client.nick == "alexander"
    eve = arrive(server, "alexander-the-great")
    assert eve.client.nick == "alexande_"


CLOSED_DOORS = [
    ("+i", "473", "can only be joined by those who are invited"),
    ("+k sesame", "475", "needs a key, and that was not the right one"),
    ("+b ann!*@*", "474", "You are banned from #a"),
]


@pytest.mark.parametrize(("mode", "code", "words"), CLOSED_DOORS)
def test_a_channel_that_lets_nobody_in_says_why(
    peer: Peer, arrive: Arrive, mode: str, code: str, words: str
) -> None:
    """Invitation, key, ban: in words, and not tried again by itself."""
    peer.visitor("bob", "#a").ask(f"MODE #a {mode}")
    ann = arrive(peer, "ann", "#open")
    ann.client.join("#a")
    error = ann.wait(ServerError)
    assert (error.code, words in error.text) == (code, True), error
    peer.kill()
    ann.wait(StatusChanged, lambda event: event.status is Status.WAITING)
    peer.start()
    ann.wait(Registered)
    ann.enters("#open")
    assert ann.client.channels() == ("#open",)


def test_a_channel_for_registered_people_is_not_called_full(peer: Peer, arrive: Arrive) -> None:
    """ngircd answers +R with the number of a full channel, and with its own words."""
    peer.visitor("bob", "#a").ask("MODE #a +R")
    ann = arrive(peer, "ann")
    ann.client.join("#a")
    assert "Registered users only" in ann.wait(ServerError).text


def test_a_key_is_remembered_over_a_reconnection(peer: Peer, arrive: Arrive) -> None:
    """Not the key with which we came in but the one that was set since."""
    bob = peer.visitor("bob", "#a")
    bob.ask("MODE #a +k one")
    ann = arrive(peer, "ann", "#a one")
    bob.ask("MODE #a -k one", "MODE #a +k two")
    ann.wait(ModeChanged, lambda event: event.modes == "+k two")
    ann.client.raw("QUIT :the connection is lost")
    ann.wait(Registered)
    ann.enters("#a")
    assert set(ann.members("#a")) == {"bob", "ann"}


def test_who_is_kicked_stays_out(peer: Peer, arrive: Arrive) -> None:
    """Now and after a reconnection."""
    bob = peer.visitor("bob", "#a")
    ann = arrive(peer, "ann", "#a", "#b")
    bob.send("KICK #a ann :enough")
    kicked = ann.wait(Kicked)
    assert (kicked.by, kicked.reason, kicked.own) == ("bob", "enough", True)
    peer.kill()
    ann.wait(StatusChanged, lambda event: event.status is Status.WAITING)
    peer.start()
    ann.wait(Registered)
    ann.enters("#b")
    assert ann.client.channels() == ("#b",)


def test_who_may_not_speak_is_told_so_at_the_message(peer: Peer, arrive: Arrive) -> None:
    """+m answers 404, which names the channel only."""
    peer.visitor("bob", "#a").ask("MODE #a +m")
    ann = arrive(peer, "ann", "#a")
    label = ann.client.say("#a", "let me speak")
    assert ann.wait(SendFailed).label == label


@pytest.mark.parametrize(
    ("command", "words"),
    [("KILL ann :be gone", "KILLed by root: be gone"), ("KLINE ann!*@* 60 :no", "K-Line by")],
)
def test_who_is_put_out_does_not_come_back_by_itself(
    peer: Peer, arrive: Arrive, command: str, words: str
) -> None:
    """The client says who did it and why, and waits for its owner."""
    root = peer.visitor("root").become_operator()
    ann = arrive(peer, "ann")
    root.send(command)
    end = ann.wait(StatusChanged, lambda event: event.status is not Status.ONLINE)
    assert end.status is Status.OFFLINE
    assert words in end.detail


def test_who_is_banned_is_told_at_the_door(peer: Peer, arrive: Arrive) -> None:
    """ngircd says it with nothing but an ERROR."""
    peer.visitor("root").become_operator().ask("GLINE ann!*@* 60 :no robots")
    ann = arrive(peer, "ann", come_in=False)
    end = ann.wait(StatusChanged, lambda event: event.status is Status.OFFLINE)
    assert "does not let you in" in end.detail
    assert "no robots" in end.detail


def test_a_server_that_is_full_is_tried_again(serve: Serve, arrive: Arrive) -> None:
    """Too many connections from one address: the client waits, and comes in when there is room."""
    server = serve("ngircd", ngircd(limits="MaxConnectionsIP = 1"))
    first = server.visitor("bob")
    ann = arrive(server, "ann", come_in=False)
    wait = ann.wait(StatusChanged, lambda event: event.status is Status.WAITING)
    assert "too many connections" in wait.detail
    first.send("QUIT")
    ended(first)
    ann.wait(Registered)


def test_a_server_that_checks_with_a_ping_lets_us_in(serve: Serve, arrive: Arrive) -> None:
    """RequireAuthPing: nobody is welcomed before the answer; and a notice comes first."""
    options = "RequireAuthPing = yes\nNoticeBeforeRegistration = yes"
    assert arrive(serve("ngircd", ngircd(options)), "ann", "#a").client.channels() == ("#a",)


def test_a_server_that_slows_us_down_gets_all_of_it(serve: Serve, arrive: Arrive) -> None:
    """The penalties that ngircd has by default: nothing is lost, and nobody is cut off."""
    server = serve("ngircd", ngircd(limits="MaxPenaltyTime = 1"))
    bob = server.visitor("bob", "#a")
    ann = arrive(server, "ann", "#a")
    for number in range(12):
        ann.client.say("#a", f"line {number}")
    heard = _heard(bob, 12)
    assert heard == [f"line {number}" for number in range(12)]


def _heard(visitor: Visitor, count: int) -> list[str]:
    return [visitor.until("PRIVMSG").params[1] for _ in range(count)]


def test_the_end_of_a_server_is_told_with_its_words(peer: Peer, arrive: Arrive) -> None:
    """A server that shuts down says so, and the client comes again when it is back."""
    ann = arrive(peer, "ann", "#a")
    peer.shut_down()
    wait = ann.wait(StatusChanged, lambda event: event.status is Status.WAITING)
    assert "Server going down" in wait.detail
    peer.start()
    ann.wait(Registered)
    ann.enters("#a")
