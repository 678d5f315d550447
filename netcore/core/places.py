"""Where something was said: as the history calls it, and as somebody here does."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from netcore.core import names
from netcore.core.past import conversation
from netcore.core.users import User

if TYPE_CHECKING:
    from netcore.core.hub import Hub


class Place(NamedTuple):
    """A channel or a conversation.

    Args:
        target: as in `Entry`.
        name: the channel's name, or the nick or account of the other.
    """

    target: str
    name: str


def place(hub: Hub, user: User, name: str) -> Place | None:
    """What somebody means by a name, if it has a history that is for that person to see.

    What is said in private belongs to two accounts: neither a nick that somebody else may have
    tomorrow nor the lack of an account opens it.
    """
    if name[:1] == "#":
        channel = hub.state.channel(name)
        inside = channel is not None and user in channel.members
        return Place(channel.target, channel.name) if channel and inside else None
    other = hub.state.user(name)
    account = other.account if other else names.nick(name, hub.settings.nick_length)
    if not user.account or not account:
        return None
    return Place(conversation(user.account, account), other.nick if other else account)


def place_of(hub: Hub, user: User, target: str) -> Place:
    """How somebody who may see a history calls it; see `Entry.target`."""
    if " " not in target:
        channel = hub.state.channel(target)
        return Place(target, channel.name if channel else target)
    one, other = target.split(" ")
    account = other if one == names.nick_key(user.account) else one
    for person in hub.state.users.values():
        if person.account and names.nick_key(person.account) == account:
            return Place(target, person.nick)
    return Place(target, account)


def is_own(user: User, account: str) -> bool:
    """Whether somebody is logged in to an account."""
    return bool(account) and names.nick_key(user.account) == names.nick_key(account)
