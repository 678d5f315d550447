"""Masks on a channel's lists: who is banned, excepted or let in, and extended ones.

``m:mask`` only mutes, ``a:account`` is about who is logged in, and they go together: ``m:a:bob``.
A mute is lifted by an exception that is itself one, ``m:mask``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from netcore.wire import masks
from netcore.wire.casemap import ascii_fold

if TYPE_CHECKING:
    from netcore.core.users import User

LISTS = "beI"
"""The modes that are lists: bans, exceptions from them, and whom +i lets in."""
EXTENDED = "am"
"""The letters of extended masks: an account, a mute (Modern IRC, EXTBAN)."""
MOST = 1000
"""Entries of a list that are never exceeded, also by what is proposed on several hosts at once."""
_MUTE = "m:"
_ACCOUNT = "a:"


class Entry(NamedTuple):
    """An entry of a list; `time` in seconds since the epoch."""

    mask: str
    by: str
    time: int


def normalised(mask: str) -> str | None:
    """A mask as it is kept, completed to ``nick!user@host``; None if it cannot be one.

    Source: Modern IRC, "Client to Server Protocol Structure"; IRCv3 account-extban.
    """
    prefix = ""
    for extension in (_MUTE, _ACCOUNT):
        if mask[:2].lower() == extension:
            prefix, mask = prefix + extension, mask[2:]
    if " " in mask or not mask.isprintable() or (prefix and not mask):
        return None
    return prefix + (mask if prefix.endswith(_ACCOUNT) else masks.normalise(mask))


def covers(folded: Iterable[str], user: User, *, mute: bool = False) -> bool:
    """Whether any of some masks is about somebody; they do not mind the case.

    Args:
        folded: the masks, folded.
        user: whom they may be about.
        mute: whether those that only mute are meant, or all the others.
    """
    source = ascii_fold(user.source)
    account = ascii_fold(user.account)
    for mask in folded:
        if mask.startswith(_MUTE) is not mute:
            continue
        rest = mask[2:] if mute else mask
        if rest.startswith(_ACCOUNT):
            if account and masks.matches(rest[2:], account):
                return True
        elif masks.matches(rest, source):
            return True
    return False
