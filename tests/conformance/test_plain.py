"""The plain dialect: whoever has nothing but nc talks with everybody else."""

import re
import socket

import pytest

from tests.conformance.conftest import Guest, Host, OpenHost, commands, one, said


def enter(guest: Guest, text: str = "hello") -> None:
    """Say the first line, and read up to its coming back."""
    guest.say(text)
    guest.hear_until(f" {text}")


def test_the_first_line_is_said_and_comes_back(host: Host) -> None:
    """After a welcome with the guest's name, the join and who is there."""
    guest = host.guest()
    guest.say("hello")
    heard = guest.hear_until("guest1 hello")
    assert heard[0].startswith("* Welcome to chat-tui. You are guest1 in #lobby: type a line")
    assert heard[1:] == ["* guest1 joined", "* Here: guest1", "guest1 hello"]


def test_lines_bear_date_and_time(host: Host) -> None:
    """``[YYYY-MM-DD HH:MM:SS] nick text``, for the speaker and the others alike."""
    first, second = host.guest(), host.guest()
    enter(first)
    enter(second)
    first.hear_until("guest2 hello")
    first.say("and again")
    pattern = r"\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] guest1 and again"
    assert re.fullmatch(pattern, first.read_line())
    assert re.fullmatch(pattern, second.read_line())


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\0"])
def test_any_line_end_will_do(host: Host, end: str) -> None:
    """nc sends LF, telnet CRLF or CR NUL."""
    guest = host.guest()
    guest.send_bytes(f"one{end}two{end}".encode())
    assert guest.hear_until("guest1 two")[-2:] == ["guest1 one", "guest1 two"]


def test_no_line_end_at_all_will_do(open_host: OpenHost) -> None:
    """Bytes that lie for plain_pause count as a line: a raw socket sends no newline."""
    guest = open_host(plain_pause=0.05).guest()
    guest.send_bytes(b"no newline")
    guest.hear_until("guest1 no newline")
    guest.send_bytes("wörter".encode())
    assert guest.hear() == "guest1 wörter"


def test_the_last_bytes_before_the_end_are_a_line(host: Host) -> None:
    """``printf hi | nc -N`` says it, and is closed in turn."""
    (alice,) = host.room("#lobby", "alice")
    guest = host.guest()
    guest.send_bytes(b"one\ntwo")
    guest.socket.shutdown(socket.SHUT_WR)
    assert guest.rest()[-1].endswith("* Connection closed")
    assert said(alice.sync()) == [
        ("guest1", "JOIN", "#lobby"),
        ("guest1", "PRIVMSG", "#lobby", "one"),
        ("guest1", "PRIVMSG", "#lobby", "two"),
        ("guest1", "QUIT", "Connection closed"),
    ]


@pytest.mark.parametrize("word", ["quit", "/quit", " quit "])
def test_quit_leaves(host: Host, word: str) -> None:
    """The guest is told good-bye, the others that the guest left."""
    (alice,) = host.room("#lobby", "alice")
    guest = host.guest()
    enter(guest)
    guest.say(word)
    assert [line.partition("] ")[2] for line in guest.rest()] == ["* Bye"]
    assert said(alice.sync())[-1] == ("guest1", "QUIT", "Client quit")


def test_quit_as_the_very_first_word_leaves(host: Host) -> None:
    """Nobody hears of it as something said."""
    guest = host.guest()
    guest.say("quit")
    assert guest.rest()[-1].endswith("* Bye")


def test_guests_and_irc_users_are_in_one_room(host: Host) -> None:
    """What either says the other sees, in its own way."""
    (alice,) = host.room("#lobby", "alice")
    guest = host.guest()
    enter(guest)
    assert said(alice.sync()) == [
        ("guest1", "JOIN", "#lobby"),
        ("guest1", "PRIVMSG", "#lobby", "hello"),
    ]
    alice.ask(
        "PRIVMSG #lobby :hi guest", "NOTICE #lobby :note", "PRIVMSG #lobby :\x01ACTION nods\x01"
    )
    assert [guest.hear() for _ in range(3)] == ["alice hi guest", "alice note", "* alice nods"]
    source = alice.ask("WHOIS guest1")[0].params
    assert source[2:4] == ("~guest", "127.0.0.1")


def test_guests_are_told_what_happens(host: Host) -> None:
    """Joins, leaves, nicks, topics and kicks, in words."""
    alice, bob = host.room("#lobby", "alice", "bob")
    guest = host.guest()
    enter(guest)
    alice.ask("TOPIC #lobby :soup", "TOPIC #lobby :", "NICK al", "KICK #lobby bob :enough")
    alice.send("QUIT :gone")
    alice.rest()
    bob.ask("JOIN #lobby", "PART #lobby :bye")
    assert [guest.hear() for _ in range(7)] == [
        "* alice set the topic: soup",
        "* the topic is gone",
        "* alice is now al",
        "* bob was kicked by al (enough)",
        "* al left (Quit: gone)",
        "* bob joined",
        "* bob left (bye)",
    ]


def test_what_is_said_to_a_guest_alone_is_marked(host: Host) -> None:
    """So that nobody answers it in front of everybody."""
    alice = host.client("alice")
    guest = host.guest()
    enter(guest)
    alice.ask("PRIVMSG guest1 :psst", "PRIVMSG guest1 :\x01ACTION winks\x01")
    assert guest.hear() == "alice (to you alone) psst"
    assert guest.hear() == "* alice (to you alone) winks"


def test_a_guest_takes_another_name(host: Host) -> None:
    """``/nick NAME`` works as NICK does, and its refusals are words."""
    (alice,) = host.room("#lobby", "alice")
    guest = host.guest()
    enter(guest)
    guest.say("/nick dave")
    assert guest.hear() == "* guest1 is now dave"
    guest.say("me again")
    assert guest.hear() == "dave me again"
    guest.say("/nick ALICE")
    assert guest.hear() == "* Somebody is called ALICE already: choose another name."
    for bad in ("/nick", "/nick 1", "/nick a b", "/nick #x"):
        guest.say(bad)
        assert guest.hear().startswith("* That cannot be a name")
    assert said(alice.sync())[-2:] == [
        ("guest1", "NICK", "dave"),
        ("dave", "PRIVMSG", "#lobby", "me again"),
    ]


def test_who_help_and_me(host: Host) -> None:
    """``/who`` names those who are here, ``/help`` the words, ``/me`` is an action."""
    (alice,) = host.room("#lobby", "alice")
    alice.ask("AWAY :out")
    guest = host.guest()
    enter(guest)
    guest.say("/who")
    assert guest.hear() == "* Here: alice (away), guest1"
    guest.say("/help")
    helped = guest.hear_until("quit")
    assert [word in " ".join(helped) for word in ("/nick", "/who", "/me", "quit")] == [True] * 4
    guest.say("/me waves")
    assert guest.hear() == "* guest1 waves"
    assert said(alice.sync())[-1] == ("guest1", "PRIVMSG", "#lobby", "\x01ACTION waves\x01")


def test_an_unknown_word_is_not_said(host: Host) -> None:
    """A slip of the finger stays private; a double slash says a slash."""
    (alice,) = host.room("#lobby", "alice")
    guest = host.guest()
    enter(guest)
    guest.say("/pass secret")
    assert guest.hear().startswith("* There is no /pass, so nothing was said.")
    guest.say("//etc")
    assert guest.hear() == "guest1 /etc"
    assert "secret" not in str(alice.sync())


@pytest.mark.parametrize("line", ["", "   ", "\t", "\0"])
def test_nothing_is_said_for_an_empty_line(host: Host, line: str) -> None:
    """Not even a stamp."""
    guest = host.guest()
    enter(guest)
    guest.say(line)
    guest.say("x")
    assert guest.hear() == "guest1 x"


def test_a_long_line_is_said_in_pieces(host: Host) -> None:
    """Each fits a line of IRC; one beyond all bounds is not said, and the guest is told."""
    (alice,) = host.room("#lobby", "alice")
    guest = host.guest()
    enter(guest)
    guest.say("wörd " * 200)
    guest.say("x" * 5000)
    guest.hear_until("* That line was too long and was not said.")
    pieces = [message.params[1] for message in alice.sync()[2:]]
    assert " ".join(pieces) == ("wörd " * 200).strip()
    assert max(len(piece.encode()) for piece in pieces) <= 400


def test_no_control_sequence_of_anybody_reaches_a_guests_terminal(host: Host) -> None:
    """Nothing stands between a guest and the terminal but this server."""
    (alice,) = host.room("#lobby", "alice")
    guest = host.guest()
    enter(guest)
    alice.ask(
        "PRIVMSG #lobby :\x1b]0;title\x07\x1b[31mred\x9b2J\x7f",
        "PRIVMSG #lobby :\x02bold\x02 \x0304red\x03",
        "TOPIC #lobby :\x1b[2J",
        "PRIVMSG #lobby :a\u202eb\u2028c",
    )
    for _ in range(4):
        assert guest.hear().isprintable()
    guest.say("\x1b[A up")
    assert guest.hear().isprintable()


def test_bytes_of_another_encoding_do_no_harm(open_host: OpenHost) -> None:
    """They are read as latin-1, or as the operator says; nobody gets bytes that do not decode."""
    host = open_host(fallback_encoding="gbk")
    (alice,) = host.room("#lobby", "alice")
    guest = host.guest()
    guest.send_bytes("你好".encode("gbk") + b"\n")
    guest.hear_until("guest1 你好")
    assert said(alice.sync())[-1] == ("guest1", "PRIVMSG", "#lobby", "你好")


TELNET = (
    b"\xff\xfb\x1f\xff\xfb\x20\xff\xfd\x01",
    b"\xff\xfa\x1f\x00\x50\x00\x18\xff\xf0",
    b"\xff\xfa\x18\x00XTERM\xff\xff\xff\xf0\xff\xf1",
)


@pytest.mark.parametrize("piecewise", [False, True])
def test_telnets_negotiation_is_no_text(host: Host, piecewise: bool) -> None:
    """RFC 854: options and subnegotiations are taken out, however they are cut."""
    (alice,) = host.room("#lobby", "alice")
    guest = host.guest()
    data = TELNET[0] + TELNET[1] + b"hello" + TELNET[2] + b" there\r\n"
    for start in range(0, len(data), 1 if piecewise else len(data)):
        guest.send_bytes(data[start : start + (1 if piecewise else len(data))])
    guest.hear_until("guest1 hello there")
    assert said(alice.sync())[-1] == ("guest1", "PRIVMSG", "#lobby", "hello there")


def test_telnet_can_speak_irc(host: Host) -> None:
    """Somebody who types IRC by hand in telnet registers."""
    client = host.connect()
    client.send_bytes(TELNET[0] + b"nick alice\r\n")
    assert "001" in commands(client.ask("user a 0 * :A"))


def test_guests_have_names_of_their_own(host: Host) -> None:
    """The lowest free number."""
    host.client("guest2")
    guests = [host.guest() for _ in range(3)]
    for guest in guests:
        guest.say("x")
    names = {guest.hear_until("You are guest")[-1].split()[6] for guest in guests}
    assert names == {"guest1", "guest3", "guest4"}


def test_a_guest_who_is_silenced_is_told_in_words(host: Host) -> None:
    """+m, a ban, and after a kick a closed door: never a numeric."""
    (alice,) = host.room("#lobby", "alice")
    guest = host.guest()
    enter(guest)
    alice.ask("MODE #lobby +m")
    guest.say("may I")
    assert guest.hear().startswith("* Not said: ")
    alice.ask("MODE #lobby -m+b guest1", "KICK #lobby guest1")
    guest.say("let me in")
    heard = guest.hear_until("banned")
    assert heard[-1] == "* You are not in #lobby: Cannot join channel (+b): you are banned"
    alice.ask("MODE #lobby -b guest1!*@*")
    guest.say("now")
    assert guest.hear_until("guest1 now")[0] == "* guest1 joined"


@pytest.mark.parametrize("mode", ["+i", "+k key", "+l 1"])
def test_a_guest_who_cannot_enter_the_lobby_is_told_why(host: Host, mode: str) -> None:
    """And can still leave in peace."""
    (alice,) = host.room("#lobby", "alice")
    alice.ask(f"MODE #lobby {mode}")
    guest = host.guest()
    guest.say("hello")
    assert guest.hear_until("* You are not in #lobby: ")
    guest.say("quit")
    assert guest.rest()[-1].endswith("* Bye")
    assert "PRIVMSG" not in commands(alice.sync())


def test_the_door_has_a_password_for_guests_as_well(open_host: OpenHost) -> None:
    """It is asked for before anything is said, and is never said itself."""
    host = open_host(password="sesame")
    guest = host.guest()
    guest.say("hello")
    assert guest.hear() == (
        "* This chat wants a password, so your line was not said. Type the password now:"
    )
    guest.say("sesame")
    heard = guest.hear_until("* Here: guest1")
    assert not [line for line in heard if "sesame" in line or "hello" in line]
    guest.say("hi")
    assert guest.hear() == "guest1 hi"


def test_a_wrong_password_of_a_guest_ends_it(open_host: OpenHost) -> None:
    """In words, not in numerics."""
    guest = open_host(password="sesame").guest()
    guest.say("hello")
    guest.say("guess")
    assert [line.partition("] ")[2] for line in guest.rest()[1:]] == [
        "* Password incorrect: connect again to type it"
    ]


def test_the_password_has_a_deadline_for_guests_as_well(open_host: OpenHost) -> None:
    """Who does not give it in time goes."""
    guest = open_host(password="sesame", registration_timeout=0.3).guest()
    guest.say("hello")
    assert guest.rest()[-1].endswith("* Registration timed out")


def test_who_says_nothing_is_told_what_to_do(host: Host) -> None:
    """Somebody who looks at an empty screen gets one line that both dialects can read."""
    line = host.guest().read_line()
    assert line == (
        ":chat.local NOTICE * :Welcome to chat-tui. Type a line and press Enter to say it "
        "in #lobby; /help tells more."
    )


def test_the_counts_know_guests(host: Host) -> None:
    """They are users like all others."""
    alice = host.client("alice")
    enter(host.guest())
    assert one(alice.ask("LUSERS"), "265").params[1] == "2"
