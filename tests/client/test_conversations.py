"""Private conversations that went on while there was no connection."""

from datetime import timedelta

import pytest

from netcore.client import past
from netcore.client.events import (
    CatchingUp,
    HistoryLoaded,
    HistoryMissing,
    Said,
    SendFailed,
    ServerError,
    Why,
)
from netcore.client.outgoing import redact
from netcore.client.values import Credentials
from tests.client.conftest import NOON, Scene
from tests.client.test_history import CAPS, at

ACCOUNT_CAPS = f"{CAPS} sasl draft/message-redaction"


def private(number: int, text: str = "", nick: str = "bob", to: str = "alice") -> str:
    """Something said in private, with an id and a time that tell its number."""
    tags = f"time={at(number)};msgid=p{number:03}"
    return f"@{tags} :{nick}!b@h PRIVMSG {to} :{text or number}"


def batch(scene: Scene, name: str, *lines: str) -> None:
    """The server answers a question about the past."""
    inner = [f"@batch=1;{line[1:]}" if line[0] == "@" else f"@batch=1 {line}" for line in lines]
    scene.server(f"BATCH +1 {name}", *inner, "BATCH -1")


def targets(scene: Scene, *names: tuple[str, int]) -> None:
    """The server says which conversations went on, and until when."""
    told = [f":srv CHATHISTORY TARGETS {name} {at(number)}" for name, number in names]
    batch(scene, "draft/chathistory-targets", *told)


def log_in(scene: Scene) -> None:
    """Come online with an account."""
    scene.connect()
    scene.server(
        f"CAP * LS :{ACCOUNT_CAPS}",
        f"CAP * ACK :{ACCOUNT_CAPS}",
        ":srv 900 alice alice!ann@home alice :You are logged in",
        ":srv 903 alice :Done",
        ":srv 001 alice :Welcome alice!ann@home",
    )
    scene.pong()


def come_back(scene: Scene) -> None:
    """Lose the connection and come online again."""
    scene.session.closed(scene.now.wall, "lost")
    scene.forget()
    log_in(scene)


def told(scene: Scene) -> list[str]:
    """All texts, live or from the history, in the order of telling."""
    out: list[str] = []
    for event in scene.events:
        if isinstance(event, Said):
            out.append(event.text)
        elif isinstance(event, HistoryLoaded):
            out += [message.text for message in event.messages]
    return out


def history_lines(scene: Scene) -> list[str]:
    """What was asked of the history."""
    return [line for line in scene.sent if line.startswith("CHATHISTORY")]


@pytest.fixture
def known(scene: Scene) -> Scene:
    """Somebody with an account to whom bob has said one thing."""
    scene.session.wishes.login = Credentials("alice", "secret")
    log_in(scene)
    scene.server(private(1))
    scene.forget()
    return scene


def test_those_that_went_on_are_caught_up_with(known: Scene) -> None:
    """From the last message that was told in each, with the read marker of our other clients."""
    come_back(known)
    since = at(1)
    assert history_lines(known)[0].startswith("CHATHISTORY TARGETS timestamp=2024-05-18")
    assert f" timestamp={since} 100" in history_lines(known)[0]
    targets(known, ("#a", 9), ("bob", 3), ("carol", 4), ("alice", 4))
    assert "MARKREAD bob" in known.sent
    assert history_lines(known)[-1] == "CHATHISTORY AFTER bob msgid=p001 100"
    batch(known, "chathistory bob", private(2), private(3, "mine", "alice", "bob"))
    assert history_lines(known)[-1] == f"CHATHISTORY AFTER carol timestamp={since} 100"
    batch(known, "chathistory carol", private(4, nick="carol"))
    pages = known.told(HistoryLoaded)
    assert [(page.buffer, page.why) for page in pages] == [
        ("bob", Why.MISSED),
        ("carol", Why.MISSED),
    ]
    assert told(known) == ["2", "mine", "4"]
    assert [event.left for event in known.told(CatchingUp)][-1] == 0


def test_what_is_said_meanwhile_waits_behind_what_was_missed(known: Scene) -> None:
    """In a conversation that went on, and in one of which nothing was missed."""
    come_back(known)
    known.server(private(5), private(6, "new here", "dora"))
    assert told(known) == []
    targets(known, ("bob", 5))
    assert told(known) == ["new here"]
    batch(known, "chathistory bob", private(2), private(5))
    assert told(known) == ["new here", "2", "5"]


def test_one_that_did_not_go_on_is_not_asked_for(known: Scene) -> None:
    """The server may name it all the same."""
    come_back(known)
    targets(known, ("bob", 1))
    assert len(history_lines(known)) == 1


def test_a_line_that_names_no_conversation_is_none(known: Scene) -> None:
    """No time, a time without a zone, and one that nobody asked for."""
    come_back(known)
    lines = (":srv CHATHISTORY TARGETS bob never", ":srv CHATHISTORY TARGETS bob 2030-01-01")
    batch(known, "draft/chathistory-targets", *lines)
    known.server(f":srv CHATHISTORY TARGETS bob {at(9)}")
    assert len(history_lines(known)) == 1


def test_without_an_account_nothing_is_asked(scene: Scene) -> None:
    """What is said in private is kept between accounts only."""
    scene.session.wishes.since = NOON
    scene.welcome(caps=CAPS)
    assert history_lines(scene) == []


def test_an_earlier_day_is_gone_on_from(scene: Scene) -> None:
    """The owner knows up to when conversations were seen."""
    scene.session.wishes.since = NOON - timedelta(days=2)
    log_in(scene)
    assert history_lines(scene)[0].endswith("timestamp=2024-05-15T12:00:00.000Z 100")
    targets(scene, ("bob", 2))
    assert (
        history_lines(scene)[-1] == "CHATHISTORY AFTER bob timestamp=2024-05-15T12:00:00.000Z 100"
    )


def test_somebody_new_has_missed_nothing(scene: Scene) -> None:
    """There is no time from which on anything could have been missed."""
    log_in(scene)
    assert history_lines(scene) == []


def test_logging_in_later_opens_them_too(scene: Scene) -> None:
    """They belong to the account."""
    scene.session.wishes.since = NOON
    scene.welcome(caps=ACCOUNT_CAPS)
    scene.server(":srv 900 alice alice!ann@home alice :You are logged in")
    scene.server(":srv 900 alice alice!ann@home alice :You are logged in")
    assert len(history_lines(scene)) == 1


def test_a_loss_before_all_is_told_leaves_no_hole(known: Scene) -> None:
    """What came since in other places does not stand for what was missed in one."""
    come_back(known)
    known.server(private(5))
    known.server(":alice!ann@home JOIN #a")
    come_back(known)
    assert f" timestamp={at(1)} 100" in history_lines(known)[0]
    targets(known, ("bob", 5))
    batch(known, "chathistory bob", private(2), private(5))
    assert told(known) == ["2", "5"]


def test_a_server_that_cannot_say_does_not_hold_up_anything(known: Scene) -> None:
    """What waited is told."""
    come_back(known)
    known.server(private(5))
    label = known.session.delivery.next_label()
    known.server("FAIL CHATHISTORY MESSAGE_ERROR TARGETS :the disk is full")
    assert told(known) == ["5"]
    assert known.told(HistoryMissing) == []
    known.say("bob", "hello")
    assert known.sent[-1] == f"@label=m{int(label[1:]) + 1} PRIVMSG bob hello"


def test_a_lost_private_message_is_found_in_the_history(known: Scene) -> None:
    """It is told once, with its label."""
    label = known.say("bob", "did it arrive?")
    come_back(known)
    targets(known, ("bob", 2))
    batch(known, "chathistory bob", private(2, "did it arrive?", "alice", "bob"))
    (message,) = known.only(HistoryLoaded).messages
    assert (message.own, message.label) == (True, label)
    assert known.told(SendFailed) == []


def test_a_lost_private_message_that_is_nowhere_may_have_arrived(known: Scene) -> None:
    """Not all that is said in private is kept, and the server may refuse to look."""
    known.say("dora", "did it arrive?")
    come_back(known)
    targets(known)
    assert history_lines(known)[-1] == f"CHATHISTORY AFTER dora timestamp={at(1)} 100"
    for _ in range(2):
        known.server("FAIL CHATHISTORY INVALID_TARGET AFTER dora :no")
    assert "before the server confirmed it" in known.only(SendFailed).reason
    assert known.told(HistoryMissing) == []


def test_a_lost_private_message_fails_where_nobody_can_tell(known: Scene) -> None:
    """The account is not ours on the next connection."""
    known.say("bob", "did it arrive?")
    known.session.closed(known.now.wall, "lost")
    known.welcome(caps="")
    known.session.closed(known.now.wall, "lost")
    known.drain()
    assert known.session.lost == []


def test_a_window_that_is_opened_begins_with_its_last_page(known: Scene) -> None:
    """Whether it was told before or not: it is not there any more."""
    past.latest(known.session.at(known.now), "bob")
    known.drain()
    assert known.sent == ["CHATHISTORY LATEST bob * 100"]
    batch(known, "chathistory bob", private(0), private(1))
    loaded = known.only(HistoryLoaded)
    assert (loaded.why, told(known), loaded.complete) == (Why.OLDER, ["0", "1"], True)


def test_a_server_without_history_is_not_asked_for_a_page(scene: Scene) -> None:
    """And nobody is told that there is none."""
    scene.welcome()
    past.latest(scene.session.at(scene.now), "bob")
    scene.drain()
    assert (scene.sent, scene.events) == ([], [])


def test_a_channel_may_begin_without_its_past(scene: Scene) -> None:
    """Then nothing is asked for, but what is missed by a loss is, from when we came."""
    scene.session.wishes.latest = 0
    scene.welcome(caps=CAPS)
    scene.server(f"@time={at(5)} :alice!ann@home JOIN #a")
    assert history_lines(scene) == []
    scene.session.closed(scene.now.wall, "lost")
    scene.welcome(caps=CAPS)
    scene.server(f"@time={at(60)} :alice!ann@home JOIN #a")
    assert history_lines(scene) == [f"CHATHISTORY AFTER #a timestamp={at(5)} 100"]


def test_a_channel_may_begin_with_a_few_messages(scene: Scene) -> None:
    """For who reads them all."""
    scene.session.wishes.latest = 20
    scene.welcome(caps=CAPS)
    scene.server(":alice!ann@home JOIN #a")
    assert history_lines(scene) == ["CHATHISTORY LATEST #a * 20"]


def test_how_much_is_left_is_told(known: Scene) -> None:
    """Each time that it is another number."""
    known.session.wishes.channels["#a"] = ""
    come_back(known)
    targets(known)
    known.server(":alice!ann@home JOIN #a")
    batch(known, "chathistory #a")
    assert [event.left for event in known.told(CatchingUp)] == [2, 1, 0]


def test_a_message_is_taken_back(known: Scene) -> None:
    """With the reason, if there is one; a server that cannot says so."""
    redact(known.session.at(known.now), "bob", "p001", "oops")
    redact(known.session, "bob", "p002", "")
    known.drain()
    assert known.sent == ["REDACT bob p001 oops", "REDACT bob p002"]
    known.welcome(caps=CAPS)
    redact(known.session.at(known.now), "bob", "p001", "")
    known.drain()
    assert "takes no message back" in known.only(ServerError).text
