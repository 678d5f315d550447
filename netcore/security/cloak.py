"""What others see in place of an address: a keyed hash, of which a ban can still cover a block."""

from __future__ import annotations

import base64
import hmac
import ipaddress
import os
import secrets
from pathlib import Path

from netcore.errors import StartError
from netcore.security.reach import is_local

KEY_FILE = "cloak.key"
_KEY_BYTES = 32
_LETTERS = 8
"""Of each part, in base32: 40 bits, so that of all addresses of a chat no two blocks look alike."""
_PREFIXES = {4: (32, 24, 16), 6: (128, 64, 48)}
_END = "ip"


class Cloak:
    """Makes cloaks: ``one.block.network.ip``, from the narrowest to the widest.

    Of IPv4 these are the address, its /24 and its /16; of IPv6 the address, its /64, which is one
    customer's, and its /48. So a ban of ``*!*@*.block.network.ip`` holds when the address changes
    within the block. Without the key nobody can try all addresses for the one behind a cloak.

    Args:
        key: 32 bytes that nobody else has; with the same key an address has the same cloak.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def __call__(self, host: str) -> str:
        """The cloak of an address; what only this machine can reach stays as it is."""
        try:
            ip = ipaddress.ip_address(host)
        except ValueError:
            return host if is_local(host) else f"{self._part(host)}.{_END}"
        if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
            ip = ip.ipv4_mapped
        if ip.is_loopback:
            return host
        blocks = (
            (length, int(ip) >> (ip.max_prefixlen - length)) for length in _PREFIXES[ip.version]
        )
        parts = (self._part(f"{ip.version} {length} {block:x}") for length, block in blocks)
        return f"{'.'.join(parts)}.{_END}"

    def _part(self, text: str) -> str:
        digest = hmac.digest(self._key, text.encode(errors="surrogatepass"), "sha256")
        return base64.b32encode(digest[: _LETTERS * 5 // 8]).decode().lower()


def new_key() -> bytes:
    """A key that nobody has."""
    return secrets.token_bytes(_KEY_BYTES)


def kept_key(folder: Path) -> bytes:
    """The key that is kept in a folder, made the first time; for its owner's eyes alone.

    Raises:
        StartError: it can be neither read nor made.
    """
    path = folder / KEY_FILE
    try:
        try:
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(f"{new_key().hex()}\n")
        except FileExistsError:
            path.chmod(0o600)
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except OSError as error:
        why = error.strerror or str(error)
        raise StartError(
            f"the key of the cloaks in {path} cannot be used: {why}", "see to that"
        ) from (error)
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise StartError(
            f"{path} is damaged, by which people's addresses are cloaked",
            "move it away: a new one is made, and bans of cloaks no longer fit anybody",
        )
    return key
