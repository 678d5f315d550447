"""The password of the door."""

import hmac
from collections.abc import Callable


def checker(password: str) -> Callable[[str], bool]:
    """A check whose time does not depend on how much of a guess is right.

    Args:
        password: the right one; with the empty one everything is right.
    """
    right = password.encode()

    def check(guess: str) -> bool:
        return not right or hmac.compare_digest(guess.encode(), right)

    return check
