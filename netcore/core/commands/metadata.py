"""METADATA: what people and channels say of themselves to programs (IRCv3 metadata)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from netcore.core import acts, metadata
from netcore.core import records as r
from netcore.core.batches import answer_in_batch
from netcore.core.channels import Channel
from netcore.core.commands.channels import person, visible
from netcore.core.commands.registry import command
from netcore.core.metadata_telling import (
    Target,
    answer,
    answered,
    name_of,
    newer,
    synced,
    tell_all,
    tell_subscribed,
    too_many_keys,
)
from netcore.core.session import Session
from netcore.core.users import User
from netcore.wire import numerics as n
from netcore.wire.message import Message, middle

if TYPE_CHECKING:
    from netcore.core.hub import Hub

Answer = Callable[["Hub", Session, Target, list[str]], None]

_EVERYTHING = "*ALL"
_OWN = frozenset({"SUB", "UNSUB", "SUBS"})
"""What is about oneself alone."""
_KEYS_A_LINE = 10


@command("METADATA", params=2, early=True)
def metadata_(hub: Hub, session: Session, message: Message) -> None:
    """METADATA target GET|LIST|SET|CLEAR|SUB|UNSUB|SUBS|SYNC [parameters].

    Before the welcome it is about oneself alone ("before-connect").
    """
    name, subcommand, *params = message.params
    handler = _ANSWERS.get(subcommand.upper())
    if handler is None:
        _fail(hub, session, "SUBCOMMAND_INVALID", "There is no such subcommand", subcommand)
        return
    if name == _EVERYTHING and handler is _sync and session.user:
        tell_all(hub, session, session.user)
        return
    target = _target(hub, session, name)
    if target is None or (subcommand.upper() in _OWN and target is not _oneself(session)):
        _fail(hub, session, "INVALID_TARGET", "There is nobody and nothing called so", name)
    elif (needed := _NEEDED.get(subcommand.upper(), 0)) > len(params):
        text = f"{subcommand.upper()} needs {needed} parameter or more"
        hub.numeric(session, n.ERR_NEEDMOREPARAMS, "METADATA", text=text)
    else:
        handler(hub, session, target, params)


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
            lines.append(_no_key(hub, session, wanted))
        else:
            lines.append(answered(hub, session, name_of(target), key, target.metadata.get(key, "")))
    answer(hub, session, name_of(target), lines)


def _list(hub: Hub, session: Session, target: Target, _: list[str]) -> None:
    if _readable(hub, session, target):
        values = target.metadata.items()
        lines = [answered(hub, session, name_of(target), key, value) for key, value in values]
        answer(hub, session, name_of(target), lines)


def _set(hub: Hub, session: Session, target: Target, params: list[str]) -> None:
    key = metadata.key(params[0])
    value = params[1] if len(params) > 1 else ""
    change = ((key or "", value),)
    if not _writable(session, target):
        text = "That is not yours to say"
        _fail(hub, session, "KEY_NO_PERMISSION", text, name_of(target), params[0])
    elif value and (why := acts.muted(hub, session)):
        _fail(hub, session, "KEY_NO_PERMISSION", why, name_of(target), params[0])
    elif key is None:
        text = "A key has 1 to 64 of the signs a-z 0-9 _ . / -"
        _fail(hub, session, "KEY_INVALID", text, params[0])
    elif len(value.encode()) > metadata.MAX_VALUE:
        text = f"A value has at most {metadata.MAX_VALUE} bytes"
        _fail(hub, session, "VALUE_INVALID", text, *([key] if newer(session) else []))
    elif not metadata.has_room(target.metadata, change):
        too_many_keys(hub, session, name_of(target))
    else:
        if value or key in target.metadata:
            _propose(hub, session, target, change)
        hub.reply(session, answered(hub, session, name_of(target), key, value))


def _clear(hub: Hub, session: Session, target: Target, _: list[str]) -> None:
    if not _writable(session, target):
        text = "That is not yours to say"
        _fail(hub, session, "KEY_NO_PERMISSION", text, name_of(target), "*")
        return
    changes = tuple((key, "") for key in target.metadata)
    if changes:
        _propose(hub, session, target, changes)
    lines = [answered(hub, session, name_of(target), key, "") for key, _ in changes]
    answer(hub, session, name_of(target), lines)


def _propose(
    hub: Hub, session: Session, target: Target, changes: tuple[tuple[str, str], ...]
) -> None:
    if not session.user:
        metadata.set_values(target.metadata, changes)
        return
    channel = target if isinstance(target, Channel) else None
    name = channel.name if channel else target.uid if isinstance(target, User) else ""
    hub.propose(r.MetadataSet(*hub.stamp(channel), person(session).uid, name, changes))


def _subscribe(hub: Hub, session: Session, _: Target, params: list[str]) -> None:
    taken: dict[str, None] = {}
    for wanted in params:
        key = metadata.key(wanted)
        if key is None:
            hub.reply(session, _no_key(hub, session, wanted))
        elif key in session.subs or len(session.subs) < metadata.MAX_SUBSCRIPTIONS:
            session.subs[key] = taken[key] = None
        else:
            limit = [str(metadata.MAX_SUBSCRIPTIONS)] if newer(session) else []
            text = "You want to hear of too many keys"
            _fail(hub, session, "TOO_MANY_SUBS", text, wanted, *limit)
            break
    _keys(hub, session, n.RPL_METADATASUBOK, taken)
    tell_subscribed(hub, session, taken)


def _unsubscribe(hub: Hub, session: Session, _: Target, params: list[str]) -> None:
    gone: dict[str, None] = {}
    for wanted in params:
        key = metadata.key(wanted)
        if key is None:
            hub.reply(session, _no_key(hub, session, wanted))
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
        answer(hub, session, name_of(target), synced(hub, session, target))


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


def _in_lines(keys: Iterable[str]) -> Iterator[list[str]]:
    every = list(keys)
    for start in range(0, len(every), _KEYS_A_LINE):
        yield every[start : start + _KEYS_A_LINE]


def _keys(hub: Hub, session: Session, code: str, keys: Iterable[str]) -> None:
    for some in _in_lines(keys):
        hub.numeric(session, code, *some)


def _fail(hub: Hub, session: Session, code: str, text: str, *context: str) -> None:
    if newer(session):
        code = metadata.CODES.get(code, code)
    hub.fail(session, "METADATA", code, text, *context)


def _no_key(hub: Hub, session: Session, wanted: str) -> str:
    """What is said of a key that cannot be one, among others; by draft 3 it is no failure."""
    what = "WARN METADATA INVALID_KEY" if newer(session) else "FAIL METADATA KEY_INVALID"
    return f":{hub.settings.server_name} {what} {middle(wanted)} :That is no key"


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
