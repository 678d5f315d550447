"""The certificate of a host: made once, and looked at before it is used."""

from __future__ import annotations

import ssl
import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from netcore.errors import StartError
from netcore.security import certificates
from netcore.security.fingerprints import fingerprint
from netcore.security.tls import Tls
from tests.security.conftest import Issue

Write = Callable[[str, bytes], Path]


def mode(path: Path) -> int:
    """Who may read and write it."""
    return stat.S_IMODE(path.stat().st_mode)


def test_a_host_makes_its_certificate_once(tmp_path: Path) -> None:
    """Nobody else can read it, and the second start has the same one."""
    folder = tmp_path / "data"
    first, second = (Tls(folder=folder).load("chat.local") for _ in range(2))
    assert first.fingerprint == second.fingerprint
    assert first.name == ""
    assert first.duration == 0
    assert first.warnings == ()
    assert [path.name for path in folder.iterdir()] == [certificates.OWN]
    assert mode(folder) == 0o700
    assert mode(folder / certificates.OWN) == 0o600


def test_two_hosts_that_start_at_once_have_one_certificate(tmp_path: Path) -> None:
    """Whoever is later takes what is there: a file is whole or not there."""
    path = tmp_path / certificates.OWN
    certificates._write_once(path, b"first")
    certificates._write_once(path, b"second")
    assert path.read_bytes() == b"first"
    assert [each.name for each in tmp_path.iterdir()] == [certificates.OWN]


def test_what_is_made_is_what_others_expect(tmp_path: Path) -> None:
    """P-256, a name, no right to vouch for others, TLS 1.2 and newer, no renegotiation."""
    path = certificates.own(tmp_path, "chat.local")
    identity = certificates.read(path)
    context = certificates.context_of(identity)
    assert "chat.local" in identity.names
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    assert context.options & ssl.OP_NO_RENEGOTIATION
    assert context.options & ssl.OP_NO_COMPRESSION
    begin = "-----BEGIN CERTIFICATE"
    der = ssl.PEM_cert_to_DER_cert(begin + path.read_text().partition(begin)[2])
    assert fingerprint(der) == identity.fingerprint


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """One line says where, and what to do."""
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(StartError, match=r"no certificate can be kept in .*--data-dir"):
        certificates.own(blocked / "data", "chat.local")


def test_a_given_certificate_is_used(issue: Issue, write: Write) -> None:
    """In two files or in one; clients are to come back encrypted for as long as is said."""
    made = issue("chat.example.org")
    cert, key = write("cert.pem", made.cert_pem), write("key.pem", made.key_pem())
    both = write("both.pem", made.key_pem() + made.cert_pem)
    first, second = Tls(cert, key, duration=60).load("x.y"), Tls(both).load("x.y")
    assert first.fingerprint == second.fingerprint
    assert first.duration == 60
    assert first.name == ""  # nobody vouches for it


def test_a_key_that_others_may_read_is_a_warning(issue: Issue, write: Write) -> None:
    """It is used, and the operator is told how to close it."""
    made = issue()
    key = write("key.pem", made.key_pem())
    key.chmod(0o644)
    (warning,) = Tls(write("cert.pem", made.cert_pem), key).load("x.y").warnings
    assert f"chmod 600 {key}" in warning


@pytest.mark.parametrize(
    ("begins", "ends", "why"),
    [(-9, -2, r"has expired on \d{4}-\d\d-\d\d: renew it"), (2, 9, r"not valid before .*clock")],
)
def test_a_certificate_out_of_its_time_is_refused(
    issue: Issue, write: Write, begins: int, ends: int, why: str
) -> None:
    """Whose time it is not."""
    made = issue(begins=timedelta(days=begins), ends=timedelta(days=ends))
    path = write("both.pem", made.key_pem() + made.cert_pem)
    with pytest.raises(StartError, match=why):
        Tls(path).load("x.y")


def test_the_hosts_own_certificate_is_made_anew_when_it_has_expired(
    issue: Issue, write: Write
) -> None:
    """One line says how."""
    made = issue(begins=timedelta(days=-9), ends=timedelta(days=-2))
    path = write(certificates.OWN, made.key_pem() + made.cert_pem)
    with pytest.raises(StartError, match="delete it: the host makes another one"):
        Tls(folder=path.parent).load("x.y")


def test_keys_that_do_not_do_are_named(issue: Issue, write: Write) -> None:
    """Missing, encrypted, of another certificate, and no key at all."""
    made, other = issue(), issue()
    cert = write("cert.pem", made.cert_pem)
    for name, data, why in (
        ("encrypted.pem", made.key_pem(b"secret"), "is encrypted.*openssl pkey"),
        ("other.pem", other.key_pem(), "belongs to another certificate"),
        ("none.pem", b"nonsense", "no private key"),
    ):
        with pytest.raises(StartError, match=why):
            Tls(cert, write(name, data)).load("x.y")
    with pytest.raises(StartError, match="--tls-key"):
        Tls(cert).load("x.y")
    with pytest.raises(StartError, match=r"the key .*missing.pem cannot be read: No such file"):
        Tls(cert, cert.with_name("missing.pem")).load("x.y")


def test_certificates_that_do_not_do_are_named(issue: Issue, write: Write) -> None:
    """Missing, not in PEM, and with the chain in the wrong order."""
    authority = issue("authority", authority=True)
    made = issue(by=authority)
    key = write("key.pem", made.key_pem())
    right = write("right.pem", made.cert_pem + authority.cert_pem)
    assert Tls(right, key).load("x.y")
    wrong = write("wrong.pem", authority.cert_pem + made.cert_pem)
    with pytest.raises(StartError, match=r"wrong order.*own comes first"):
        Tls(wrong, key).load("x.y")
    with pytest.raises(StartError, match=r"no certificate in .*PEM"):
        Tls(write("der.pem", b"\x30\x82"), key).load("x.y")
    with pytest.raises(StartError, match=r"the certificate .* cannot be read"):
        Tls(wrong.with_name("missing.pem"), key).load("x.y")
    with pytest.raises(StartError, match="a folder to keep one in"):
        Tls().load("x.y")


def test_an_authority_of_clients_that_cannot_be_read_is_named(issue: Issue, write: Write) -> None:
    """As any other file of TLS."""
    made = issue()
    both = write("both.pem", made.key_pem() + made.cert_pem)
    with pytest.raises(StartError, match=r"authority of clients .* cannot be used"):
        Tls(both, client_authority=both.with_name("missing.pem")).load("x.y")


def test_who_is_vouched_for_needs_no_fingerprint(
    issue: Issue, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The invitation then has the certificate's name in place of a fingerprint."""
    authority = issue("authority", authority=True)
    made = issue("chat.example.org", by=authority)
    trusted = write("authorities.pem", authority.cert_pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    cert = write("cert.pem", made.cert_pem + authority.cert_pem)
    assert Tls(cert, write("key.pem", made.key_pem())).load("x.y").name == "chat.example.org"
