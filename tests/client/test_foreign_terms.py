"""Servers on whose terms a client has to live: their rules, their habits and their limits."""

import pytest

from netcore.client import Identity, Server, Timings, outgoing
from netcore.client.events import (
    Joined,
    Kind,
    NickChanged,
    Registered,
    SendFailed,
    ServerError,
    ServerText,
    Status,
)
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


def test_a_line_that_is_too_long_is_not_sent(scene: Scene) -> None:
    """Some servers cut off whoever sends one, so it fails here and says by how much."""
    scene.welcome()
    scene.enter("#a")
    label = scene.say("#a", "x" * 600)
    scene.say("#a", "é" * 300, Kind.ACTION)
    assert not any(line.startswith("PRIVMSG") for line in scene.sent)
    scene.sent.clear()
    failure, other = scene.told(SendFailed)
    assert failure.label == label
    assert failure.reason == "it is 101 bytes too long for one line of this server"
    assert other.buffer == "#a"
    outgoing.command(scene.session.at(scene.now), "TOPIC", "#a", "x" * 600)
    scene.drain()
    assert scene.sent == []
    assert scene.only(ServerError).text.endswith("it is 99 bytes too long for this server.")


def test_a_longer_line_is_sent_where_the_server_takes_one(scene: Scene) -> None:
    """LINELEN is what counts."""
    scene.welcome(isupport="LINELEN=2048")
    scene.enter("#a")
    scene.say("#a", "x" * 600)
    assert scene.sent[0] == f"PRIVMSG #a {'x' * 600}"
    assert scene.told(SendFailed) == []


def test_a_name_that_no_channel_can_have_is_refused_here(scene: Scene) -> None:
    """What a server would take apart must not stand in the way of the other channels later."""
    scene.welcome()
    outgoing.join(scene.session.at(scene.now), "#a b,#c")
    scene.drain()
    assert scene.sent == ["JOIN #c"]
    assert scene.only(ServerError).text == "#a b cannot be the name of a channel"
    scene.server(":alice!ann@home JOIN :#x y", ":alice!ann@home JOIN #c")
    scene.connect()
    scene.forget()
    scene.server(":srv 001 alice :Hi", ":srv 422 alice :no motd")
    assert scene.sent[-1] == "JOIN #c"


@pytest.mark.parametrize(
    ("isupport", "lines"),
    [
        ("MODES=2", ["MODE #a +b+b a b", "MODE #a -v+o carol dave", "MODE #a -k-t key"]),
        ("MODES=20", ["MODE #a +bb-v+o-kt a b carol dave key"]),
        ("MODES", ["MODE #a +bb-v+o-kt a b carol dave key"]),
    ],
)
def test_modes_are_set_in_as_many_lines_as_the_server_wants(
    scene: Scene, isupport: str, lines: list[str]
) -> None:
    """A server drops silently what goes beyond its MODES."""
    scene.welcome(isupport=isupport)
    arguments = ["+bb-v+o-kt", "a", "b", "carol", "dave", "key"]
    outgoing.mode(scene.session.at(scene.now), "#a", *arguments)
    scene.drain()
    assert scene.sent == lines


def test_a_server_without_roles_has_none(scene: Scene) -> None:
    """An empty PREFIX: what looks like a sign belongs to the nick."""
    scene.welcome(isupport="PREFIX= CHANTYPES=!")
    scene.enter("!a", "bob")
    scene.server(":srv MODE !a +o bob")
    assert scene.members("!a") == {"alice": "", "bob": ""}
    assert [scene.session.state.is_channel(name) for name in ("!a", "#a")] == [True, False]


def test_a_redirect_leads_to_the_other_channel_for_good(clock: ManualClock) -> None:
    """After 470 the channel to come back to is the one that we were sent to."""
    scene = Scene(clock, channels=("#full",))
    scene.welcome()
    scene.server(":srv 470 alice #full #rest :Forwarding", ":alice!ann@home JOIN #rest")
    assert scene.only(ServerError).text == "#full sends you on to #rest"
    assert scene.only(Joined).channel == "#rest"
    assert list(scene.session.wishes.channels) == ["#rest"]


@pytest.mark.parametrize("code", ["448", "473", "474", "475", "476", "477", "489", "520", "926"])
def test_a_channel_that_does_not_let_us_in_is_not_tried_again(
    clock: ManualClock, code: str
) -> None:
    """Whatever the reason, it is said once and not at each reconnection."""
    scene = Scene(clock, channels=("#a", "#b"))
    scene.welcome()
    scene.server(f":srv {code} alice #a :You cannot join that channel")
    assert "#a" in scene.only(ServerError).text
    assert list(scene.session.wishes.channels) == ["#b"]


@pytest.mark.parametrize("code", ["437", "471", "480"])
def test_a_channel_that_has_no_room_just_now_is_tried_again(clock: ManualClock, code: str) -> None:
    """Full, split or throttled: the next connection may get in."""
    scene = Scene(clock, channels=("#a",))
    scene.welcome()
    scene.server(f":srv {code} alice #a :Not just now")
    assert scene.only(ServerError).code == code
    assert list(scene.session.wishes.channels) == ["#a"]


def test_a_message_that_came_too_fast_has_failed(scene: Scene) -> None:
    """439 is about a message when it names its target, and else a greeting of some servers."""
    scene.welcome()
    scene.server(":srv 439 * :Please wait while we process your connection.")
    assert scene.told(SendFailed) == []
    scene.forget()
    scene.say("bob", "hi")
    scene.server(":srv 439 alice bob :Targets changing too fast")
    assert scene.only(SendFailed).buffer == "bob"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Cannot join channel (+l) -- Channel is full", "#a is full"),
        ("Cannot join channel (channel is full)", "#a is full"),
        (
            "Cannot join channel (+R) -- Registered only",
            "#a: Cannot join channel (+R) -- Registered only",
        ),
    ],
)
def test_a_channel_is_called_full_only_if_it_is(scene: Scene, text: str, words: str) -> None:
    """Some servers say with 471 whatever does not let us in."""
    scene.welcome()
    scene.server(f":srv 471 alice #a :{text}")
    assert scene.only(ServerError).text == words


def test_a_wrong_password_is_not_waited_on(scene: Scene) -> None:
    """Where the server would keep us for another try, we leave and come again with it."""
    scene.connect()
    scene.server(":srv 464 :Password incorrect")
    assert scene.sent[-1] == "QUIT"
    assert scene.session.refusal is Refusal.PASSWORD


@pytest.mark.parametrize(("caps", "failed"), [("", 0), ("echo-message", 1)])
def test_a_good_end_after_quit_confirms_what_was_said_before(
    scene: Scene, caps: str, failed: int
) -> None:
    """A server that echoes nothing confirms nothing else in time; one that echoes would have."""
    scene.welcome(caps=caps)
    scene.say("bob", "see you")
    outgoing.leave(scene.session.at(scene.now), "bye")
    scene.session.ended()
    scene.session.closed(scene.now.wall, "lost")
    scene.session.give_up(scene.now.wall, "lost")
    scene.drain()
    assert len(scene.told(SendFailed)) == failed


def test_an_end_without_our_quit_confirms_nothing(scene: Scene) -> None:
    """Then nobody knows how far the server came."""
    scene.welcome()
    scene.say("bob", "see you")
    scene.session.ended()
    scene.session.closed(scene.now.wall, "lost")
    scene.session.give_up(scene.now.wall, "lost")
    scene.drain()
    assert len(scene.told(SendFailed)) == 1


def test_what_a_server_pads_is_shown_without_it(scene: Scene) -> None:
    """A list that ends in a space."""
    scene.welcome()
    scene.server(":srv 319 alice bob :@#a +#b ")
    assert scene.only(ServerText).text == "bob is in @#a +#b"


def test_a_netjoin_brings_everybody_back_with_their_roles(scene: Scene) -> None:
    """A netsplit and its end: who came back is there once, with the signs of the server's MODE."""
    scene.welcome(caps="batch multi-prefix", isupport="PREFIX=(ov)@+")
    scene.enter("#a", "@bob", "+carol", "dave")
    scene.server(
        ":srv BATCH +n netsplit a.net b.net",
        "@batch=n :bob!b@h QUIT :a.net b.net",
        "@batch=n :carol!c@h QUIT :a.net b.net",
        ":srv BATCH -n",
        ":srv BATCH +j netjoin a.net b.net",
        "@batch=j :carol!c@h JOIN #a",
        "@batch=j :bob!b@h JOIN #a",
        "@batch=j :a.net MODE #a +vo carol bob",
        ":srv BATCH -j",
    )
    assert scene.members("#a") == {"alice": "", "bob": "@", "carol": "+", "dave": ""}
