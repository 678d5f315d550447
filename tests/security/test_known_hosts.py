"""The file of those whom a person trusts."""

from __future__ import annotations

import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from netcore.errors import ChatError
from netcore.security.known_hosts import Known, KnownHosts, Promise

TODAY = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the file will be."""
    return tmp_path / "state" / "known_hosts"


@pytest.fixture
def known(path: Path) -> KnownHosts:
    """A file that is not there yet."""
    return KnownHosts(path, today=lambda: TODAY)


def test_nobody_is_known_at_first(known: KnownHosts, path: Path) -> None:
    """Asking makes no file."""
    assert known.find("host", 1) is None
    assert known.promised("host") is None
    assert not path.exists()


def test_what_is_trusted_is_found_with_its_place(known: KnownHosts, path: Path) -> None:
    """By host and port; the file says what it is for and is its owner's alone."""
    known.trust("Host", 9999, "SHA256:a")
    known.trust("fd00::1", 9999, "SHA256:b")
    assert known.find("host", 9999) == Known("SHA256:a", f"{path}:3")
    assert known.find("fd00::1", 9999) == Known("SHA256:b", f"{path}:4")
    assert known.find("host", 9998) is None
    assert path.read_text().splitlines()[2] == "host:9999 SHA256:a 2026-11-23"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_new_certificate_takes_the_place_of_the_old_one(known: KnownHosts, path: Path) -> None:
    """There is one line for each, and those of others, and comments, stay."""
    known.trust("host", 1, "SHA256:a")
    path.write_text(path.read_text() + "# mine\nother:1 SHA256:x 2020-01-01\n")
    known.trust("host", 1, "SHA256:b")
    found = known.find("host", 1)
    assert found
    assert found.fingerprint == "SHA256:b"
    assert "SHA256:a" not in path.read_text()
    assert "# mine" in path.read_text()
    assert known.find("other", 1)


def test_a_damaged_line_trusts_nobody(known: KnownHosts, path: Path) -> None:
    """It is no certificate's fingerprint, so every certificate has changed; its place is named."""
    path.parent.mkdir()
    path.write_text("host:1\n@tls-only host\n@tls-only host x y\n@tls-only\n")
    assert known.find("host", 1) == Known("", f"{path}:1")
    assert known.promised("host") is None


def test_a_promise_holds_until_its_time(known: KnownHosts, path: Path) -> None:
    """And is renewed, and ended, by the server alone."""
    known.keep_promise("Host", 6697, 3600)
    assert known.promised("host") == Promise(6697, f"{path}:3")
    later = KnownHosts(path, today=lambda: TODAY + timedelta(seconds=3601))
    assert later.promised("host") is None
    later.keep_promise("host", 6698, 60)
    assert later.promised("HOST") == Promise(6698, f"{path}:3")
    later.keep_promise("host", 6698, 0)
    assert later.promised("host") is None


def test_what_was_not_promised_is_not_ended(known: KnownHosts, path: Path) -> None:
    """A server that promises nothing makes no file."""
    known.keep_promise("host", 1, 0)
    assert not path.exists()


def test_a_file_that_cannot_be_read_or_written_is_named(path: Path) -> None:
    """It is no reason to trust anybody."""
    path.mkdir(parents=True)
    with pytest.raises(ChatError, match="cannot be read"):
        KnownHosts(path).find("host", 1)
    with pytest.raises(ChatError, match=r"cannot be (read|written)"):
        KnownHosts(path).trust("host", 1, "SHA256:a")
    assert [each.name for each in path.parent.iterdir()] == ["known_hosts"]


def test_clients_that_write_at_once_lose_nothing(path: Path) -> None:
    """Each line of twenty is there in the end."""
    threads = [
        threading.Thread(target=KnownHosts(path).trust, args=(f"host{n}", 1, f"SHA256:{n}"))
        for n in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(KnownHosts(path).find(f"host{n}", 1) for n in range(20))
