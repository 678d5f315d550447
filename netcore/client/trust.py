"""The way to one server: with or without TLS, to whom, and never less safely than before."""

import contextlib
import ipaddress
import socket
import ssl
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from netcore.client.capabilities import Policy
from netcore.client.dial import dial
from netcore.client.events import CertificateChanged, CertificateUnknown
from netcore.client.tls import TlsSocket
from netcore.client.values import Refusal, Server
from netcore.errors import (
    ChangedCertificateError,
    ChatError,
    ConnectError,
    NoTlsError,
    UnknownCertificateError,
    UntrustedCertificateError,
)
from netcore.security.known_hosts import KnownHosts
from netcore.wire.text import plain

if TYPE_CHECKING:
    from netcore.client.session import Session

# A server of plain text that waits for the end of a line gives no answer to TLS's first bytes.
_TRY = 5.0


class Connection(NamedTuple):
    """A connection that stands.

    Args:
        socket: the socket.
        secure: whether it is encrypted, with whom it should be.
        remarks: what a person should know about that.
    """

    socket: socket.socket
    secure: bool
    remarks: tuple[str, ...] = ()


class Trust:
    """Makes connections to a server; once one was encrypted, all are.

    From the thread that connects, but for `accept`.

    Args:
        server: where to go.
        known: whom this person trusts; None: whom the system's authorities vouch for.
        timeout: seconds for each step.
    """

    def __init__(self, server: Server, known: KnownHosts | None, timeout: float) -> None:
        self.server = server
        self._known = known
        self._timeout = timeout
        self._promise: int | None = None

    def connect(self, cancelled: Callable[[], bool]) -> Connection:
        """Connect.

        Args:
            cancelled: asked while connecting whether to give up.

        Raises:
            UnknownCertificateError: nobody vouches for the certificate, and a person may.
            ChangedCertificateError: it is another one than it has to be.
            ConnectError: there is no connection; the words say why.
        """
        server, pin, place = self._wanted()
        if server.tls or pin:
            return self._secure(server, pin, place, self._timeout, cancelled)
        if not server.prefer_tls:
            return Connection(self._dial(server, cancelled), secure=False)
        try:
            return self._secure(server, "", "", min(self._timeout, _TRY), cancelled)
        except NoTlsError as error:
            if server.password:
                raise ConnectError(
                    f"{server} speaks no TLS, and your password could be read on the way",
                    "--no-tls sends it all the same",
                ) from error
        remark = f"{server} speaks no TLS: what is said can be read and changed on the way."
        return Connection(self._dial(server, cancelled), secure=False, remarks=(remark,))

    def accept(self, fingerprint: str, *, remember: bool) -> str:
        """Trust a certificate from now on; any thread.

        Args:
            fingerprint: which.
            remember: also the next time; else as long as this object lives.

        Returns:
            Why it cannot be remembered, or nothing.
        """
        self.server = replace(self.server, tls=True, fingerprint=fingerprint)
        if not (remember and self._known):
            return ""
        try:
            self._known.trust(self.server.host, self.server.port, fingerprint)
        except ChatError as error:
            return str(error)
        return ""

    def heed(self, policy: Policy, *, secure: bool) -> bool:
        """Do what a server says of TLS (IRCv3 Strict Transport Security).

        Args:
            policy: what it says.
            secure: whether it says so over TLS.

        Returns:
            Whether this connection has to end, as the next one will be encrypted.
        """
        if secure:
            self._promise = policy.duration
            self._keep_promise()
        elif policy.port:
            self.server = replace(self.server, port=policy.port, tls=True)
        return not secure and policy.port > 0

    def closed(self) -> None:
        """A connection has ended.

        STS: "clients MUST reschedule the expiry time when closing connections".
        """
        self._keep_promise()
        self._promise = None

    def _keep_promise(self) -> None:
        # A number is no name that others could take over: nothing is kept, as in RFC 6797, 8.1.1.
        if self._promise is None or not self._known or _is_number(self.server.host):
            return
        with contextlib.suppress(ChatError):  # a promise that is not kept costs no connection
            self._known.keep_promise(self.server.host, self.server.port, self._promise)

    def _wanted(self) -> tuple[Server, str, str]:
        """Where to go, the fingerprint that is wanted there, and where that is written."""
        server = self.server
        if server.fingerprint or not self._known:
            return server, server.fingerprint, ""
        try:
            promise = None if _is_number(server.host) else self._known.promised(server.host)
            if promise:
                server = replace(server, port=promise.port, tls=True)
            known = self._known.find(server.host, server.port)
        except ChatError as error:
            raise ConnectError(error.what, error.mend) from error
        return (server, known.fingerprint, known.place) if known else (server, "", "")

    def _secure(
        self, server: Server, pin: str, place: str, timeout: float, cancelled: Callable[[], bool]
    ) -> Connection:
        if pin:
            connection = self._pinned(server, pin, place, timeout, cancelled)
        else:
            connection = self._vouched(server, timeout, cancelled)
        # No way back to plain text, whatever an attacker breaks from now on.
        self.server = replace(self.server, port=server.port, tls=True)
        return connection

    def _dial(self, server: Server, cancelled: Callable[[], bool]) -> socket.socket:
        return dial(server.host, server.port, self._timeout, cancelled)

    def _pinned(
        self, server: Server, pin: str, place: str, timeout: float, cancelled: Callable[[], bool]
    ) -> Connection:
        plain = self._dial(server, cancelled)
        tls = TlsSocket(plain, _comparing(), server.host, timeout)
        if tls.fingerprint != pin:
            tls.close()
            raise _changed(server, tls.fingerprint, pin, place)
        remarks = [*_dates(tls.certificate)]
        if server.fingerprint:
            remarks += self._remember(server)
        return Connection(tls, secure=True, remarks=tuple(remarks))

    def _remember(self, server: Server) -> list[str]:
        """Keep what an invitation has brought, once it has turned out to be right."""
        if not self._known:
            return []
        try:
            before = self._known.find(server.host, server.port)
            if before and before.fingerprint == server.fingerprint:
                return []
            self._known.trust(server.host, server.port, server.fingerprint)
        except ChatError as error:
            return [f"{error}."]
        return [f"It takes the place of the one in {before.place}."] if before else []

    def _vouched(self, server: Server, timeout: float, cancelled: Callable[[], bool]) -> Connection:
        try:
            tls = TlsSocket(
                self._dial(server, cancelled), ssl.create_default_context(), server.host, timeout
            )
        except UntrustedCertificateError as error:
            if self._known and self._known.promised(server.host) and not _is_number(server.host):
                raise  # STS, "no immediate user recourse"
            problem = error.problem
        else:
            return Connection(tls, secure=True)
        # The library does not show what it refuses: nothing is said on this second one.
        probe = TlsSocket(self._dial(server, cancelled), _comparing(), server.host, timeout)
        probe.close()
        raise UnknownCertificateError(str(server), probe.fingerprint, problem)


def refuse(session: "Session", server: str, error: UntrustedCertificateError) -> None:
    """Stay away from a server until a person has said that it is who it should be."""
    session.refusal = Refusal.CERTIFICATE
    if isinstance(error, UnknownCertificateError):
        problem = plain(error.problem)
        session.emit(CertificateUnknown(session.now, server, error.fingerprint, problem))
    elif isinstance(error, ChangedCertificateError):
        # What was written down as the right one comes from a file.
        session.emit(CertificateChanged(session.now, server, plain(str(error))))


def _comparing() -> ssl.SSLContext:
    """For certificates that are compared with a fingerprint, which says all that a name would."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _changed(server: Server, shown: str, wanted: str, place: str) -> ChangedCertificateError:
    if place:
        return ChangedCertificateError(str(server), shown, wanted, place)
    return ChangedCertificateError(str(server), shown, wanted, "the invitation")


def _dates(certificate: bytes) -> list[str]:
    """What a person should know of the time for which a trusted certificate was made."""
    # Large, and only for those who have trusted somebody by a fingerprint.
    from cryptography import x509

    try:
        end = x509.load_der_x509_certificate(certificate).not_valid_after_utc
    except ValueError:
        return []
    if end > datetime.now(UTC):
        return []
    return [f"The certificate has expired on {end:%Y-%m-%d}; it is still the one that you trust."]


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
