"""The server's answers in words for people."""

from datetime import timedelta

import pytest

from netcore.client.events import SendFailed, ServerError, ServerText
from netcore.client.values import Refusal
from netcore.client.words import duration, in_words
from tests.client.conftest import NOON, Scene


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("311 alice bob ~b host.org * :Bob B", "bob is ~b@host.org (Bob B)"),
        ("312 alice bob srv :The server", "bob is connected to srv (The server)"),
        ("319 alice bob :@#a +#b", "bob is in @#a +#b"),
        ("317 alice bob 3725 1715940000 :seconds idle", None),
        ("317 alice bob 59 :seconds idle", "bob said something 59 s ago"),
        ("317 alice bob soon", "bob soon"),
        ("330 alice bob bobby :is logged in as", "bob is logged in as bobby"),
        ("671 alice bob :is using a secure connection", "bob is on an encrypted connection"),
        ("318 alice bob :End", "That is all about bob"),
        ("301 alice bob :out", "bob is away: out"),
        ("341 alice bob #a", "You invited bob to #a"),
        ("324 alice #a +ntl 5", "#a has the modes +ntl 5"),
        ("329 alice #a 1700000000", "#a was made on 2023-11-14 at 22:13 UTC"),
        ("329 alice #a soon", "#a soon"),
        ("329 alice #a 99999999999", "#a was made on 5138-11-16 at 09:46 UTC"),
        ("333 alice #a bob", "#a bob"),
        ("352 alice #a b host srv bob G@ :0 Bob B", "bob is b@host (Bob B) in #a, away"),
        ("352 alice * b host srv bob H :0 Bob B", "bob is b@host (Bob B)"),
        ("352 alice #a", "#a"),
        ("367 alice #a *!*@bad bob 1700000000", "Banned from #a: *!*@bad"),
        ("372 alice :- Be kind", "Be kind"),
        ("372 alice :-", "-"),
        ("265 alice 3 9 :Current local users 3, max 9", "Current local users 3, max 9"),
        ("252 alice 1 :operator(s) online", "1 operator(s) online"),
        ("391 alice srv :Friday", "The time at srv: Friday"),
        ("999 alice one two :and three", "one two and three"),
    ],
)
def test_answers_are_told_in_words(scene: Scene, line: str, words: str | None) -> None:
    """A numeric reads as a sentence, and one that is not known as its parameters."""
    scene.welcome()
    scene.server(f":srv {line}")
    told = scene.only(ServerText)
    assert told.code == line[:3]
    if words is not None:
        assert told.text == words


def test_idleness_is_told_in_lengths_of_time() -> None:
    """How long silent and how long here, each in two units at most."""
    since = str(int((NOON - timedelta(days=2, hours=3, minutes=4)).timestamp()))
    words = in_words("317", ["alice", "bob", "3725", since, "seconds idle"], NOON)
    assert words == "bob said something 1 h 2 min ago, and came 2 d 3 h ago"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (-5, "0 s"), (61, "1 min 1 s"), (3600, "1 h"), (3601, "1 h"), (90061, "1 d 1 h")],
)
def test_a_length_of_time_has_two_units(seconds: float, words: str) -> None:
    """The two largest units, and no unit that is 0."""
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("line", "words", "buffer"),
    [
        ("401 alice bob :No such nick", "Nobody and nothing here is called bob", ""),
        ("403 alice #x :No such channel", "There is no channel called #x", ""),
        ("404 alice #a :Cannot send", "Your message to #a was not let through: Cannot send", "#a"),
        ("421 alice FOO :Unknown command", "The server does not know the command FOO", ""),
        ("433 alice bob :in use", "The nick bob is taken", ""),
        ("461 alice JOIN :Not enough", "JOIN needs more than that", ""),
        ("473 alice #x :+i", "#x can only be joined by those who are invited", ""),
        ("475 alice #x :+k", "#x needs a key, and that was not the right one", ""),
        ("482 alice #a :not op", "That is for operators of #a only", "#a"),
        ("512 alice :Odd thing", "Odd thing", ""),
        ("696 alice #a l x :bad", "x is no good value for the mode l of #a", "#a"),
        ("421 FOO :Unknown command", "The server does not know the command FOO", ""),
        ("481 alice :Permission denied", "That is for operators of the network only", ""),
        ("465 alice :Go", "You are banned from this server: Go", ""),
    ],
)
def test_errors_are_told_in_words(scene: Scene, line: str, words: str, buffer: str) -> None:
    """An error says what is wrong, in the channel that it is about."""
    scene.welcome()
    scene.enter("#a")
    scene.server(f":srv {line}")
    told = scene.only(ServerError)
    assert (told.code, told.text, told.buffer) == (line[:3], words, buffer)


@pytest.mark.parametrize(
    "line", ["004 alice srv v1 a b", "321 alice Channel :Users", "375 alice :-"]
)
def test_lines_for_programs_are_not_shown(scene: Scene, line: str) -> None:
    """Heads of tables and the like say nothing to people."""
    scene.welcome()
    scene.server(f":srv {line}")
    assert scene.events == []


def test_an_empty_line_of_the_motd_is_shown(scene: Scene) -> None:
    """A picture made of letters keeps its blank lines."""
    scene.welcome()
    scene.server(":srv 372 alice :")
    assert scene.only(ServerText).text == ""


@pytest.mark.parametrize("code", ["403", "405", "470", "473", "474", "475", "476", "477"])
def test_a_channel_that_does_not_let_us_in_is_given_up(scene: Scene, code: str) -> None:
    """It is not asked for again at each reconnect; one that is merely full is."""
    scene.welcome()
    scene.session.wishes.channels = {"#x": "", "#full": ""}
    scene.server(f":srv {code} alice #X :no", ":srv 471 alice #full :full")
    assert scene.session.wishes.channels == {"#full": ""}


def test_an_error_in_a_channel_we_are_in_does_not_lose_it(scene: Scene) -> None:
    """Only who is not in it has not joined it."""
    scene.welcome()
    scene.enter("#a")
    scene.server(":srv 477 alice #a :You need to register to speak")
    assert scene.session.wishes.channels == {"#a": ""}


def test_standard_replies_are_told(scene: Scene) -> None:
    """FAIL and WARN are errors, NOTE is a text, in the channel of their context."""
    scene.welcome(caps="standard-replies")
    scene.enter("#a")
    scene.server(
        ":srv FAIL JOIN CHANNEL_GONE #a :It is gone",
        ":srv WARN REHASH OLD :Old certificate",
        ":srv NOTE * HELLO :Welcome",
        ":srv FAIL",
    )
    assert [(e.code, e.text, e.buffer) for e in scene.told(ServerError)] == [
        ("FAIL", "It is gone", "#a"),
        ("WARN", "Old certificate", ""),
        ("FAIL", "", ""),
    ]
    assert scene.only(ServerText).text == "Welcome"


def test_an_unlabelled_fail_ends_the_message_it_names(scene: Scene) -> None:
    """Without labels its context tells which message it is about."""
    scene.welcome(caps="echo-message standard-replies")
    label = scene.say("#a", "x")
    scene.server(":srv FAIL PRIVMSG TOO_LONG #a :Too long")
    assert scene.only(SendFailed).label == label


def test_the_end_that_a_server_announces_is_told(scene: Scene) -> None:
    """ERROR says why the connection is about to end: it is told with what comes next."""
    scene.welcome()
    scene.server("ERROR :Closing link: flood")
    assert scene.session.error == "flood"
    scene.server("ERROR :Closing link: (127.0.0.1) [The server is shutting down]")
    assert scene.session.error == "The server is shutting down"
    scene.server("ERROR :Go away")
    assert scene.session.error == "Go away"


@pytest.mark.parametrize(
    ("error", "refusal"),
    [
        ("Closing link: (127.0.0.1) [Kicked by the operator: too loud]", Refusal.REMOVED),
        ("Closing Link: me[host] (K-Lined: spam)", Refusal.REMOVED),
        ("Closing link: (127.0.0.1) [The server is shutting down]", None),
    ],
)
def test_who_is_put_out_stays_out(scene: Scene, error: str, refusal: Refusal | None) -> None:
    """Whom an operator puts out does not come back by itself; a restart is another matter."""
    scene.welcome()
    scene.server(f"ERROR :{error}")
    assert scene.session.refusal is refusal
