"""METADATA: what people and channels say of themselves to programs (IRCv3 metadata)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from netcore.core import caps, metadata
from netcore.core import records as r
from netcore.core.batches import Tagged, answer_in_batch
from netcore.core.channels import Channel
from netcore.core.commands.channels import person, visible
from netcore.core.commands.registry import command
from netcore.core.metadata import set_values
from netcore.core.session import Session
from netcore.core.users import User
from netcore.wire import numerics as n
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.core.hub import Hub

Target = User | Channel
Answer = Callable[["Hub", Session, Target, list[str]], None]

_AT_ONCE = 500
"""Values that are told without being asked for; of more a client asks when it wants them."""
_RETRY_AFTER = "5"
"""Seconds after which a client may ask for them."""
_KEYS_A_LINE = 10


@command("METADATA", params=2, early=True)
def metadata_(hub: Hub, session: Session, message: Message) -> None:
    """METADATA target GET|LIST|SET|CLEAR|SUB|UNSUB|SUBS|SYNC [parameters].

    Before the welcome it is about oneself alone ("before-connect").
    """
    name, subcommand, *params = message.params
    answer = _ANSWERS.get(subcommand.upper())
    if answer is None:
        _fail(hub, session, "SUBCOMMAND_INVALID", "There is no such subcommand", subcommand)
        return
    target = _target(hub, session, name)
    if target is None:
        _fail(hub, session, "INVALID_TARGET", "There is nobody and nothing called so", name)
    elif (needed := _NEEDED.get(subcommand.upper(), 0)) > len(params):
        text = f"{subcommand.upper()} needs {needed} parameter or more"
        hub.numeric(session, n.ERR_NEEDMOREPARAMS, "METADATA", text=text)
    else:
        answer(hub, session, target, params)


def _target(hub: Hub, session: Session, name: str) -> Target | None:
    if name == "*":
        return _oneself(session)
    if not session.user:
        return None
    if name[:1] != "#":
        return hub.state.user(name)
    channel = hub.state.channel(name)
    return channel if channel and visible(channel, person(session)) else None


def _oneself(session: Session) -> User:
    """The person behind a session; before the welcome somebody who is nowhere yet."""
    if session.user:
        return session.user
    if session.newcomer is None:
        session.newcomer = User("", "*", "", "", "", session)
    return session.newcomer


def _get(hub: Hub, session: Session, target: Target, params: list[str]) -> None:
    if not _readable(hub, session, target):
        return
    lines = []
    for wanted in params:
        key = metadata.key(wanted)
        if key is None:
            word = _word(wanted)
            server = hub.settings.server_name
            lines.append(f":{server} FAIL METADATA KEY_INVALID {word} :That is no key")
        else:
            lines.append(_value(hub, session, target, key, target.metadata.get(key, "")))
    _answer(hub, session, _name(target), lines)


def _list(hub: Hub, session: Session, target: Target, _: list[str]) -> None:
    if _readable(hub, session, target):
        values = target.metadata.items()
        lines = [_value(hub, session, target, key, value) for key, value in values]
        _answer(hub, session, _name(target), lines)


def _set(hub: Hub, session: Session, target: Target, params: list[str]) -> None:
    key = metadata.key(params[0])
    value = params[1] if len(params) > 1 else ""
    change = ((key or "", value),)
    if not _writable(session, target):
        text = "That is not yours to say"
        _fail(hub, session, "KEY_NO_PERMISSION", text, _name(target), params[0])
    elif key is None:
        text = "A key has 1 to 64 of the signs a-z 0-9 _ . / -"
        _fail(hub, session, "KEY_INVALID", text, params[0])
    elif len(value.encode()) > metadata.MAX_VALUE:
        _fail(hub, session, "VALUE_INVALID", f"A value has at most {metadata.MAX_VALUE} bytes")
    elif not metadata.has_room(target.metadata, change):
        _fail(hub, session, "LIMIT_REACHED", metadata.FULL, _name(target))
    else:
        if value or key in target.metadata:
            _propose(hub, session, target, change)
        hub.reply(session, _value(hub, session, target, key, value))


def _clear(hub: Hub, session: Session, target: Target, _: list[str]) -> None:
    if not _writable(session, target):
        text = "That is not yours to say"
        _fail(hub, session, "KEY_NO_PERMISSION", text, _name(target), "*")
        return
    changes = tuple((key, "") for key in target.metadata)
    if changes:
        _propose(hub, session, target, changes)
    lines = [_value(hub, session, target, key, "") for key, _ in changes]
    _answer(hub, session, _name(target), lines)


def _propose(
    hub: Hub, session: Session, target: Target, changes: tuple[tuple[str, str], ...]
) -> None:
    if not session.user:
        set_values(target.metadata, changes)
        return
    channel = target if isinstance(target, Channel) else None
    name = channel.name if channel else target.uid if isinstance(target, User) else ""
    hub.propose(r.MetadataSet(*hub.stamp(channel), person(session).uid, name, changes))


def _subscribe(hub: Hub, session: Session, _: Target, params: list[str]) -> None:
    taken: dict[str, None] = {}
    for wanted in params:
        key = metadata.key(wanted)
        if key is None:
            _fail(hub, session, "KEY_INVALID", "That is no key", wanted)
        elif key in session.subs or len(session.subs) < metadata.MAX_SUBSCRIPTIONS:
            session.subs[key] = taken[key] = None
        else:
            _fail(hub, session, "TOO_MANY_SUBS", "You want to hear of too many keys", wanted)
            break
    _keys(hub, session, n.RPL_METADATASUBOK, taken)
    user = session.user
    if not user:
        return
    around: list[Target] = [user, *user.channels, *hub.state.neighbours(user)]
    lines = [line for target in around for line in _values(hub, target, taken)]
    if len(lines) > _AT_ONCE:
        for channel in user.channels:
            hub.numeric(session, n.RPL_METADATASYNCLATER, channel.name, _RETRY_AFTER)
    elif lines:
        _answer(hub, session, "*", lines)


def _unsubscribe(hub: Hub, session: Session, _: Target, params: list[str]) -> None:
    gone: dict[str, None] = {}
    for wanted in params:
        key = metadata.key(wanted)
        if key is None:
            _fail(hub, session, "KEY_INVALID", "That is no key", wanted)
        else:
            session.subs.pop(key, None)
            gone[key] = None
    _keys(hub, session, n.RPL_METADATAUNSUBOK, gone)


def _subscriptions(hub: Hub, session: Session, _: Target, __: list[str]) -> None:
    head = f":{hub.settings.server_name} {n.RPL_METADATASUBS} {session.name}"
    lines = [f"{head} {' '.join(keys)}" for keys in _in_lines(session.subs)]
    answer_in_batch(hub, session, "metadata-subs", [("", line) for line in lines])


def _sync(hub: Hub, session: Session, target: Target, _: list[str]) -> None:
    if _readable(hub, session, target):
        _answer(hub, session, _name(target), list(_synced(hub, session, target)))


def _synced(hub: Hub, session: Session, target: Target) -> Iterator[str]:
    """What a session wants to know of a target; of a channel, also of all others in it."""
    yield from _values(hub, target, session.subs)
    if isinstance(target, Channel):
        for user in target.members:
            if user is not session.user:
                yield from _values(hub, user, session.subs)


def greet(hub: Hub, session: Session, channel: Channel) -> None:
    """Tell somebody who has come into a channel what its client wants to know there."""
    if not session.subs or not session.caps & caps.METADATA:
        return
    lines = list(_synced(hub, session, channel))
    if len(lines) > _AT_ONCE:
        hub.numeric(session, n.RPL_METADATASYNCLATER, channel.name, _RETRY_AFTER)
    elif lines:
        _answer(hub, session, channel.name, lines)


def tell_own(hub: Hub, session: Session) -> None:
    """Tell a client that begins to care what is known of itself, be it nothing."""
    user = person(session)
    known = {**user.metadata, **dict(said_before(session))}
    _answer(hub, session, user.nick, list(_lines(hub, user.nick, known, known)))


def said_before(session: Session) -> tuple[tuple[str, str], ...]:
    """What a client has said of itself before its welcome, as changes."""
    return tuple(session.newcomer.metadata.items()) if session.newcomer else ()


def _values(hub: Hub, target: Target, keys: Iterable[str]) -> Iterator[str]:
    """What a target says under some keys."""
    return _lines(hub, _name(target), keys, target.metadata)


def _lines(hub: Hub, name: str, keys: Iterable[str], values: Mapping[str, str]) -> Iterator[str]:
    for key in keys if values else ():
        if key in values:
            yield metadata.line(hub.settings.server_name, name, key, values[key])


def _value(hub: Hub, session: Session, target: Target, key: str, value: str) -> str:
    """761, or 766 if there is no value."""
    server, nick = hub.settings.server_name, session.name
    if value:
        return f":{server} {n.RPL_KEYVALUE} {nick} {_name(target)} {key} * :{value}"
    return f":{server} {n.RPL_KEYNOTSET} {nick} {_name(target)} {key} :This key is not set"


def _name(target: Target) -> str:
    return target.name if isinstance(target, Channel) else target.nick


def _readable(hub: Hub, session: Session, target: Target) -> bool:
    """Whether somebody may know what a target says; what a channel says is for its members."""
    if not isinstance(target, Channel) or person(session) in target.members:
        return True
    text = "Join the channel to know what it says of itself"
    _fail(hub, session, "KEY_NO_PERMISSION", text, target.name, "*")
    return False


def _writable(session: Session, target: Target) -> bool:
    user = _oneself(session)
    if isinstance(target, Channel):
        member = target.members.get(user)
        return member is not None and member.op
    return target is user


def _answer(hub: Hub, session: Session, name: str, lines: Iterable[str]) -> None:
    tagged: list[Tagged] = [("", line) for line in lines]
    answer_in_batch(hub, session, f"metadata {name}", tagged)


def _in_lines(keys: Iterable[str]) -> Iterator[list[str]]:
    every = list(keys)
    for start in range(0, len(every), _KEYS_A_LINE):
        yield every[start : start + _KEYS_A_LINE]


def _keys(hub: Hub, session: Session, code: str, keys: Iterable[str]) -> None:
    for some in _in_lines(keys):
        hub.numeric(session, code, *some)


def _fail(hub: Hub, session: Session, code: str, text: str, *context: str) -> None:
    hub.fail(session, "METADATA", code, text, *map(_word, context))


def _word(word: str) -> str:
    """What somebody has sent, if it can stand in the middle of a line."""
    return "*" if not word or word[0] == ":" or " " in word else word


_ANSWERS: dict[str, Answer] = {
    "GET": _get,
    "LIST": _list,
    "SET": _set,
    "CLEAR": _clear,
    "SUB": _subscribe,
    "UNSUB": _unsubscribe,
    "SUBS": _subscriptions,
    "SYNC": _sync,
}
_NEEDED = {"GET": 1, "SET": 1, "SUB": 1, "UNSUB": 1}
