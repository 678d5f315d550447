"""The server's certificate: made where there is none, and looked at before it is used."""

import contextlib
import os
import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from netcore.errors import StartError
from netcore.security.fingerprints import fingerprint

OWN = "tls.pem"
"""The file in a host's folder with the key and the certificate that it made for itself."""

# Whoever trusts it has seen this very certificate, so that a new one only costs them a question.
_VALID_FOR = timedelta(days=20 * 365)
# A clock that is a little slow on the other side is no reason to be refused.
_BACKDATED = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a server is: its certificate, with the key to it.

    Args:
        cert: the file of the certificate, and of those that vouch for it.
        key: the file of its key.
        names: the names that it is made out to.
        fingerprint: what others compare.
        warnings: what the operator should know about it.
    """

    cert: Path
    key: Path
    names: tuple[str, ...]
    fingerprint: str
    warnings: tuple[str, ...] = ()


def own(folder: Path, name: str) -> Path:
    """The file of a certificate that vouches for itself; made the first time.

    Args:
        folder: where it is kept; made with mode 0700 where it is missing.
        name: the server's name.

    Raises:
        StartError: it cannot be written.
    """
    path = folder / OWN
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _write_once(path, _make(name))
    except OSError as error:
        raise StartError(
            f"no certificate can be kept in {folder}: {error.strerror or error}",
            "give another folder with --data-dir, or a certificate with --tls-cert",
        ) from error
    return path


def _write_once(path: Path, data: bytes) -> None:
    """Write a file that is whole from the first moment on; where another was quicker, it stays."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _make(name: str) -> bytes:
    """A key and a certificate for it, in PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    names = x509.SubjectAlternativeName([x509.DNSName(each) for each in _names(name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BACKDATED)
        .not_valid_after(now + _VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=False)
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return secret + certificate.public_bytes(serialization.Encoding.PEM)


def _names(name: str) -> Iterable[str]:
    machine = socket.gethostname()
    usable = machine.isascii() and machine.replace("-", "").replace(".", "").isalnum()
    return dict.fromkeys([name, *([machine] if usable else []), "localhost"])


def read(cert: Path, key: Path | None = None) -> Identity:
    """Look at the certificate that a server is to show.

    Args:
        cert: a file in PEM: the server's certificate, then those that vouch for it.
        key: the file of its key in PEM; None: it is in the first one.

    Raises:
        StartError: it cannot be used; the words say what is wrong with which file.
    """
    chain = _certificates(cert)
    key = key or cert
    secret = _key(key, cert)
    _match(chain, secret, cert, key)
    _in_time(chain[0], cert)
    return Identity(
        cert, key, _names_in(chain[0]), fingerprint(_der(chain[0])), tuple(_warnings(key))
    )


def _read(path: Path, what: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise StartError(f"the {what} {path} cannot be read: {error.strerror or error}") from error


def _certificates(path: Path) -> list[x509.Certificate]:
    data = _read(path, "certificate")
    try:
        return x509.load_pem_x509_certificates(data)
    except ValueError as error:
        raise StartError(
            f"there is no certificate in {path}", "it has to be in PEM: -----BEGIN CERTIFICATE-----"
        ) from error


def _key(path: Path, cert: Path) -> PrivateKeyTypes:
    data = _read(path, "key")
    try:
        return serialization.load_pem_private_key(data, password=None)
    except TypeError as error:
        raise StartError(
            f"the key {path} is encrypted, and nobody is there to be asked for its passphrase",
            f"take it off: openssl pkey -in {path} -out NEWFILE",
        ) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        where = "give its file with --tls-key" if path == cert else "it has to be in PEM"
        raise StartError(f"there is no private key in {path}", where) from error


def _match(chain: list[x509.Certificate], key: PrivateKeyTypes, cert: Path, path: Path) -> None:
    ours = _public(key.public_key())
    fitting = [_public(each.public_key()) == ours for each in chain]
    if fitting[0]:
        return
    if any(fitting):
        raise StartError(
            f"the certificates in {cert} are in the wrong order",
            "the server's own comes first, then those that vouch for it",
        )
    raise StartError(
        f"the key {path} belongs to another certificate than the one in {cert}",
        "give the two that were made together",
    )


def _in_time(certificate: x509.Certificate, path: Path) -> None:
    now = datetime.now(UTC)
    if now > (end := certificate.not_valid_after_utc):
        mend = "renew it"
        if path.name == OWN:
            mend = "delete it: the host makes another one, about which everybody is asked"
        raise StartError(f"the certificate {path} has expired on {end:%Y-%m-%d}", mend)
    if now < (begin := certificate.not_valid_before_utc):
        raise StartError(
            f"the certificate {path} is not valid before {begin:%Y-%m-%d %H:%M} UTC",
            "is this machine's clock right?",
        )


def _names_in(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except (x509.ExtensionNotFound, ValueError):
        return ()
    return tuple(found.value.get_values_for_type(x509.DNSName))


def _warnings(key: Path) -> Iterable[str]:
    if key.stat().st_mode & 0o077:
        yield f"others on this machine may read the key {key}: chmod 600 {key}"


def _public(key: object) -> bytes:
    write = getattr(key, "public_bytes", None)
    if write is None:
        return b""
    data: bytes = write(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return data


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def context_of(identity: Identity, client_authority: Path | None = None) -> ssl.SSLContext:
    """What a server speaks TLS with: 1.2 and newer, and what the library holds for secure.

    Args:
        identity: whom it shows itself as.
        client_authority: the file of those who vouch for clients' certificates, which are then
            asked for; None: nobody is asked.

    Raises:
        StartError: the library takes none of it; the words say why.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_CIPHER_SERVER_PREFERENCE
    try:
        context.load_cert_chain(identity.cert, identity.key)
    except (OSError, ValueError) as error:
        raise StartError(
            f"the certificate {identity.cert} cannot be used: {_why(error)}"
        ) from error
    if client_authority:
        try:
            context.load_verify_locations(client_authority)
        except (OSError, ValueError) as error:
            what = f"the authority of clients {client_authority} cannot be used: {_why(error)}"
            raise StartError(what) from error
        context.verify_mode = ssl.CERT_OPTIONAL
    return context


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return (error.reason or "no reason given").lower().replace("_", " ")
    return getattr(error, "strerror", None) or str(error)


def vouched_for(context: ssl.SSLContext, name: str) -> bool:
    """Whether this machine's authorities vouch for what a server shows; asks nobody.

    Args:
        context: the server's.
        name: under which name others will look for it.
    """
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = context.wrap_bio(to_server, to_client, server_side=True)
    client = ssl.create_default_context().wrap_bio(to_client, to_server, server_hostname=name)
    for side in (client, server, client):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
        except (ssl.SSLError, ValueError):
            return False
    return True


def vouched_name(context: ssl.SSLContext, identity: Identity) -> str:
    """The first name of a certificate for which this machine's authorities vouch, or nothing."""
    names = (name for name in identity.names if not name.startswith("*"))
    return next((name for name in names if vouched_for(context, name)), "")
