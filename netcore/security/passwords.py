"""Passwords: hashed with argon2id, verified at the same cost whatever is guessed."""

from __future__ import annotations

import functools
import secrets
import unicodedata
from typing import TYPE_CHECKING

from netcore.errors import ChatError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

LONGEST = 1024
"""Bytes of a password that are looked at; nothing longer is ever hashed."""

_MOST_MEMORY = 1024 * 1024
_MOST_TIME = 100
_WHOLE = 32


@functools.cache
def _hasher() -> PasswordHasher:
    # Not at the top: a chat without secrets does not wait for the library.
    from argon2 import PasswordHasher

    # OWASP's second choice: 18 ms and 19 MiB, so that two at a time harm no small machine.
    return PasswordHasher(
        time_cost=2, memory_cost=19456, parallelism=1, hash_len=_WHOLE, salt_len=16
    )


def hash_password(password: str) -> str:
    """The argon2id hash of a password, with salt and parameters in it.

    Raises:
        ChatError: it is empty or longer than 1,024 bytes.
    """
    data = _bytes(password)
    if not data:
        raise ChatError("the password is empty", "choose one")
    if len(data) > LONGEST:
        raise ChatError(f"the password is longer than {LONGEST} bytes", "choose a shorter one")
    return _hasher().hash(data)


def verify(hashed: str, password: str) -> bool:
    """Whether a password is the one that a hash was made of.

    Takes as long for a wrong one as for the right one, for an empty one and for one that is far too
    long, of which no byte is hashed.

    Args:
        hashed: what `hash_password` returned; one that is no argon2id hash fits no password, which
            takes as long to find out.
        password: what somebody said.
    """
    from argon2 import exceptions

    data = _bytes(password)
    usable = 0 < len(data) <= LONGEST
    try:
        right = _hasher().verify(hashed or _nobodys(), data if usable else b"\0")
    except (exceptions.VerificationError, exceptions.InvalidHashError):
        return False
    return usable and right


@functools.cache
def _nobodys() -> str:
    """The hash of a password that nobody knows."""
    return _hasher().hash(secrets.token_bytes(32))


def _bytes(password: str) -> bytes:
    """What is hashed: letters that are written in two ways count as the same (RFC 8265, 4.2)."""
    if len(password) > LONGEST:
        return password.encode(errors="surrogatepass")
    return unicodedata.normalize("NFC", password).encode(errors="surrogatepass")


def is_hash(text: str) -> bool:
    """Whether a text is a whole argon2id hash, of parameters that a machine can bear."""
    from argon2 import exceptions, extract_parameters

    if not text.startswith("$argon2id$"):
        return False
    try:
        parameters = extract_parameters(text)
    except exceptions.InvalidHashError:
        return False
    bearable = parameters.memory_cost <= _MOST_MEMORY and parameters.time_cost <= _MOST_TIME
    # A shorter one has lost its end on the way, in a terminal for example.
    return bearable and parameters.hash_len >= _WHOLE


def kept(given: str) -> str:
    """The hash of what an operator gave: a hash is kept as it is, a password is hashed.

    Raises:
        ChatError: it can be neither.
    """
    if given.startswith("$argon2"):
        if is_hash(given):
            return given
        raise ChatError("that is no whole argon2id hash", "make one with `chat-tui password`")
    return hash_password(given)
