"""LIST: which channels there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from netcore.core.channels import Channel
from netcore.core.commands.channels import person, visible
from netcore.core.commands.registry import command
from netcore.core.session import Session
from netcore.wire import masks
from netcore.wire import numerics as n
from netcore.wire.casemap import ascii_fold
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.core.hub import Hub

Condition = Callable[[Channel], bool]


@command("LIST")
def list_(hub: Hub, session: Session, message: Message) -> None:
    """LIST [#a,#b] [conditions]: ELIST=CMNTU (Modern IRC, "LIST message" and "ELIST Parameter")."""
    words = [word for param in message.params[:2] for word in param.split(",") if word]
    wanted = [word for word in words if word[0] == "#" and not _is_mask(word)]
    conditions = [_condition(hub, word) for word in words if word not in wanted]
    hub.numeric(session, n.RPL_LISTSTART, "Channel", text="Users  Name")
    # A list of nothing, as ``LIST ,``, is not the list of everything.
    everything = bool(conditions) or not message.param(0)
    for channel in _found(hub, wanted, everything=everything):
        seen = visible if wanted else Channel.told_of
        if seen(channel, person(session)) and all(holds(channel) for holds in conditions):
            count = str(len(channel.members))
            hub.numeric(session, n.RPL_LIST, channel.name, count, text=channel.topic)
    hub.numeric(session, n.RPL_LISTEND, text="End of /LIST")


def _found(hub: Hub, wanted: list[str], *, everything: bool) -> Iterator[Channel]:
    """The channels of these names; where none is named, all or none."""
    if everything and not wanted:
        yield from hub.state.channels.values()
    for name in dict.fromkeys(wanted):
        channel = hub.state.channel(name)
        if channel:
            yield channel


def _is_mask(word: str) -> bool:
    return "*" in word or "?" in word


def _condition(hub: Hub, word: str) -> Condition:
    """What a word asks of a channel; what is no condition is a name that no channel has."""
    what, sign, number = _comparison(word)
    if not sign:
        return _named(word)
    if what == "U":
        return lambda channel: _compares(len(channel.members), sign, number)
    now = hub.wall // 1000
    if what == "C":
        return lambda channel: _compares(now - channel.created, sign, number * 60)
    return lambda channel: (
        bool(channel.topic) and _compares(now - channel.topic_time, sign, number * 60)
    )


def _comparison(word: str) -> tuple[str, str, int]:
    """``U``, ``C`` or ``T``, the sign and the number of ``>3``, ``C<60``; no sign if it is none."""
    what, rest = ("U", word) if word[0] in "<>" else (word[0].upper(), word[1:])
    sign, number = rest[:1], rest[1:]
    if what in "CTU" and sign in ("<", ">") and number.isascii() and number.isdigit():
        return what, sign, int(number[:9])
    return "", "", 0


def _compares(value: int, sign: str, number: int) -> bool:
    return value < number if sign == "<" else value > number


def _named(word: str) -> Condition:
    """A mask for the name, or with ``!`` before it one that is not to fit."""
    mask = ascii_fold(word.removeprefix("!"))
    fits = not word.startswith("!")
    return lambda channel: masks.matches(mask, ascii_fold(channel.name)) is fits
