"""Fingerprints, as people and programs write them."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

import pytest

from netcore.errors import ChatError
from netcore.security.fingerprints import fingerprint, in_hex, read_fingerprint

DER = b"certificate 53"
PRINT = fingerprint(DER)


def test_a_fingerprint_is_short_and_fits_a_url() -> None:
    """The hash in letters that need no escape; 43 of them behind the name of the hash."""
    assert PRINT.startswith("SHA256:")
    assert len(PRINT) == len("SHA256:") + 43
    assert not set(PRINT) & set("+/=&?#%")


@pytest.mark.parametrize(
    "written",
    [
        PRINT,
        f"  {PRINT} ",
        PRINT.removeprefix("SHA256:"),
        PRINT.replace("SHA256:", "sha256="),
        f"{PRINT}=",
        sha256(DER).hexdigest(),
        sha256(DER).hexdigest().upper(),
        sha256(DER).digest().hex(":"),
        f"SHA256:{sha256(DER).digest().hex(':').upper()}",
        f"SHA256:{b64encode(sha256(DER).digest()).decode()}",
        b64encode(sha256(DER).digest()).decode().rstrip("="),
    ],
)
def test_every_way_to_write_it_is_read(written: str) -> None:
    """As ssh, openssl, irssi and weechat have it."""
    assert read_fingerprint(written) == PRINT


@pytest.mark.parametrize(
    "written", ["", "SHA256:", "SHA256:abc", f"{PRINT}x", PRINT[:-1], "ö" * 43]
)
def test_what_is_no_fingerprint_is_named(written: str) -> None:
    """Half of one is none."""
    with pytest.raises(ChatError, match="no fingerprint"):
        read_fingerprint(written)


def test_other_programs_have_it_in_hexadecimal() -> None:
    """What irssi and weechat compare."""
    assert in_hex(PRINT) == sha256(DER).hexdigest()
