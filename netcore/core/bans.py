"""Masks on a channel's lists: who is banned, excepted or let in, and extended ones.

``m:mask`` only mutes, ``a:account`` is about who is logged in, and they go together: ``m:a:bob``.
A mute is lifted by an exception that is itself one, ``m:mask``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from netcore.core.names import nick_key
from netcore.wire import masks

if TYPE_CHECKING:
    from netcore.core.users import User

LISTS = "beI"
"""The modes that are lists: bans, exceptions from them, and whom +i lets in."""
EXTENDED = "am"
"""The letters of extended masks: an account, a mute (Modern IRC, EXTBAN)."""
MOST = 1000
"""Entries of a list that are never exceeded, also by what is proposed on several hosts at once."""
LONGEST = 200
"""Bytes of a mask: with who set it, and where, it fits into the one line that lists it."""
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
    if len(mask.encode()) > LONGEST:
        return None
    return prefix + (mask if prefix.endswith(_ACCOUNT) else masks.normalise(mask))


class _Fits(NamedTuple):
    """What an entry is about: who is muted or kept out, by account or by source."""

    mute: bool
    account: bool
    covers: Callable[[str], bool]


class Masks(dict[str, Entry]):
    """A list of a channel: its entries by their folded masks.

    What a mask covers is made ready when it is set: some that one can think up take a thousand
    times as long to compare as others, and every message of somebody new to a channel is compared.
    """

    def __init__(self) -> None:
        super().__init__()
        self._fits: dict[str, _Fits] = {}

    def __setitem__(self, folded: str, entry: Entry) -> None:
        super().__setitem__(folded, entry)
        self._fits[folded] = _fits(folded)
        if len(self._fits) > 2 * len(self):
            self._fits = {mask: self._fits[mask] for mask in self}

    def covers(self, user: User, *, mute: bool = False) -> bool:
        """Whether any entry is about somebody; the case does not matter.

        Args:
            user: whom they may be about.
            mute: whether those that only mute are meant, or all the others.
        """
        source = nick_key(user.source)
        account = nick_key(user.account)
        for mask in self:
            fits = self._fits[mask]
            text = account if fits.account else source
            if fits.mute is mute and text and fits.covers(text):
                return True
        return False


def _fits(folded: str) -> _Fits:
    mute = folded.startswith(_MUTE)
    rest = folded.removeprefix(_MUTE)
    account = rest.startswith(_ACCOUNT)
    return _Fits(mute, account, masks.matcher(nick_key(rest.removeprefix(_ACCOUNT))))
