"""Whoever has nothing but nc: a line is a message to the lobby."""

from collections.abc import Callable

import pytest

from netcore.core import acts
from netcore.core.moderation import CONSOLE
from netcore.core.session import Phase
from netcore.core.settings import Settings
from tests.core.conftest import Chat

MakeChat = Callable[..., Chat]


def words(text: str) -> list[str]:
    """What stands behind the times."""
    return [line.split("] ", 1)[1] for line in text.splitlines()]


def test_the_first_line_is_heard(chat: Chat) -> None:
    """A guest gets a name and the lobby, and the line that made the guest known is said."""
    alice = chat.irc("alice", "#lobby")
    guest = chat.connect()
    guest.bring(b"hello\n")
    said = words(guest.take_text())
    assert said[0].startswith("* Welcome to chat-tui. You are guest1 in #lobby:")
    assert said[-2:] == ["* Here: alice, guest1", "guest1 hello"]
    assert [m.params[-1] for m in alice.take()] == ["#lobby", "hello"]
    assert "guest1" in chat.renamed


def test_a_line_is_stamped_with_the_date_and_time(chat: Chat) -> None:
    """[YYYY-MM-DD HH:MM:SS] nick text, to its sender too."""
    guest, other = chat.guest(), chat.guest()
    guest.bring(b"hi there\r\n")
    text = guest.take_text()
    assert text == other.take_text()
    assert text[0] == "["
    assert text[20:] == "] guest1 hi there\n"


def test_irc_reaches_guests_cleaned(chat: Chat) -> None:
    """No control sequence and no formatting of an IRC user reaches a guest's terminal."""
    alice, guest = chat.irc("alice", "#lobby"), chat.guest()
    alice.send(
        "PRIVMSG #lobby :\x02bold\x02 \x1b[2J\x9b31m",
        "PRIVMSG #lobby :\x01ACTION waves\x01",
        "PRIVMSG guest1 :psst",
        "NOTICE guest1 :note",
        "TOPIC #lobby :tea\x07",
        "TOPIC #lobby :",
        "MODE #lobby +m",
        "NICK anna",
    )
    assert words(guest.take_text()) == [
        "alice bold ␛[2J\ufffd31m",
        "* alice waves",
        "alice (to you alone) psst",
        "alice (to you alone) note",
        "* alice set the topic: tea␇",
        "* the topic is gone",
        "* alice is now anna",
    ]


def test_guests_are_told_who_comes_and_goes(chat: Chat) -> None:
    """Joins, parts, kicks and quits are lines like all others; the rest is left out."""
    guest, alice = chat.guest(), chat.irc("alice", caps="message-tags")
    alice.send("JOIN #lobby", "@+typing=active TAGMSG #lobby", "AWAY :x", "PART #lobby :bye")
    alice.send("JOIN #lobby", "INVITE guest1 #b", "JOIN #b", "INVITE guest1 #b", "QUIT")
    assert words(guest.take_text()) == [
        "* alice joined",
        "* alice left (bye)",
        "* alice joined",
        "* alice invites you to #b",
        "* alice left (Quit)",
    ]


def test_a_guest_takes_a_name(chat: Chat) -> None:
    """/nick renames, says why not, and a name that is the guest's already changes nothing."""
    guest = chat.guest()
    alice = chat.irc("alice", "#lobby")
    guest.take_text()
    guest.bring(b"/nick bob\n")
    assert words(guest.take_text()) == ["* guest1 is now bob"]
    assert alice.take_lines() == [":guest1!~guest@127.0.0.1 NICK :bob"]
    for wanted, answer in (
        (b"/nick", "* That cannot be a name: use letters, digits, - and _."),
        (b"/nick 1", "* That cannot be a name: use letters, digits, - and _."),
        (b"/nick Alice", "* Somebody is called Alice already: choose another name."),
    ):
        guest.bring(wanted + b"\n")
        assert words(guest.take_text()) == [answer]
    guest.bring(b"/nick bob\n")
    assert guest.take_text() == ""


def test_a_guest_has_words(chat: Chat) -> None:
    """/who, /help, /me, // for a slash; an unknown word is said to be one and not sent."""
    guest, alice = chat.guest(), chat.irc("alice", "#lobby")
    alice.send("AWAY :x")
    guest.take_text()
    guest.bring(b"/who\n")
    assert words(guest.take_text()) == ["* Here: guest1, alice (away)"]
    guest.bring(b"/help\n")
    assert len(words(guest.take_text())) == 5
    alice.take_text()
    guest.bring(b"/me waves\n//slash\n/fly me\n/me\n\n")
    assert words(guest.take_text()) == [
        "* guest1 waves",
        "guest1 /slash",
        "* There is no /fly, so nothing was said. /help tells what there is.",
        "* There is no /me, so nothing was said. /help tells what there is.",
    ]
    assert [m.params[1] for m in alice.take()] == ["\x01ACTION waves\x01", "/slash"]


@pytest.mark.parametrize("word", ["quit", "/quit"])
def test_quit_leaves(chat: Chat, word: str) -> None:
    """One says good-bye and the others read it."""
    alice, guest = chat.irc("alice", "#lobby"), chat.guest()
    guest.bring(f"{word}\n".encode())
    assert words(guest.take_text()) == ["* Bye"]
    assert guest.said_goodbye
    assert [m.params for m in alice.take()] == [("Client quit",)]


def test_long_lines_are_said_in_pieces(chat: Chat) -> None:
    """What does not fit one IRC line becomes several; what cannot be kept is said to be lost."""
    alice, guest = chat.irc("alice", "#lobby"), chat.guest()
    text = "word " * 300
    guest.bring(text.encode() + b"\n")
    pieces = [m.params[1] for m in alice.take()]
    assert len(pieces) > 2
    assert " ".join(pieces).split() == text.split()
    guest.take_text()
    guest.bring(b"x" * 10_000 + b"\n")
    assert words(guest.take_text()) == ["* That line was too long and was not said."]


def test_what_is_not_utf_8_is_read_all_the_same(make_chat: MakeChat) -> None:
    """As Latin-1, or as the operator's fallback encoding."""
    chat = make_chat()
    guest = chat.guest()
    guest.bring(b"caf\xe9 \0!\n")
    assert words(guest.take_text()) == ["guest1 café !"]
    chinese = make_chat(fallback_encoding="gbk")
    guest = chinese.guest()
    guest.bring("你好".encode("gbk") + b"\n")
    assert words(guest.take_text()) == ["guest1 你好"]


def test_a_guest_who_may_not_speak_is_told_why(chat: Chat) -> None:
    """A moderated lobby keeps the line and says so."""
    alice = chat.irc("alice", "#lobby")
    guest = chat.guest()
    alice.send("MODE #lobby +m")
    guest.take_text()
    guest.bring(b"hi\n")
    assert words(guest.take_text())[0].startswith("* Not said: Cannot send to channel (+m)")


def test_a_guest_who_was_kicked_comes_back_by_speaking(chat: Chat) -> None:
    """Unless the lobby says no; then the guest is told why, and nothing is said."""
    alice = chat.irc("alice", "#lobby")
    guest = chat.guest()
    alice.send("KICK #lobby guest1 :calm down")
    assert words(guest.take_text()) == ["* guest1 was kicked by alice (calm down)"]
    guest.bring(b"sorry\n")
    assert words(guest.take_text()) == ["* guest1 joined", "guest1 sorry"]
    alice.send("KICK #lobby guest1", "MODE #lobby +i")
    guest.take_text()
    alice.take_text()
    guest.bring(b"sorry\n")
    assert words(guest.take_text())[0].startswith("* You are not in #lobby: ")
    assert alice.take_text() == ""


def test_an_empty_lobby_comes_back(chat: Chat) -> None:
    """A guest kicked from a lobby that is then gone makes it anew; /who of none is silent."""
    alice = chat.irc("alice", "#lobby")
    guest = chat.guest()
    alice.send("KICK #lobby guest1", "PART #lobby")
    guest.take_text()
    guest.bring(b"/who\n")
    assert guest.take_text() == ""
    guest.bring(b"anybody?\n")
    assert words(guest.take_text())[-1] == "guest1 anybody?"


def test_a_password_is_asked_for(make_chat: MakeChat) -> None:
    """The line before the password is not said; the right one lets in, a wrong one ends."""
    chat = make_chat(password="sesame")
    alice = chat.connect()
    alice.send("PASS sesame", "NICK alice", "USER a 0 * :A", "JOIN #lobby")
    guest = chat.connect()
    guest.bring(b"hello\n")
    assert "password" in words(guest.take_text())[0]
    alice.take_text()
    guest.bring(b"sesame\n")
    assert words(guest.take_text())[0].startswith("* Welcome")
    assert [m.command for m in alice.take()] == ["JOIN"]
    other = chat.connect()
    other.bring(b"hello\n")
    other.take_text()
    other.bring(b"open\n")
    assert words(other.take_text())[-1] == "* Password incorrect: connect again to type it"
    assert other.said_goodbye
    empty = chat.connect()
    empty.bring(b"hello\n\xa0\n")
    assert empty.said_goodbye


def test_bare_lines_are_for_this_machine_unless_the_operator_says_otherwise() -> None:
    """Whoever tries from elsewhere is told how to come in, also one who only looks."""
    for allowed in (False, True):
        chat = Chat(Settings(plain_guests=allowed))
        guest, silent = chat.connect("10.0.0.1"), chat.connect("10.0.0.2")
        guest.bring(b"hello\n")
        chat.advance(2.0)
        assert ("join with chat-tui" in guest.take_text()) is not allowed
        assert ("join with chat-tui" in silent.take_text()) is not allowed
        assert guest.said_goodbye is not allowed


def test_a_banned_guest_is_told_why() -> None:
    """In words, not in numerics."""
    chat = Chat(Settings(plain_guests=True))
    acts.ban(chat.hub, CONSOLE, "*!*@10.*", "spam")
    guest = chat.connect("10.0.0.1")
    guest.bring(b"hello\n")
    assert words(guest.take_text())[-1] == "* You are banned: spam"
    assert guest.session.phase is Phase.CLOSING


def test_a_banned_word_in_a_channel_keeps_guests_out(chat: Chat) -> None:
    """A newcomer who may not enter the lobby is in, and told why nothing is heard."""
    chat.irc("alice", "#lobby").send("MODE #lobby +b *!~guest@*")
    guest = chat.connect()
    guest.bring(b"hello\n")
    said = words(guest.take_text())
    assert said[0].startswith("* Welcome")
    assert said[1].startswith("* You are not in #lobby: ")


def test_an_empty_line_says_nothing(chat: Chat) -> None:
    """Enter alone, or spaces, is not a message."""
    guest = chat.guest()
    guest.bring(b"\r\n  \r\n")
    assert guest.take_text() == ""


def test_nobody_shuts_guests_out_by_a_name_like_theirs(chat: Chat) -> None:
    """A nick that looks like the next guest's is passed over."""
    twin = chat.irc("gu\u0435st1")
    guest = chat.connect()
    guest.bring(b"hello\n")
    assert twin.session.user
    assert words(guest.take_text())[-1] == "guest2 hello"


def test_a_long_deed_is_done_in_pieces(chat: Chat) -> None:
    """Each of them is an action, for IRC clients too."""
    alice, guest = chat.irc("alice", "#lobby"), chat.guest()
    guest.bring(b"/me " + b"waves and " * 60 + b"\n")
    said = [message.params[-1] for message in alice.take()]
    assert len(said) == 2
    assert all(text.startswith("\x01ACTION ") and text.endswith("\x01") for text in said)
    assert all(text.startswith("* guest1 waves and") for text in words(guest.take_text()))
