"""The lists of a channel, as MODE shows and changes them: +b, +e and +I."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import bans
from netcore.core import records as r
from netcore.core.channels import Channel
from netcore.core.commands.channels import person, visible
from netcore.core.session import Session
from netcore.wire import numerics as n
from netcore.wire.casemap import ascii_fold

if TYPE_CHECKING:
    from netcore.core.hub import Hub

_NAMES = {"b": "ban", "e": "exception", "I": "invite exception"}
_ENTRY = {"b": n.RPL_BANLIST, "e": n.RPL_EXCEPTLIST, "I": n.RPL_INVITELIST}
_END = {"b": n.RPL_ENDOFBANLIST, "e": n.RPL_ENDOFEXCEPTLIST, "I": n.RPL_ENDOFINVITELIST}


def show(hub: Hub, session: Session, channel: Channel, letter: str) -> None:
    """367 and 368, 348 and 349, or 346 and 347; nothing of a channel that is not to be seen."""
    if visible(channel, person(session)):
        for mask, by, time in channel.lists[letter].values():
            hub.numeric(session, _ENTRY[letter], channel.name, mask, by, str(time))
    text = f"End of channel {_NAMES[letter]} list"
    hub.numeric(session, _END[letter], channel.name, text=text)


def check(
    hub: Hub, session: Session, channel: Channel, change: r.Change, before: list[r.Change]
) -> r.Change | None:
    """A change of a list with its mask as it is kept, or None after 696 or 478.

    Args:
        hub: the chat.
        session: who wants the change.
        channel: where.
        change: what was asked for.
        before: the changes that come before it in the same command.
    """
    on, letter, value = change
    mask = bans.normalised(value)
    if mask is None:
        text = "A mask cannot have spaces or control characters, nor be empty or very long"
        hub.numeric(session, n.ERR_INVALIDMODEPARAM, channel.name, letter, "*", text=text)
        return None
    if on and not _has_room(hub, channel, letter, mask, before):
        text = f"The {_NAMES[letter]} list is full"
        hub.numeric(session, n.ERR_BANLISTFULL, channel.name, letter, text=text)
        return None
    return r.Change(on, letter, mask)


def _has_room(hub: Hub, channel: Channel, letter: str, mask: str, before: list[r.Change]) -> bool:
    """Whether a list has room for a mask after other changes; one that is on it needs none."""
    entries = set(channel.lists[letter])
    for on, other, value in before:
        if other == letter:
            (entries.add if on else entries.discard)(ascii_fold(value))
    return ascii_fold(mask) in entries or len(entries) < hub.settings.max_list
