"""Which nicks, channel names, user names and keys may be used.

Source: Modern IRC, "Nicknames", "Channels" and "User Message"; RFC 8265 for nicks of any script.
"""

import re

from precis_i18n import get_profile

from netcore.wire.casemap import ascii_fold

_ASCII_NICK = re.compile(r"[A-Za-z_\[\]\\`^{|}][A-Za-z0-9_\[\]\\`^{|}-]*")
_ASCII_LETTERS = re.compile(r"[A-Za-z0-9_\[\]\\`^{|}-]*")
_NOT_IN_CHANNEL = re.compile(r"[\x00-\x20,\x7f-\xa0:?*]")
_NOT_IN_USER = re.compile(r"[^A-Za-z0-9._-]")
_KEY = re.compile(r"[!-+\--9;-~]+")
_RESERVED = frozenset({"server", "chanserv", "nickserv", "histserv", "operserv", "root"})


def nick(wanted: str, limit: int) -> str | None:
    """Bring a nick into the form in which it is used.

    ASCII letters, digits and ``[]\\`_^{|}-`` as everywhere on IRC, not beginning with a digit or
    a hyphen; other scripts by PRECIS UsernameCasePreserved (RFC 8265, section 3.4).

    Args:
        wanted: the nick as it was sent.
        limit: the longest nick in bytes.

    Returns:
        The nick, or None if it cannot be used.
    """
    if not wanted or len(wanted.encode()) > limit or ascii_fold(wanted) in _RESERVED:
        return None
    if wanted.isascii():
        return wanted if _ASCII_NICK.fullmatch(wanted) else None
    ascii_part = "".join(letter for letter in wanted if letter.isascii())
    if not _ASCII_LETTERS.fullmatch(ascii_part) or wanted[0] in "-0123456789":
        return None
    try:
        enforced: str = get_profile("UsernameCasePreserved").enforce(wanted)
    except UnicodeEncodeError:
        return None
    if len(enforced.encode()) > limit or not _ASCII_LETTERS.fullmatch(_ascii_of(enforced)):
        return None
    return enforced


def _ascii_of(text: str) -> str:
    return "".join(letter for letter in text if letter.isascii())


def nick_key(name: str) -> str:
    """What two nicks have in common that nobody may hold at once.

    Wider than the announced CASEMAPPING=ascii, so that ÄNNE cannot stand beside änne.
    """
    return name.lower() if name.isascii() else name.casefold()


def channel(name: str, limit: int) -> bool:
    """Whether a channel can have this name: ``#`` and something that stays one visible word."""
    return (
        name[:1] == "#"
        and len(name) > 1
        and len(name.encode()) <= limit
        and not _NOT_IN_CHANNEL.search(name)
        and name.isprintable()
    )


def user(wanted: str, limit: int) -> str:
    """Make a user name that stands in a prefix of what was sent, with ``~`` as nobody vouches."""
    return f"~{_NOT_IN_USER.sub('', wanted)[: limit - 1] or 'user'}"


def key(wanted: str, limit: int) -> bool:
    """Whether a channel key can be sent back as a middle parameter, and given in a list."""
    return len(wanted) <= limit and _KEY.fullmatch(wanted) is not None


def truncated(text: str, limit: int) -> str:
    """The beginning of a text that takes at most ``limit`` bytes, cut between two letters."""
    if len(text) * 4 <= limit:
        return text
    return text.encode()[:limit].decode(errors="ignore")
