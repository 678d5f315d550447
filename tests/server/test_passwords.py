"""The password of the door."""

import pytest

from netcore.security.passwords import checker


@pytest.mark.parametrize(
    ("password", "guess", "right"),
    [
        ("sesame", "sesame", True),
        ("sesame", "Sesame", False),
        ("sesame", "", False),
        ("sesame", "sesame ", False),
        ("sésame 🔑", "sésame 🔑", True),
        ("sésame", "sesame", False),
        ("", "", True),
        ("", "anything", True),
        ("x", "y" * 10_000_000, False),
    ],
)
def test_only_the_right_password_opens(password: str, guess: str, right: bool) -> None:
    """Letter for letter, in any script and of any length; without one the door is open."""
    assert checker(password)(guess) is right
