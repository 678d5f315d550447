"""Who can come in to a host: where it listens, with TLS or without, and with which password."""

import argparse
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from netcore.errors import ChatError, StartError
from netcore.security.reach import is_local
from tui import places

if TYPE_CHECKING:
    from netcore import Settings
    from netcore.security.tls import Tls

_ALL_NETWORKS = "0.0.0.0"  # noqa: S104 - asked for by --lan
_PASSWORD_FILE = "invitation-password"  # noqa: S105 - a file's name
"""A password that the host made: kept, so that an invitation is good for the next start too."""


@dataclass(frozen=True, slots=True)
class Door:
    """The way in, as the options have it.

    Args:
        bind: where to listen.
        tls: the certificate; None: no TLS.
        password: what opens it, to be given away with the invitation; empty: nothing, or only the
            hash is known.
        needs_password: whether a password must not go missing when the settings are read again.
        unprotected: whether others may come in with neither TLS nor a password.
        warnings: what was turned off by name, and what that means.
    """

    bind: str
    tls: "Tls | None"
    password: str
    needs_password: bool
    unprotected: bool
    warnings: tuple[str, ...]

    def closed(self, settings: "Settings") -> "Settings":
        """Settings with the password that the host has made in them, if it has made one.

        Raises:
            ChatError: the password has gone, and others could come in without.
        """
        if settings.password or not self.needs_password:
            return settings
        if not self.password:
            raise ChatError(
                "without a password everybody could come in", "say so with no-password = true"
            )
        return replace(settings, password=self.password)


def door_of(args: argparse.Namespace, settings: "Settings") -> Door:
    """What the options come to: whatever others can reach has TLS and a password.

    Args:
        args: the values of all options.
        settings: those of the server.

    Raises:
        StartError: the options contradict each other, or nothing can be kept in the folder.
    """
    bind = _bind(args)
    local = is_local(bind)
    if args.no_password and settings.password:
        raise StartError("--no-password and a password contradict each other", "leave one out")
    folder = args.data_dir or places.data_folder()
    password = settings.password
    if not password and not local and not args.no_password:
        password = _made_password(folder)
    tls = _tls(args, local, folder)
    return Door(
        bind=bind,
        tls=tls,
        # A hash opens nothing.
        password="" if password.startswith("$argon2") else password,
        needs_password=bool(password),
        unprotected=not local and tls is None and not password,
        warnings=() if local else tuple(_warnings(tls is not None, bool(password))),
    )


def _bind(args: argparse.Namespace) -> str:
    if not args.lan:
        return str(args.bind)
    if not is_local(args.bind) and args.bind != _ALL_NETWORKS:
        raise StartError(f"--lan and --bind {args.bind} contradict each other", "leave one out")
    return _ALL_NETWORKS


def _tls(args: argparse.Namespace, local: bool, folder: Path) -> "Tls | None":
    given = args.tls_cert is not None
    if args.tls is False or (args.tls is None and local and not given):
        if given and args.tls is False:
            raise StartError("--no-tls and --tls-cert contradict each other", "leave one out")
        if args.tls_key:
            raise StartError("there is a key and no certificate", "give that with --tls-cert")
        if args.tls_client_ca:
            raise StartError("clients' certificates are asked for with TLS only", "turn on --tls")
        return None
    if args.tls_key and not given:
        raise StartError("there is a key and no certificate", "give that with --tls-cert")
    from netcore.security.tls import Tls

    return Tls(args.tls_cert, args.tls_key, folder, args.tls_client_ca, args.sts_duration)


def _warnings(tls: bool, password: bool) -> list[str]:
    found = []
    if not tls:
        found.append("no TLS: everybody on the way can read and change what is said")
    if not password:
        found.append("no password: everybody who reaches this address can join")
    return found


def _made_password(folder: Path) -> str:
    """The password that the host made the first time, or makes now."""
    from netcore.security.invitation import new_password

    path = folder / _PASSWORD_FILE
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(f"{new_password()}\n")
        except FileExistsError:
            pass
        password = path.read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise StartError(
            f"no password can be kept in {path}: {why}",
            "give one with CHAT_TUI_PASSWORD, or another folder with --data-dir",
        ) from error
    if not password:
        raise StartError(f"there is no password in {path}", "delete it: the host makes another one")
    return password
