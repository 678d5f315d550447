"""Which certificate a server speaks TLS with; what that needs is imported when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from netcore.errors import StartError

if TYPE_CHECKING:
    import ssl

_DAY = 24 * 60 * 60


class Spoken(NamedTuple):
    """What a server speaks TLS with.

    Args:
        context: the library's.
        fingerprint: of the certificate, which others compare.
        name: a name for which this machine's authorities vouch; empty: nobody vouches, so that
            people have to know the fingerprint.
        duration: seconds for which clients are to come back encrypted only.
        warnings: what the operator should know.
    """

    context: ssl.SSLContext
    fingerprint: str
    name: str
    duration: int
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tls:
    """Where a server's certificate is.

    Args:
        cert: the file of the certificate and of those that vouch for it, in PEM; None: the server
            makes one for itself, once.
        key: the file of its key; None: it is in the same one.
        folder: where a certificate that the server makes is kept.
        client_authority: the file of those who vouch for clients' certificates, in PEM: clients
            are asked for one then, and those of other authorities are refused. (Python's ssl
            cannot take a certificate that nobody vouches for.) None: nobody is asked.
        duration: seconds for which clients are to come back encrypted only (STS). It binds all
            ports of the host's name, so for a certificate that the server made itself it is 0.
    """

    cert: Path | None = None
    key: Path | None = None
    folder: Path | None = None
    client_authority: Path | None = None
    duration: int = 30 * _DAY

    def load(self, server_name: str) -> Spoken:
        """Read the certificate, or make one.

        Args:
            server_name: what a certificate that has to be made is made out to.

        Raises:
            StartError: it cannot be read, used or made; the words say what is wrong with it.
        """
        from netcore.security import certificates

        own = None
        if self.cert is None:
            if self.folder is None:
                raise StartError("TLS needs a certificate", "give one, or a folder to keep one in")
            own = certificates.own(self.folder, server_name)
        identity = certificates.read(own or self.cert or Path(), self.key)
        context = certificates.context_of(identity, self.client_authority)
        name = "" if own else certificates.vouched_name(context, identity)
        duration = 0 if own else self.duration
        return Spoken(context, identity.fingerprint, name, duration, identity.warnings)
