"""Accounts in the join app: passwords are typed unseen, and kept in the system's keyring alone."""

from __future__ import annotations

import argparse
import io
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from netcore.client import events as ev
from netcore.client.events import Event
from netcore.client.values import Credentials, Identity, Server
from netcore.errors import ChatError
from tests.tui.chat.fake import NOON, FakeLink
from tests.tui.chat.stage import play, stage
from tests.tui.chat.test_plain_mode import chat_lines
from tests.tui.chat.test_slash_commands import Front
from tui.chat import going, options, ring
from tui.chat.model import Model
from tui.chat.plain_mode import PlainChat
from tui.chat.ring import RememberingClient, Ring
from tui.chat.screens.password import PasswordScreen


@pytest.fixture
def front() -> Front:
    """A front end whose person types passwords when asked."""
    return Front(Model(FakeLink(lambda event: None), ["#lobby"], "me", lambda: NOON))


def asked(front: Front) -> list[tuple[str, ...]]:
    """What the link was asked for."""
    assert isinstance(front.link, FakeLink)
    return front.link.asked


def told(front: Front) -> list[str]:
    """The lines that were put before the person."""
    return [line.entry.text for line in front.model.take().lines]


def test_an_account_is_made_with_a_password_typed_twice(front: Front) -> None:
    """Whoever types something else the second time makes none."""
    front.typed_unseen = ("sesame", "sesame")
    front.enter("/register")
    assert asked(front)[-1] == ("register_account", "sesame")
    assert told(front)[0] == "Choose a password: the nick me is yours then"
    front.typed_unseen = ("sesame", "seasame")
    front.enter("/register")
    assert len(asked(front)) == 1
    assert "not the same" in told(front)[-1]


def test_logging_in_and_out(front: Front) -> None:
    """To the nick's account, or to another one."""
    front.typed_unseen = ("a", "b")
    for line in ("/login", "/login bob", "/logout"):
        front.enter(line)
    assert asked(front) == [("log_in", "me", "a"), ("log_in", "bob", "b"), ("log_out",)]


@pytest.mark.parametrize(
    "line",
    [
        "/register sesame",
        "/login me sesame",
        "/LOGIN me sesame x",
        "/reg sesame",
        "/logi me sesame",
        "/oper me sesame",
    ],
)
def test_a_password_that_is_typed_openly_is_neither_sent_nor_kept(front: Front, line: str) -> None:
    """The Up key does not bring it back, and no line shows it."""
    front.enter(line)
    assert asked(front) == []
    assert "asked for" in told(front)[-1]
    assert not any("sesame" in sent for sent in front.model.active.sent)


def test_an_operators_password_is_typed_unseen(front: Front) -> None:
    """It may have spaces in it; the server's answer is shown where the person looks."""
    from tui.chat.folding import fold

    front.typed_unseen = ("open sesame", "b")
    front.enter("/oper")
    front.enter("/oper boss")
    assert asked(front) == [("raw", "OPER me :open sesame"), ("raw", "OPER boss :b")]
    front.model.take()
    fold(front.model, ev.ServerText(NOON, "381", "You are an operator of this server now"))
    (line,) = front.model.take().lines
    assert line.buffer is front.model.active is not front.model.server


def test_what_becomes_of_an_account_is_told(front: Front) -> None:
    """In the window that the person looks at."""
    from tui.chat.folding import fold

    for event in (
        ev.AccountChanged(NOON, "bob"),
        ev.AccountChanged(NOON, ""),
        ev.AccountMade(NOON, "bob", "Account created"),
        ev.AccountRefused(NOON, "bob", "wrong"),
        ev.AccountRefused(NOON, "", "no"),
    ):
        fold(front.model, event)
    assert told(front) == [
        "You are logged in as bob.",
        "You are logged out.",
        "Account created.",
        "Not logged in to bob: wrong.",
        "Not logged in: no.",
    ]


def test_on_the_screen_it_is_typed_unseen() -> None:
    """Esc leaves it; nothing of it is in any row, nor comes back by the Up key."""

    async def scene() -> None:
        async with stage() as on:
            on.link.welcome()
            await on.settle()
            await on.type("/login bob")
            await on.press("enter")
            assert isinstance(on.app.screen, PasswordScreen)
            await on.type("sesame")
            assert not any("sesame" in row for row in on.rows())
            assert any("Esc leaves it" in row for row in on.rows())
            await on.press("enter")
            assert on.link.asked[-1] == ("log_in", "bob", "sesame")
            await on.type("/login")
            await on.press("enter", "escape")
            assert on.link.asked[-1] == ("log_in", "bob", "sesame")
            await on.press("up", "up", "up")
            assert not any("sesame" in row for row in on.rows())

    play(scene())


def test_in_lines_the_next_line_is_the_password() -> None:
    """It is not said in the channel; an empty one leaves it."""
    _, printed, link = chat_lines("/login bob\nsesame\nhello\n/login\n\nbye")
    assert ("log_in", "bob", "sesame") in link.asked
    assert [what[2] for what in link.asked if what[0] == "say"] == ["hello", "bye"]
    assert "-- Password of the account bob:" in printed
    assert not any("sesame" in line for line in printed)


def test_in_lines_a_terminal_does_not_show_it() -> None:
    """The echo is off from the question to the answer."""
    echo: list[bool] = []
    link = FakeLink(lambda event: None)
    model = Model(link, ["#lobby"], "me", lambda: NOON)
    chat = PlainChat(model, io.StringIO(), echo=echo.append)
    chat.typed("/login")
    chat.typed("sesame")
    assert echo == [False, True]


# -- where the password comes from


def arguments(**given: object) -> argparse.Namespace:
    """The options that concern accounts."""
    known = {"account": "", "account_password": "", "account_password_file": None}
    return argparse.Namespace(**{**known, **given})


class FakeRing(ModuleType):
    """The module ``keyring``: passwords in a dictionary, or none to be had."""

    def __init__(self) -> None:
        super().__init__("keyring")
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False
        self.changed = threading.Event()

    def get_password(self, service: str, account: str) -> str | None:
        """What is kept."""
        self._open()
        return self.kept.get((service, account))

    def set_password(self, service: str, account: str, password: str) -> None:
        """Keep it."""
        self._open()
        self.kept[service, account] = password
        self.changed.set()

    def _open(self) -> None:
        if self.locked:
            raise RuntimeError("the keyring is locked")


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> FakeRing:
    """A keyring of the system."""
    fake, errors = FakeRing(), ModuleType("keyring.errors")
    errors.KeyringError = type("KeyringError", (Exception,), {})  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", fake)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    monkeypatch.setattr(ring, "find_spec", lambda name: object())
    return fake


def login(args: argparse.Namespace) -> Credentials | None:
    """The account that the options come to."""
    return going.credentials(args, Server("host"), "amy")


def test_an_option_or_a_file_has_it(tmp_path: Path, keyring: FakeRing) -> None:
    """Without an account it is the nick's."""
    assert login(arguments(account_password="a")) == Credentials("amy", "a")
    path = tmp_path / "password"
    path.write_text("from the file\nmore\n")
    found = login(arguments(account="bob", account_password_file=path))
    assert found == Credentials("bob", "from the file")
    path.write_text("\n")
    with pytest.raises(ChatError, match="no password"):
        login(arguments(account_password_file=path))
    with pytest.raises(ChatError, match="cannot be read"):
        login(arguments(account_password_file=tmp_path))


def test_the_keyring_has_it(keyring: FakeRing) -> None:
    """For this server; a locked one has none, and nobody is stopped by that."""
    assert login(arguments()) is None
    keyring.kept["chat-tui host:9999", "amy"] = "kept"
    assert login(arguments()) == Credentials("amy", "kept")
    keyring.locked = True
    assert login(arguments()) is None


def test_without_a_keyring_nothing_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an extra."""
    monkeypatch.setattr(ring, "find_spec", lambda name: None)
    assert Ring("host:9999").find("amy") == ""


def test_an_account_that_is_named_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, keyring: FakeRing
) -> None:
    """On a terminal; a script is told where to put it."""
    monkeypatch.setattr("getpass.getpass", lambda prompt: f"typed at {prompt!r}")
    with pytest.raises(ChatError, match="CHAT_TUI_ACCOUNT_PASSWORD"):
        login(arguments(account="bob"))
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    typed = Credentials("bob", "typed at 'Password of the account bob: '")
    assert login(arguments(account="bob")) == typed
    assert login(arguments(account="bob", account_password=options.ASK)) == typed


def test_a_password_that_let_us_in_is_kept(keyring: FakeRing) -> None:
    """One that did not is not."""
    heard: list[Event] = []
    client = RememberingClient(
        Server("host"), Identity("amy"), ["#a"], on_event=heard.append, ring=Ring("host:9999")
    )
    happened: Callable[[Event], None] = client._happened
    client.log_in("amy", "wrong")
    happened(ev.AccountRefused(NOON, "amy", "no"))
    happened(ev.AccountChanged(NOON, "amy"))
    assert keyring.kept == {}
    client.log_in("amy", "right")
    happened(ev.AccountChanged(NOON, "amy"))
    assert keyring.changed.wait(10)
    assert keyring.kept == {("chat-tui host:9999", "amy"): "right"}
    keyring.changed.clear()
    client.register_account("new")
    happened(ev.AccountChanged(NOON, "amy"))
    assert keyring.changed.wait(10)
    assert keyring.kept == {("chat-tui host:9999", "amy"): "new"}
    assert len(heard) >= 4
    client.close()
