"""Accounts for tests of the core: passwords as they are, and a SCRAM of a word each way."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from netcore.core.secrets import (
    BeginScram,
    Challenge,
    FinishScram,
    LoggedIn,
    LogIn,
    LogInByCertificate,
    Proven,
    Register,
    Slowed,
)
from netcore.core.settings import Settings
from tests.core.conftest import Chat, Client

CAPS = "sasl labeled-response batch account-notify extended-join"


class FakeAccounts:
    """Answers what the core asks, as `netcore.security.logins` does."""

    def __init__(self) -> None:
        self.passwords: dict[str, tuple[str, str]] = {}
        self.slowed = 0
        self.addresses: list[str] = []

    def log_in(self, work: LogIn) -> LoggedIn | Slowed | bool:
        """A password is right, wrong, or not looked at."""
        self.addresses.append(work.address)
        if self.slowed:
            return Slowed(self.slowed)
        name, password = self.passwords.get(work.key, ("", ""))
        return LoggedIn(name) if name and password == work.password else False

    def by_certificate(self, work: LogInByCertificate) -> LoggedIn | bool:
        """The certificate ``bob's`` is Bob's."""
        right = work.certfp == "bob's" and work.key in ("", "bob")
        return LoggedIn("Bob") if right else False

    def begin_scram(self, work: BeginScram) -> Challenge | bool:
        """The first message is ``n=key``; the challenge is long enough to be sent in two pieces."""
        key = work.first.removeprefix("n=")
        return Challenge("c" * 300, key) if key in self.passwords else False

    def finish_scram(self, work: FinishScram) -> Proven | bool:
        """The proof is the password."""
        name, password = self.passwords[str(work.state)]
        return Proven("v=me too", name) if work.final == password else False

    def register(self, work: Register) -> object:
        """A new account, unless there is one; the password ``broken`` breaks the store."""
        self.addresses.append(work.address)
        if self.slowed:
            return Slowed(self.slowed)
        if work.password == "broken disk":
            return "something else"
        if work.key in self.passwords:
            return False
        self.passwords[work.key] = (work.name, work.password)
        return LoggedIn(work.name)


def make(order: Callable[..., Any] | None = None, **settings: object) -> tuple[Chat, FakeAccounts]:
    """A chat with an account ``Bob``, whose password is ``sesame``."""
    chosen = Settings(**{"accounts": "optional", **settings})  # type: ignore[arg-type]
    chat = Chat(chosen, order) if order else Chat(chosen)
    fake = FakeAccounts()
    fake.passwords["bob"] = ("Bob", "sesame")
    chat.hub.registered["bob"] = "Bob"
    chat.secrets |= {
        LogIn: fake.log_in,
        LogInByCertificate: fake.by_certificate,
        BeginScram: fake.begin_scram,
        FinishScram: fake.finish_scram,
        Register: fake.register,
    }
    return chat, fake


def encoded(text: str) -> str:
    """Base64 of a text."""
    return base64.b64encode(text.encode()).decode()


def plain(name: str, password: str, acting_for: str = "") -> str:
    """The response of SASL PLAIN."""
    return encoded(f"{acting_for}\0{name}\0{password}")


def negotiating(chat: Chat, nick: str = "", host: str = "127.0.0.1") -> Client:
    """A connection that has sasl on and has not ended its registration."""
    client = chat.connect(host)
    client.send(f"CAP REQ :{CAPS}")
    if nick:
        client.send(f"NICK {nick}", f"USER {nick} 0 * :{nick}")
    client.take_text()
    return client


def log_in(client: Client, name: str = "Bob", password: str = "sesame") -> list[str]:
    """Log in by PLAIN; what comes of it."""
    return client.codes("AUTHENTICATE PLAIN", f"AUTHENTICATE {plain(name, password)}")


def owner(chat: Chat, nick: str = "bob") -> Client:
    """Somebody who has come in logged in as Bob."""
    client = negotiating(chat, nick)
    assert log_in(client) == ["AUTHENTICATE", "900", "903"]
    assert "001" in client.codes("CAP END")
    chat.forget()
    return client
