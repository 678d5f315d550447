"""From the connection to the welcome, with every kind of server."""

import pytest

from netcore.client import Identity, Server, Timings
from netcore.client.events import (
    LagMeasured,
    PasswordNeeded,
    Registered,
    ServerError,
    ServerText,
    Status,
    StatusChanged,
)
from netcore.client.handlers.registration import try_nick
from netcore.client.session import Session
from netcore.client.values import Refusal
from tests.client.conftest import ALL_CAPS, Scene
from tests.conftest import ManualClock


def test_the_first_lines_introduce_us(scene: Scene) -> None:
    """CAP LS comes first, so that a server with capabilities holds the registration."""
    scene.connect()
    assert scene.sent == ["CAP LS 302", "NICK alice", "USER alice 0 * alice"]


def test_a_password_goes_before_the_nick(clock: ManualClock) -> None:
    """PASS after NICK and USER would be too late."""
    scene = Scene(clock)
    scene.session = Session(Server("h", password="se cret"), Identity("al"), (), Timings())
    scene.connect()
    assert scene.sent[:3] == ["CAP LS 302", "PASS :se cret", "NICK al"]


@pytest.mark.parametrize(
    ("identity", "line"),
    [
        (Identity("Jörg"), "USER jrg 0 * Jörg"),
        (Identity("日本"), "USER user 0 * 日本"),
        (Identity("-x-"), "USER x- 0 * -x-"),
        (Identity("al", "b@d us!er", "Al Ice"), "USER bduser 0 * :Al Ice"),
        (Identity("averyverylongnick"), "USER averyveryl 0 * averyverylongnick"),
    ],
)
def test_the_user_name_is_one_that_servers_take(
    clock: ManualClock, identity: Identity, line: str
) -> None:
    """The user name is made of letters that no server refuses; the real name stays as it is."""
    scene = Scene(clock)
    scene.session = Session(Server("h"), identity, (), Timings())
    scene.connect()
    assert scene.sent[-1] == line


def test_wanted_capabilities_are_asked_for_and_ended(scene: Scene) -> None:
    """What is offered and understood is requested at once; then registration goes on."""
    scene.connect()
    scene.forget()
    scene.server("CAP * LS :sasl=PLAIN batch draft/x echo-message server-time=1")
    assert scene.sent == ["CAP REQ :batch echo-message server-time"]
    scene.server("CAP * ACK :batch echo-message server-time")
    assert scene.sent[1:] == ["CAP END"]
    assert scene.session.caps.enabled == {"batch", "echo-message", "server-time"}


def test_a_list_of_capabilities_may_take_several_lines(scene: Scene) -> None:
    """Nothing is asked for before the last line of LS."""
    scene.connect()
    scene.forget()
    scene.server("CAP * LS * :batch sasl", "CAP * LS * :setname")
    assert scene.sent == []
    scene.server("CAP * LS :server-time")
    assert scene.sent == ["CAP REQ :batch server-time setname"]


def test_nothing_wanted_ends_the_negotiation(scene: Scene) -> None:
    """A server whose capabilities we do not know is not kept waiting."""
    scene.connect()
    scene.forget()
    scene.server("CAP * LS :sasl tls")
    assert scene.sent == ["CAP END"]


def test_a_refused_request_is_split(scene: Scene) -> None:
    """A NAK refuses all of it, so each capability gets its own chance."""
    scene.connect()
    scene.server("CAP * LS :batch setname")
    scene.forget()
    scene.server("CAP * NAK :batch setname")
    assert scene.sent == ["CAP REQ :batch", "CAP REQ :setname"]
    scene.server("CAP * ACK :batch", "CAP * NAK :setname")
    assert scene.sent[2:] == ["CAP END"]
    assert scene.session.caps.enabled == {"batch"}


def test_capabilities_come_and_go_later(scene: Scene) -> None:
    """NEW is asked for, DEL is taken away, and neither ends a negotiation again."""
    scene.welcome(caps="batch cap-notify")
    scene.server(":srv CAP alice NEW :echo-message other", ":srv CAP alice ACK :echo-message")
    assert scene.sent == ["CAP REQ :echo-message"]
    scene.server(":srv CAP alice DEL :batch")
    assert scene.session.caps.enabled == {"cap-notify", "echo-message"}
    scene.server(":srv CAP alice ACK :-echo-message")
    assert scene.session.caps.enabled == {"cap-notify"}


def test_everything_wanted_fits_one_line(scene: Scene) -> None:
    """The longest request of ours is a legal line."""
    scene.connect()
    scene.forget()
    scene.server(f"CAP * LS :{ALL_CAPS}")
    assert scene.sent == [f"CAP REQ :{ALL_CAPS}"]
    assert len(scene.sent[0]) <= 510


@pytest.mark.parametrize(
    "answer", [":srv 421 * CAP :Unknown command", ":srv 451 * :You have not registered", ""]
)
def test_a_server_without_capabilities_is_fine(scene: Scene, answer: str) -> None:
    """Old servers answer CAP with an error or not at all; nobody is bothered with that."""
    scene.connect()
    scene.server(*filter(None, [answer]), ":srv 001 alice :Welcome", ":srv 376 alice :End")
    assert scene.session.status is Status.ONLINE
    assert scene.told(ServerError) == []


def test_the_welcome_makes_us_online(scene: Scene) -> None:
    """The end of the MOTD tells who we are and where, and channels are joined."""
    scene.session.wishes.channels = {"#lobby": "", "#secret": "key"}
    scene.connect()
    scene.server(
        ":srv 001 alice2 :Welcome to Net alice2!ann@home",
        ":srv 005 alice2 NETWORK=Net NICKLEN=30 :are supported",
        ":srv 375 alice2 :- srv",
        ":srv 372 alice2 :- Be kind",
    )
    assert scene.told(Registered) == []
    scene.forget()
    scene.server(":srv 376 alice2 :End of MOTD")
    assert scene.only(Registered).nick == "alice2"
    assert scene.only(Registered).network == "Net"
    assert scene.only(Registered).server == "srv"
    assert scene.only(StatusChanged).status is Status.ONLINE
    assert scene.sent == ["JOIN #secret,#lobby key"]
    assert (scene.session.state.user, scene.session.state.host) == ("ann", "home")


def test_many_channels_are_joined_in_several_lines(scene: Scene) -> None:
    """A JOIN line stays under the limit, and keys stay with their channels."""
    for number in range(60):
        scene.session.wishes.channels[f"#channel-{number}"] = "k" if number == 5 else ""
    scene.connect()
    scene.forget()
    scene.server(":srv 001 alice :Hi", ":srv 422 alice :no motd")
    joins = [line for line in scene.sent if line.startswith("JOIN")]
    assert len(joins) > 1
    assert max(map(len, joins)) <= 510
    assert joins[0].startswith("JOIN #channel-5,")
    assert joins[0].endswith(" k")
    assert all(line.count(" ") == 1 for line in joins[1:])
    assert sum(line.count("#") for line in joins) == 60


def test_a_pong_ends_a_welcome_without_motd(scene: Scene) -> None:
    """The PING sent at 001 gives the first lag, and ends the welcome where no MOTD does."""
    scene.connect()
    scene.server(":srv 001 alice :Hi")
    token = scene.sent[-1].removeprefix("PING ")
    scene.clock.advance(0.25)
    scene.server(f":srv PONG srv {token}")
    assert scene.session.status is Status.ONLINE
    assert scene.only(LagMeasured).seconds == 0.25


def test_ping_is_answered_before_registration_with_the_same_bytes(scene: Scene) -> None:
    """A server that checks us with a PING gets its token back, spaces and all."""
    scene.connect()
    scene.forget()
    scene.server("PING :a b\x02c", "PING xyz", "PING")
    assert scene.sent == ["PONG :a b\x02c", "PONG xyz", "PONG"]


def test_a_taken_nick_waits_for_a_choice(scene: Scene) -> None:
    """The refused nick is what the driver asks about; the choice is then what we want."""
    scene.connect()
    scene.forget()
    scene.server(":srv 433 * alice :in use")
    assert scene.session.nick_refused == "alice"
    try_nick(scene.session, "carol")
    scene.drain()
    assert scene.sent == ["NICK carol"]
    assert scene.session.wishes.nick == "carol"
    assert scene.session.nick_refused is None


def test_without_a_choice_the_nick_gets_longer(scene: Scene) -> None:
    """Underscores are added and the wanted nick is kept; at the limit they replace letters."""
    scene.connect()
    scene.session.state.learn_features(("alice", "NICKLEN=7"))
    scene.forget()
    for _ in range(4):
        scene.server(":srv 433 * alice :in use")
        try_nick(scene.session, None)
    scene.drain()
    assert scene.sent == ["NICK alice_", "NICK alice__", "NICK alic___", "NICK ali____"]
    assert scene.session.wishes.nick == "alice"


def test_an_impossible_nick_is_told_and_made_possible(clock: ManualClock) -> None:
    """A server that takes ASCII only gets the nearest nick in ASCII, then a guest's."""
    scene = Scene(clock, "Jörg Ü")
    scene.session.wishes.nick = "Jörg"
    scene.connect()
    scene.server(":srv 432 * Jörg :Erroneous")
    assert scene.only(ServerError).text == "Jörg cannot be a nick on this server"
    assert scene.session.nick_refused == "Jörg"
    scene.forget()
    try_nick(scene.session, None)
    scene.server(":srv 432 * Jorg :Erroneous")
    try_nick(scene.session, None)
    scene.server(":srv 433 * guest :in use")
    try_nick(scene.session, None)
    scene.drain()
    assert scene.sent == ["NICK Jorg", "NICK guest", "NICK guest_"]


def test_a_server_that_takes_no_nick_at_all_is_left(scene: Scene) -> None:
    """Twenty refusals are enough: no endless conversation."""
    scene.connect()
    for _ in range(25):
        scene.server(":srv 433 * x :in use")
        try_nick(scene.session, None)
    scene.drain()
    assert scene.session.refusal is Refusal.NICK
    assert "QUIT" in scene.sent


@pytest.mark.parametrize(
    "lines",
    [
        (":srv 464 * :Password incorrect",),
        (":srv 464 * :Password incorrect", "ERROR :Closing link (bad password)"),
        ("ERROR :Closing Link: [host] (Password mismatch)",),
    ],
)
def test_a_wanted_password_is_told_once(scene: Scene, lines: tuple[str, ...]) -> None:
    """464, or an ERROR that speaks of a password, asks our owner for one."""
    scene.connect()
    scene.server(*lines)
    assert scene.only(PasswordNeeded).given is False
    assert scene.session.refusal is Refusal.PASSWORD


def test_a_wrong_password_is_told_as_wrong(scene: Scene) -> None:
    """Whoever gave a password learns that it was not right."""
    scene.session.wishes.password = "nope"
    scene.connect()
    scene.server(":srv 464 * :Password incorrect")
    assert scene.only(PasswordNeeded).given is True


def test_a_password_of_an_operator_is_another_matter(scene: Scene) -> None:
    """464 after the welcome answers OPER and refuses nothing else."""
    scene.welcome()
    scene.server(":srv 464 alice :Password incorrect")
    assert scene.only(ServerError).text == "The password is not right"
    assert scene.session.refusal is None


def test_a_ban_is_final(scene: Scene) -> None:
    """465 tells why, and that trying again will not help."""
    scene.connect()
    scene.server(":srv 465 alice :No robots", "ERROR :Closing link")
    assert scene.session.refusal is Refusal.BANNED
    assert scene.told(ServerError)[0].text == "You are banned from this server: No robots"


def test_a_refused_user_name_gets_one_more_try(clock: ManualClock) -> None:
    """After 468 comes the plainest user name there is, and only once."""
    scene = Scene(clock)
    scene.session = Session(Server("h"), Identity("al", user="root"), (), Timings())
    scene.connect()
    scene.forget()
    scene.server(":srv 468 * :Bad user name")
    assert scene.sent == ["USER user 0 * al"]
    scene.server(":srv 468 * :Bad user name")
    assert len(scene.told(ServerError)) == 1
    assert len(scene.sent) == 1


def test_the_wanted_nick_is_regained_when_its_owner_leaves(scene: Scene) -> None:
    """Who had to take another nick takes the wanted one as soon as it is seen to be free."""
    scene.welcome("alice_")
    scene.enter("#a", "alice", "bob")
    scene.server(":alice!x@y QUIT :gone")
    assert scene.sent == ["NICK alice"]
    scene.server(":alice_!ann@home NICK alice")
    assert scene.session.state.nick == "alice"


def test_the_wanted_nick_is_asked_for_now_and_then(scene: Scene) -> None:
    """ISON tells whether it is free where nobody sees its owner leave; neither is shown."""
    scene.welcome("alice_")
    scene.clock.advance(31)
    assert scene.session.tick(scene.now)
    scene.drain()
    assert scene.sent[-1] == "ISON alice"
    scene.forget()
    scene.server(":srv 303 alice_ :alice ")
    assert scene.sent == []
    scene.server(":srv PONG srv x")
    scene.clock.advance(31)
    scene.session.tick(scene.now)
    scene.forget()
    scene.server(":srv 303 alice_ :")
    assert scene.sent == ["NICK alice"]
    scene.server(":srv 433 alice_ alice :in use")
    assert scene.events == []


def test_a_nick_that_was_forced_on_us_is_kept(scene: Scene) -> None:
    """A server that renames us is not fought: the new nick is the one to come back with."""
    scene.welcome()
    scene.server(":alice!ann@home NICK Guest17")
    scene.forget()
    scene.connect()
    assert "NICK Guest17" in scene.sent


def test_a_second_welcome_changes_nothing(scene: Scene) -> None:
    """001 after the welcome is a server's mistake."""
    scene.welcome()
    scene.server(":srv 001 mallory :Welcome again")
    assert scene.session.state.nick == "alice"
    assert scene.told(ServerText) == []


def test_no_wish_of_ours_can_be_a_second_line(clock: ManualClock) -> None:
    """Whatever a nick, a password or a name holds, it stays within its own line."""
    scene = Scene(clock)
    identity = Identity("al\nice", "u\ner", "Al\r\nQUIT")
    scene.session = Session(Server("h", password="a\0b"), identity, ("#a\nb",), Timings())
    scene.connect()
    assert scene.sent == ["CAP LS 302", "PASS :a b", "NICK :al ice", "USER uer 0 * :Al  QUIT"]
    scene.server(":srv 001 alice :Hi", ":srv 422 alice :no motd")
    assert not any(line.startswith("JOIN") for line in scene.sent)
    scene = Scene(clock)
    scene.session = Session(Server("h"), Identity(""), (), Timings())
    scene.connect()
    assert scene.sent[1:] == ["NICK :", "USER user 0 * :"]
