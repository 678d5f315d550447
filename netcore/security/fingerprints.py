"""Certificates by their fingerprints: short enough to be shown, compared and pasted."""

import binascii
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

from netcore.errors import ChatError

_PREFIX = "SHA256:"
_HEX = re.compile(r"[0-9A-Fa-f]{64}")
_BASE64 = re.compile(r"[A-Za-z0-9_-]{43}=?")


def fingerprint(certificate: bytes) -> str:
    """The fingerprint of a certificate.

    Args:
        certificate: in DER.

    Returns:
        ``SHA256:`` and 43 letters: the hash in base64 as JOSE's ``x5t#S256`` has it (RFC 7515,
        4.1.8), which stands in a URL as it is.
    """
    return _PREFIX + urlsafe_b64encode(sha256(certificate).digest()).decode().rstrip("=")


def read_fingerprint(text: str) -> str:
    """A fingerprint that somebody wrote, as `fingerprint` writes it.

    Args:
        text: with or without ``SHA256:``, in base64 of either alphabet or in hexadecimal, with or
            without colons (as openssl, irssi and weechat have it).

    Raises:
        ChatError: it is none.
    """
    bare = re.sub(r"(?i)^sha-?256[:=]", "", text.strip())
    digits = bare.replace(":", "")
    if _HEX.fullmatch(digits):
        return _PREFIX + urlsafe_b64encode(binascii.unhexlify(digits)).decode().rstrip("=")
    letters = bare.replace("+", "-").replace("/", "_")
    if _BASE64.fullmatch(letters):
        # Through the bytes: the last letter has bits that say nothing.
        digest = urlsafe_b64decode(letters.rstrip("=") + "=")
        return _PREFIX + urlsafe_b64encode(digest).decode().rstrip("=")
    raise ChatError(
        f"{text[:80]!r} is no fingerprint of a certificate", "it looks like SHA256:… (43 letters)"
    )


def in_hex(written: str) -> str:
    """The same in hexadecimal, for irssi and weechat."""
    return urlsafe_b64decode(written.removeprefix(_PREFIX) + "=").hex()
