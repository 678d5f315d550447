"""``chat-tui accounts``: who has an account, and what the operator can do about it."""

import argparse
import contextlib
import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tui import places
from tui.config.option import SettingError
from tui.typed import shown

if TYPE_CHECKING:
    from netcore.security.accounts import Account, AccountStore

_LONGEST_NAME = 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what ``chat-tui accounts`` takes."""
    parser.description = (
        "See and change the accounts of a host, also while it runs. Passwords are asked for, or "
        "read from standard input where that is no terminal."
    )
    parts = parser.add_subparsers(
        dest="what", required=True, metavar="list|add|reset|remove", title="what to do"
    )
    texts = {
        "list": "every account: its name, since when, by what one logs in to it",
        "add": "make an account",
        "reset": "give an account another password",
        "remove": "forget an account: its nick is anybody's then",
    }
    for name, text in texts.items():
        part = parts.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        part.allow_abbrev = False
        part.add_argument(
            "--data-dir", type=Path, metavar="DIR", help="where the host keeps what it writes"
        )
        if name != "list":
            part.add_argument("name", metavar="NAME", help="the account")
        if name in ("add", "reset"):
            _add_ways(part)


def _add_ways(part: argparse.ArgumentParser) -> None:
    part.add_argument(
        "--scram",
        action=argparse.BooleanOptionalAction,
        help="whether one can log in by SCRAM-SHA-256 too; as the host's settings have it",
    )
    part.add_argument(
        "--certificate",
        action="append",
        metavar="SHA256:…",
        help="a client certificate that logs in to it (SASL EXTERNAL); may be repeated",
    )


def run(args: argparse.Namespace) -> int:
    """Do what is asked.

    Returns:
        0 where it is done, 1 where it cannot be, 2 where the settings make no sense.
    """
    from netcore.errors import ChatError

    try:
        folder, scram = _settings(args)
        return _run(args, folder, scram)
    except SettingError as error:
        sys.stderr.write(error.complaint("accounts"))
        return 2
    except ChatError as error:
        sys.stderr.write(f"chat-tui: accounts: {error}\n")
        return 1


def _settings(args: argparse.Namespace) -> tuple[Path, bool]:
    """The folder and whether SCRAM is on, as the host has them where no flag says otherwise."""
    from tui.config.sources import Sources, find
    from tui.console.options import OPTIONS

    told = Sources.of("host", OPTIONS, argparse.Namespace(), find(None), dict(os.environ)).settle()
    folder = args.data_dir or told["data-dir"].value or places.data_folder()
    scram = getattr(args, "scram", None)
    return Path(folder).expanduser(), bool(told["scram"].value if scram is None else scram)


def _run(args: argparse.Namespace, folder: Path, scram: bool) -> int:
    from netcore.errors import ChatError
    from netcore.security.accounts import FILE, SqliteAccounts

    if args.what != "add" and not _is_there(folder / FILE):
        raise ChatError(f"there are no accounts in {folder}", "--data-dir names another folder")
    with contextlib.closing(SqliteAccounts(folder / FILE)) as store:
        match args.what:
            case "list":
                return _list(store)
            case "add":
                return _add(store, args, scram)
            case "reset":
                return _reset(store, args, scram)
        return _remove(store, args.name)


def _is_there(path: Path) -> bool:
    from netcore.errors import ChatError

    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        what = f"the accounts in {path} cannot be read ({(error.strerror or str(error)).lower()})"
        raise ChatError(what, "be the user whose host it is") from error
    return True


def _list(store: "AccountStore") -> int:
    from netcore.wire.text import plain

    found = store.all()
    if not found:
        sys.stderr.write("nobody has an account yet; chat-tui accounts add NAME makes one\n")
    for account in found:
        since = time.strftime("%Y-%m-%d", time.localtime(account.created / 1000))
        ways = ["password", *(["SCRAM"] if account.scram else [])]
        ways += [f"certificate {each}" for each in account.certificates]
        line = f"{account.name:<{_LONGEST_NAME}}  {since}  {', '.join(ways)}"
        sys.stdout.write(f"{plain(line)}\n")
    return 0


def _add(store: "AccountStore", args: argparse.Namespace, scram: bool) -> int:
    from netcore.core import names
    from netcore.errors import ChatError

    name = names.nick(args.name, _LONGEST_NAME)
    if not name:
        raise ChatError(f"{shown(args.name)} cannot be a nick", "use letters, digits, - and _")
    key = names.nick_key(name)
    if store.find(key):
        raise ChatError(
            f"there is an account {name}", "chat-tui accounts reset changes its password"
        )
    created = int(time.time() * 1000)
    account = _secured(_account(key, name, created), args, scram)
    if not store.add(account):
        raise ChatError("the account or one of its certificates is there already", "see the list")
    return _done(f"there is an account {name} now")


def _account(key: str, name: str, created: int) -> "Account":
    from netcore.security.accounts import Account

    return Account(key, name, "", created=created)


def _reset(store: "AccountStore", args: argparse.Namespace, scram: bool) -> int:
    account = _existing(store, args.name)
    store.change(_secured(account, args, scram))
    return _done(f"{account.name} has another password now")


def _remove(store: "AccountStore", name: str) -> int:
    account = _existing(store, name)
    store.remove(account.key)
    return _done(f"{account.name} is nobody's account now; who is logged in is not thrown out")


def _secured(account: "Account", args: argparse.Namespace, scram: bool) -> "Account":
    """The account with a password that is asked for, and the certificates that were named."""
    from netcore.core.accounts import unfit
    from netcore.errors import ChatError
    from netcore.security import passwords
    from netcore.security.fingerprints import read_fingerprint
    from netcore.security.scram import verifier
    from tui.accounts.asking import new_password

    given = args.certificate
    certificates = account.certificates if given is None else tuple(map(read_fingerprint, given))
    password = new_password(f"Password of {account.name}")
    if refusal := unfit(account.name, password, local=False):
        raise ChatError(refusal[1])
    return replace(
        account,
        hash=passwords.hash_password(password),
        scram=verifier(password) if scram else "",
        certificates=certificates,
    )


def _existing(store: "AccountStore", name: str) -> "Account":
    from netcore.core import names
    from netcore.errors import ChatError

    nick = names.nick(name, _LONGEST_NAME)
    account = store.find(names.nick_key(nick)) if nick else None
    if not account:
        raise ChatError(f"there is no account {shown(name)}", "chat-tui accounts list has all")
    return account


def _done(what: str) -> int:
    sys.stdout.write(f"{what}\n")
    return 0
