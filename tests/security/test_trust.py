"""Whom the client trusts: authorities, known hosts, a fingerprint, and a person's word."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TypeVar

import pytest

from netcore.client import ChatClient, Server, Timings
from netcore.client import events as ev
from netcore.client.trust import Trust
from netcore.client.values import Identity
from netcore.core.settings import Settings
from netcore.engines.base import Address
from netcore.errors import (
    ChangedCertificateError,
    ConnectError,
    UnknownCertificateError,
    UntrustedCertificateError,
)
from netcore.security.known_hosts import KnownHosts
from netcore.security.tls import Tls
from netcore.server import ChatServer
from tests.security.conftest import Issue

PATIENCE = 10.0
E = TypeVar("E", bound=ev.Event)
Write = Callable[[str, bytes], Path]
Start = Callable[[Tls | None], ChatServer]
Serve = Callable[[bytes], int]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts servers."""
    servers: list[ChatServer] = []

    def run(tls: Tls | None) -> ChatServer:
        servers.append(ChatServer(Settings(), address=Address("127.0.0.1", 0), tls=tls))
        servers[-1].start()
        return servers[-1]

    yield run
    for server in servers:
        server.stop()


@pytest.fixture
def server(start: Start, tmp_path: Path) -> ChatServer:
    """A server with a certificate of its own."""
    return start(Tls(folder=tmp_path / "host"))


@pytest.fixture
def known(tmp_path: Path) -> KnownHosts:
    """Whom this person trusts: nobody yet."""
    return KnownHosts(tmp_path / "known_hosts")


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Answers every connection with some bytes, whatever it says, then reads to its end."""
    listeners: list[tuple[socket.socket, threading.Thread]] = []

    def run(answer: bytes) -> int:
        listener = socket.create_server(("127.0.0.1", 0))

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection, suppress(OSError):
                    connection.settimeout(PATIENCE)
                    connection.recv(65536)
                    connection.sendall(answer)
                    connection.shutdown(socket.SHUT_WR)
                    while connection.recv(65536):
                        pass

        thread = threading.Thread(target=accept)
        thread.start()
        listeners.append((listener, thread))
        return int(listener.getsockname()[1])

    yield run
    for listener, thread in listeners:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(PATIENCE)


def place(server: ChatServer, **more: object) -> Server:
    """Where a server is."""
    return Server("127.0.0.1", server.address.port, **more)  # type: ignore[arg-type]


def connect(trust: Trust) -> tuple[bool, tuple[str, ...]]:
    """Connect and close again: whether it was encrypted, and what was to be said about it."""
    connection = trust.connect(lambda: False)
    with closing(connection.socket):
        return connection.secure, connection.remarks


def shown(server: ChatServer) -> str:
    """The fingerprint of what a server shows."""
    assert server.certificate
    return server.certificate.fingerprint


def test_a_stranger_is_named_by_its_fingerprint(server: ChatServer, known: KnownHosts) -> None:
    """Nobody vouches for it: a person may, and is not asked again."""
    trust = Trust(place(server, tls=True), known, PATIENCE)
    with pytest.raises(UnknownCertificateError) as caught:
        trust.connect(lambda: False)
    assert caught.value.fingerprint == shown(server)
    assert "self-signed" in caught.value.problem
    assert trust.accept(shown(server), remember=True) == ""
    assert connect(trust) == (True, ())
    assert connect(Trust(place(server, tls=True), known, PATIENCE)) == (True, ())


def test_trust_for_once_is_not_kept(server: ChatServer, known: KnownHosts) -> None:
    """It holds for this client, over all its connections."""
    trust = Trust(place(server, tls=True), known, PATIENCE)
    trust.accept(shown(server), remember=False)
    assert connect(trust)[0]
    assert connect(trust)[0]


def test_a_changed_certificate_is_refused_and_its_place_is_named(
    server: ChatServer, known: KnownHosts
) -> None:
    """As ssh does: no question, but the file and the line."""
    known.trust("127.0.0.1", server.address.port, "SHA256:" + "x" * 43)
    with pytest.raises(ChangedCertificateError, match=rf"{known.path}:3 says SHA256:x") as caught:
        Trust(place(server, tls=True), known, PATIENCE).connect(lambda: False)
    assert shown(server) in str(caught.value)
    assert f"delete {known.path}:3" in str(caught.value)


def test_a_known_host_is_never_spoken_to_in_plain_text(
    server: ChatServer, known: KnownHosts
) -> None:
    """Whatever the address says: once it was encrypted."""
    known.trust("127.0.0.1", server.address.port, shown(server))
    assert connect(Trust(place(server), known, PATIENCE))[0]


def test_an_invitation_asks_nothing_and_is_remembered(
    server: ChatServer, known: KnownHosts
) -> None:
    """The fingerprint in it is enough, and takes the place of what was known before."""
    invited = place(server, tls=True, fingerprint=shown(server))
    assert connect(Trust(invited, known, PATIENCE)) == (True, ())
    found = known.find("127.0.0.1", server.address.port)
    assert found
    assert found.fingerprint == shown(server)
    known.trust("127.0.0.1", server.address.port, "SHA256:old")
    (remark,) = connect(Trust(invited, known, PATIENCE))[1]
    assert str(known.path) in remark
    assert connect(Trust(invited, None, PATIENCE)) == (True, ())


def test_somebody_in_the_middle_of_an_invitation_is_refused(server: ChatServer) -> None:
    """Whoever shows another certificate than the invitation says gets nothing."""
    invited = place(server, tls=True, fingerprint="SHA256:" + "x" * 43, password="secret")
    with pytest.raises(ChangedCertificateError, match="the invitation says"):
        Trust(invited, None, PATIENCE).connect(lambda: False)


def test_an_expired_certificate_that_is_trusted_goes_on(
    issue: Issue, write: Write, known: KnownHosts, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is the same one: so it is said, and no more."""
    made = issue(begins=timedelta(days=-9), ends=timedelta(days=-2))
    monkeypatch.setattr("netcore.security.certificates._in_time", lambda *_: None)
    server = start(Tls(write("both.pem", made.key_pem() + made.cert_pem)))
    known.trust("127.0.0.1", server.address.port, shown(server))
    secure, (remark,) = connect(Trust(place(server), known, PATIENCE))
    assert secure
    assert "has expired on" in remark


def test_what_authorities_vouch_for_is_trusted(
    issue: Issue, write: Write, known: KnownHosts, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under its name; under another one it is a stranger's."""
    authority = issue("authority", authority=True)
    made = issue("localhost", by=authority)
    monkeypatch.setenv("SSL_CERT_FILE", str(write("authorities.pem", authority.cert_pem)))
    cert = write("cert.pem", made.cert_pem + authority.cert_pem)
    server = start(Tls(cert, write("key.pem", made.key_pem())))
    named = Server("localhost", server.address.port, tls=True)
    assert connect(Trust(named, known, PATIENCE)) == (True, ())
    assert not known.path.exists()
    with pytest.raises(UnknownCertificateError, match="mismatch"):
        Trust(place(server, tls=True), known, PATIENCE).connect(lambda: False)


def test_a_bare_address_is_tried_with_tls(server: ChatServer, known: KnownHosts) -> None:
    """And stays with it: an attacker who breaks the next attempt gets no plain text."""
    trust = Trust(place(server, prefer_tls=True), known, PATIENCE)
    with pytest.raises(UnknownCertificateError):
        trust.connect(lambda: False)
    trust.accept(shown(server), remember=False)
    assert connect(trust)[0]
    server.stop()
    with closing(socket.create_server(("127.0.0.1", server.address.port))) as other:
        thread = threading.Thread(target=lambda: other.accept()[0].close())
        thread.start()
        with pytest.raises(ConnectError):
            trust.connect(lambda: False)
        thread.join()


@pytest.mark.parametrize("answer", [b"ERROR :what?\r\n", b"HTTP/1.0 400 Bad Request\r\n\r\n", b""])
def test_a_server_without_tls_is_spoken_to_without_and_it_is_said(
    serve: Serve, known: KnownHosts, answer: bytes
) -> None:
    """Where nothing was promised and no password is at stake."""
    trust = Trust(Server("127.0.0.1", serve(answer), prefer_tls=True), known, PATIENCE)
    secure, (remark,) = connect(trust)
    assert not secure
    assert "speaks no TLS" in remark


def test_a_password_is_not_sent_where_it_could_be_read(serve: Serve, known: KnownHosts) -> None:
    """It is said how to send it all the same."""
    bare = Server("127.0.0.1", serve(b"ERROR :?\r\n"), prefer_tls=True, password="secret")
    with pytest.raises(ConnectError, match="--no-tls sends it all the same"):
        Trust(bare, known, PATIENCE).connect(lambda: False)


def test_a_promise_of_tls_is_kept_without_a_way_out(server: ChatServer, known: KnownHosts) -> None:
    """STS: "clients MUST refuse to connect if a secure connection cannot be established";
    "there should be no immediate user recourse"."""
    known.keep_promise("localhost", server.address.port, 3600)
    with pytest.raises(UntrustedCertificateError) as caught:
        Trust(Server("localhost", 1), known, PATIENCE).connect(lambda: False)
    assert not isinstance(caught.value, UnknownCertificateError)


def test_known_hosts_that_cannot_be_read_let_nobody_in(server: ChatServer, tmp_path: Path) -> None:
    """A question would be answered with yes too easily."""
    with pytest.raises(ConnectError, match="cannot be read"):
        Trust(place(server, tls=True), KnownHosts(tmp_path), PATIENCE).connect(lambda: False)


def test_trust_that_cannot_be_written_holds_until_the_end(
    server: ChatServer, tmp_path: Path
) -> None:
    """And it is said."""
    blocked = tmp_path / "file"
    blocked.write_text("")
    invited = place(server, tls=True, fingerprint=shown(server))
    trust = Trust(invited, KnownHosts(blocked / "known_hosts"), PATIENCE)
    assert "cannot be" in trust.accept(shown(server), remember=True)
    secure, (remark,) = connect(trust)
    assert secure
    assert "cannot be" in remark


class Watched:
    """A chat client and the events that come out of it."""

    def __init__(self, server: Server, known: KnownHosts) -> None:
        self.events: SimpleQueue[ev.Event] = SimpleQueue()
        timings = Timings(backoff=0.01, quit=0.5)
        self.client = ChatClient(
            server,
            Identity("me"),
            on_event=self.events.put,
            timings=timings,
            known_hosts=known,
        )
        self.client.start()

    def wait(self, kind: type[E]) -> E:
        """The next event of a kind."""
        while True:
            try:
                event = self.events.get(timeout=PATIENCE)
            except Empty:
                raise AssertionError(f"no {kind.__name__} came") from None
            if isinstance(event, kind):
                return event

    def wait_offline(self) -> str:
        """Wait until nothing more is tried; why."""
        while True:
            event = self.wait(ev.StatusChanged)
            if event.status is ev.Status.OFFLINE:
                return event.detail


@pytest.fixture
def join(known: KnownHosts) -> Iterator[Callable[[Server], Watched]]:
    """Starts clients."""
    started: list[Watched] = []

    def run(server: Server) -> Watched:
        started.append(Watched(server, known))
        return started[-1]

    yield run
    for one in started:
        one.client.close()


Join = Callable[[Server], Watched]


def test_a_person_is_asked_and_let_in(server: ChatServer, known: KnownHosts, join: Join) -> None:
    """Nothing is tried again by itself before the answer; then all is well."""
    me = join(place(server, tls=True))
    question = me.wait(ev.CertificateUnknown)
    assert question.fingerprint == shown(server)
    assert "Nobody vouches" in me.wait_offline()
    me.client.trust_certificate(question.fingerprint)
    me.client.reconnect_now()
    me.wait(ev.Registered)
    assert known.find("127.0.0.1", server.address.port)


def test_a_changed_certificate_is_told_loudly(
    server: ChatServer, known: KnownHosts, join: Join
) -> None:
    """And the client stays away."""
    known.trust("127.0.0.1", server.address.port, "SHA256:" + "x" * 43)
    me = join(place(server, tls=True))
    assert "IS NOT THE ONE" in me.wait(ev.CertificateChanged).warning
    assert f"{known.path}:3" in me.wait_offline()


def test_a_server_that_wants_tls_gets_it(
    start: Start, tmp_path: Path, known: KnownHosts, join: Join, serve: Serve, issue: Issue,
    write: Write, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """STS: "it MUST close the insecure connection and reconnect securely on the stated port";
    the promise that is given there is kept, for a name."""
    authority = issue("authority", authority=True)
    made = issue("localhost", by=authority)
    monkeypatch.setenv("SSL_CERT_FILE", str(write("authorities.pem", authority.cert_pem)))
    cert = write("cert.pem", made.cert_pem + authority.cert_pem)
    server = start(Tls(cert, write("key.pem", made.key_pem()), duration=3600))
    policy = f":irc.test CAP * LS :sts=port={server.address.port},duration=1\r\n"
    me = join(Server("localhost", serve(policy.encode())))
    me.wait(ev.Registered)
    promise = known.promised("localhost")
    assert promise
    assert promise.port == server.address.port
