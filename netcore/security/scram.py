"""SCRAM-SHA-256 (RFC 5802, RFC 7677): what is kept for it, and the server's side of it."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, NamedTuple

from netcore.security.accounts import Account

if TYPE_CHECKING:
    from collections.abc import Callable

    from scramp import ScramServer

ITERATIONS = 65_536
"""Of PBKDF2: 13 ms for a client of today. Cyrus SASL, by which Pidgin and others log in, refuses
more, and Pidgin then gives up. An argon2id hash is harder to guess from, which is why this verifier
is made only where the operator asks for it."""


class Begun(NamedTuple):
    """An exchange whose challenge has been sent.

    Args:
        server: where it stands.
        account: whose password is to be proven.
    """

    server: ScramServer
    account: Account


def verifier(password: str) -> str:
    """What SCRAM needs to know of a password; empty for one that SCRAM cannot transport."""
    from scramp import ScramException, ScramMechanism

    try:
        salt, stored, server, count = ScramMechanism("SCRAM-SHA-256").make_auth_info(
            password, iteration_count=ITERATIONS
        )
    except ScramException:  # control characters, say
        return ""
    return ":".join(
        (str(count), *(base64.b64encode(each).decode() for each in (salt, stored, server)))
    )


def begin(first: str, find: Callable[[str], Account | None]) -> tuple[str, Begun] | None:
    """Answer a client's first message; nobody acts for somebody else (its ``a=`` is empty).

    Args:
        first: the message.
        find: finds an account by its name.

    Returns:
        The challenge and where the exchange stands; None where nobody can log in by that.
    """
    from scramp import ScramException, ScramMechanism

    found: list[Account] = []

    def known(name: str) -> tuple[bytes, bytes, bytes, int] | None:
        account = find(name)
        if not account or not account.scram:
            return None
        found.append(account)
        count, *rest = account.scram.split(":")
        salt, stored, server = map(base64.b64decode, rest)
        return salt, stored, server, int(count)

    server = ScramMechanism("SCRAM-SHA-256").make_server(known)
    try:
        server.set_client_first(first)
        return server.get_server_first(), Begun(server, found[0])
    except ScramException:
        return None


def finish(begun: Begun, final: str) -> str | None:
    """Judge a client's proof; our own proof, or None where it is wrong."""
    from scramp import ScramException

    try:
        begun.server.set_client_final(final)
        return str(begun.server.get_server_final())
    except ScramException:
        return None
