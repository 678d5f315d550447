"""Cloaks: what others see in place of an address."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from netcore.errors import StartError
from netcore.security.cloak import KEY_FILE, Cloak, kept_key, new_key

KEY = bytes(range(32))
SHAPE = re.compile(r"[a-z2-7]{8}\.[a-z2-7]{8}\.[a-z2-7]{8}\.ip")


def test_a_cloak_is_always_the_same_under_one_key() -> None:
    """So bans of cloaks hold after a restart; under another key nothing of it is the same."""
    cloak = Cloak(KEY)("192.0.2.7")
    assert SHAPE.fullmatch(cloak)
    assert Cloak(KEY)("192.0.2.7") == cloak
    other = Cloak(new_key())("192.0.2.7")
    assert not set(cloak.split(".")[:3]) & set(other.split(".")[:3])


@pytest.mark.parametrize(
    ("first", "second", "common"),
    [
        ("192.0.2.7", "192.0.2.8", 2),
        ("192.0.2.7", "192.0.3.7", 1),
        ("192.0.2.7", "192.1.2.7", 0),
        ("2001:db8:1:2::7", "2001:db8:1:2:9::", 2),
        ("2001:db8:1:2::7", "2001:db8:1:3::7", 1),
        ("2001:db8:1:2::7", "2001:db8:2:2::7", 0),
        ("192.0.2.7", "::c000:207", 0),
    ],
)
def test_a_ban_can_cover_a_block(first: str, second: str, common: int) -> None:
    """/24 and /16, or /64 and /48, are the same at the end of a cloak, and nothing else is."""
    one, other = (Cloak(KEY)(host).split(".") for host in (first, second))
    assert [a == b for a, b in zip(one, other, strict=True)] == [
        place >= 3 - common for place in range(4)
    ]


def test_two_addresses_have_no_cloak_in_common() -> None:
    """Nor two blocks: of 40 bits each, not one of 65,536 is met twice in a network."""
    cloak = Cloak(KEY)
    cloaks = [cloak(f"10.0.{high}.{low}") for high in range(64) for low in range(0, 256, 4)]
    assert len({each.split(".")[0] for each in cloaks}) == len(cloaks) == 4096
    assert len({each.split(".")[1] for each in cloaks}) == 64


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "0::1", "localhost"])
def test_this_machine_is_shown_as_it_is(host: str) -> None:
    """Everybody knows it, and nobody learns anything from it."""
    assert Cloak(KEY)(host) == host
    assert Cloak(KEY)("::ffff:127.0.0.1") == "::ffff:127.0.0.1"


def test_an_address_in_another_form_is_the_same_address() -> None:
    """IPv4 in IPv6, a leading zero, a zone."""
    cloak = Cloak(KEY)
    assert cloak("::ffff:192.0.2.7") == cloak("192.0.2.7")
    assert cloak("2001:0db8::0007") == cloak("2001:db8::7")
    assert cloak("fe80::1%eth0") == cloak("fe80::1")
    assert re.fullmatch(r"[a-z2-7]{8}\.ip", cloak("somewhere"))


def test_nothing_of_an_address_is_in_its_cloak() -> None:
    """Known parts of an address are no help: only the key is."""
    assert not re.search(r"192|\b0\b|\b2\b|\b7\b", Cloak(KEY)("192.0.2.7"))


def test_the_key_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    """Made once; found again."""
    key = kept_key(tmp_path)
    assert len(key) == 32
    path = tmp_path / KEY_FILE
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    assert kept_key(tmp_path) == key
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ["", "abc", "00" * 31, "x" * 64, "é"])
def test_a_damaged_key_is_one_line(tmp_path: Path, text: str) -> None:
    """Nobody's cloak changes without a word."""
    (tmp_path / KEY_FILE).write_text(text, encoding="utf-8")
    with pytest.raises(StartError, match=r"is damaged.*move it away"):
        kept_key(tmp_path)


def test_a_key_that_cannot_be_kept_is_one_line(tmp_path: Path) -> None:
    """It says which file and why."""
    (tmp_path / KEY_FILE).mkdir()
    with pytest.raises(StartError, match=KEY_FILE):
        kept_key(tmp_path)
