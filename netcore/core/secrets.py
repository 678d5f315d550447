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


@dataclass(frozen=True, slots=True)
class LogIn:
    """Asks whether a password is an account's; the answer is `LoggedIn`, False, or `Slowed`.

    Args:
        key: which account; empty: none, which takes as long to find out.
        password: what somebody said.
        address: as in `CheckPassword`.
    """

    key: str
    password: str = field(repr=False)
    address: str = ""


@dataclass(frozen=True, slots=True)
class LogInByCertificate:
    """Asks whose a certificate is (SASL EXTERNAL); the answer is `LoggedIn` or False.

    Args:
        certfp: the fingerprint of the certificate that the connection has shown.
        key: the account that it is to be; empty: whichever it is.
    """

    certfp: str
    key: str


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """The answer where an account's owner is there.

    Args:
        account: its name as it was registered.
    """

    account: str


@dataclass(frozen=True, slots=True)
class BeginScram:
    """Asks what to say to a client's first message of SCRAM (RFC 5802).

    The answer is `Challenge`, False, or `Slowed`.
    """

    first: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Challenge:
    """The server's first message, and where the exchange stands, which the core only keeps."""

    text: str = field(repr=False)
    state: object = field(repr=False)


@dataclass(frozen=True, slots=True)
class FinishScram:
    """Asks whether a client's final message proves that it has the password.

    The answer is `Proven` or False.
    """

    state: object = field(repr=False)
    final: str = field(repr=False)
    address: str = ""


@dataclass(frozen=True, slots=True)
class Proven:
    """The server's final message, which proves that it knows the account as well."""

    text: str = field(repr=False)
    account: str


@dataclass(frozen=True, slots=True)
class Register:
    """Asks for a new account; the answer is `LoggedIn`, False where it exists, or `Slowed`.

    Args:
        key: what no other account has.
        name: the name.
        password: what its owner will say.
        scram: whether it is to be possible to log in by SCRAM, which needs a verifier of its own.
        address: who registers; empty: nobody who is slowed.
        time: milliseconds since the epoch.
    """

    key: str
    name: str
    password: str = field(repr=False)
    scram: bool
    address: str
    time: int
