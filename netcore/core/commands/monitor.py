"""MONITOR: hearing when somebody comes and goes (IRCv3 monitor)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from netcore.core import names
from netcore.core.answers import word_lists
from netcore.core.commands.registry import command
from netcore.core.metadata_telling import greet_watcher
from netcore.core.session import Session
from netcore.core.users import User
from netcore.wire import numerics as n
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.core.hub import Hub


@command("MONITOR", params=1)
def monitor(hub: Hub, session: Session, message: Message) -> None:
    """MONITOR + nick,nick | - nick,nick | C | L | S."""
    modifier = message.params[0].upper()
    targets = [target for target in message.param(1).split(",") if target]
    if modifier == "+":
        _add(hub, session, targets)
    elif modifier == "-":
        for target in targets:
            hub.monitors.remove(session, target)
    elif modifier == "C":
        hub.monitors.clear(session)
    elif modifier == "L":
        word_lists(hub, session, n.RPL_MONLIST, (), session.monitored.values(), ",")
        hub.numeric(session, n.RPL_ENDOFMONLIST, text="End of MONITOR list")
    elif modifier == "S":
        _show(hub, session, session.monitored.values())


def _add(hub: Hub, session: Session, targets: list[str]) -> None:
    """Add what there is room for, and tell of each of these where it is.

    What can be nobody's nick, as a mask, is offline and stays so: it is not kept.
    """
    limit = hub.settings.max_monitor
    added: list[str] = []
    for place, target in enumerate(targets):
        if names.nick(target, hub.settings.nick_length) is None:
            added.append(target)
        elif len(session.monitored) < limit or names.nick_key(target) in session.monitored:
            hub.monitors.add(session, target)
            added.append(target)
        else:
            _show(hub, session, added)
            left = ",".join(targets[place:])
            text = "Monitor list is full."
            hub.numeric(session, n.ERR_MONLISTFULL, str(limit), left, text=text)
            return
    _show(hub, session, added)


def _show(hub: Hub, session: Session, targets: Iterable[str]) -> None:
    """730 and 731: who is there, with the whole source, and who is not."""
    here: list[User] = []
    online: list[str] = []
    offline: list[str] = []
    for target in targets:
        user = hub.state.user(target)
        if user:
            here.append(user)
            online.append(user.source)
        else:
            offline.append(target)
    word_lists(hub, session, n.RPL_MONONLINE, (), online, ",")
    for user in here:
        greet_watcher(hub, session, user)
    word_lists(hub, session, n.RPL_MONOFFLINE, (), offline, ",")
