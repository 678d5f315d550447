"""What somebody is, and as whom they are seen: modes, account, host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import caps, render
from netcore.core import records as r

if TYPE_CHECKING:
    from netcore.core.hub import Hub


def user_modes_set(hub: Hub, record: r.UserModesSet) -> None:
    """Somebody's own modes have changed, which is nobody else's business."""
    user = hub.state.users.get(record.uid)
    if not user:
        return
    before = user.modes.copy()
    letters, sign = "", ""
    for on, letter, _ in record.changes:
        if (letter in user.modes) is on:
            continue
        (user.modes.add if on else user.modes.discard)(letter)
        if sign != "-+"[on]:
            sign = "-+"[on]
            letters += sign
        letters += letter
    user.mark()
    if user.session and "o" in before and not user.operator:
        user.session.oper = ""
    if user.session and user.modes != before:
        line = f":{user.source} MODE {user.nick} :{letters}"
        event = render.event(line, record.time, record.id, hub.stamps, by=user)
        hub.answer(user.session, event)


def accepted(hub: Hub, record: r.Accepted) -> None:
    """Somebody lets another write to them, or no longer: all hosts have to know, for theirs."""
    user = hub.state.users.get(record.uid)
    if user and record.on:
        user.accept(record.other)
    elif user:
        user.accepts.pop(record.other, None)


def account_set(hub: Hub, record: r.AccountSet) -> None:
    """Somebody has logged in or out; account-notify hears of it."""
    user = hub.state.users.get(record.uid)
    if not user or user.account == record.account:
        return
    event = render.event(
        f":{user.source} ACCOUNT {record.account or '*'}",
        record.time,
        record.id,
        hub.stamps,
        needs=caps.ACCOUNT_NOTIFY,
        by=user,
    )
    user.account = record.account
    user.mark()
    hub.tell_neighbours(user, event)
    hub.tell_monitors(user, event)


def host_changed(hub: Hub, record: r.HostChanged) -> None:
    """Somebody has another user name or host; chghost hears of it.

    Others learn it from the next line of that person: that somebody left and came back is not
    pretended, which IRCv3 chghost allows ("SHOULD send fallback messages").
    """
    user = hub.state.users.get(record.uid)
    if not user or (user.user, user.host) == (record.user, record.host):
        return
    event = render.event(
        f":{user.source} CHGHOST {record.user} {record.host}",
        record.time,
        record.id,
        hub.stamps,
        needs=caps.CHGHOST,
        by=user,
    )
    user.move(record.user, record.host)
    hub.tell_neighbours(user, event)
    hub.tell_monitors(user, event)
