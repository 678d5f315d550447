"""What the core asks about secrets: values, answered outside it since that takes long."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class CheckPassword:
    """Asks whether a password is right, which takes equally long for each that is not.

    The answer is True, or anything else: False, `Slowed`, or `Failed`; so compare with ``is True``.

    Args:
        password: what somebody said.
        hash: what it is measured by; empty: nothing fits it, which takes as long to find out.
        address: who is slowed after wrong ones; empty: nobody is.
    """

    password: str = field(repr=False)
    hash: str = field(repr=False)
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
