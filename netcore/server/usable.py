"""Settings as an operator gave them, made fit for a server."""

from __future__ import annotations

from dataclasses import replace

from netcore.core.settings import Settings
from netcore.errors import ChatError, StartError
from netcore.security import passwords


def usable(settings: Settings) -> Settings:
    """The settings with the hash of the password in its place: the password itself is not kept.

    Raises:
        StartError: there is no such fallback encoding, or no password can be made of what was
            given as one.
    """
    _check_encoding(settings.fallback_encoding)
    if not settings.password:
        return settings
    try:
        return replace(settings, password=passwords.kept(settings.password))
    except ChatError as error:
        raise StartError(f"the password of this chat: {error.what}", error.mend) from None


def _check_encoding(name: str) -> None:
    try:
        b"\xff".decode(name or "utf-8", "replace")
    except (LookupError, UnicodeError):
        what = f"there is no encoding of texts that is called {name!r}"
        raise StartError(what, "try latin-1 or gbk") from None
