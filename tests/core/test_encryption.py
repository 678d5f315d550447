"""A server that speaks TLS: who may do without, and what the others are told."""

import pytest

from netcore.core.encryption import Encryption
from netcore.core.settings import Settings
from tests.core.conftest import Chat, Client

ELSEWHERE = "192.0.2.7"
LINES = ("NICK alice", "USER alice 0 * :Alice")


@pytest.fixture
def chat() -> Chat:
    """A chat on a port that speaks TLS too."""
    chat = Chat()
    chat.hub.encryption = Encryption(9999, 86_400)
    return chat


def encrypted(chat: Chat, host: str = ELSEWHERE) -> Client:
    """A connection behind TLS that has said nothing."""
    client = chat.connect(host)
    client.session.secure = True
    return client


def test_whoever_is_elsewhere_needs_tls(chat: Chat) -> None:
    """Registration in plain text ends with what to do instead, and nobody is let in."""
    alice = chat.connect(ELSEWHERE)
    alice.send(*LINES)
    (line,) = alice.take_lines()
    assert line.startswith("ERROR :Closing link")
    assert "TLS on this same port 9999" in line
    assert "chat-tui join ircs://HOST:9999" in line
    assert alice.said_goodbye
    assert not chat.hub.state.users
    assert [note.text for note in chat.notes] == [
        f"turned away {ELSEWHERE}:40001: spoke without TLS"
    ]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_this_machine_may_do_without(chat: Chat, host: str) -> None:
    """Nobody listens in between, so a bare nc still works; no policy is announced there."""
    alice = chat.connect(host)
    assert not any("sts" in line for line in alice.ask("CAP LS 302"))
    assert "001" in alice.codes(*LINES, "CAP END")


def test_tls_lets_in(chat: Chat) -> None:
    """Behind TLS all is as ever."""
    assert "001" in encrypted(chat).codes(*LINES)


def test_the_policy_is_all_that_plain_text_is_offered(chat: Chat) -> None:
    """STS: the port to come back to; a request is refused, and so is going on without."""
    alice = chat.connect(ELSEWHERE)
    assert alice.ask("CAP LS 302", *LINES) == [":chat.local CAP * LS :sts=port=9999,duration=86400"]
    assert alice.ask("CAP REQ :sts") == [":chat.local CAP alice NAK :sts"]
    assert alice.ask("CAP REQ :message-tags") == [":chat.local CAP alice NAK :message-tags"]
    assert alice.codes("CAP END") == ["ERROR"]
    assert alice.said_goodbye


def test_without_302_there_is_no_value_and_so_no_policy(chat: Chat) -> None:
    """STS: "the capability has a REQUIRED value", which only 302 can carry."""
    assert chat.connect(ELSEWHERE).ask("CAP LS") == [":chat.local CAP * LS :"]
    assert "sts" not in encrypted(chat).ask("CAP LS")[0]


def test_the_policy_is_confirmed_behind_tls(chat: Chat) -> None:
    """STS: "servers MUST send this key to securely connected clients" (duration); NAK a request."""
    alice = encrypted(chat)
    first, last = alice.ask("CAP LS 302")
    assert last.endswith(" sts=port=9999,duration=86400")
    assert "message-tags" in first
    assert alice.ask("CAP REQ :sts") == [":chat.local CAP * NAK :sts"]


def test_a_guest_from_elsewhere_is_told_before_anything_is_said(chat: Chat) -> None:
    """The line that a bare nc sends is in no channel."""
    bob = encrypted(chat)
    bob.send("NICK bob", "USER bob 0 * :Bob", "JOIN #lobby")
    bob.take()
    guest = chat.connect(ELSEWHERE)
    guest.bring(b"hello everybody\n")
    assert "TLS on this same port" in guest.take_text()
    assert guest.said_goodbye
    assert bob.take() == []


def test_who_waits_in_silence_is_told_too(chat: Chat) -> None:
    """Somebody with nc who reads first is not invited to type."""
    guest, local = chat.connect(ELSEWHERE), chat.connect()
    chat.advance(2.0)
    assert "TLS on this same port" in guest.take_text()
    assert "Type a line" in local.take_text()


def test_a_handshake_has_the_time_of_a_registration_and_no_more(chat: Chat) -> None:
    """Nothing is said into a half made TLS; the deadline counts from the connection."""
    client = chat.connect(ELSEWHERE)
    client.session.shaking_hands = True
    chat.advance(19.0)
    assert client.take_text() == ""
    chat.advance(1.0)
    assert client.said_goodbye


def test_half_a_line_of_a_guest_counts_only_if_it_is_whole(chat: Chat) -> None:
    """Where TLS was cut off, what lies there may be the beginning of something else."""
    chat.hub.settings = Settings(plain_guests=True)
    for truncated in (False, True):
        bob = encrypted(chat)
        bob.send("NICK bob", "USER bob 0 * :Bob", "JOIN #lobby")
        guest = encrypted(chat)
        guest.bring(b"hello\n")
        guest.bring(b"I owe you 1")
        guest.session.truncated = truncated
        bob.take()
        chat.hub.finished(guest.id)
        chat.turn()
        assert ("PRIVMSG" in [m.command for m in bob.take()]) is not truncated
        bob.leave()


def test_whois_says_whose_connection_is_secure(chat: Chat) -> None:
    """671 for who is behind TLS, for nobody else."""
    alice = encrypted(chat)
    alice.send(*LINES)
    bob = chat.irc("bob")
    assert ":chat.local 671 bob alice :is using a secure connection" in bob.ask("WHOIS alice")
    assert "671" not in alice.codes("WHOIS bob")
