"""Who somebody is: by password, by proof, by certificate; and how slowly one may guess."""

from __future__ import annotations

import pytest
from scramp import ScramClient

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
from netcore.security import scram
from netcore.security.accounts import Account, MemoryAccounts
from netcore.security.checking import Checker
from netcore.security.logins import Logins
from netcore.security.passwords import hash_password

HASH = hash_password("sesame")
VERIFIER = scram.verifier("sesame")
HERE, THERE = "192.0.2.7", "192.0.2.8"
BOB = LogIn("bob", "sesame", HERE)


class Desk:
    """Logins with a clock that a test sets, and an account ``Bob``."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.store = MemoryAccounts()
        self.store.add(Account("bob", "Bob", HASH, VERIFIER, ("SHA256:x",)))
        self.store.add(Account("carol", "Carol", HASH))
        checker = Checker(lambda: self.now)
        self.logins = Logins(self.store, checker, nick_length=30, clock=lambda: self.now)

    def guess(self, key: str, times: int, address: str = THERE) -> list[object]:
        """What comes of saying a wrong password."""
        return [self.logins.log_in(LogIn(key, "wrong", address)) for _ in range(times)]

    def prove(
        self, password: str = "sesame", name: str = "bob", address: str = HERE
    ) -> tuple[object, ScramClient]:
        """Log in by SCRAM; what comes of the proof."""
        client = ScramClient(["SCRAM-SHA-256"], name, password)
        begun = self.logins.begin_scram(BeginScram(client.get_client_first(), address))
        if not isinstance(begun, Challenge):
            return begun, client
        client.set_server_first(begun.text)
        final = FinishScram(begun.state, client.get_client_final(), address)
        return self.logins.finish_scram(final), client


@pytest.fixture
def desk() -> Desk:
    """Logins with an account ``Bob``."""
    return Desk()


def test_a_password_logs_in(desk: Desk) -> None:
    """Under the name as it was registered; a wrong one, or one of nobody, does not."""
    assert desk.logins.log_in(BOB) == LoggedIn("Bob")
    assert desk.logins.log_in(LogIn("bob", "Sesame")) is False
    assert desk.logins.log_in(LogIn("nobody", "sesame")) is False
    assert desk.logins.log_in(LogIn("", "sesame")) is False


def test_a_certificate_logs_in(desk: Desk) -> None:
    """To its own account only."""
    assert desk.logins.by_certificate(LogInByCertificate("SHA256:x", "")) == LoggedIn("Bob")
    assert desk.logins.by_certificate(LogInByCertificate("SHA256:x", "bob")) == LoggedIn("Bob")
    assert desk.logins.by_certificate(LogInByCertificate("SHA256:x", "carol")) is False
    assert desk.logins.by_certificate(LogInByCertificate("SHA256:y", "")) is False


def test_scram_proves_the_password_and_the_account(desk: Desk) -> None:
    """Each side to the other; capitals of the name do not matter."""
    proven, client = desk.prove(name="BOB")
    assert isinstance(proven, Proven)
    assert proven.account == "Bob"
    client.set_server_final(proven.text)


def test_scram_does_not_believe(desk: Desk) -> None:
    """A wrong password, an unknown name, an account without a verifier."""
    assert desk.prove("wrong")[0] is False
    assert desk.prove(name="nobody")[0] is False
    assert desk.prove(name="no nick")[0] is False
    assert desk.prove(name="carol")[0] is False


@pytest.mark.parametrize(
    "first",
    [
        "",
        "n=bob",
        "n,,n=bob",
        "n,,n=bob,r=",
        "n,a=carol,n=bob,r=abcdefgh",
        "y,,n=bo=b,r=abcdefgh",
        "p=tls-unique,,n=bob,r=abcdefgh",
        "n,,m=x,n=bob,r=abcdefgh",
        "n,,n=bob,r=abc\0defgh",
    ],
)
def test_what_is_no_first_message_fails(desk: Desk, first: str) -> None:
    """Acting for another, a binding that there is not, an extension, and nonsense."""
    assert desk.logins.begin_scram(BeginScram(first)) is False


def test_a_proof_is_good_once(desk: Desk) -> None:
    """Neither a replayed proof nor another binding or nonce is believed."""
    client = ScramClient(["SCRAM-SHA-256"], "bob", "sesame")
    begun = desk.logins.begin_scram(BeginScram(client.get_client_first()))
    assert isinstance(begun, Challenge)
    client.set_server_first(begun.text)
    final = client.get_client_final()
    again = desk.logins.begin_scram(BeginScram("n,,n=bob,r=other"))
    assert isinstance(again, Challenge)
    assert desk.logins.finish_scram(FinishScram(again.state, final)) is False
    bound = final.replace("c=biws", "c=eSws")
    assert desk.logins.finish_scram(FinishScram(begun.state, bound)) is False
    assert desk.logins.finish_scram(FinishScram(begun.state, final)) is False


def test_a_verifier_says_nothing_of_the_password() -> None:
    """It is salted, and there is none for what SCRAM cannot transport."""
    assert scram.verifier("sesame") != VERIFIER
    assert VERIFIER.startswith("65536:")
    assert scram.verifier("bell\x07") == ""


def test_registering(desk: Desk) -> None:
    """Once; with a verifier for SCRAM where that is wanted."""
    work = Register("dora", "Dora", "sesame", True, "", 1_700_000_000_000)
    assert desk.logins.register(work) == LoggedIn("Dora")
    assert desk.logins.register(work) is False
    account = desk.store.find("dora")
    assert account
    assert (account.name, account.created) == ("Dora", 1_700_000_000_000)
    assert account.hash.startswith("$argon2id$")
    assert account.scram.startswith("65536:")
    desk.logins.register(Register("erna", "Erna", "sesame", False, "", 0))
    assert desk.store.find("erna") == desk.store.all()[-1]
    assert desk.store.all()[-1].scram == ""
    assert desk.prove(name="dora")[0]


def test_an_address_makes_five_accounts_and_then_one_in_ten_minutes(desk: Desk) -> None:
    """Whoever would take all names of the town gets tired."""
    for number in range(5):
        work = Register(f"n{number}", f"n{number}", "sesame", False, THERE, 0)
        assert desk.logins.register(work)
    more = Register("more", "more", "sesame", False, THERE, 0)
    assert desk.logins.register(more) == Slowed(600)
    desk.now += 600
    assert desk.logins.register(more) == LoggedIn("more")


def test_an_address_guesses_slowly_by_whatever_way(desk: Desk) -> None:
    """Five wrong ones, then one in twenty seconds: passwords and proofs count together."""
    desk.guess("bob", 3)
    assert desk.prove("wrong", address=THERE)[0] is False
    assert desk.prove("wrong", address=THERE)[0] is False
    assert desk.logins.log_in(LogIn("carol", "sesame", THERE)) == Slowed(20)
    assert desk.prove("sesame", address=THERE)[0] == Slowed(20)
    assert desk.logins.log_in(BOB) == LoggedIn("Bob")


def test_many_addresses_guess_slowly_at_one_account(desk: Desk) -> None:
    """Its owner is not locked out: the places whence the owner came lately are not slowed."""
    assert desk.logins.log_in(BOB) == LoggedIn("Bob")
    for number in range(20):
        desk.guess("bob", 1, f"198.51.100.{number}")
    assert isinstance(desk.guess("bob", 1, "203.0.113.1")[0], Slowed)
    assert isinstance(desk.prove(address="203.0.113.2")[0], Slowed)
    assert desk.logins.log_in(BOB) == LoggedIn("Bob")
    assert desk.logins.log_in(LogIn("bob", "sesame")) == LoggedIn("Bob")
    assert desk.logins.log_in(LogIn("carol", "sesame", "203.0.113.1")) == LoggedIn("Carol")


def test_the_places_that_are_remembered_have_a_bound(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A million accounts take no more memory than ten thousand."""
    monkeypatch.setattr("netcore.security.logins._MOST_PLACES", 1)
    assert desk.logins.log_in(BOB)
    assert desk.logins.log_in(LogIn("carol", "sesame", HERE))
    assert len(desk.logins._places) == 1


def test_the_second_login_costs_no_hash(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """As with the door's password."""
    assert desk.logins.log_in(BOB) == LoggedIn("Bob")
    monkeypatch.setattr("netcore.security.passwords.verify", lambda *_: pytest.fail("hashed"))
    assert desk.logins.log_in(BOB) == LoggedIn("Bob")


def test_no_password_is_in_a_representation() -> None:
    """Whatever is logged of what was asked and answered."""
    values = (
        BOB,
        Register("a", "a", "sesame", False, "", 0),
        Proven("sesame", "a"),
        Challenge("sesame", "sesame"),
        FinishScram("sesame", "sesame"),
        CheckPassword("sesame", "sesame"),
    )
    assert "sesame" not in repr(values)
