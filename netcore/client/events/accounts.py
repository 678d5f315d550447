"""Our account."""

from dataclasses import dataclass

from netcore.client.events.base import Event


@dataclass(frozen=True, slots=True)
class AccountChanged(Event):
    """We are logged in to an account now, or to none.

    Args:
        account: its name; empty: none.
    """

    account: str


@dataclass(frozen=True, slots=True)
class AccountMade(Event):
    """There is an account for our nick now.

    Args:
        account: its name.
        text: what the server says of it.
    """

    account: str
    text: str


@dataclass(frozen=True, slots=True)
class AccountRefused(Event):
    """We are not logged in, or there is no account.

    Args:
        account: its name, if there is one.
        reason: why, for people, to stand behind a colon.
    """

    account: str
    reason: str
