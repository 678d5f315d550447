"""Accounts over sockets: SASL, registration, and the door; for every engine."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from scramp import ScramClient

from netcore.client import ChatClient, Identity, Server
from netcore.client.events import AccountChanged, AccountMade, AccountRefused, Event, Registered
from netcore.client.values import Credentials
from netcore.core.settings import Settings
from netcore.engines.base import Address
from netcore.security import passwords
from netcore.security.accounts import Account, SqliteAccounts
from netcore.server import ChatServer
from tests.conformance.conftest import PATIENCE, Client, Host, OpenHost, commands, named, one


def encoded(text: str) -> str:
    """Base64 of a text."""
    return base64.b64encode(text.encode()).decode()


def plain(name: str, password: str) -> str:
    """The response of SASL PLAIN."""
    return encoded(f"\0{name}\0{password}")


def negotiating(host: Host, *caps: str) -> Client:
    """A connection that has sasl on and has not ended its registration."""
    client = host.connect()
    client.ask("CAP LS 302", f"CAP REQ :{' '.join(('sasl', *caps))}")
    return client


@pytest.fixture
def host(open_host: OpenHost) -> Host:
    """A server with accounts and SCRAM, and an account ``Bob``, whose password is ``sesame``."""
    started = open_host(accounts="optional", scram=True)
    bob = started.client("Bob")
    assert commands(bob.ask("REGISTER * * sesame")) == ["REGISTER", "900"]
    bob.send("QUIT")
    bob.rest()
    return started


def test_plain(host: Host) -> None:
    """SASL 3.1: "If authentication is successful, a 900 and 903 numeric will be sent."

    ":server 900 <nick> <nick>!<ident>@<host> <account> :You are now logged in as <user>".
    """
    client = negotiating(host)
    assert client.ask("AUTHENTICATE PLAIN")[0].params == ("+",)
    messages = client.ask("NICK bob", "USER b 0 * :B", f"AUTHENTICATE {plain('bob', 'sesame')}")
    assert commands(messages) == ["900", "903"]
    assert messages[0].params[2] == "Bob"
    assert "001" in commands(client.ask("CAP END"))
    assert one(client.ask("WHOIS bob"), "330").params[1:3] == ("bob", "Bob")


def test_the_mechanisms_are_the_capabilitys_value(host: Host) -> None:
    """SASL 3.2: "The value, if present, MUST be a comma (,) separated list"."""
    words = " ".join(m.params[-1] for m in named(host.connect().ask("CAP LS 302"), "CAP")).split()
    assert "sasl=SCRAM-SHA-256,PLAIN" in words
    assert "draft/account-registration=before-connect" in words


@pytest.mark.parametrize(
    "response", [plain("bob", "wrong"), plain("nobody", "sesame"), encoded("\0bob\0ses\0ame"), "?"]
)
def test_a_failure_may_be_followed_by_a_success(host: Host, response: str) -> None:
    """SASL 3.1: "If authentication fails, a 904 or 905 numeric will be sent and the client MAY
    retry from the AUTHENTICATE <mechanism> command."
    """
    client = negotiating(host)
    assert commands(client.ask("AUTHENTICATE PLAIN", f"AUTHENTICATE {response}"))[-1] == "904"
    again = client.ask("AUTHENTICATE PLAIN", f"AUTHENTICATE {plain('bob', 'sesame')}")
    assert commands(again) == ["AUTHENTICATE", "900", "903"]
    assert commands(client.ask("AUTHENTICATE PLAIN")) == ["907"]


def test_giving_up(host: Host) -> None:
    """SASL 3.1: "The client can abort an authentication by sending an asterisk as the data. The
    server will send a 906 numeric."
    """
    client = negotiating(host)
    assert commands(client.ask("AUTHENTICATE PLAIN", "AUTHENTICATE *")) == ["AUTHENTICATE", "906"]


def test_a_long_response_comes_in_chunks(host: Host) -> None:
    """SASL 3.1: "If the last chunk was exactly 400 bytes long, it must also be followed by
    AUTHENTICATE + to signal end of response."
    """
    password = "x" * 291
    carla = host.client("carla")
    carla.ask(f"REGISTER * * {password}")
    carla.send("QUIT")
    carla.rest()
    response = plain("carla", password + "xx")
    assert len(response) == 400
    client = negotiating(host)
    codes = commands(client.ask("AUTHENTICATE PLAIN", f"AUTHENTICATE {response}"))
    assert codes == ["AUTHENTICATE"]
    assert commands(client.ask("AUTHENTICATE +")) == ["904"]
    client.ask("AUTHENTICATE PLAIN", f"AUTHENTICATE {plain('carla', password)}")
    assert commands(client.ask("AUTHENTICATE +")) == ["900", "903"]


def test_too_long_a_response(host: Host) -> None:
    """SASL 3.1: 905 "because the client-sent AUTHENTICATE command was too long (i.e. the parameter
    longer than 400 bytes)"; "The server MAY place a limit on the total length of a response."
    """
    client = negotiating(host)
    client.ask("AUTHENTICATE PLAIN")
    assert commands(client.ask("AUTHENTICATE " + "A" * 401)) == ["905"]
    client.ask("AUTHENTICATE PLAIN")
    assert commands(client.ask(*["AUTHENTICATE " + "A" * 400] * 8)) == ["905"]


def test_scram(host: Host) -> None:
    """RFC 5802, section 5: both sides prove what they know; the client ends with ``+``."""
    client = negotiating(host)
    scram = ScramClient(["SCRAM-SHA-256"], "bob", "sesame")
    client.ask("AUTHENTICATE SCRAM-SHA-256")
    (challenge,) = client.ask(f"AUTHENTICATE {encoded(scram.get_client_first())}")
    scram.set_server_first(base64.b64decode(challenge.params[0]).decode())
    (proof,) = client.ask(f"AUTHENTICATE {encoded(scram.get_client_final())}")
    scram.set_server_final(base64.b64decode(proof.params[0]).decode())
    assert commands(client.ask("AUTHENTICATE +")) == ["900", "903"]


def test_login_after_the_welcome(host: Host) -> None:
    """SASL 3.2: "Servers SHOULD allow a client … to reauthenticate … at any time"; account-notify:
    ":nick!user@host ACCOUNT accountname".
    """
    carol = host.client("carol", "account-notify", channels=["#a"])
    client = host.client("robert", "sasl", channels=["#a"])
    carol.sync()
    client.ask("AUTHENTICATE PLAIN", f"AUTHENTICATE {plain('bob', 'sesame')}")
    told = one(carol.sync(), "ACCOUNT")
    assert (told.nick, told.params) == ("robert", ("Bob",))
    assert commands(client.ask("LOGOUT")) == ["901"]
    assert one(carol.sync(), "ACCOUNT").params == ("*",)


def test_account_tag_and_extended_join(host: Host) -> None:
    """account-tag: the tag "MUST be the account name"; extended-join: ":nick!user@host JOIN
    #channelname accountname :Real Name", with ``*`` for none.
    """
    carol = host.client("carol", "account-tag", "extended-join", channels=["#a"])
    client = negotiating(host)
    client.ask("AUTHENTICATE PLAIN", f"AUTHENTICATE {plain('bob', 'sesame')}")
    client.ask("NICK bob", "USER b 0 * :B B", "CAP END", "JOIN #a", "PRIVMSG #a :hello")
    join, text = carol.sync()
    assert join.params == ("#a", "Bob", "B B")
    assert text.tags == {"account": "Bob"}


def test_registering_before_the_welcome(open_host: OpenHost) -> None:
    """account-registration: "Afterward, the client is assumed to be authenticated to the <account>
    as if it used SASL"; ``before-connect``: no COMPLETE_CONNECTION_REQUIRED.
    """
    host = open_host(accounts="required")
    client = negotiating(host)
    assert one(client.ask("REGISTER * * sesame"), "FAIL").params[:3] == (
        "REGISTER",
        "NEED_NICK",
        "*",
    )
    made = client.ask("NICK dora", "USER d 0 * :D", "REGISTER dora * sesame")
    assert one(made, "REGISTER").params[:2] == ("SUCCESS", "dora")
    assert "001" in commands(client.ask("CAP END"))
    without = host.connect()
    without.send("NICK erna", "USER e 0 * :E")
    lines = without.rest()
    assert any("FAIL * ACCOUNT_REQUIRED" in line for line in lines)
    assert not any(" 001 " in line for line in lines)


def test_a_registered_nick_is_refused_to_others(host: Host) -> None:
    """Modern IRC, ERR_NICKNAMEINUSE: "the desired nickname is already in use", here for good; in
    any case of letters, with its owner there or not.
    """
    for nick in ("Bob", "bob", "BOB"):
        client = host.connect()
        assert commands(client.ask(f"NICK {nick}", "USER b 0 * :B")) == ["433"]
        assert "001" in commands(client.ask("NICK someone"))
        assert commands(client.ask(f"NICK {nick}")) == ["433"]
        client.send("QUIT")
        client.rest()


def test_the_owner_displaces_a_session_of_its_own(host: Host) -> None:
    """What other networks call GHOST: one login is enough."""
    first, second = (negotiating(host) for _ in range(2))
    for client in (first, second):
        client.ask("NICK bob", "USER b 0 * :B", "AUTHENTICATE PLAIN")
        client.ask(f"AUTHENTICATE {plain('bob', 'sesame')}")
    assert "001" in commands(first.ask("CAP END"))
    assert "001" in commands(second.ask("CAP END"))
    assert "Killed: your account has come in from elsewhere" in first.rest()[-1]
    assert commands(second.ask("NICK bob")) == []


def test_an_account_that_is_made_beside_the_host_is_known(engine: str, tmp_path: Path) -> None:
    """The operator need not restart anything."""
    settings = Settings(accounts="optional")
    path = tmp_path / "accounts.db"
    host = Host(
        ChatServer(
            settings,
            address=Address("127.0.0.1", 0),
            engine=engine,
            accounts=SqliteAccounts(path),
        )
    )
    try:
        beside = SqliteAccounts(path)
        beside.add(Account("bob", "Bob", passwords.hash_password("sesame")))
        client = host.client("robert", "sasl")
        codes = commands(client.ask("AUTHENTICATE PLAIN", f"AUTHENTICATE {plain('b', 'x')}"))
        assert codes[-1] == "904"
        codes = commands(client.ask("AUTHENTICATE PLAIN", f"AUTHENTICATE {plain('bob', 'sesame')}"))
        assert codes[-1] == "903"
        beside.remove("bob")
        beside.close()
        assert client.until("901")
    finally:
        host.close()


class Owner:
    """Remembers what a client tells, and waits for it."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._changed = threading.Condition()

    def __call__(self, event: Event) -> None:
        """Take an event."""
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def until(self, kind: type[Event], fits: Callable[[Event], bool] = lambda _: True) -> Event:
        """The first event of a kind that fits."""

        def found() -> Event | None:
            return next((e for e in self.events if isinstance(e, kind) and fits(e)), None)

        with self._changed:
            assert self._changed.wait_for(lambda: found() is not None, PATIENCE), self.events
            event = found()
        assert event
        return event


@pytest.mark.parametrize("scram", [True, False])
def test_our_own_client_registers_and_comes_back(open_host: OpenHost, scram: bool) -> None:
    """It makes an account, and logs in to it before it joins the next time."""
    host = open_host(accounts="optional", scram=scram)
    place = Server(*host.address)
    owner = Owner()
    client = ChatClient(place, Identity("fay"), ["#a"], on_event=owner)
    client.start()
    owner.until(Registered)
    client.register_account("open sesame")
    owner.until(AccountMade)
    client.close()
    again = Owner()
    login = Credentials("fay", "open sesame")
    client = ChatClient(place, Identity("fay", login=login), ["#a"], on_event=again)
    client.start()
    again.until(Registered)
    kinds = [type(event) for event in again.events]
    assert kinds.index(AccountChanged) < kinds.index(Registered)
    assert client.account == "fay"
    client.close()
    third = Owner()
    wrong = Identity("fay", login=Credentials("fay", "close sesame"))
    client = ChatClient(place, wrong, ["#a"], on_event=third)
    client.start()
    third.until(AccountRefused)
    third.until(Registered)
    assert client.nick != "fay"
    client.close()


def test_no_secret_is_left_anywhere(
    engine: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither in the log nor in the file, whatever was said rightly or wrongly."""
    lines: list[str] = []
    path = tmp_path / "accounts.db"
    server = ChatServer(
        Settings(accounts="optional", scram=True, password="door-secret"),
        address=Address("127.0.0.1", 0),
        engine=engine,
        log_listener=lambda line: lines.append(line.text),
        accounts=SqliteAccounts(path),
    )
    host = Host(server)
    client = host.connect()
    client.ask("PASS door-secret", "NICK gil", "USER g 0 * :G", "REGISTER * * gil-secret")
    for secret in ("gil-secret", "wrong-secret"):
        other = host.connect()
        other.ask("PASS door-secret", "CAP REQ sasl", "NICK h", "USER g 0 * :G")
        other.ask("AUTHENTICATE PLAIN", f"AUTHENTICATE {plain('gil', secret)}")
    outside = host.connect()
    outside.send("PASS wrong-secret", "NICK x", "USER x 0 * :X")
    outside.rest()
    assert "door-secret" not in repr(server.settings)
    host.close()
    assert "-secret" not in "\n".join(lines) + caplog.text
    assert b"-secret" not in path.read_bytes()


# -- the door


def test_forty_wrong_passwords_at_once_do_not_stop_the_chat(
    open_host: OpenHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At most two hashes at a time; whoever is inside is answered meanwhile."""
    host = open_host(password="sesame")
    inside = host.connect()
    inside.send("PASS sesame")
    inside.register("inside")
    now, most, lock = 0, 0, threading.Lock()
    verify = passwords.verify

    def counted(hashed: str, password: str) -> bool:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        try:
            return verify(hashed, password)
        finally:
            with lock:
                now -= 1

    monkeypatch.setattr("netcore.security.passwords.verify", counted)
    outside = [host.connect() for _ in range(40)]
    for number, client in enumerate(outside):
        client.send(f"PASS wrong{number}", f"NICK n{number}", "USER u 0 * :U")
    slowest = 0.0
    for _ in range(50):
        begun = time.monotonic()
        inside.sync()
        slowest = max(slowest, time.monotonic() - begun)
    for client in outside:
        assert any(" 464 " in line for line in client.rest())
    assert most <= 2
    assert slowest < 1.0


def test_many_who_come_back_with_the_right_password_cost_one_hash(
    open_host: OpenHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are let in by what was found out before."""
    host = open_host(password="sesame")
    count = 0
    verify = passwords.verify

    def counted(hashed: str, password: str) -> bool:
        nonlocal count
        count += 1
        return verify(hashed, password)

    first = host.connect()
    first.send("PASS sesame")
    first.register("first")
    monkeypatch.setattr("netcore.security.passwords.verify", counted)
    clients = [host.connect() for _ in range(50)]
    for number, client in enumerate(clients):
        client.send("PASS sesame", f"NICK n{number}", "USER u 0 * :U")
    for client in clients:
        assert client.until("001")
    assert count == 0


@pytest.mark.parametrize(
    "secret", [b"", b"x" * 500, b"ses\0am", "sésame".encode(), b"\xff\xfe", b"sesame "]
)
def test_every_wrong_secret_has_the_same_answer(open_host: OpenHost, secret: bytes) -> None:
    """Modern IRC, ERR_PASSWDMISMATCH: "the connection could not be registered as the password was
    either incorrect or not supplied".
    """
    client = open_host(password="sesame").connect()
    client.send("PING x", b"PASS :" + secret, "NICK a", "USER a 0 * :A")
    codes = [line.split()[1] for line in client.rest() if line.startswith(":")]
    assert codes[-1] == "464"
    assert "001" not in codes
