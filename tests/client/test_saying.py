"""The way of our own words: waiting, written, echoed, confirmed or failed."""

import pytest

from netcore.client import outgoing as wants
from netcore.client.delivery import MAX_WAITING, WINDOW
from netcore.client.events import Kind, Said, SendFailed, ServerText
from tests.client.conftest import Scene

LABELS = "message-tags batch echo-message labeled-response server-time"


def test_without_echo_what_we_say_is_said_at_once(scene: Scene) -> None:
    """The label comes back with it."""
    scene.welcome()
    label = scene.say("#a", "hello")
    assert scene.sent[0] == "PRIVMSG #a hello"
    said = scene.only(Said)
    assert (said.own, said.label, said.buffer, said.sender) == (True, label, "#a", "alice")


def test_a_label_comes_back_with_the_echo(scene: Scene) -> None:
    """With labeled-response a message is said when the server says so, by its time and id."""
    scene.welcome(caps=LABELS)
    label = scene.say("#a", "hello")
    assert scene.sent == [f"@label={label} PRIVMSG #a hello"]
    assert scene.events == []
    scene.server(f"@label={label};msgid=7;time=2024-05-01T10:20:30Z :alice!a@b PRIVMSG #a :hello")
    said = scene.only(Said)
    assert (said.label, said.msgid, said.own) == (label, "7", True)
    assert said.time.year == 2024


def test_an_echo_may_come_in_a_labelled_batch(scene: Scene) -> None:
    """An away answer and the echo share the label; the message arrived all the same."""
    scene.welcome(caps=LABELS)
    label = scene.say("bob", "hello")
    scene.server(
        f"@label={label} :srv BATCH +1 labeled-response",
        "@batch=1 :alice!a@b PRIVMSG bob :hello",
        "@batch=1 :srv 301 alice bob :lunch",
        ":srv BATCH -1",
    )
    assert scene.only(Said).label == label
    assert scene.only(ServerText).text == "bob is away: lunch"
    assert scene.only(ServerText).buffer == "bob"


def test_an_ack_means_it_was_taken(scene: Scene) -> None:
    """A server with nothing to say about a message has taken it."""
    scene.welcome(caps=LABELS)
    label = scene.say("*status", "version")
    scene.server(f"@label={label} :srv ACK")
    assert scene.only(Said).label == label
    scene.server(f"@label={label} :srv ACK", ":srv ACK")
    assert len(scene.events) == 1


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (":srv 404 alice #a :Moderated", "Your message to #a was not let through: Moderated"),
        (":srv 401 alice #a :No such", "Nobody and nothing here is called #a"),
        (":srv FAIL PRIVMSG INVALID_UTF8 #a :Not UTF-8", "Not UTF-8"),
        (":srv 999 alice :Odd", None),
    ],
)
def test_a_labelled_error_is_a_failure(scene: Scene, answer: str, reason: str | None) -> None:
    """The message that the error answers has failed, and says why."""
    scene.welcome(caps=LABELS)
    label = scene.say("#a", "hello")
    scene.server(f"@label={label} {answer}")
    failures = [(event.label, event.buffer, event.reason) for event in scene.told(SendFailed)]
    assert failures == ([(label, "#a", reason)] if reason else [])


def test_echoes_without_labels_are_matched(scene: Scene) -> None:
    """By target and text, in order; a text that the server cut or stripped of colour counts."""
    scene.welcome(caps="echo-message")
    same = [scene.say("#a", "again"), scene.say("#b", "again"), scene.say("#a", "again")]
    long = scene.say("#a", "a \x02long\x02 text")
    assert scene.events == []
    scene.server(
        ":alice!a@b PRIVMSG #a :again",
        ":alice!a@b PRIVMSG #A :again",
        ":alice!a@b PRIVMSG #b :again",
        ":alice!a@b PRIVMSG #a :a long",
        ":alice!a@b PRIVMSG #a :from my phone",
    )
    labels = [event.label for event in scene.told(Said)]
    assert labels == [same[0], same[2], same[1], long, ""]
    assert all(event.own for event in scene.told(Said))


def test_an_error_without_label_is_for_the_oldest_unechoed(scene: Scene) -> None:
    """Echoes and errors come in order."""
    scene.welcome(caps="echo-message")
    labels = [scene.say("#a", str(number)) for number in range(3)]
    scene.server(":alice!a@b PRIVMSG #a :0", ":srv 404 alice #a :no", ":srv 404 alice #b :no")
    assert scene.only(SendFailed).label == labels[1]


def test_an_error_without_echo_is_for_the_newest(scene: Scene) -> None:
    """Those before it most likely arrived."""
    scene.welcome()
    scene.say("nobody", "1")
    label = scene.say("nobody", "2")
    scene.server(":srv 401 alice Nobody :No such nick")
    assert scene.only(SendFailed).label == label


def test_an_error_after_the_servers_answer_is_about_something_else(scene: Scene) -> None:
    """Once a PING has come back, what was said before it cannot be refused any more."""
    scene.welcome()
    scene.say("nobody", "hi")
    scene.pong()
    scene.server(":srv 401 alice nobody :No such nick")
    assert scene.told(SendFailed) == []


def test_what_is_said_to_oneself_is_said_once(scene: Scene) -> None:
    """With echo-message it comes twice, without it comes once too often."""
    scene.welcome(caps=LABELS)
    label = scene.say("alice", "note")
    scene.server(":alice!a@b PRIVMSG alice :note", f"@label={label} :alice!a@b PRIVMSG alice :note")
    assert scene.only(Said).label == label
    scene.welcome()
    scene.say("alice", "note")
    scene.server(":alice!a@b PRIVMSG alice :note")
    assert len(scene.told(Said)) == 1


def test_the_window_keeps_pace_with_the_server(scene: Scene) -> None:
    """Ten messages go ahead of the server's answers; each answer lets more go, in order."""
    scene.welcome()
    for number in range(30):
        scene.say("#a", str(number))
    sent = [line for line in scene.sent if line.startswith("PRIVMSG")]
    assert len(sent) == WINDOW
    while len(sent) < 30:
        before = len(sent)
        scene.pong()
        sent = [line for line in scene.sent if line.startswith("PRIVMSG")]
        assert before < len(sent) <= before + WINDOW
    assert sent == [f"PRIVMSG #a {number}" for number in range(30)]


def test_an_echo_opens_the_window_too(scene: Scene) -> None:
    """A server that echoes need not answer a PING first."""
    scene.welcome(caps=LABELS)
    labels = [scene.say("#a", str(number)) for number in range(12)]
    scene.server(f"@label={labels[0]} :alice!a@b PRIVMSG #a :0")
    assert sum("PRIVMSG" in line for line in scene.sent) == WINDOW + 1


def test_what_is_never_echoed_fails_at_last(scene: Scene) -> None:
    """After a second PING came back the server will not confirm it any more."""
    scene.welcome(caps=LABELS)
    label = scene.say("#a", "lost")
    for _ in range(4):
        scene.clock.advance(31)
        scene.session.tick(scene.now)
        scene.drain()
        scene.pong()
    assert scene.only(SendFailed).label == label
    assert scene.only(SendFailed).reason == "the server has not confirmed it"


def test_what_is_said_before_the_connection_waits(scene: Scene) -> None:
    """It goes out in order behind the joins."""
    first = scene.say("#a", "one")
    scene.say("#a", "two")
    assert scene.sent == []
    scene.session.wishes.channels["#a"] = ""
    scene.connect()
    scene.forget()
    scene.server(":srv 001 alice :Hi", ":srv 422 alice :no motd")
    assert scene.sent[1:4] == ["JOIN #a", "PRIVMSG #a one", "PRIVMSG #a two"]
    assert scene.told(Said)[0].label == first


def test_a_loss_fails_what_was_under_way_and_keeps_what_waits(scene: Scene) -> None:
    """Nobody can know of the one; the other goes out with the next connection."""
    scene.welcome(caps=LABELS)
    labels = [scene.say("#a", str(number)) for number in range(WINDOW + 2)]
    scene.session.closed(scene.now.wall, "the connection was lost")
    scene.drain()
    assert [event.label for event in scene.told(SendFailed)] == labels[:WINDOW]
    scene.welcome()
    assert scene.session.delivery.under_way[0].text == str(WINDOW)


def test_without_echo_a_ping_confirms(scene: Scene) -> None:
    """One PING at a time follows what was said; what it covers is safe when the link breaks."""
    scene.welcome()
    scene.say("#a", "arrived")
    assert [line.partition(" ")[0] for line in scene.sent] == ["PRIVMSG", "PING"]
    lost = scene.say("#a", "perhaps")
    assert len(scene.sent) == 3
    scene.pong()
    assert scene.sent[-1].startswith("PING ")
    scene.session.closed(scene.now.wall, "the connection was lost")
    scene.drain()
    assert scene.only(SendFailed).label == lost


def test_what_is_said_while_hanging_up_waits(scene: Scene) -> None:
    """Nothing is written to a connection that is being given up."""
    scene.welcome()
    scene.session.hang_up()
    scene.say("#a", "later")
    assert scene.sent == []
    assert scene.events == []


def test_too_many_waiting_messages_fail(scene: Scene) -> None:
    """What waits is bounded, and what does not fit is told."""
    for number in range(MAX_WAITING + 1):
        scene.say("#a", str(number))
    assert scene.only(SendFailed).label == f"m{MAX_WAITING + 1}"


def test_the_end_fails_everything(scene: Scene) -> None:
    """What is neither said nor sent when the client closes is told as failed."""
    scene.welcome(caps=LABELS)
    labels = [scene.say("#a", str(number)) for number in range(WINDOW + 2)]
    scene.session.give_up(scene.now.wall, "closed")
    scene.drain()
    assert [event.label for event in scene.told(SendFailed)] == labels


def test_no_text_of_ours_can_be_a_second_line(scene: Scene) -> None:
    """Line breaks become spaces, and a target that would be two words fails."""
    scene.welcome()
    scene.say("#a", "one\r\nQUIT :two\0three")
    assert scene.sent[0] == "PRIVMSG #a :one  QUIT :two three"
    sent = len(scene.sent)
    label = scene.say("#a b", "x")
    assert scene.only(SendFailed).label == label
    assert len(scene.sent) == sent


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("target", ["#a", "somebody", "#grüße"])
def test_the_room_for_text_fills_the_line(scene: Scene, kind: Kind, target: str) -> None:
    """A text of that many bytes makes a line of 512 bytes with our prefix."""
    scene.welcome()
    size = wants.room(scene.session, target, kind)
    text = "two words"
    scene.say(target, text + "x" * (size - len(text)), kind)
    relayed = f":alice!ann@home {scene.sent[0]}\r\n"
    # NOTICE is a letter shorter than PRIVMSG, for which the room is.
    assert len(relayed.encode()) == (511 if kind is Kind.NOTICE else 512)


def test_the_room_is_careful_before_our_prefix_is_known(scene: Scene) -> None:
    """The longest usual user and host are assumed, and a tiny LINELEN leaves some room."""
    unknown = wants.room(scene.session, "#a", Kind.MESSAGE)
    scene.welcome()
    assert unknown < wants.room(scene.session, "#a", Kind.MESSAGE)
    scene.server(":srv 005 alice LINELEN=20 :are supported")
    assert wants.room(scene.session, "#a", Kind.MESSAGE) == 16
