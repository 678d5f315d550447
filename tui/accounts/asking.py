"""Asking for a password: without an echo where somebody types it, from a pipe where nobody does."""

import getpass
import sys

from netcore.errors import ChatError


def password(prompt: str) -> str:
    """A password as it is typed, or the first line of standard input.

    Raises:
        ChatError: there is none.
    """
    if sys.stdin is not None and not sys.stdin.isatty():
        said = sys.stdin.readline().rstrip("\r\n")
    else:
        said = getpass.getpass(f"{prompt}: ")
    if not said:
        raise ChatError("there is no password", "type one, or pipe one into this command")
    return said


def new_password(prompt: str) -> str:
    """A password that is typed twice, or the first line of standard input.

    Raises:
        ChatError: there is none, or the second was another one.
    """
    said = password(prompt)
    if sys.stdin is None or sys.stdin.isatty():
        again = getpass.getpass("The same once more: ")
        if again != said:
            raise ChatError("the two are not the same", "try again: nothing has been changed")
    return said
