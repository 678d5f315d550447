"""What commands print of what others have said: the history, the accounts, certificates."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from netcore.core.history import Entry
from netcore.history.sqlite import SqliteStore
from netcore.security.accounts import FILE, Account, SqliteAccounts
from tests.e2e.conftest import Start
from tests.safety.corpus import CORPUS, word
from tests.safety.evil import EvilServer
from tests.safety.tokens import foreign

EVIL = "\x1b]0;evil\x07\x1b[2J\x9b31m[/][@click=app.quit]\u202e"


def entries() -> Iterator[Entry]:
    """Every attack in every field of an entry, as a damaged or foreign database may have it."""
    for number, text in enumerate(CORPUS):
        name = word(text).decode("utf-8", "replace")
        said = text.encode("utf-8", "replace").decode()
        for kind in ("PRIVMSG", "NOTICE", "TOPIC"):
            time = 1_800_000_000_000 + 3 * number + len(kind) % 3
            id_ = f"{time:011x}{number:06x}{kind}{name}"
            source = f"{name}!{name}@{name}"
            yield Entry(id_, time, f"#{name}", kind, source, name, f"word {said}", "")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A host's folder with such a history."""
    store = SqliteStore(tmp_path / "kept" / "history.db")
    store.append(list(entries()))
    store.close()
    return tmp_path / "kept"


@pytest.mark.parametrize(
    "arguments",
    [
        ("export",),
        ("export", "--format", "json"),
        ("search", "word", "--limit", "1000"),
        ("stats",),
        ("export", "--channel", "#" + EVIL),
    ],
    ids=["text", "json", "search", "stats", "mistake"],
)
def test_the_history_in_a_terminal_is_text(
    start: Start, folder: Path, arguments: tuple[str, ...]
) -> None:
    """Whatever is in the database, and whatever is asked for, no sequence of it is printed."""
    terminal = start("history", *arguments, "--data-dir", str(folder))
    terminal.wait_end(20)
    bar = r"\x1b\[2K|\x1b\[1A"  # how far it is, on standard error
    assert foreign(terminal.output, also=bar) == []
    assert b"Traceback" not in terminal.output
    assert len(terminal.output) > 50


def test_the_list_of_accounts_is_text(start: Start, tmp_path: Path) -> None:
    """Also where a database was made by another program."""
    folder = tmp_path / "kept"
    folder.mkdir()
    with contextlib.closing(SqliteAccounts(folder / FILE)) as store:
        for text in CORPUS[:40]:
            name = word(text).decode("utf-8", "replace")
            store.add(Account(name, name, "", certificates=(name,)))
    terminal = start("accounts", "list", "--data-dir", str(folder))
    assert terminal.wait_end() == 0
    assert foreign(terminal.output) == []
    assert b"\x1b" not in terminal.output
    other = start("accounts", "remove", EVIL, "--data-dir", str(folder))
    assert other.wait_end() == 1
    assert foreign(other.output) == []


@pytest.fixture
def strange_tls(tmp_path: Path) -> Iterator[int]:
    """A server whose certificate has attacks for its names; it says no word."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, EVIL),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "\x1b]52;c;ZXZpbA==\x07"),
        ]
    )
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=2))
        .not_valid_after(now - timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("[red]\x1b[2J")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    form = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    private = key.private_bytes(form, serialization.PrivateFormat.PKCS8, plain)
    file = tmp_path / "evil.pem"
    file.write_bytes(certificate.public_bytes(form) + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with EvilServer(tls=context) as server:
        yield server.port


def test_the_question_about_a_certificate_is_text(start: Start, strange_tls: int) -> None:
    """Expired, with attacks for its names: the fingerprint is shown, and nothing is obeyed."""
    address = f"127.0.0.1:{strange_tls}"
    screen = start("join", address, "--tls", "--nick", "me")
    screen.wait_for("Is this the right server?", "SHA256:")
    screen.type("y")
    screen.wait_for("● online", "@ bob")
    screen.press("ctrl+q")
    assert screen.wait_end() == 0
    assert foreign(screen.output) == []


def test_the_same_question_in_lines_is_text(start: Start, strange_tls: int, tmp_path: Path) -> None:
    """Nor is anything obeyed that stands in the file of known hosts."""
    address = f"127.0.0.1:{strange_tls}"
    lines = start("join", address, "--tls", "--plain", "--nick", "me")
    lines.wait_for("Its fingerprint is SHA256:")
    lines.type("no\r")
    assert lines.wait_end() == 1
    assert foreign(lines.output) == []
    (tmp_path / "state" / "chat-tui").mkdir(parents=True, exist_ok=True)
    known = tmp_path / "state" / "chat-tui" / "known_hosts"
    known.write_text(f"{address} {EVIL} {EVIL}\n", "utf-8")
    for options in ((), ("--plain",)):
        changed = start("join", address, "--tls", "--nick", "me", *options)
        changed.wait_for("known_hosts:1")
        if not options:
            changed.press("escape")
            changed.wait_for("Message #lobby")
            changed.press("ctrl+q")
        changed.wait_end()
        assert foreign(changed.output) == []
