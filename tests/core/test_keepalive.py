"""Who has been silent for too long."""

from collections.abc import Callable

from netcore.core.session import Phase
from tests.core.conftest import Chat

MakeChat = Callable[..., Chat]


def test_the_silent_are_asked_and_then_given_up(chat: Chat) -> None:
    """PING after the interval, an ERROR and a QUIT for the others after the timeout."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a")
    chat.advance(89.0)
    assert alice.take() == []
    chat.advance(1.0)
    assert alice.take_lines() == ["PING :chat.local"]
    bob.send("PONG x")
    chat.advance(59.5)
    assert alice.take() == []
    chat.advance(0.5)
    assert alice.take_lines()[-1] == "ERROR :Closing link: (127.0.0.1) [Ping timeout: 150 seconds]"
    assert alice.said_goodbye
    assert bob.take_lines()[-1] == ":alice!~alice@127.0.0.1 QUIT :Ping timeout: 150 seconds"


def test_the_nick_of_one_that_was_given_up_is_free(chat: Chat) -> None:
    """In the same turn, and up to then it is taken."""
    alice = chat.irc("alice")
    chat.advance(89.0)
    bob = chat.irc("bob")
    chat.advance(1.0)
    assert bob.codes("NICK Alice") == ["433"]
    chat.advance(60.0)
    assert alice.said_goodbye
    assert bob.ask("NICK Alice") == [":bob!~bob@127.0.0.1 NICK :Alice"]


def test_any_byte_is_life(chat: Chat) -> None:
    """Half a line is enough of an answer."""
    alice = chat.irc("alice")
    chat.advance(90.0)
    alice.bring(b"P")
    chat.advance(60.0)
    assert not alice.said_goodbye
    chat.advance(30.0)
    assert alice.take_lines() == ["PING :chat.local", "PING :chat.local"]


def test_guests_may_be_silent(chat: Chat) -> None:
    """Nobody with a bare terminal answers a PING, so none is sent."""
    guest = chat.guest()
    chat.advance(1000.0)
    assert guest.take_text() == ""
    assert guest.session.phase is Phase.PLAIN


def test_registering_has_a_deadline_that_nothing_prolongs(chat: Chat) -> None:
    """Whoever dribbles is gone at the same moment as whoever is silent."""
    silent, dribbling = chat.connect(), chat.connect()
    silent.send("NICK alice")
    for _ in range(19):
        chat.advance(1.0)
        dribbling.send("PING x")
    assert chat.to_close == []
    chat.advance(1.0)
    assert chat.to_close == [silent, dribbling]
    assert dribbling.take_lines()[-1].endswith("[Registration timed out]")


def test_a_guest_without_the_password_has_the_same_deadline(make_chat: MakeChat) -> None:
    """Whoever is asked for a password and says nothing does not stay for ever."""
    chat = make_chat(password="sesame")
    guest = chat.connect()
    guest.bring(b"hello\n")
    chat.advance(20.0)
    assert guest.said_goodbye


def test_the_silent_newcomer_is_told_what_to_do_once(chat: Chat) -> None:
    """A person who stares at an empty terminal reads how to begin."""
    client = chat.connect()
    chat.advance(1.25)
    assert client.take_text() == ""
    chat.advance(0.25)
    (line,) = client.take_lines()
    assert line.startswith(":chat.local NOTICE * :Welcome to chat-tui. Type a line")
    chat.advance(2.0)
    assert client.take_text() == ""
    client.send("NICK alice", "USER a 0 * :A")
    assert client.take()[0].command == "001"


def test_a_person_has_time_for_the_password(make_chat: MakeChat) -> None:
    """Who has read the greeting and thought about it is not cut off at the first line."""
    chat = make_chat(password="sesame")
    guest, typist = chat.connect(), chat.connect()
    chat.advance(30.0)
    guest.bring(b"hello\n")
    typist.send("PASS sesame", "NICK alice")
    chat.advance(30.0)
    assert chat.to_close == []
    guest.bring(b"sesame\n")
    assert "You are guest1 in #lobby" in guest.take_text()
    chat.advance(140.0)
    assert chat.to_close == [typist]
