"""Answers whether a password is right: at most as often as is good, and quickly the second time."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from time import monotonic

from netcore.core.secrets import CheckPassword, Slowed
from netcore.security import passwords
from netcore.security.guesses import Guesses, block

_MOST_REMEMBERED = 10_000


class Remembered:
    """Passwords that have been verified, as MACs under a key that this process alone has.

    The first of five hundred clients that come back at once costs an argon2 hash, the others a
    hundredth of a millisecond. What is kept is of no use outside this process, and in it no worse
    than the passwords that pass through it.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._macs: dict[str, bytes] = {}

    def knows(self, hashed: str, password: str) -> bool:
        """Whether this password was right for this hash before."""
        mac = self._macs.get(hashed)
        return mac is not None and hmac.compare_digest(mac, self._mac(hashed, password))

    def add(self, hashed: str, password: str) -> None:
        """This password is right for this hash."""
        if len(self._macs) >= _MOST_REMEMBERED:
            self._macs.clear()
        self._macs[hashed] = self._mac(hashed, password)

    def _mac(self, hashed: str, password: str) -> bytes:
        data = password[: passwords.LONGEST + 1].encode(errors="surrogatepass")
        return hmac.digest(self._key, hashed.encode() + b"\0" + data, "sha256")


class Checker:
    """Checks passwords against hashes; from any thread.

    Args:
        clock: monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.guesses = Guesses(clock=clock)
        self.remembered = Remembered()

    def at_once(self, work: CheckPassword) -> bool | Slowed | None:
        """The answer where it costs nothing; None where a hash has to be made."""
        wait = self.guesses.wait(block(work.address))
        if wait:
            return Slowed(wait)
        return True if self.remembered.knows(work.hash, work.password) else None

    def check(self, work: CheckPassword) -> bool | Slowed:
        """The answer; takes as long as `passwords.verify`."""
        answer = self.at_once(work)
        if answer is not None:
            return answer
        right = passwords.verify(work.hash, work.password)
        if right:
            self.remembered.add(work.hash, work.password)
        else:
            self.guesses.wrong(block(work.address))
        return right
