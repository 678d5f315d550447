"""What a connection's first bytes say about who is there, and telnet's between them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcore.core.dialect import Opening, may_become_irc, opening
from netcore.core.session import Phase
from netcore.core.telnet import TelnetFilter
from tests.core.conftest import Chat


@pytest.mark.parametrize(
    ("first", "what"),
    [
        (b"NICK alice", Opening.IRC),
        (b"CAP LS 302", Opening.IRC),
        (b"nick alice", Opening.IRC),
        (b"@a=b PING x", Opening.IRC),
        (b":x!y@z PING x", Opening.IRC),
        (b"LIST", Opening.IRC),
        (b"list the reasons", Opening.PLAIN),
        (b"ping", Opening.PLAIN),
        (b"@bob are you there", Opening.PLAIN),
        (b":)", Opening.PLAIN),
        (b"", Opening.PLAIN),
        (b"hello", Opening.PLAIN),
        (b"\xff\xfehi", Opening.PLAIN),
        (b"*shrugs*", Opening.PLAIN),
        (b"*3", Opening.OTHER),
        (b"NICK *", Opening.IRC),
        (b"USER * 0 * :Alice", Opening.IRC),
        (b"PASS /secret", Opening.IRC),
        (b"PASS *", Opening.IRC),
        (b"USER / HTTP/1.1", Opening.HTTP),
        (b"GET / HTTP/1.0", Opening.HTTP),
        (b"PRI * HTTP/2.0", Opening.HTTP),
        (b"\x16\x03\x01", Opening.TLS),
    ],
)
def test_the_first_line_tells_who_is_there(first: bytes, what: Opening) -> None:
    """A client says a command, a person says something, and others are recognised."""
    assert opening(first) is what


@pytest.mark.parametrize(
    ("partial", "may"),
    [(b"NI", True), (b"", True), (b"@x", True), (b":", True), (b"hi", False), (b"NICKY", False)],
)
def test_the_beginning_of_a_command_is_told_apart(partial: bytes, may: bool) -> None:
    """Only what some command begins with may still become one."""
    assert may_become_irc(partial) is may


@given(st.binary(max_size=80))
def test_any_bytes_are_somebody(first: bytes) -> None:
    """There are no first bytes on which the judgement fails."""
    assert opening(first) in Opening
    may_become_irc(first)


NEGOTIATION = (
    b"\xff\xfb\x1fhe\xff\xfallo ignored\xff\x01\xff\xf0\xff\xf9llo\xff\xff\r\0\xff\xfc\x01!"
)
TEXT = b"hello\xff\r!"


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
def test_telnet_is_taken_out_however_it_is_cut(size: int) -> None:
    """Options, subnegotiations and commands go; an escaped 255 and a bare CR stay."""
    telnet = TelnetFilter()
    pieces = [NEGOTIATION[i : i + size] for i in range(0, len(NEGOTIATION), size)]
    assert b"".join(telnet.feed(piece) for piece in pieces) == TEXT


def test_telnet_that_says_nothing_for_long_is_cut_off(chat: Chat) -> None:
    """It would cost a look at every byte for ever."""
    guest = chat.connect()
    guest.bring(b"hello\n")
    for _ in range(32):
        guest.bring(b"\xff\xf1" * 1000)
    assert not guest.said_goodbye
    guest.bring(b"\xff\xf1" * 1000)
    assert guest.said_goodbye
    assert "Excess flood" in guest.take_lines()[-1]


@given(st.lists(st.binary(max_size=12), max_size=8))
def test_the_cuts_make_no_difference(pieces: list[bytes]) -> None:
    """The same bytes give the same text, whole or in pieces."""
    cut, whole = TelnetFilter(), TelnetFilter()
    assert b"".join(cut.feed(piece) for piece in pieces) == whole.feed(b"".join(pieces))


@pytest.mark.parametrize("line", ["pass me the salt", "ping me when ready", "user error, sorry"])
def test_a_sentence_is_not_a_command(chat: Chat, line: str) -> None:
    """A guest's first words may be those of a command, in small letters and another shape."""
    guest = chat.connect()
    guest.bring(f"{line}\n".encode())
    assert guest.session.phase is Phase.PLAIN
    assert guest.take_text().rstrip().endswith(f"guest1 {line}")


def test_who_reads_before_typing_is_given_time(chat: Chat) -> None:
    """Silence is no reason to throw a person out as soon as a program that stalls."""
    silent, stalling = chat.connect(), chat.connect()
    stalling.bring(b"NICK al")
    chat.advance(31)
    assert stalling.said_goodbye
    assert not silent.said_goodbye
    chat.advance(300)
    assert silent.said_goodbye
