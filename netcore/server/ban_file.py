"""Bans and mutes that outlive the server, in one small file."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from netcore.core.moderation import Kept
from netcore.core.server_bans import ServerBan, full_mask
from netcore.errors import ChatError, StartError
from netcore.wire.text import plain

FILE = "bans.json"
_VERSION = 1
_LARGEST = 16 * 1024 * 1024


class BanFile:
    """A file for its owner's eyes alone, always whole: a new one takes the place of the old one.

    Args:
        path: where.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> tuple[Kept, str]:
        """What was kept.

        A file that makes no sense is moved aside, never deleted.

        Returns:
            The lists, and what was wrong with the file; empty: nothing.

        Raises:
            StartError: it cannot be read or moved aside, or a newer program wrote it.
        """
        try:
            with self.path.open("rb") as file:
                data = file.read(_LARGEST + 1)
        except FileNotFoundError:
            return Kept(), ""
        except OSError as error:
            raise self._unusable(error) from error
        try:
            return self._parse(data), ""
        except (ValueError, TypeError, LookupError, ChatError) as error:
            if isinstance(error, StartError):
                raise
            aside = self._set_aside()
            return (
                Kept(),
                f"the bans in {self.path} are damaged: nobody is banned; it is now {aside}",
            )

    def _parse(self, data: bytes) -> Kept:
        if len(data) > _LARGEST:
            raise ValueError("too large")
        kept = json.loads(data)
        if kept["version"] > _VERSION:
            raise StartError(
                f"the bans in {self.path} are of a newer chat-tui",
                "use that one, or move the file away",
            )
        return Kept(tuple(map(_ban, kept["bans"])), tuple(map(_ban, kept["mutes"])))

    def _set_aside(self) -> Path:
        aside = self.path.with_name(f"{self.path.name}.damaged-{datetime.now():%Y%m%d-%H%M%S-%f}")
        try:
            os.rename(self.path, aside)
        except OSError as error:
            raise self._unusable(error) from error
        return aside

    def _unusable(self, error: OSError) -> StartError:
        return StartError(
            f"the bans in {self.path} cannot be read: {error.strerror or error}",
            "give this user the right to, or move the file away to begin with none",
        )

    def save(self, kept: Kept) -> None:
        """Keep these lists; raises OSError, and the old file stays."""
        fresh = self.path.with_name(f"{self.path.name}.new")
        data = json.dumps(
            {
                "version": _VERSION,
                "bans": [ban._asdict() for ban in kept.bans],
                "mutes": [mute._asdict() for mute in kept.mutes],
            },
            indent=1,
        )
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with open(descriptor, "w", encoding="ascii") as file:
            file.write(f"{data}\n")
            file.flush()
            os.fsync(descriptor)
        os.replace(fresh, self.path)


def _ban(entry: Any) -> ServerBan:
    """An entry; what is wrong with it raises one of many errors."""
    ban = ServerBan(**entry)
    if [type(value) for value in ban] != [str, str, str, int, int]:
        raise ValueError("a value is of the wrong kind")
    # It goes to clients, so a line end that somebody wrote into the file must not.
    return ban._replace(mask=full_mask(ban.mask), reason=plain(ban.reason), by=plain(ban.by))
