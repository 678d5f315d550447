"""What others say: buffers, actions, questions to programs, history, and hostile text."""

from datetime import UTC, datetime, timedelta

import pytest

from netcore.client.events import Kind, Said, ServerText
from tests.client.conftest import ALL_CAPS, Scene

LABELS = "message-tags batch echo-message labeled-response server-time"


def test_what_is_said_belongs_somewhere(scene: Scene) -> None:
    """To a channel, to the one who speaks to us, or to the server."""
    scene.welcome(isupport="STATUSMSG=@+")
    scene.enter("#a", "bob")
    scene.server(
        ":bob!b@c PRIVMSG #A :in the channel",
        ":bob!b@c PRIVMSG @#a :to operators",
        ":bob!b@c PRIVMSG alice :in private",
        ":bob!b@c NOTICE alice :softly",
        ":srv.net NOTICE alice :from the server",
        "NOTICE * :from nobody",
        ":srv NOTICE alice :by its name",
    )
    assert [(e.sender, e.target, e.buffer, e.kind) for e in scene.told(Said)] == [
        ("bob", "#A", "#A", Kind.MESSAGE),
        ("bob", "@#a", "#a", Kind.MESSAGE),
        ("bob", "alice", "bob", Kind.MESSAGE),
        ("bob", "alice", "bob", Kind.NOTICE),
        ("srv.net", "alice", "", Kind.NOTICE),
        ("srv", "*", "", Kind.NOTICE),
        ("srv", "alice", "", Kind.NOTICE),
    ]


def test_the_servers_time_and_id_count(scene: Scene) -> None:
    """With server-time a message has the time when it was said; nonsense has ours."""
    scene.welcome(caps="message-tags server-time")
    scene.server(
        "@time=2024-05-01T10:20:30.456Z;msgid=x\\sy :bob!b@c PRIVMSG alice :hi",
        "@time=yesterday :bob!b@c PRIVMSG alice :hi",
        "@time=9999-12-31T23:59:59Z :bob!b@c PRIVMSG alice :hi",
        "@time=2024-05-01T10:20:30 :bob!b@c PRIVMSG alice :hi",
    )
    first, second, third, fourth = scene.told(Said)
    assert first.time == datetime(2024, 5, 1, 10, 20, 30, 456_000, UTC)
    assert first.msgid == "x y"
    assert second.time == third.time == scene.now.wall
    assert fourth.time == datetime(2024, 5, 1, 10, 20, 30, tzinfo=UTC)


def test_an_action_is_an_action(scene: Scene) -> None:
    """With or without the closing mark, in a channel and as our own."""
    scene.welcome()
    scene.server(
        ":bob!b@c PRIVMSG #a :\x01ACTION waves\x01",
        ":bob!b@c PRIVMSG #a :\x01action waves \x02back",
        ":bob!b@c PRIVMSG #a :\x01ACTION\x01",
    )
    assert [(e.kind, e.text) for e in scene.told(Said)] == [
        (Kind.ACTION, "waves"),
        (Kind.ACTION, "waves \x02back"),
        (Kind.ACTION, ""),
    ]
    scene.say("#a", "nods", Kind.ACTION)
    assert scene.sent[0] == "PRIVMSG #a :\x01ACTION nods\x01"


def test_questions_to_the_program_are_answered(scene: Scene) -> None:
    """VERSION, PING and TIME, to the asker alone and as a notice."""
    scene.welcome()
    scene.server(":bob!b@c PRIVMSG alice :\x01VERSION\x01", ":bob!b@c PRIVMSG alice :\x01PING 17")
    scene.server(":bob!b@c PRIVMSG alice :\x01TIME\x01")
    assert scene.sent == [
        "NOTICE bob :\x01VERSION chat-tui\x01",
        "NOTICE bob :\x01PING 17\x01",
        "NOTICE bob :\x01TIME 2024-05-17 12:00:00+00:00\x01",
    ]
    assert scene.events == []


def test_questions_are_not_answered_without_end(scene: Scene) -> None:
    """Three at once, then one every two seconds, however many ask."""
    scene.welcome()
    for _ in range(10):
        scene.server(":bob!b@c PRIVMSG alice :\x01VERSION\x01")
    assert len(scene.sent) == 3
    scene.clock.advance(2)
    scene.server(*[":bob!b@c PRIVMSG alice :\x01VERSION\x01"] * 2)
    assert len(scene.sent) == 4


@pytest.mark.parametrize(
    "line",
    [
        ":bob!b@c PRIVMSG alice :\x01DCC SEND /etc/passwd 1 2 3\x01",
        ":bob!b@c PRIVMSG alice :\x01\x01",
        ":bob!b@c PRIVMSG #a :\x01VERSION\x01",
        ":alice!a@b PRIVMSG alice :\x01VERSION\x01",
        "PRIVMSG alice :\x01VERSION\x01",
        "@batch=h :bob!b@c PRIVMSG alice :\x01VERSION\x01",
    ],
)
def test_other_questions_are_ignored(scene: Scene, line: str) -> None:
    """DCC, the empty one, those to a channel, our own and those of the past get no answer."""
    scene.welcome(caps="batch")
    scene.server(":srv BATCH +h chathistory alice", line)
    assert scene.sent == []
    assert scene.events == []


def test_an_answer_to_a_question_is_shown(scene: Scene) -> None:
    """What another program answers is text for people."""
    scene.welcome()
    scene.server(":bob!b@c NOTICE alice :\x01VERSION irssi\x01")
    assert scene.only(ServerText).text == "bob answers VERSION: irssi"


def test_history_is_marked_and_changes_nothing(scene: Scene) -> None:
    """In a batch of the past messages are historic, and joins and quits are over."""
    scene.welcome(caps=LABELS)
    scene.enter("#a", "bob")
    scene.server(
        ":srv BATCH +o labeled-response",
        "@batch=o :srv BATCH +h chathistory #a",
        "@batch=h :bob!b@c PRIVMSG #a :old",
        "@batch=h :alice!b@c PRIVMSG #a :mine",
        "@batch=h :carol!b@c JOIN #a",
        "@batch=h :bob!b@c QUIT :x",
        "@batch=h :bob!b@c NICK x",
        "@batch=o :srv BATCH -h",
        ":srv BATCH -o",
        ":bob!b@c PRIVMSG #a :new",
    )
    assert [(e.text, e.historic, e.own) for e in scene.told(Said)] == [
        ("old", True, False),
        ("mine", True, True),
        ("new", False, False),
    ]
    assert scene.members("#a") == {"alice": "", "bob": ""}


def test_many_open_batches_are_forgotten(scene: Scene) -> None:
    """A server that never closes its batches takes bounded memory, and loops of them end."""
    scene.welcome(caps=LABELS)
    for number in range(1_000):
        scene.server(f"@batch=b{number + 1} BATCH +b{number} chathistory #a")
    scene.server("@batch=b999 BATCH +b999 loop", "@batch=b999 :bob!b@c PRIVMSG alice :hi")
    scene.server("@batch=b0 :bob!b@c PRIVMSG alice :hi")
    assert [event.historic for event in scene.told(Said)] == [False, False]


def test_everything_of_others_is_made_safe(scene: Scene) -> None:
    """No control character, override or tag value reaches an event, but formatting does."""
    scene.welcome(caps=ALL_CAPS)
    evil = "\x1b]0;x\x07\x9b31m\u202e\u200b\x7f\r"
    scene.server(
        f":b{evil}b!{evil}@{evil} PRIVMSG alice :\x02bold\x02 {evil}",
        f"@msgid={evil} :bob!b@c PRIVMSG alice :x",
        f":bob!b@c PRIVMSG alice :\x01ACTION {evil}\x01",
        f":srv 372 alice :- \x0304red{evil}",
        f":srv 404 alice #{evil} :{evil}",
        f":srv FAIL X Y :{evil}",
        f":alice!a@b JOIN #x{evil} {evil} :{evil}",
        f":srv 332 alice #x :{evil}",
        f":bob!b@c INVITE alice #{evil}",
        f"ERROR :{evil}",
    )
    assert len(scene.events) >= 9
    for event in scene.events:
        shown = repr(event).replace("\\\\x", "")
        for sign in ("\\x1b", "\\x07", "\\x9b", "\\u202e", "\\u200b", "\\x7f", "\\r"):
            assert sign not in shown, event
    assert "\x02bold\x02" in scene.told(Said)[0].text


def test_old_messages_do_not_move_the_clock(scene: Scene) -> None:
    """The time of an event is the message's, not the time of its arrival."""
    scene.welcome(caps="server-time")
    scene.clock.advance(60)
    scene.server("@time=2024-05-17T11:59:00Z :bob!b@c PRIVMSG alice :hi")
    assert scene.now.wall - scene.only(Said).time == timedelta(seconds=120)
