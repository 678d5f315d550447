"""Passwords: what is kept of them, and what a guess costs."""

import time

import pytest

from netcore.core.secrets import CheckPassword, Slowed
from netcore.errors import ChatError
from netcore.security import passwords
from netcore.security.checking import Checker
from netcore.security.guesses import Guesses, block

SESAME = passwords.hash_password("sésame 🔑")


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("guess", "right"),
    [
        ("sésame 🔑", True),
        ("se\N{COMBINING ACUTE ACCENT}same 🔑", True),
        ("sesame 🔑", False),
        ("Sésame 🔑", False),
        ("sésame 🔑 ", False),
        ("sésame 🔑\0", False),
        ("", False),
        ("\0", False),
        ("\udcff", False),
        ("y" * 10_000_000, False),
    ],
)
def test_only_the_right_password_opens(guess: str, right: bool) -> None:
    """Letter for letter, in any script and of any length, however the letters are composed."""
    assert passwords.verify(SESAME, guess) is right


def test_what_is_kept_is_argon2id_and_different_each_time() -> None:
    """The parameters are OWASP's, and the salt is new each time."""
    assert SESAME.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.hash_password("sésame 🔑") != SESAME


@pytest.mark.parametrize("bad", ["", "x" * 1_025, "é" * 513])
def test_an_empty_or_endless_password_is_refused(bad: str) -> None:
    """Neither can be meant."""
    with pytest.raises(ChatError):
        passwords.hash_password(bad)


@pytest.mark.parametrize("bad", ["", "sesame", "$argon2id$junk", "$argon2i$x"])
def test_what_is_no_hash_fits_no_password(bad: str) -> None:
    """Whatever stands where a hash should be, nobody gets in by it."""
    assert not passwords.verify(bad, "sesame")
    assert not passwords.is_hash(bad)
    assert not passwords.verify(SESAME[:-20], "sésame 🔑")
    assert passwords.is_hash(SESAME)


def test_a_hash_that_no_machine_can_bear_is_none() -> None:
    """One of 4 GiB a try is a mistake, or worse."""
    assert not passwords.is_hash(SESAME.replace("m=19456", "m=4194304"))


def test_an_operator_gives_a_password_or_its_hash() -> None:
    """A hash is kept as it is, a password is hashed, and half a hash is neither."""
    assert passwords.kept(SESAME) == SESAME
    assert passwords.verify(passwords.kept("sesame"), "sesame")
    with pytest.raises(ChatError, match="chat-tui password"):
        passwords.kept(SESAME[:-20])


def test_a_wrong_guess_costs_the_same_whatever_it_is() -> None:
    """Nothing can be learnt from the time: empty, wrong and far too long take one hash each."""

    def least(guess: str, hashed: str = SESAME) -> float:
        times = []
        for _ in range(5):
            begun = time.thread_time()
            passwords.verify(hashed, guess)
            times.append(time.thread_time() - begun)
        return min(times)

    wrong = least("wrong")
    assert least("") > wrong / 2
    assert wrong / 2 < least("y" * 100_000) < wrong * 2
    assert wrong / 2 < least("anything", hashed="") < wrong * 2


def test_the_second_time_a_password_costs_next_to_nothing() -> None:
    """Five hundred clients that come back at once cost one hash; a wrong guess costs one still."""
    checker = Checker()
    work = CheckPassword("sésame 🔑", SESAME)
    assert checker.at_once(work) is None
    assert checker.check(work) is True
    assert checker.at_once(work) is True
    assert checker.check(work) is True
    for other in (CheckPassword("wrong", SESAME), CheckPassword("sésame 🔑", SESAME + "x")):
        assert checker.at_once(other) is None
        assert checker.check(other) is False


def test_what_is_remembered_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten thousand passwords take a megabyte; then it begins anew."""
    monkeypatch.setattr("netcore.security.checking._MOST_REMEMBERED", 2)
    remembered = Checker().remembered
    for password in "abc":
        remembered.add(password, password)
    assert [remembered.knows(password, password) for password in "abc"] == [False, False, True]


def test_wrong_guesses_of_an_address_are_slowed() -> None:
    """After five, one every twenty seconds is looked at, the right one too; others go on."""
    clock = Clock()
    checker = Checker(clock)
    wrong, right = (
        CheckPassword("x", SESAME, "10.1.1.1"),
        CheckPassword("sésame 🔑", SESAME, "10.1.1.1"),
    )
    for _ in range(5):
        assert checker.check(right) is True
        assert checker.check(wrong) is False
    assert checker.check(wrong) == Slowed(20)
    assert checker.at_once(right) == Slowed(20)
    assert checker.check(CheckPassword("sésame 🔑", SESAME, "10.1.1.2")) is True
    clock.now += 20
    assert checker.check(right) is True
    assert checker.check(wrong) is False
    assert not checker.check(right)


def test_whoever_has_no_address_is_never_slowed() -> None:
    """This machine itself, where a program may try what it likes."""
    guesses = Guesses()
    for _ in range(100):
        guesses.wrong("")
    assert guesses.wait("") == 0


def test_guesses_are_forgotten_and_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A million addresses take no more memory than ten thousand."""
    monkeypatch.setattr("netcore.security.guesses._MOST", 10)
    clock = Clock()
    guesses = Guesses(free=1, clock=clock)
    guesses.wrong("first")
    clock.now += 20
    for number in range(10):
        guesses.wrong(str(number))
    assert guesses.wait("first") == 0
    assert guesses.wait("0") == 20
    guesses.wrong("10")
    assert (guesses.wait("0"), guesses.wait("10")) == (0, 20)


@pytest.mark.parametrize(
    ("address", "one"),
    [
        ("10.1.2.3", "10.1.2.3"),
        ("::ffff:10.1.2.3", "10.1.2.3"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("cloaked.example", "cloaked.example"),
        ("", ""),
    ],
)
def test_one_customer_counts_as_one_address(address: str, one: str) -> None:
    """Of IPv6 somebody has a whole network, so the network is what is slowed."""
    assert block(address) == one


def test_no_secret_is_in_a_representation() -> None:
    """What stands in a traceback or a log says nothing that opens anything."""
    assert "sesame" not in repr(CheckPassword("sesame", "$argon2id$sesame", "10.1.1.1"))
