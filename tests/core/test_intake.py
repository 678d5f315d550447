"""From a link's bytes to lines, however they are cut, and what is turned away."""

from collections.abc import Callable

import pytest

from netcore.core.session import Phase
from tests.core.conftest import Chat

MakeChat = Callable[..., Chat]
REGISTRATION = b"NICK alice\r\nUSER a 0 * :Z\xc3\xb6e\r\nPING :l\xc3\xa4st\r\n"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_lines_are_lines_however_they_come(chat: Chat, size: int) -> None:
    """A stream in pieces of any size is answered as the whole is."""
    client = chat.connect()
    for start in range(0, len(REGISTRATION), size):
        client.bring(REGISTRATION[start : start + size])
    lines = client.take_lines()
    assert lines[0].split(" ")[1] == "001"
    assert lines[-1].endswith(":läst")


def test_a_command_that_pauses_in_its_middle_is_one_command(chat: Chat) -> None:
    """Bytes of an IRC client are never a line before their line end, at any pause."""
    client = chat.connect()
    for piece in (b"NI", b"CK alice\r\nUS", b"ER a 0 * :A", b" B\r\n"):
        client.bring(piece)
        chat.advance(0.5)
    assert client.session.user
    assert client.session.user.realname == "A B"


@pytest.mark.parametrize("beginning", [b"NICK alic", b"CAP LS", b"cap ls 3", b":x NICK", b"NI"])
def test_the_beginning_of_a_command_is_waited_for(chat: Chat, beginning: bytes) -> None:
    """What may still become a command is not said to the lobby when it pauses."""
    client = chat.connect()
    client.bring(beginning)
    chat.advance(1.0)
    assert client.session.phase is Phase.OPEN
    assert chat.hub.due > chat.now


def test_a_begun_command_ends_with_the_time_for_registering(chat: Chat) -> None:
    """A command that never ends is given up at the deadline, and nobody polls until then."""
    client = chat.connect()
    client.bring(b"NICK alic")
    for _ in range(3):
        chat.advance(6.0)
        assert chat.hub.due > chat.now
        assert client.session.phase is Phase.OPEN
    chat.advance(6.0)
    assert client.take()[-1].command == "ERROR"


def test_letters_that_could_be_a_command_count_as_a_line_in_the_end(chat: Chat) -> None:
    """A raw socket that says PI and no more is a guest after three seconds."""
    client = chat.connect()
    client.bring(b"PI")
    chat.advance(2.9)
    assert "PI" not in client.take_text()
    chat.advance(0.2)
    assert client.take_text().endswith(" guest1 PI\n")


def test_bytes_without_a_line_end_count_as_a_line(chat: Chat) -> None:
    """A raw socket that sends no newline is heard after a pause, counted from its last byte."""
    client = chat.connect()
    client.bring(b"hello ")
    assert chat.hub.due <= chat.now + 0.3
    chat.advance(0.2)
    client.bring(b"world")
    chat.advance(0.2)
    assert client.take_text() == ""
    chat.advance(0.2)
    assert client.take_text().endswith(" guest1 hello world\n")
    client.bring(b"again")
    client.bring(b" and again\n")
    assert client.take_text().endswith(" guest1 again and again\n")
    chat.advance(0.5)
    assert client.take_text() == ""


@pytest.mark.parametrize(
    ("first", "word"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "web server"),
        (b"POST /x HTTP/1.1\r\n", "web server"),
        (b"OPTIONS * HTTP/1.1\r\n", "web server"),
        (b"CONNECT chat:1 HTTP/1.1\r\n", "web server"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "TLS"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "This is a chat server"),
        (b"*1\r\n$4\r\nPING\r\n", "This is a chat server"),
        (b"PROXY TCP4 1.2.3.4 1.2.3.4 1 2\r\n", "This is a chat server"),
        (b"\xef\xbb\xbfhello\r\n", "This is a chat server"),
    ],
)
@pytest.mark.parametrize("cut", [False, True])
def test_what_is_no_chat_is_turned_away(chat: Chat, first: bytes, word: str, cut: bool) -> None:
    """One line that says so and a close; nothing of it is said to anybody."""
    alice = chat.irc("alice", "#lobby")
    client = chat.connect()
    for piece in [first[:6], first[6:]] if cut else [first]:
        client.bring(piece)
    chat.advance(4.0)
    (line,) = client.take_lines()
    assert line.startswith("ERROR :")
    assert word in line
    assert client.said_goodbye
    assert alice.take_text() == ""
    assert any("turned away" in note.text for note in chat.notes)


@pytest.mark.parametrize(
    ("size", "code"), [(510, "421"), (511, "417"), (5000, "417"), (9000, "417")]
)
def test_a_line_over_512_bytes_is_refused(chat: Chat, size: int, code: str) -> None:
    """417, nothing relayed, and the next line is fine."""
    alice = chat.irc("alice")
    assert alice.codes("X" * size, "PING x") == [code, "PONG"]


@pytest.mark.parametrize(("size", "codes"), [(4096, []), (4097, ["417"])])
def test_tags_have_a_limit_of_their_own(chat: Chat, size: int, codes: list[str]) -> None:
    """4096 bytes of tags with the @ and the space, and a whole line behind them."""
    alice, bob = chat.irc("alice", caps="message-tags"), chat.irc("bob", caps="message-tags")
    tags = f"@+x={'y' * (size - 5)} "
    assert len(tags) == size
    text = "z" * (512 - len("PRIVMSG bob :\r\n"))
    assert alice.codes(f"{tags}PRIVMSG bob :{text}") == codes
    assert len(bob.take()) == 1 - len(codes)


def test_a_line_without_an_end_is_given_up(chat: Chat) -> None:
    """Beyond a megabyte the connection goes; the memory for it was bounded."""
    alice = chat.irc("alice")
    codes = [m for _ in range(20) for m in alice.codes_of(b"x" * 65536)]
    assert codes == ["417", "ERROR"]
    assert len(alice.session.lines.partial) == 0


def test_a_nul_is_left_out_and_the_next_line_heard(chat: Chat) -> None:
    """NUL within a line does not make the connection deaf."""
    alice = chat.irc("alice")
    alice.bring(b"PI\0NG :a\0b\r\n\0\r\nPING c\r\n")
    assert [m.params[1] for m in alice.take()] == ["ab", "c"]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\n\r", "\r\r\n"])
def test_every_line_end_ends_a_line(chat: Chat, end: str) -> None:
    """CR, LF and both, and empty lines are nothing."""
    alice = chat.irc("alice")
    alice.bring(f"PING a{end}PING b{end}{end}PING c{end}".encode())
    assert [m.params[1] for m in alice.take()] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("line", "command"),
    [
        (b"PRIVMSG #a :\xff", "PRIVMSG"),
        (b":x privmsg #a :\xc3", "PRIVMSG"),
        (b"@a=b PRIVMSG #a :\xed\xa0\x80", "PRIVMSG"),
        (b"\xff\xfe", "*"),
        (b"@\xff", None),
        (b":", None),
    ],
)
def test_what_is_not_utf_8_is_refused(chat: Chat, line: bytes, command: str | None) -> None:
    """FAIL with INVALID_UTF8 names the command; nothing is relayed."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a")
    alice.take_text()
    alice.bring(line + b"\r\n")
    lines = alice.take_lines()
    if command is None:
        assert lines == []
    else:
        assert lines[0].startswith(f":chat.local FAIL {command} INVALID_UTF8 :")
    assert bob.take_text() == ""


def test_a_fallback_encoding_reads_what_is_not_utf_8(make_chat: MakeChat) -> None:
    """Where the operator has set one, old clients are understood."""
    chat = make_chat(fallback_encoding="latin-1")
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a")
    alice.bring(b"PRIVMSG #a :caf\xe9\r\nPRIVMSG #a :caf\xc3\xa9\r\n")
    assert [m.params[1] for m in bob.take()] == ["café", "café"]


def test_the_last_bytes_of_a_guest_are_a_line(chat: Chat) -> None:
    """`echo hi | nc -N` is heard, also without a newline; then the link is closed."""
    alice = chat.irc("alice", "#lobby")
    client = chat.connect()
    client.bring(b"hi")
    chat.hub.finished(client.id)
    chat.turn()
    assert [m.command for m in alice.take()] == ["JOIN", "PRIVMSG", "QUIT"]
    assert client.said_goodbye


def test_the_last_bytes_of_a_guest_may_be_quit(chat: Chat) -> None:
    """Then the good-bye is said once."""
    guest = chat.guest()
    guest.bring(b"quit")
    chat.hub.finished(guest.id)
    chat.turn()
    assert chat.to_close == [guest]


def test_a_line_cut_off_by_the_end_is_lost_on_irc(chat: Chat) -> None:
    """The end of the stream in mid-line is a lost connection, not a message."""
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a")
    alice.bring(b"PRIVMSG #a :half")
    chat.hub.finished(alice.id)
    chat.turn()
    assert [m.command for m in bob.take()] == ["QUIT"]


def test_an_unknown_link_is_nobody(chat: Chat) -> None:
    """Late words of the engine about a link that is gone change nothing."""
    chat.hub.received(99, b"PING x\r\n")
    chat.hub.finished(99)
    chat.hub.closed(99, "gone")
    assert not any(chat.turn())


def test_a_line_may_take_more_bytes_as_utf_8(make_chat: MakeChat) -> None:
    """What has fitted as it came is said whole; what has not is too long all the same."""
    chat = make_chat(fallback_encoding="gbk")
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a")
    chat.forget()
    alice.bring(b"PRIVMSG #a :" + ("\u4f60" * 240).encode("gbk") + b"\r\n")
    assert alice.take() == []
    assert bob.take()[-1].params[-1] == "\u4f60" * 240
    assert alice.codes_of(b"PRIVMSG #a :" + ("\u4f60" * 260).encode("gbk") + b"\r\n") == ["417"]
    assert alice.codes_of(b":\xff\xff\r\n") == []


def test_no_fallback_encoding_makes_two_lines_of_one(make_chat: MakeChat) -> None:
    """Where an encoding can spell a line end in other bytes, it is a space."""
    chat = make_chat(fallback_encoding="cp037")
    alice, bob = chat.irc("alice", "#a"), chat.irc("bob", "#a")
    line = "PRIVMSG #a :x\n:server 001 bob\ry".encode("cp037")
    assert b"\n" not in line
    assert b"\r" in line
    alice.bring(line.replace(b"\r", b"") + b"\r\n")
    assert bob.take_lines() == [":alice!~alice@127.0.0.1 PRIVMSG #a :x :server 001 boby"]


def test_who_asks_for_too_much_in_one_go_is_cut_off(make_chat: MakeChat) -> None:
    """Answers to one segment are bounded like the send queue, and the rest is not even read."""
    chat = make_chat(sendq=2000)
    alice = chat.irc("alice", "#a")
    lines = alice.ask(*["WHO *"] * 100, "PRIVMSG #a :too late")
    assert lines[-1] == "ERROR :Closing link: (127.0.0.1) [SendQ exceeded]"
    assert len("".join(lines)) < 3000
    assert alice.said_goodbye
