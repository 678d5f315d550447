"""What the core wants found out about secrets, as values; `netcore.security` does the work."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class CheckPassword:
    """Asks whether a password is the one that a hash was made of.

    The answer is True, or anything else: False, `Slowed`, or `Failed`; so compare with ``is True``.

    Args:
        hash: argon2id, as `netcore.security.passwords.hash_password` writes it.
        password: what somebody said.
        address: who is slowed after wrong ones; empty: nobody is.
    """

    hash: str = field(repr=False)
    password: str = field(repr=False)
    address: str = ""


@dataclass(frozen=True, slots=True)
class Slowed:
    """The answer to somebody who has been wrong too often; not true, whatever was said.

    Args:
        seconds: after which the next try is looked at.
    """

    seconds: int

    def __bool__(self) -> bool:
        return False
