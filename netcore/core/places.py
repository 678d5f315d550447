"""Where something was said: as the history calls it, and as somebody here does."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from netcore.core import accounts, names
from netcore.core.past import between, conversation, guest
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

    What is said in private belongs to accounts: neither a nick that somebody else may have
    tomorrow nor the lack of an account opens it.
    """
    if name[:1] == "#":
        channel = hub.state.channel(name)
        inside = channel is not None and user in channel.members
        return Place(channel.target, channel.name) if channel and inside else None
    if not user.account:
        return None
    if other := hub.state.user(name):
        return Place(between(user, other), other.nick)
    nick = names.nick(name, hub.settings.nick_length)
    if not nick:
        return None
    party = nick if accounts.owner(hub, nick) or _logged_in(hub, nick) else guest(nick)
    return Place(conversation(user.account, party), nick)


def _logged_in(hub: Hub, account: str) -> User | None:
    """Somebody who is logged in to an account."""
    return next((user for user in hub.state.users.values() if is_own(user, account)), None)


def place_of(hub: Hub, user: User, target: str) -> Place:
    """How somebody who may see a history calls it; see `Entry.target`."""
    if " " not in target:
        channel = hub.state.channel(target)
        return Place(target, channel.name if channel else target)
    one, other = target.split(" ")
    party = other if one == names.nick_key(user.account) else one
    if party[0] == guest(""):
        nick = party[1:]
        person = hub.state.user(nick)
    else:
        nick = party
        person = _logged_in(hub, party)
    return Place(target, person.nick if person else nick)


def is_own(user: User, account: str) -> bool:
    """Whether somebody is logged in to an account."""
    return bool(account) and names.nick_key(user.account) == names.nick_key(account)
