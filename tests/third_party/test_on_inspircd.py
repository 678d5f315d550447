"""Our client on InspIRCd, which has nearly all capabilities and rules of every kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from netcore.client.events import (
    AwayChanged,
    Invited,
    Joined,
    Kicked,
    MembersLoaded,
    ModeChanged,
    NickChanged,
    Parted,
    Quit,
    Registered,
    Said,
    ServerError,
    Status,
    StatusChanged,
)
from tests.third_party.conftest import Arrive, Serve
from tests.third_party.programs import free_port
from tests.third_party.servers import Peer, inspircd


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> object:
    """One server for the tests that want nothing special of it."""
    with Peer("inspircd", tmp_path_factory.mktemp("inspircd"), inspircd()) as peer:
        yield peer


def test_all_capabilities_are_used(server: Peer, arrive: Arrive) -> None:
    """What is said comes back with id, time and label; members with account, away and host."""
    ann = arrive(server, "ann", "#caps")
    assert {"echo-message", "labeled-response", "batch"} <= ann.client.capabilities
    bob = arrive(server, "bob", "#caps")
    assert ann.wait(Joined).realname == "bob"
    label = ann.client.say("#caps", "hello")
    echo = ann.wait(Said)
    assert (echo.own, echo.label, bool(echo.msgid)) == (True, label, True)
    copy = bob.wait(Said)
    assert (copy.msgid, copy.time) == (echo.msgid, echo.time)
    bob.client.set_away("at lunch")
    assert ann.wait(AwayChanged).message == "at lunch"
    late = arrive(server, "late", "#caps")
    late.wait(MembersLoaded)
    assert {member.nick for member in late.client.members("#caps") if member.away} == {"bob"}


def test_a_message_to_oneself_is_shown_once(server: Peer, arrive: Arrive) -> None:
    """It comes back twice, as the echo and as the message."""
    ann = arrive(server, "ann", "#self")
    ann.client.say("ann", "note to self")
    ann.client.say("#self", "done")
    ann.wait(Said, lambda event: event.text == "done")
    assert [e.text for e in ann.told.events if isinstance(e, Said)] == ["note to self", "done"]


def test_a_founder_is_above_an_operator(server: Peer, arrive: Arrive) -> None:
    """PREFIX=(qohv)~@%+, with modes that only some may set."""
    server.visitor("root", "#ranks").become_operator().ask("SAJOIN root #ranks")
    ann = arrive(server, "ann", "#ranks")
    ann.client.mode("#ranks", "+h", "ann")
    assert ann.wait(ServerError).code == "482"
    assert ann.members("#ranks") == {"root": "@", "ann": ""}


def test_a_nick_is_changed_by_force(server: Peer, arrive: Arrive) -> None:
    """The client goes by it, everywhere, and comes back with it."""
    root = server.visitor("root").become_operator()
    ann = arrive(server, "ann", "#force")
    root.send("SANICK ann renamed")
    assert ann.wait(NickChanged).own
    assert (ann.client.nick, set(ann.members("#force"))) == ("renamed", {"renamed"})
    ann.client.raw("QUIT")
    assert ann.wait(Registered).nick == "renamed"


def test_channels_are_entered_and_left_by_force(server: Peer, arrive: Arrive) -> None:
    """SAJOIN, SAPART and SAKICK are joins, parts and kicks like any other."""
    root = server.visitor("root", "#force2").become_operator()
    ann = arrive(server, "ann")
    root.send("SAJOIN ann #force1", "SAJOIN ann #force2", "SAPART ann #force1")
    ann.wait(Joined, lambda event: event.channel == "#force2")
    assert ann.wait(Parted).own
    assert ann.client.channels() == ("#force2",)
    root.send("SAKICK #force2 ann :off with you")
    assert ann.wait(Kicked).own
    assert ann.client.channels() == ()


def test_a_full_channel_leads_to_another_one(server: Peer, arrive: Arrive) -> None:
    """470: the redirect is told, and the other channel is ours from then on."""
    bob = server.visitor("bob", "#rest", "#full")
    bob.ask("MODE #full +l 1", "MODE #full +L #rest")
    ann = arrive(server, "ann")
    ann.client.join("#full")
    assert ann.wait(ServerError).text == "#full sends you on to #rest"
    ann.enters("#rest")
    ann.client.raw("QUIT")
    ann.wait(Registered)
    ann.enters("#rest")
    assert ann.client.channels() == ("#rest",)


def test_a_ban_leads_to_another_channel(server: Peer, arrive: Arrive) -> None:
    """A ban with a channel behind it sends whoever it fits there."""
    server.visitor("bob", "#bans", "#limbo").ask("MODE #bans +b ann!*@*#limbo")
    ann = arrive(server, "ann")
    ann.client.join("#bans")
    assert "#limbo" in ann.wait(ServerError, lambda event: event.code == "470").text
    ann.enters("#limbo")


def test_a_channel_for_registered_people_says_so(server: Peer, arrive: Arrive) -> None:
    """+R: joining needs an account, and so says 477; it is not tried again by itself."""
    server.visitor("bob", "#reg").ask("MODE #reg +R")
    ann = arrive(server, "ann", "#open")
    ann.client.join("#reg")
    assert "registered account" in ann.wait(ServerError).text
    ann.client.raw("QUIT")
    ann.wait(Registered)
    ann.enters("#open")
    assert ann.client.channels() == ("#open",)


def test_an_invitation_opens_a_channel(server: Peer, arrive: Arrive) -> None:
    """Who is invited is told by whom, and is let in."""
    bob = server.visitor("bob", "#inner")
    bob.ask("MODE #inner +i")
    ann = arrive(server, "ann")
    ann.client.join("#inner")
    assert ann.wait(ServerError).code == "473"
    bob.send("INVITE ann #inner")
    invited = ann.wait(Invited)
    assert (invited.nick, invited.by, invited.channel) == ("ann", "bob", "#inner")
    ann.client.join("#inner")
    ann.enters("#inner")


def test_a_message_to_those_with_a_role_is_the_channels(server: Peer, arrive: Arrive) -> None:
    """STATUSMSG: `+#channel` belongs to the channel, in both directions."""
    bob = server.visitor("bob", "#status")
    ann = arrive(server, "ann", "#status")
    bob.ask("MODE #status +v ann")
    ann.wait(ModeChanged)
    bob.send("PRIVMSG +#status :for voices")
    said = ann.wait(Said)
    assert (said.buffer, said.target) == ("#status", "+#status")
    ann.client.say("@#status", "for operators")
    assert ann.wait(Said).buffer == "#status"
    assert bob.until("PRIVMSG").params == ("@#status", "for operators")


def test_what_was_said_before_is_told_as_such(server: Peer, arrive: Arrive) -> None:
    """+H: a replay on joining is of the past, in its order and at its time."""
    bob = server.visitor("bob", "#past")
    bob.ask("MODE #past +H 10:1h", "PRIVMSG #past :one", "PRIVMSG #past :two")
    ann = arrive(server, "ann", "#past")
    bob.send("PRIVMSG #past :now")
    ann.wait(Said, lambda event: event.text == "now")
    told = [e for e in ann.told.events if isinstance(e, Said) and e.sender == "bob"]
    assert [(event.text, event.historic) for event in told] == [
        ("one", True),
        ("two", True),
        ("now", False),
    ]


def test_lines_may_be_longer_than_elsewhere(server: Peer, arrive: Arrive) -> None:
    """LINELEN=1024: a text of 900 bytes goes in one line."""
    ann = arrive(server, "ann", "#wide")
    bob = server.visitor("bob", "#wide")
    ann.wait(Joined, lambda event: event.nick == "bob")
    assert 900 < ann.client.message_room("#wide") < 1024
    ann.client.say("#wide", "x" * 900)
    assert bob.until("PRIVMSG").params[1] == "x" * 900


def test_who_is_killed_does_not_come_back_by_itself(server: Peer, arrive: Arrive) -> None:
    """A KILL says who did it and why."""
    root = server.visitor("root").become_operator()
    ann = arrive(server, "ann")
    root.send("KILL ann :be gone")
    end = ann.wait(StatusChanged, lambda event: event.status is not Status.ONLINE)
    assert end.status is Status.OFFLINE
    assert "Killed (root (be gone))" in end.detail


def test_who_is_banned_is_told_at_the_door(serve: Serve, arrive: Arrive) -> None:
    """The reason is the server's, and nothing is tried again."""
    server = serve("inspircd", inspircd(more='<badhost host="robot@*" reason="no robots">'))
    ann = arrive(server, "ann", user="robot", come_in=False)
    end = ann.wait(StatusChanged, lambda event: event.status is Status.OFFLINE)
    assert "does not let you in" in end.detail
    assert "no robots" in end.detail


def test_who_comes_too_often_is_let_in_later(serve: Serve, arrive: Arrive) -> None:
    """A throttle looks much like a ban, but the client waits and tries again."""
    limits = (
        '<connflood period="2" maxconns="2" timeout="1" quitmsg="Throttled, wait" bootwait="0">'
    )
    server = serve("inspircd", inspircd(modules="connflood", more=limits))
    ann = arrive(server, "ann", come_in=False)
    for number in range(3):
        server.connect().send(f"NICK n{number}")
    ann.wait(Registered)
    ann.client.raw("QUIT")
    wait = ann.wait(StatusChanged, lambda event: "Throttled" in event.detail)
    assert wait.status is Status.WAITING
    ann.wait(Registered)


def test_a_server_that_checks_with_a_ping_lets_us_in(serve: Serve, arrive: Arrive) -> None:
    """conn_waitpong: nobody is welcomed before the cookie has come back."""
    server = serve("inspircd", inspircd(modules="conn_waitpong"))
    ann = arrive(server, "ann", "#a")
    assert ann.client.capabilities == frozenset()
    assert ann.client.channels() == ("#a",)


def _linked(number: int, links: tuple[int, int]) -> str:
    """What makes a server one of two that know each other by their ports."""
    other = 1 - number
    return (
        f'<module name="spanningtree">\n<bind address="127.0.0.1" port="{links[number]}" '
        'type="servers">\n'
        f'<link name="insp{other}.test" ipaddr="127.0.0.1" port="{links[other]}" '
        'allowmask="127.0.0.1/32" timeout="5" sendpass="pass" recvpass="pass">\n'
        + (f'<autoconnect period="1" server="insp{other}.test">\n' if number else "")
    )


def test_a_netsplit_takes_people_away_and_gives_them_back(tmp_path: Path, arrive: Arrive) -> None:
    """Two servers lose each other and find each other again: who is gone is gone, and returns."""
    links = (free_port(), free_port())
    folders = [tmp_path / "0", tmp_path / "1"]
    for folder in folders:
        folder.mkdir()
    with (
        Peer("inspircd", folders[0], inspircd(more=_linked(0, links), number=0)) as here,
        Peer("inspircd", folders[1], inspircd(more=_linked(1, links), number=1)) as there,
    ):
        ann = arrive(here, "ann", "#net")
        bob = there.visitor("bob", "#net")
        ann.wait(Joined, lambda event: event.nick == "bob")
        there.kill()
        split = ann.wait(Quit)
        assert (split.nick, "insp1.test" in split.reason) == ("bob", True)
        assert set(ann.members("#net")) == {"ann"}
        there.start()
        bob = there.visitor("bob", "#net")
        ann.wait(Joined, lambda event: event.nick == "bob")
        assert ann.client.channels() == ("#net",)
        bob.send("PRIVMSG #net :together again")
        assert ann.wait(Said).text == "together again"
        ann.client.close()
