"""Servers on whose terms a client has to live: their rules, their habits and their limits."""

import pytest

from netcore.client import Identity, Server, Timings
from netcore.client.events import NickChanged, Registered, ServerError, Status
from netcore.client.handlers.registration import try_nick
from netcore.client.session import Session
from netcore.client.values import Refusal
from tests.client.conftest import Scene
from tests.conftest import ManualClock


def refused(scene: Scene, code: str) -> str:
    """The nick that is tried next when the server answers the last one with a numeric."""
    scene.server(f":srv {code} * {scene.session.state.nick} :No")
    try_nick(scene.session, None)
    scene.drain()
    return scene.sent[-1].removeprefix("NICK ")


def test_a_nick_that_is_too_long_is_cut(clock: ManualClock) -> None:
    """Who is not told the limit beforehand comes in with the first nine letters."""
    scene = Scene(clock, "alexander-the-great")
    scene.connect()
    assert refused(scene, "432") == "alexander"
    assert refused(scene, "433") == "alexande_"
    assert refused(scene, "433") == "alexand__"


def test_a_nick_that_the_server_cut_is_not_asked_for_again(clock: ManualClock) -> None:
    """What NICKLEN rules out will not be had by asking every half minute."""
    scene = Scene(clock, "alexander-the-great")
    scene.connect()
    scene.server(":srv 001 alexander :Welcome", ":srv 005 alexander NICKLEN=9 :are supported")
    scene.server(":srv 422 alexander :no motd")
    scene.pong()
    assert scene.only(Registered).nick == "alexander"
    scene.forget()
    scene.clock.advance(31)
    scene.session.tick(scene.now)
    scene.drain()
    assert [line.split()[0] for line in scene.sent] == ["PING"]


def test_a_nick_that_cannot_be_regained_is_given_up_silently(scene: Scene) -> None:
    """432 to what the client asked for by itself is shown to nobody, and ends the asking."""
    scene.welcome("alice_")
    scene.enter("#a", "alice")
    scene.server(":alice!x@y QUIT :gone")
    assert scene.sent == ["NICK alice"]
    scene.forget()
    scene.server(":srv 432 alice_ alice :This nick is reserved")
    assert (scene.events, scene.session.wishes.nick) == ([], "alice_")
    scene.server(":srv 432 alice_ 1bad :Erroneous")
    assert scene.only(ServerError).text == "1bad cannot be a nick on this server"


@pytest.mark.parametrize(
    "line",
    [
        'ERROR :Access denied: "no robots" (K-Line)',
        "ERROR :Closing link: (b@10.0.0.1) [Z-Lined: spam]",
        "ERROR :Closing Link: 10.0.0.1 (User has been banned from Net (spam))",
        "ERROR :Closing Link: 10.0.0.1 (K-lined)",
    ],
)
def test_a_ban_told_by_nothing_but_an_error_is_final(scene: Scene, line: str) -> None:
    """Not every server sends 465 before it closes."""
    scene.connect()
    scene.server(line)
    assert scene.session.refusal is Refusal.BANNED


@pytest.mark.parametrize(
    "line",
    [
        "ERROR :Closing link: (b@::1) [Z-Lined: Your IP range has been attempting to connect too "
        "many times in too short a duration. Wait a while, and you will be able to connect.]",
        "ERROR :Trying to reconnect too fast.",
        "ERROR :Your host is trying to (re)connect too fast -- throttled.",
        "ERROR :Closing Link: host (Throttled: Reconnecting too fast)",
        "ERROR :Connection refused, too many connections from your IP address!",
        "ERROR :Closing Link: [10.0.0.1] (No more connections allowed in your connection class)",
    ],
)
def test_a_throttle_is_no_ban(scene: Scene, line: str) -> None:
    """Who comes too often is let in later: the next attempt is made in due time."""
    scene.connect()
    scene.server(line)
    assert scene.session.refusal is None
    assert scene.session.error


@pytest.mark.parametrize(
    "line",
    [
        'ERROR :K-Line by "oper": "no robots"',
        "ERROR :KILLed by oper: be gone",
        "ERROR :Closing link: (b@10.0.0.1) [Killed (oper (be gone))]",
        "ERROR :Closing Link: 10.0.0.1 (G-Lined: spam)",
    ],
)
def test_who_was_put_out_does_not_come_back_by_itself(scene: Scene, line: str) -> None:
    """Killed or banned while online."""
    scene.welcome()
    scene.server(line)
    assert scene.session.refusal is Refusal.REMOVED


def test_a_forced_nick_before_the_welcome_is_taken(clock: ManualClock) -> None:
    """A server may give its own nick to who comes with a taken one (RPL_SAVENICK and NICK)."""
    scene = Scene(clock, "alice")
    scene.session = Session(Server("host"), Identity("alice"), ("#a",), Timings())
    scene.connect()
    scene.server(":srv 001 42AAAAAAB :Welcome", ":srv 422 42AAAAAAB :no motd")
    scene.server(":42AAAAAAB!a@h NICK Guest9")
    assert scene.only(NickChanged).own
    assert scene.session.state.nick == "Guest9"
    assert scene.session.status is Status.ONLINE


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Closing link: (b@10.0.0.1) [Killed (oper (be gone))]", "Killed (oper (be gone))"),
        ("Closing Link: alice[home] (Quit: bye)", "Quit: bye"),
        ("Closing Link: [10.0.0.1] (Server closed connection)", "Server closed connection"),
        ("Closing link: (b@h) [Quit: :-)]", "(b@h) [Quit: :-)]"),
        ("Closing link", "Closing link"),
        ("Closing Link: 10.0.0.1 timeout", "10.0.0.1 timeout"),
        ("Too many connections [3]", "Too many connections [3]"),
        ("", ""),
    ],
)
def test_the_reason_is_taken_out_of_an_error(scene: Scene, line: str, reason: str) -> None:
    """Every server wraps it otherwise; where that cannot be told, all of it is shown."""
    scene.connect()
    scene.server(f"ERROR :{line}")
    assert scene.session.error == reason
