"""Logging in to an account, the client's side of SASL: PLAIN and SCRAM-SHA-256; pure."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from netcore.client.values import Credentials

if TYPE_CHECKING:
    from scramp import ScramClient

SCRAM = "SCRAM-SHA-256"
CHUNK = 400
_MOST_DATA = 16 * 1024
FEWEST, MOST = 4_096, 1_000_000
"""Iterations of SCRAM: with fewer our proof could be turned back into the password, and for more a
hostile server could make us count for hours (RFC 7677, section 4)."""

_COUNT = re.compile(r",i=([0-9]{1,10})(?:,|$)")


class LoginError(Exception):
    """A server says what no honest server says; the text is for people."""


class Login:
    """One login on one connection; it tries the mechanisms that there are, the best first.

    Args:
        credentials: whose account, and its password.
        offered: the value of the server's ``sasl`` capability; empty: it did not say.
        private: whether nobody on the way can read what we say.
    """

    def __init__(self, credentials: Credentials, offered: str, *, private: bool) -> None:
        self.credentials = credentials
        mechanisms = offered.upper().split(",") if offered else [SCRAM, "PLAIN"]
        self._left = [SCRAM] if SCRAM in mechanisms else []
        # A password that anybody can read on the way is not sent, whatever the server offers.
        self._left += ["PLAIN"] if private and "PLAIN" in mechanisms else []
        self._mechanism = ""
        self._data = ""
        self._scram: ScramClient | None = None

    def begin(self) -> str:
        """The mechanism to try now; empty: there is none left."""
        self._data, self._scram = "", None
        self._mechanism = self._left.pop(0) if self._left else ""
        if self._mechanism == SCRAM and not self._begin_scram():
            return self.begin()
        return self._mechanism

    def _begin_scram(self) -> bool:
        # Not at the top: nobody but whoever logs in this way needs to wait for it.
        from scramp import ScramClient, ScramException

        try:
            self._scram = ScramClient([SCRAM], self.credentials.account, self.credentials.password)
        except ScramException:  # there are letters that it cannot transport
            return False
        return True

    def receive(self, piece: str) -> Iterator[str]:
        """Take what an AUTHENTICATE of the server says; gives what ours are to say.

        Raises:
            LoginError: this is no server to log in to; the exchange has to be given up.
        """
        if piece != "+":
            self._data += piece
        if len(self._data) > _MOST_DATA:
            raise LoginError("the server's part of the login has no end")
        if len(piece) == CHUNK:
            return iter(())
        data, self._data = self._data, ""
        try:
            challenge = base64.b64decode(data, validate=True).decode()
        except ValueError:
            raise LoginError("the server's part of the login makes no sense") from None
        return pieces(self._scram_response(challenge) if self._scram else self._plain())

    def _plain(self) -> str:
        # Whom to act as may be left out (RFC 4616), but all other clients name it.
        account, password = self.credentials.account, self.credentials.password
        return f"{account}\0{account}\0{password}"

    def _scram_response(self, challenge: str) -> str:
        from scramp import ScramException

        scram = self._scram
        assert scram
        try:
            if scram.stage is None:
                return str(scram.get_client_first())
            if scram.stage == 1:
                _check_count(challenge)
                scram.set_server_first(challenge)
                return str(scram.get_client_final())
            scram.set_server_final(challenge)
        except ScramException as error:
            what = "the server did not prove that it knows the account"
            raise LoginError(what if scram.stage == 4 else str(error.args[0])) from None
        return ""


def _check_count(challenge: str) -> None:
    found = _COUNT.search(challenge)
    if found and not FEWEST <= int(found[1]) <= MOST:
        raise LoginError(
            f"the server wants the password hashed {found[1]} times over; "
            f"safe are {FEWEST:,} to {MOST:,}"
        )


def pieces(text: str) -> Iterator[str]:
    """A response as the parameters of AUTHENTICATE (SASL 3.1): Base64 in pieces of 400 letters."""
    data = base64.b64encode(text.encode()).decode()
    for start in range(0, len(data), CHUNK):
        yield data[start : start + CHUNK]
    if len(data) % CHUNK == 0:
        yield "+"
