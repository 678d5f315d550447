"""Answers who somebody is: by password, by SCRAM, by certificate; and makes accounts."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import cast

from netcore.core import names
from netcore.core.secrets import (
    BeginScram,
    Challenge,
    CheckPassword,
    FinishScram,
    LoggedIn,
    LogIn,
    LogInByCertificate,
    Proven,
    Register,
    Slowed,
)
from netcore.security import passwords, scram
from netcore.security.accounts import Account, AccountStore
from netcore.security.checking import Checker
from netcore.security.guesses import Guesses, block

_FREE_OF_ACCOUNT = 20
_PLACES = 10
_MOST_PLACES = 10_000
_REGISTER_EVERY = 600.0


class Logins:
    """Logs in and registers; every method may be called from any thread.

    Args:
        store: where accounts are kept.
        checker: looks at passwords, and slows who guesses them.
        clock: monotonic seconds.
        nick_length: the longest name in bytes.
    """

    def __init__(
        self,
        store: AccountStore,
        checker: Checker,
        *,
        nick_length: int,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.store = store
        self._checker = checker
        self._nick_length = nick_length
        self._of_account = Guesses(free=_FREE_OF_ACCOUNT, clock=clock)
        """Wrong passwords for one account, from wherever."""
        self._registered = Guesses(every=_REGISTER_EVERY, clock=clock)
        """New accounts by address."""
        self._places: dict[str, deque[str]] = {}
        """Whence each account's owner came lately: those places wait for nobody else's guesses."""

    def log_in(self, work: LogIn) -> LoggedIn | Slowed | bool:
        """Check a password, SASL PLAIN."""
        if wait := self._wait(work.key, work.address):
            return Slowed(wait)
        account = self.store.find(work.key) if work.key else None
        hashed = account.hash if account else ""
        answer = self._checker.check(CheckPassword(work.password, hashed, work.address))
        if isinstance(answer, Slowed):
            return answer
        if not answer or not account:
            return self._wrong(work.key, work.address)
        return self._right(account, work.address)

    def by_certificate(self, work: LogInByCertificate) -> LoggedIn | bool:
        """Find whose a certificate is, SASL EXTERNAL."""
        account = self.store.by_certificate(work.certfp)
        if not account or work.key not in ("", account.key):
            return False
        return LoggedIn(account.name)

    def begin_scram(self, work: BeginScram) -> Challenge | Slowed | bool:
        """Answer the first message of SCRAM."""
        wait = self._checker.guesses.wait(block(work.address))
        begun = None if wait else scram.begin(work.first, self._named)
        if begun:
            wait = self._wait(begun[1].account.key, work.address)
        if wait:
            return Slowed(wait)
        return Challenge(*begun) if begun else False

    def finish_scram(self, work: FinishScram) -> Proven | bool:
        """Judge the proof of SCRAM."""
        begun = cast("scram.Begun", work.state)
        text = scram.finish(begun, work.final)
        if text is None:
            self._checker.guesses.wrong(block(work.address))
            return self._wrong(begun.account.key, work.address)
        return Proven(text, self._right(begun.account, work.address).account)

    def register(self, work: Register) -> LoggedIn | Slowed | bool:
        """Make an account."""
        who = block(work.address)
        if wait := self._registered.wait(who):
            return Slowed(wait)
        account = make(work.key, work.name, work.password, scram_too=work.scram, time=work.time)
        if not self.store.add(account):
            return False
        self._registered.wrong(who)
        return self._right(account, work.address)

    def _named(self, name: str) -> Account | None:
        nick = names.nick(name, self._nick_length)
        return self.store.find(names.nick_key(nick)) if nick else None

    def _wait(self, key: str, address: str) -> int:
        """Seconds for which an account is not tried from a place whence its owner never came."""
        place = block(address)
        if not place or place in self._places.get(key, ()):
            return 0
        return self._of_account.wait(key)

    def _wrong(self, key: str, address: str) -> bool:
        if address:
            self._of_account.wrong(key)
        return False

    def _right(self, account: Account, address: str) -> LoggedIn:
        place = block(address)
        if len(self._places) >= _MOST_PLACES:
            self._places.clear()
        places = self._places.setdefault(account.key, deque(maxlen=_PLACES))
        if place not in places:
            places.append(place)
        return LoggedIn(account.name)


def make(
    key: str,
    name: str,
    password: str,
    *,
    scram_too: bool,
    time: int,
    certificates: tuple[str, ...] = (),
) -> Account:
    """A new account.

    Args:
        key: see `Account`.
        name: see `Account`.
        password: what its owner will say.
        scram_too: whether to keep what SCRAM needs.
        time: milliseconds since the epoch.
        certificates: see `Account`.

    Raises:
        ChatError: the password is empty or too long.
    """
    return Account(
        key,
        name,
        passwords.hash_password(password),
        scram.verifier(password) if scram_too else "",
        certificates,
        time,
    )
