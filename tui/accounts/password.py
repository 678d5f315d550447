"""``chat-tui password``: the hash of a password, for settings and scripts."""

import argparse
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what ``chat-tui password`` takes."""
    parser.description = (
        "Make the argon2id hash of a password, for --password, --oper and the settings file. It is "
        "asked for twice, or read from standard input where that is no terminal."
    )


def run(args: argparse.Namespace) -> int:
    """Print the hash.

    Returns:
        0, or 1 where there is no password to make a hash of.
    """
    from netcore.errors import ChatError
    from netcore.security.passwords import hash_password
    from tui.accounts.asking import new_password

    try:
        sys.stdout.write(f"{hash_password(new_password('Password'))}\n")
    except ChatError as error:
        sys.stderr.write(f"chat-tui: password: {error}\n")
        return 1
    return 0
