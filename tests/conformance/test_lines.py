"""From bytes to lines: how they are cut, how long they may be, and what is not UTF-8."""

from collections.abc import Callable

import pytest

from tests.conformance.conftest import SERVER, Client, Host, OpenHost, commands, one, said

Sender = Callable[[Client, bytes], None]


def send_whole(client: Client, data: bytes) -> None:
    """All at once."""
    client.send_bytes(data)


def send_by_byte(client: Client, data: bytes) -> None:
    """Each byte in a segment of its own."""
    for byte in data:
        client.send_bytes(bytes([byte]))


def send_by_three(client: Client, data: bytes) -> None:
    """Cut within letters and within line ends."""
    for start in range(0, len(data), 3):
        client.send_bytes(data[start : start + 3])


SENDERS = [send_whole, send_by_byte, send_by_three]


@pytest.mark.parametrize("sender", SENDERS)
@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r", b"\n\r", b"\r\r\n", b"\r\n\r\n"])
def test_lines_are_the_same_however_they_end_and_are_cut(
    host: Host, sender: Sender, end: bytes
) -> None:
    """Modern IRC, "Message Format": "If you encounter an empty message, silently ignore it."""
    alice, bob = host.room("#a", "alice", "bob")
    lines = ["PRIVMSG #a :ä😃", "PRIVMSG #a b", "TOPIC #a :t", "NICK al"]
    sender(alice, b"".join(line.encode() + end for line in lines))
    alice.sync()
    assert said(bob.sync()) == [
        ("alice", "PRIVMSG", "#a", "ä😃"),
        ("alice", "PRIVMSG", "#a", "b"),
        ("alice", "TOPIC", "#a", "t"),
        ("alice", "NICK", "al"),
    ]


@pytest.mark.parametrize("sender", SENDERS)
def test_a_client_that_sends_byte_by_byte_registers(host: Host, sender: Sender) -> None:
    """Whether it speaks IRC is decided by its first line, however it comes."""
    client = host.connect()
    sender(client, b"CAP LS 302\r\nNICK alice\r\nUSER a 0 * :A\r\nCAP END\r\n")
    assert {"CAP", "001"} <= set(commands(client.sync()))


@pytest.mark.parametrize("line", ["", " ", "    ", ":", ":x", "@a=b", "@", ":x ", "@a :x "])
def test_a_line_without_a_command_is_ignored(host: Host, line: str) -> None:
    """No answer, and the next line is heard."""
    alice = host.client("alice")
    assert alice.ask(line) == []


@pytest.mark.parametrize(
    ("length", "answer"), [(509, "PONG"), (510, "PONG"), (511, "417"), (4605, "417"), (5000, "417")]
)
def test_a_line_has_512_bytes_with_its_end(host: Host, length: int, answer: str) -> None:
    """One more is 417, once, and the next line is fine (Modern IRC, ERR_INPUTTOOLONG)."""
    alice = host.client("alice")
    alice.send("PING " + "x" * (length - len("PING ")))
    assert alice.read().command == answer
    assert "JOIN" in commands(alice.ask("JOIN #a"))


@pytest.mark.parametrize("sender", SENDERS)
def test_letters_at_the_edge_of_a_line_are_whole(host: Host, sender: Sender) -> None:
    """What is over 512 bytes with the sender's prefix is relayed whole; no letter is ever cut."""
    alice, bob = host.room("#a", "alice", "bob")
    room = 510 - len("PRIVMSG #a :")
    for text in ("é" * (room // 2), "x" * (room - 4) + "😃", "x" * (room - 60) + "😃" * 15):
        sender(alice, f"PRIVMSG #a :{text}\r\n".encode())
        assert alice.sync() == []
        assert one(bob.sync(), "PRIVMSG").params[1] == text


def test_a_line_without_an_end_is_given_up(host: Host) -> None:
    """Its beginning is 417, and beyond a megabyte the connection is closed."""
    alice = host.client("alice")
    alice.send_bytes(b"x" * 1_100_000)
    too_long, end = alice.rest()
    assert too_long.startswith(f":{SERVER} 417 alice ")
    assert end == "ERROR :Closing link: (127.0.0.1) [Excess flood: a line without an end]"


def test_nul_is_dropped_and_the_next_line_is_heard(host: Host) -> None:
    """Within a line, alone and before the line's end."""
    alice, bob = host.room("#a", "alice", "bob")
    alice.ask(b"PRIVMSG #a :x\0y", b"\0", b"PRIVMSG #a :z\0", b"\0\0\0", b"PRIVMSG #a :end")
    assert [message.params[1] for message in bob.sync()] == ["xy", "z", "end"]


BAD = (
    b"\xff",
    b"\xc0\xaf",
    b"\xed\xa0\x80",
    b"\xf0\x9f\x98",
    b"\xf5\x80\x80\x80",
    b"\x80",
    b"\xe9t",
)


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize(
    "command", [b"PRIVMSG #a :", b"NICK ", b"TOPIC #a :", b"AWAY :", b"PART #a :", b"NOTICE bob :"]
)
def test_what_is_not_utf8_is_refused(host: Host, command: bytes, bad: bytes) -> None:
    """IRCv3 utf8only: servers "MUST NOT relay content ... containing non-UTF-8 data to clients",
    and answer with "FAIL <command> INVALID_UTF8".
    """
    alice, bob = host.room("#a", "alice", "bob")
    (reply,) = alice.ask(command + b"x" + bad)
    assert reply.source == SERVER
    assert reply.params[:2] == (command.split()[0].decode(), "INVALID_UTF8")
    assert bob.sync() == []


@pytest.mark.parametrize(
    ("line", "tags"),
    [
        (b"@label=xyz PRIVMSG #a :hi\xaa", {"label": "xyz"}),
        (b"@+x=\xaa;label=xyz PRIVMSG #a :hi", {"label": "xyz"}),
        (b":src@\xaa PRIVMSG #a :hi", {}),
    ],
)
def test_the_refusal_bears_the_label(host: Host, line: bytes, tags: dict[str, str]) -> None:
    """It answers a command, so IRCv3 labeled-response holds."""
    alice = host.client("alice", "labeled-response", "batch", "echo-message", channels=["#a"])
    (reply,) = alice.ask(line)
    assert reply.params[:2] == ("PRIVMSG", "INVALID_UTF8")
    assert dict(reply.tags) == tags


@pytest.mark.parametrize("line", [b"\xff\xfe", b"@\xff", b":\xff", b"\xaa PRIVMSG #a :x"])
def test_what_has_no_command_that_can_be_read_is_harmless(host: Host, line: bytes) -> None:
    """Nothing of it comes back."""
    alice = host.client("alice", channels=["#a"])
    replies = alice.ask(line)
    assert [message.params[:2] for message in replies] in ([], [("*", "INVALID_UTF8")])


def test_bad_bytes_do_not_register(host: Host) -> None:
    """A refused USER has not been said."""
    client = host.connect()
    assert commands(client.ask(b"NICK alice", b"USER a 0 * :\xff")) == ["FAIL"]
    assert "001" in commands(client.ask("USER a 0 * :A"))


@pytest.mark.parametrize(
    ("encoding", "sent"), [("latin-1", b"gr\xfc\xdfe"), ("gbk", "grüße".encode("gbk", "replace"))]
)
def test_a_fallback_encoding_reads_what_is_not_utf8(
    open_host: OpenHost, encoding: str, sent: bytes
) -> None:
    """Where the operator set one, and UTF-8 stays UTF-8."""
    alice, bob = open_host(fallback_encoding=encoding).room("#a", "alice", "bob")
    alice.ask(b"PRIVMSG #a :" + sent, "PRIVMSG #a :grüße")
    assert [message.params[1] for message in bob.sync()] == [sent.decode(encoding), "grüße"]
