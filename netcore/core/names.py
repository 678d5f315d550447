"""Which nicks, channel names, user names and keys may be used.

Source: Modern IRC, "Nicknames", "Channels" and "User Message"; RFC 8265 for nicks of any script.
"""

import re
import unicodedata

from precis_i18n import get_profile

from netcore.wire.casemap import ascii_fold

_ASCII_NICK = re.compile(r"[A-Za-z_\[\]\\`^{|}][A-Za-z0-9_\[\]\\`^{|}-]*")
_ASCII_LETTERS = re.compile(r"[A-Za-z0-9_\[\]\\`^{|}-]*")
_NOT_IN_CHANNEL = re.compile(r"[\x00-\x20,\x7f-\xa0:?*]")
_NOT_IN_USER = re.compile(r"[^A-Za-z0-9._-]")
_KEY = re.compile(r"[!-+\--9;-~]+")
_RESERVED = frozenset({"server", "chanserv", "nickserv", "histserv", "operserv"})


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
    if len(wanted.encode()) > limit:
        return None
    # Wide letters become usual ones, so everything else is looked at afterwards.
    name = wanted if wanted.isascii() else _enforced(wanted)
    if ascii_fold(name) in _RESERVED or len(name.encode()) > limit:
        return None
    right = _ASCII_NICK.fullmatch(name) if name.isascii() else _is_international(name)
    return name if right else None


def _enforced(wanted: str) -> str:
    """The form that PRECIS gives a nick; empty if it forbids it."""
    try:
        return str(get_profile("UsernameCasePreserved").enforce(wanted))
    except UnicodeEncodeError:
        return ""


def _is_international(name: str) -> bool:
    """Whether the ASCII in a nick is what a nick may have, and no mark leans on what is before."""
    ascii_part = "".join(letter for letter in name if letter.isascii())
    return (
        _ASCII_LETTERS.fullmatch(ascii_part) is not None
        and name[0] not in "-0123456789"
        and not unicodedata.category(name[0]).startswith("M")
    )


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
