"""TLS under a LineClient: who is trusted, both directions at once, and plain ports."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from netcore.client import LineClient
from netcore.errors import ConnectError

DATA = Path(__file__).parent / "data"
PATIENCE = 10.0


def trusting() -> ssl.SSLContext:
    """A context that trusts the tests' own certificate for localhost."""
    return ssl.create_default_context(cafile=str(DATA / "localhost.pem"))


def accepting() -> ssl.SSLContext:
    """The server's side of it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(DATA / "localhost.pem", DATA / "localhost.key")
    return context


Handler = Callable[[socket.socket], None]
Serve = Callable[[Handler], int]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serves one connection with a function, on another thread; gives the port."""
    threads: list[threading.Thread] = []

    def start(handler: Handler) -> int:
        listener = socket.create_server(("127.0.0.1", 0))
        listener.settimeout(PATIENCE)

        def run() -> None:
            connection, _ = listener.accept()
            listener.close()
            connection.settimeout(PATIENCE)
            with connection, suppress(OSError):
                handler(connection)

        port: int = listener.getsockname()[1]
        threads.append(threading.Thread(target=run))
        threads[-1].start()
        return port

    yield start
    for thread in threads:
        thread.join()


def test_lines_go_both_ways(serve: Serve) -> None:
    """Over TLS a line is a line, and the peer's goodbye is the end."""

    def greet(connection: socket.socket) -> None:
        with accepting().wrap_socket(connection, server_side=True) as tls:
            tls.sendall(b"hello\r\n")
            tls.sendall(tls.recv(100))
            tls.unwrap().close()

    with LineClient("localhost", serve(greet), ssl_context=trusting()) as client:
        assert client.readline() == "hello\n"
        client.write("echo\n")
        assert client.readline() == "echo\n"
        client.finish()
        assert client.readline() == ""


def test_one_thread_reads_while_another_writes(serve: Serve) -> None:
    """Megabytes in both directions at once arrive whole and in order."""
    count, line = 2_000, "x" * 500 + "\n"
    size = count * len(line)

    def echo(connection: socket.socket) -> None:
        with accepting().wrap_socket(connection, server_side=True) as tls:
            left = size
            while left:
                data = tls.recv(65536)
                tls.sendall(data)
                left -= len(data)

    with LineClient("localhost", serve(echo), ssl_context=trusting()) as client:

        def write() -> None:
            for _ in range(count):
                client.write(line)

        writer = threading.Thread(target=write)
        writer.start()
        assert all(client.readline() == line for _ in range(count))
        writer.join()


def test_what_is_written_does_not_keep_what_is_read_waiting(serve: Serve) -> None:
    """A server that says much before it listens is heard while it takes nothing from us."""
    count, line = 4_000, "x" * 4_000 + "\n"
    begun = threading.Event()

    def speak_first(connection: socket.socket) -> None:
        with accepting().wrap_socket(connection, server_side=True) as tls:
            tls.recv(1)
            begun.wait(PATIENCE)
            tls.sendall(line.encode() * count)
            while tls.recv(65536):
                pass

    port = serve(speak_first)
    with LineClient("localhost", port, ssl_context=trusting(), write_timeout=5) as client:

        def write() -> None:
            for _ in range(count):
                client.write(line)
                begun.set()
            client.finish()

        writer = threading.Thread(target=write)
        writer.start()
        assert all(client.readline() == line for _ in range(count))
        writer.join()


def test_closing_elsewhere_ends_a_blocked_read(serve: Serve) -> None:
    """`close` wakes a reader under TLS too."""

    def wait(connection: socket.socket) -> None:
        with accepting().wrap_socket(connection, server_side=True) as tls:
            tls.sendall(b"ready\n")
            tls.recv(1)

    client = LineClient("localhost", serve(wait), ssl_context=trusting())
    assert client.readline() == "ready\n"
    lines: list[str] = []
    reader = threading.Thread(target=lambda: lines.append(client.readline()))
    reader.start()
    client.close()
    reader.join(PATIENCE)
    assert lines == [""]


def test_an_end_without_goodbye_is_an_end(serve: Serve) -> None:
    """Many servers just close; after a whole line that is no error."""

    def drop(connection: socket.socket) -> None:
        tls = accepting().wrap_socket(connection, server_side=True)
        tls.sendall(b"bye\n")
        tls.close()

    with LineClient("localhost", serve(drop), ssl_context=trusting()) as client:
        assert [client.readline(), client.readline()] == ["bye\n", ""]


def shake_hands(connection: socket.socket) -> None:
    """Offer TLS, and read to the end."""
    with accepting().wrap_socket(connection, server_side=True) as tls:
        tls.recv(1)


def test_an_unknown_certificate_is_refused_in_words(serve: Serve) -> None:
    """A certificate that no authority signed is not to be trusted."""
    port = serve(shake_hands)
    with pytest.raises(ConnectError, match="certificate of localhost is not to be trusted"):
        LineClient("localhost", port, ssl_context=ssl.create_default_context())


def test_a_certificate_for_another_name_is_refused(serve: Serve) -> None:
    """A trusted certificate of somebody else is not enough."""
    port = serve(shake_hands)
    with pytest.raises(ConnectError, match=r"127\.0\.0\.1 is not to be trusted"):
        LineClient("127.0.0.1", port, ssl_context=trusting())


def test_a_plain_port_is_told_in_words(serve: Serve) -> None:
    """A server that answers TLS with text asks whether this is the right port."""

    def talk(connection: socket.socket) -> None:
        connection.sendall(b":srv NOTICE * :*** Looking up your hostname\r\n")
        while connection.recv(100):
            pass

    port = serve(talk)
    with pytest.raises(ConnectError, match="is this a port for TLS"):
        LineClient("localhost", port, ssl_context=trusting())


def test_the_reason_of_a_server_that_turns_us_away_is_told(serve: Serve) -> None:
    """It is said in plain text, before the handshake, and shown as text alone."""

    def turn_away(connection: socket.socket) -> None:
        connection.sendall(b"ERROR :Closing link: (\x1b[2J) [The door is closed]\r\nmore")
        while connection.recv(1000):
            pass

    port = serve(turn_away)
    said = r"localhost turns you away: Closing link: \(␛\[2J\) \[The door is closed\]"
    with pytest.raises(ConnectError, match=said) as caught:
        LineClient("localhost", port, ssl_context=trusting())
    assert "more" not in str(caught.value)


def test_a_server_that_hangs_up_on_tls_is_told_in_words(serve: Serve) -> None:
    """A close within the handshake is no traceback."""
    port = serve(lambda connection: None)
    with pytest.raises(ConnectError, match="is this a port for TLS"):
        LineClient("localhost", port, ssl_context=trusting())


def test_a_silent_handshake_ends_in_time(serve: Serve) -> None:
    """A port that says nothing to TLS does not hold us for ever."""

    def silence(connection: socket.socket) -> None:
        while connection.recv(1000):
            pass

    port = serve(silence)
    with pytest.raises(ConnectError, match=r"did not answer with TLS in 0\.2 s"):
        LineClient("localhost", port, timeout=0.2, ssl_context=trusting())
