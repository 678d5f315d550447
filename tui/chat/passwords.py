"""The password of an account where it is written down: in an option, or in a file."""

import argparse

from netcore.errors import ChatError

_LONGEST_FILE = 4096


def of_account(args: argparse.Namespace) -> str:
    """The password of the account, as the options have it; empty: they have none.

    Raises:
        ChatError: its file cannot be read, or holds none.
    """
    path = args.account_password_file
    if path is None:
        return str(args.account_password)
    try:
        with path.open(encoding="utf-8") as file:
            password = str(file.readline(_LONGEST_FILE)).rstrip("\r\n")
    except (OSError, ValueError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or "it is not text in UTF-8"
        raise ChatError(f"--account-password-file: {path} cannot be read", why) from None
    if not password:
        raise ChatError(f"--account-password-file: there is no password in {path}")
    return password
