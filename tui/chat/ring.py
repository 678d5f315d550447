"""Passwords of accounts in the keyring of the system, where there is one (``keyring`` on PyPI)."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from netcore.client import ChatClient
from netcore.client.events import AccountChanged, AccountRefused, Event

_log = logging.getLogger(__name__)


class Ring:
    """The passwords of one server's accounts; without a keyring it is empty and stays so.

    Args:
        server: which, as `Server` is written: the same account elsewhere is another one.
    """

    def __init__(self, server: str) -> None:
        self._service = f"chat-tui {server}"

    def find(self, account: str) -> str:
        """The password of an account; empty: it is not there. May take as long as a person does."""
        return str(self._try(lambda ring: ring.get_password(self._service, account)) or "")

    def keep(self, account: str, password: str) -> None:
        """Put a password in."""
        self._try(lambda ring: ring.set_password(self._service, account, password))

    def _try(self, deed: Callable[[Any], object]) -> object:
        if find_spec("keyring") is None:
            return None
        import keyring
        from keyring.errors import KeyringError

        try:
            return deed(keyring)
        except (KeyringError, RuntimeError, OSError) as error:
            # No desktop, no agent, a locked one: then the password is asked for, as ever.
            _log.info("no keyring: %s", error)
            return None


class RememberingClient(ChatClient):
    """A client that puts passwords into a ring once they have let us in.

    Args:
        ring: which.
        on_event: as of `ChatClient`, as is all the rest.
    """

    def __init__(
        self, *args: Any, ring: Ring, on_event: Callable[[Event], None], **more: Any
    ) -> None:
        self._ring = ring
        self._said: tuple[str, str] | None = None
        self._tell = on_event
        super().__init__(*args, on_event=self._happened, **more)

    def log_in(self, account: str, password: str) -> None:
        """See `ChatClient.log_in`."""
        self._said = (account, password)
        super().log_in(account, password)

    def register_account(self, password: str) -> None:
        """See `ChatClient.register_account`."""
        self._said = (self.nick, password)
        super().register_account(password)

    def _happened(self, event: Event) -> None:
        said = self._said
        if said and isinstance(event, AccountChanged) and event.account:
            self._said = None
            # On a thread of its own: a person may have to unlock it first.
            threading.Thread(target=self._ring.keep, args=said, name="keyring", daemon=True).start()
        elif isinstance(event, AccountRefused):
            self._said = None
        self._tell(event)
