"""MODE: what is set on a channel and on oneself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from netcore.core import names
from netcore.core import records as r
from netcore.core.bans import LISTS
from netcore.core.channels import FLAGS, Channel
from netcore.core.commands import lists
from netcore.core.commands.channels import existing_channel, need_operator, person, visible
from netcore.core.commands.registry import command
from netcore.core.commands.user_modes import user_mode
from netcore.core.isupport import MODES_PER_COMMAND
from netcore.core.session import Session
from netcore.wire import numerics as n
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.core.hub import Hub

_MAX_LIMIT = 2**31 - 1
_KNOWN = f"{LISTS}{FLAGS}klov"


@command("MODE", params=1)
def mode(hub: Hub, session: Session, message: Message) -> None:
    """MODE #a asks; MODE #a +o nick, MODE nick +i set."""
    target = message.params[0]
    if target.startswith("#"):
        channel = existing_channel(hub, session, target)
        if not channel:
            return
        if len(message.params) > 1:
            _set_channel(hub, session, channel, message.params[1], list(message.params[2:]))
        else:
            _show_channel(hub, session, channel)
    else:
        user_mode(hub, session, target, message.param(1))


def _show_channel(hub: Hub, session: Session, channel: Channel) -> None:
    if not visible(channel, person(session)):
        hub.numeric(session, n.ERR_NOSUCHCHANNEL, channel.name, text="No such channel")
        return
    inside = person(session) in channel.members
    hub.numeric(session, n.RPL_CHANNELMODEIS, channel.name, *channel.mode_text(with_key=inside))
    hub.numeric(session, n.RPL_CREATIONTIME, channel.name, str(channel.created))


def _letters(text: str) -> Iterator[tuple[bool, str]]:
    """Every letter with the sign in force; a missing sign is a plus."""
    on = True
    for letter in text:
        if letter in "+-":
            on = letter == "+"
        else:
            yield on, letter


def _set_channel(
    hub: Hub, session: Session, channel: Channel, letters: str, params: list[str]
) -> None:
    """Check every change; those that are right are made in one go."""
    changes: list[r.Change] = []
    member = channel.members.get(person(session))
    refused = False
    shown: dict[str, None] = {}
    for on, letter in list(_letters(letters))[:MODES_PER_COMMAND]:
        if letter in LISTS and not params:
            shown[letter] = None
        elif letter not in _KNOWN:
            text = "is unknown mode char to me"
            hub.numeric(session, n.ERR_UNKNOWNMODE, letter, text=text)
        elif not member or not member.op:
            refused = True
            _parameter(on, letter, params)
        else:
            wanted = r.Change(on, letter, _parameter(on, letter, params) or "")
            change = _check(hub, session, channel, wanted, changes)
            if change:
                changes.append(change)
    for letter in shown:
        lists.show(hub, session, channel, letter)
    if refused and member:
        need_operator(hub, session, channel)
    elif refused:
        hub.numeric(session, n.ERR_NOTONCHANNEL, channel.name, text="You're not on that channel")
    if changes:
        stamp = hub.stamp(channel)
        uid = person(session).uid
        hub.propose(r.ModesSet(*stamp, uid, channel.name, tuple(changes)))


def _parameter(on: bool, letter: str, params: list[str]) -> str | None:
    """Take the parameter that belongs to a letter, if it has one."""
    wants = letter in f"{LISTS}ov" or letter == "k" or (letter == "l" and on)
    return params.pop(0) if wants and params else None


def _check(
    hub: Hub, session: Session, channel: Channel, change: r.Change, before: list[r.Change]
) -> r.Change | None:
    """A change as it is made, or None after the answer that says what is wrong with it."""
    on, letter, value = change
    if letter in FLAGS:
        return change
    if letter in "ov":
        return _check_role(hub, session, channel, change)
    if letter in LISTS:
        return lists.check(hub, session, channel, change, before)
    if not on:
        return r.Change(False, letter, "*" if letter == "k" else "")
    if letter == "k":
        return _check_key(hub, session, channel, value)
    return _check_limit(hub, session, channel, value)


def _check_role(hub: Hub, session: Session, channel: Channel, change: r.Change) -> r.Change | None:
    on, letter, nick = change
    if not nick:
        hub.numeric(session, n.ERR_NEEDMOREPARAMS, "MODE", text="Not enough parameters")
        return None
    target = hub.state.user(nick)
    if not target:
        hub.numeric(session, n.ERR_NOSUCHNICK, nick, text="No such nick")
        return None
    if target not in channel.members:
        text = "They aren't on that channel"
        hub.numeric(session, n.ERR_USERNOTINCHANNEL, target.nick, channel.name, text=text)
        return None
    return r.Change(on, letter, target.uid)


def _check_key(hub: Hub, session: Session, channel: Channel, value: str) -> r.Change | None:
    longest = hub.settings.key_length
    if not names.key(value, longest):
        text = f"A key has 1 to {longest} ASCII letters, digits and signs but , and :"
        hub.numeric(session, n.ERR_INVALIDMODEPARAM, channel.name, "k", "*", text=text)
        return None
    return r.Change(True, "k", value)


def _check_limit(hub: Hub, session: Session, channel: Channel, value: str) -> r.Change | None:
    if not (value.isascii() and value.isdigit()) or not 0 < int(value) <= _MAX_LIMIT:
        text = "The limit is a number above 0"
        hub.numeric(session, n.ERR_INVALIDMODEPARAM, channel.name, "l", value, text=text)
        return None
    return r.Change(True, "l", str(int(value)))
