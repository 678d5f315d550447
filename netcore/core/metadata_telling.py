"""What clients are told of metadata: on coming in, joining, and when they ask (IRCv3 metadata)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from netcore.core import caps, metadata
from netcore.core.batches import Tagged, answer_in_batch
from netcore.core.channels import Channel
from netcore.core.session import Session
from netcore.core.users import User
from netcore.wire import numerics as n

if TYPE_CHECKING:
    from netcore.core.hub import Hub

Target = User | Channel

_AT_ONCE = 500
"""Values that are told without being asked for; of more a client asks when it wants them."""
_RETRY_AFTER = "5"
"""Seconds after which a client may ask for them."""
LATER = "Ask for it with METADATA SYNC"


def newer(session: Session) -> bool:
    """Whether a client is told in the form of draft/metadata-3: by 761 and 766."""
    return bool(session.caps & caps.METADATA_3)


def name_of(target: Target) -> str:
    """A channel's name or a nick."""
    return target.name if isinstance(target, Channel) else target.nick


def answered(hub: Hub, session: Session, name: str, key: str, value: str) -> str:
    """761, or 766 if there is no value."""
    server, nick = hub.settings.server_name, session.name
    if value:
        return f":{server} {n.RPL_KEYVALUE} {nick} {name} {key} * :{value}"
    return f":{server} {n.RPL_KEYNOTSET} {nick} {name} {key} :This key is not set"


def answer(hub: Hub, session: Session, name: str, lines: Iterable[str]) -> None:
    """Answer with a batch of lines about a name."""
    tagged: list[Tagged] = [("", line) for line in lines]
    answer_in_batch(hub, session, f"metadata {name}", tagged)


def values(hub: Hub, session: Session, target: Target, keys: Iterable[str]) -> Iterator[str]:
    """What a target says under some keys, in the form in which a session is told it."""
    return _lines(hub, session, name_of(target), keys, target.metadata)


def _lines(
    hub: Hub, session: Session, name: str, keys: Iterable[str], known: Mapping[str, str]
) -> Iterator[str]:
    for key in keys if known else ():
        if key not in known:
            continue
        if newer(session):
            yield answered(hub, session, name, key, known[key])
        else:
            yield metadata.line(hub.settings.server_name, name, key, known[key])


def synced(hub: Hub, session: Session, target: Target) -> Iterator[str]:
    """What a session wants to know of a target; of a channel, also of all others in it."""
    yield from values(hub, session, target, session.subs)
    if isinstance(target, Channel):
        for user in target.members:
            if user is not session.user:
                yield from values(hub, session, user, session.subs)


def greet(hub: Hub, session: Session, channel: Channel) -> None:
    """Tell somebody who has come into a channel what its client wants to know there.

    IRCv3 metadata, draft 3, "Automatic synchronization": a batch, be it empty, or 774.
    """
    if not session.caps & caps.ANY_METADATA or not (session.subs or newer(session)):
        return
    lines = list(synced(hub, session, channel))
    if len(lines) > _AT_ONCE:
        postpone(hub, session, channel.name)
    elif lines or newer(session):
        answer(hub, session, channel.name, lines)


def greet_watcher(hub: Hub, session: Session, user: User) -> None:
    """Tell a client that has just heard that somebody is there what it wants to know of them."""
    if newer(session):
        answer(hub, session, user.nick, values(hub, session, user, session.subs))


def greet_watchers(hub: Hub, user: User) -> None:
    """Tell all that monitor somebody who has come; see `greet_watcher`."""
    for session in hub.monitors.of(user.nick):
        greet_watcher(hub, session, user)


def tell_subscribed(hub: Hub, session: Session, keys: Iterable[str]) -> None:
    """Tell a client what is known under the keys that it wants to hear of from now on.

    By draft 3 it asks for that itself, when it is done with subscribing.
    """
    user = session.user
    if not user:
        return
    if newer(session):
        hub.numeric(session, n.RPL_METADATASYNCLATER, "*ALL", "0", text=LATER)
        return
    around: list[Target] = [user, *user.channels, *hub.state.neighbours(user)]
    lines = [line for target in around for line in values(hub, session, target, keys)]
    if len(lines) > _AT_ONCE:
        for channel in user.channels:
            postpone(hub, session, channel.name)
    elif lines:
        answer(hub, session, "*", lines)


def tell_all(hub: Hub, session: Session, user: User) -> None:
    """Tell a client what it wants to know of everybody and everything that it hears of."""
    watched = (hub.state.user(nick) for nick in session.monitored.values())
    around: dict[Target, None] = dict.fromkeys((user, *user.channels))
    around |= dict.fromkeys(hub.state.neighbours(user))
    around |= dict.fromkeys(one for one in watched if one)
    lines = [line for target in around for line in values(hub, session, target, session.subs)]
    answer(hub, session, "*ALL", lines)


def tell_own(hub: Hub, session: Session) -> None:
    """Tell a client that begins to care what is known of itself, be it nothing."""
    user = session.user
    assert user is not None
    known = {**user.metadata, **dict(said_before(session))}
    answer(hub, session, user.nick, _lines(hub, session, user.nick, known, known))


def said_before(session: Session) -> tuple[tuple[str, str], ...]:
    """What a client has said of itself before its welcome, as changes."""
    return tuple(session.newcomer.metadata.items()) if session.newcomer else ()


def postpone(hub: Hub, session: Session, name: str) -> None:
    """774: there is too much to tell at once."""
    text = LATER if newer(session) else None
    hub.numeric(session, n.RPL_METADATASYNCLATER, name, _RETRY_AFTER, text=text)


def too_many_keys(hub: Hub, session: Session, name: str) -> None:
    """LIMIT_REACHED: no more keys can be set."""
    limit = [str(metadata.MAX_KEYS)] if newer(session) else []
    hub.fail(session, "METADATA", "LIMIT_REACHED", metadata.FULL, name, *limit)
