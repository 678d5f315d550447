"""Lines over a socket: ends of lines, bad bytes, limits, losses, and closing from elsewhere."""

import errno
import os
import socket
import struct
import threading
from collections.abc import Iterator

import pytest

from netcore.client import LineClient
from netcore.client import dial as dialling
from netcore.client.line import MAX_LINE
from netcore.errors import ConnectError, ConnectionLostError

PATIENCE = 10.0


@pytest.fixture
def pair() -> Iterator[tuple[LineClient, socket.socket]]:
    """A client and the other end of its connection."""
    ours, theirs = socket.socketpair()
    theirs.settimeout(PATIENCE)
    client = LineClient.over(ours)
    yield client, theirs
    client.close()
    theirs.close()


Pair = tuple[LineClient, socket.socket]


@pytest.mark.parametrize("step", [1, 2, 1000])
def test_lines_are_read_however_they_arrive(pair: Pair, step: int) -> None:
    """LF and CRLF end a line, a bare CR does not, an empty line is a line."""
    client, theirs = pair
    data = "one\r\ntwo\n\nthr\ree\nünïcode\r\n".encode()
    for start in range(0, len(data), step):
        theirs.sendall(data[start : start + step])
    lines = [client.readline() for _ in range(5)]
    assert lines == ["one\n", "two\n", "\n", "thr\ree\n", "ünïcode\n"]


def test_the_end_is_an_empty_string(pair: Pair) -> None:
    """Whoever reads on after the peer's end gets nothing, again and again."""
    client, theirs = pair
    theirs.sendall(b"last\n")
    theirs.close()
    assert [client.readline() for _ in range(3)] == ["last\n", "", ""]


def test_half_a_line_is_a_lost_connection(pair: Pair) -> None:
    """A line that the end cut off is not given out as if it were one."""
    client, theirs = pair
    theirs.sendall(b"whole\nhal")
    theirs.close()
    assert client.readline() == "whole\n"
    with pytest.raises(ConnectionLostError, match="middle of a line"):
        client.readline()


def test_bad_bytes_are_replaced(pair: Pair) -> None:
    """One line that is not UTF-8 costs only its bad bytes."""
    client, theirs = pair
    theirs.sendall(b"caf\xe9\nok\n")
    assert [client.readline(), client.readline()] == ["caf\ufffd\n", "ok\n"]


def test_a_fallback_reads_lines_that_are_not_utf8() -> None:
    """The fallback encoding decides line by line."""
    ours, theirs = socket.socketpair()
    with LineClient.over(ours, fallback_encoding="latin-1") as client, theirs:
        theirs.sendall(b"caf\xe9\ncaf\xc3\xa9\n")
        assert [client.readline(), client.readline()] == ["café\n", "café\n"]


@pytest.mark.parametrize("size", [MAX_LINE, MAX_LINE + 1, 3 * MAX_LINE, 3 * MAX_LINE - 1])
def test_a_line_without_end_takes_bounded_memory(pair: Pair, size: int) -> None:
    """What is over the limit is dropped, and the next line is fine."""
    client, theirs = pair
    sender = threading.Thread(target=theirs.sendall, args=(b"x" * size + b"\nnext\n",))
    sender.start()
    assert client.readline() == "x" * MAX_LINE + "\n"
    assert client.readline() == "next\n"
    sender.join()


def test_an_endless_line_that_breaks_off_is_a_loss(pair: Pair) -> None:
    """The end within a line that is too long is an end within a line."""
    client, theirs = pair

    def send() -> None:
        theirs.sendall(b"x" * 2 * MAX_LINE)
        theirs.close()

    sender = threading.Thread(target=send)
    sender.start()
    with pytest.raises(ConnectionLostError):
        client.readline()
    sender.join()


def test_text_is_written_as_it_is(pair: Pair) -> None:
    """No line end is added, and what has no UTF-8 form becomes a question mark."""
    client, theirs = pair
    client.write("hé")
    assert theirs.recv(100) == "hé".encode()
    client.write("llo\ud800\n")
    assert theirs.recv(100) == b"llo?\n"


def test_closing_elsewhere_ends_a_blocked_read(pair: Pair) -> None:
    """A thread that waits for a line gets the end when another one closes."""
    client, _ = pair
    lines: list[str] = []
    reading = threading.Event()

    def read() -> None:
        reading.set()
        lines.append(client.readline())

    reader = threading.Thread(target=read)
    reader.start()
    assert reading.wait(PATIENCE)
    client.close()
    reader.join(PATIENCE)
    assert lines == [""]


def test_closing_elsewhere_ends_a_blocked_write(pair: Pair) -> None:
    """A thread that waits for the peer to read fails when another one closes."""
    client, _ = pair
    errors: list[ConnectionLostError] = []
    writing = threading.Event()

    def write() -> None:
        writing.set()
        try:
            client.write("x" * 50_000_000)
        except ConnectionLostError as error:
            errors.append(error)

    writer = threading.Thread(target=write)
    writer.start()
    assert writing.wait(PATIENCE)
    client.close()
    writer.join(PATIENCE)
    assert len(errors) == 1


def test_closing_twice_is_harmless_and_ends_everything(pair: Pair) -> None:
    """After closing there is nothing to read, and writing is an error in words."""
    client, theirs = pair
    theirs.sendall(b"unread\n")
    client.close()
    client.close()
    assert client.readline() == ""
    with pytest.raises(ConnectionLostError, match="closed"):
        client.write("x\n")


def test_finishing_leaves_reading_possible(pair: Pair) -> None:
    """The peer sees the end and may still answer."""
    client, theirs = pair
    client.write("bye\n")
    client.finish()
    assert theirs.recv(100) == b"bye\n"
    assert theirs.recv(100) == b""
    theirs.sendall(b"farewell\n")
    assert client.readline() == "farewell\n"


def test_a_reset_is_a_lost_connection() -> None:
    """A connection that the peer breaks is told as lost, on reading and on writing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = LineClient("127.0.0.1", listener.getsockname()[1])
        theirs, _ = listener.accept()
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    theirs.close()
    with client:
        with pytest.raises(ConnectionLostError, match="broke"):
            client.readline()
        with pytest.raises(ConnectionLostError):
            client.write("x\n")


def test_a_peer_that_takes_nothing_ends_the_write() -> None:
    """With a time limit a write to a peer that does not read fails after it."""
    ours, theirs = socket.socketpair()
    client = LineClient.over(ours, write_timeout=0.05)
    with theirs, client, pytest.raises(ConnectionLostError, match="takes nothing"):
        client.write("x" * 50_000_000)


def test_nobody_listening_is_told_in_words() -> None:
    """A closed port asks whether the host is running."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(ConnectError, match=rf"Nobody listens at 127.0.0.1 port {port}: is the"):
        LineClient("127.0.0.1", port)


def test_a_name_that_does_not_resolve_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown name asks to check the spelling; an offline resolver, whether we are online."""

    def unknown(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(ConnectError, match="no host called nowhere: check the spelling"):
        LineClient("nowhere", 1)

    def offline(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(socket.EAI_AGAIN, "try again")

    monkeypatch.setattr(socket, "getaddrinfo", offline)
    with pytest.raises(ConnectError, match="online"):
        LineClient("nowhere", 1)


def test_an_impossible_name_is_told_in_words() -> None:
    """A name that cannot even be asked for is no other error."""
    with pytest.raises(ConnectError, match="no host called"):
        LineClient("x" * 300, 1)


def test_no_answer_is_told_in_words() -> None:
    """A listener whose queue is full gives no answer in time."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    port = listener.getsockname()[1]
    fillers = []
    for _ in range(3):
        filler = socket.socket()
        filler.setblocking(False)
        filler.connect_ex(("127.0.0.1", port))
        fillers.append(filler)
    with pytest.raises(ConnectError, match=rf"gave no answer on port {port} in 0.3 s"):
        LineClient("127.0.0.1", port, timeout=0.3)
    for open_socket in (*fillers, listener):
        open_socket.close()


def test_connecting_can_be_cancelled() -> None:
    """Whoever is asked whether to give up, and says so, is obeyed."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    with listener, pytest.raises(ConnectError, match="given up"):
        LineClient("127.0.0.1", port, cancelled=lambda: True)


def _resolve_to(monkeypatch: pytest.MonkeyPatch, *ports: int) -> None:
    """Let every name have several addresses, which differ by their port here."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)) for port in ports]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)


def test_the_next_address_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name whose first address refuses is reached at its second one."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        dead = closed.getsockname()[1]
    with socket.create_server(("127.0.0.1", 0)) as listener:
        _resolve_to(monkeypatch, dead, listener.getsockname()[1])
        with LineClient("two-addresses", 1) as client:
            theirs, _ = listener.accept()
            theirs.close()
            assert client.readline() == ""


def test_an_address_that_is_silent_does_not_hold_up_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The second address gets its turn long before the first one's time is over."""
    monkeypatch.setattr(dialling, "_STAGGER", 0.01)
    silent = socket.socket()
    silent.bind(("127.0.0.1", 0))
    silent.listen(0)
    fillers = []
    for _ in range(3):
        filler = socket.socket()
        filler.setblocking(False)
        filler.connect_ex(silent.getsockname())
        fillers.append(filler)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        _resolve_to(monkeypatch, silent.getsockname()[1], listener.getsockname()[1])
        LineClient("two-addresses", 1, timeout=60).close()
    for open_socket in (*fillers, silent):
        open_socket.close()


def test_ipv6_works() -> None:
    """An address of version 6 is as good as any."""
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as listener:
        LineClient("::1", listener.getsockname()[1]).close()


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        ([errno.ENETUNREACH], "cannot be reached"),
        ([errno.EHOSTUNREACH, errno.ECONNREFUSED], "Nobody listens"),
        ([errno.ENETUNREACH, errno.ETIMEDOUT], "no answer"),
        ([errno.EMFILE], "no descriptor left"),
        ([errno.EACCES], os.strerror(errno.EACCES)),
    ],
)
def test_of_several_reasons_the_most_helpful_is_told(codes: list[int], words: str) -> None:
    """A refusal says more than silence, and silence more than a missing route."""
    assert words in str(dialling._in_words("host", 1, 10.0, codes))


def test_an_unknown_encoding_is_refused_before_connecting() -> None:
    """A fallback that does not exist is an error at once."""
    with pytest.raises(LookupError):
        LineClient("127.0.0.1", 1, fallback_encoding="klingon")
