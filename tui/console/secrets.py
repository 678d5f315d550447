"""The password of the door where it does not stand in a flag: typed, or in a file."""

import argparse
import functools
import os
import stat
from pathlib import Path

from netcore.errors import ChatError, StartError
from tui.config import kinds

ASK = "\0ask"
"""Stands for a password that is to be asked for."""

_LONGEST_FILE = 4096


def read(text: str) -> str:
    """A password, or that it is to be asked for."""
    return text if text == ASK else kinds.password(text)


def said(value: str) -> str:
    """A password as it was given, or as it is typed now.

    Raises:
        StartError: none is typed.
    """
    return _asked() if value == ASK else value


@functools.cache
def _asked() -> str:
    # Once: settings are read again while nobody sits at the terminal.
    from tui.accounts.asking import new_password

    try:
        return kinds.password(new_password("Password of this chat"))
    except argparse.ArgumentTypeError as error:
        raise StartError(f"the password {error}") from None
    except ChatError as error:
        raise StartError(error.what, error.mend) from None


def in_file(path: Path) -> str:
    """The password, or its hash, that is the first line of a file.

    Raises:
        OSError: it cannot be read.
        ValueError: everybody can read it, or it holds none.
    """
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_mode & stat.S_IROTH:
            raise ValueError(f"everybody on this machine can read it; chmod 600 {path} mends that")
        data = file.read(_LONGEST_FILE)
    try:
        return kinds.password(data.decode().partition("\n")[0].rstrip("\r"))
    except UnicodeDecodeError:
        raise ValueError("it is not text in UTF-8") from None
    except argparse.ArgumentTypeError as error:
        raise ValueError(f"its first line {error}") from None
