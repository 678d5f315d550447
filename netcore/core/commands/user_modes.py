"""MODE of a nick: what somebody has set on oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import records as r
from netcore.core.commands.channels import person
from netcore.core.session import Session
from netcore.core.users import User
from netcore.wire import numerics as n

if TYPE_CHECKING:
    from netcore.core.hub import Hub

LETTERS = "BRTiosw"
"""B: is a bot. R: only those with an account write to one. T: takes no CTCP but ACTION.

i: masks do not find one. o: operator. s: hears operators' notices. w: wallops.
"""

_OPERATORS_ALONE = "s"


def user_mode(hub: Hub, session: Session, nick: str, letters: str) -> None:
    """MODE nick asks; MODE nick +i sets (Modern IRC, "User mode")."""
    user = person(session)
    target = hub.state.user(nick)
    if not target:
        hub.numeric(session, n.ERR_NOSUCHNICK, nick, text="No such nick")
    elif target is not user:
        text = "Cannot see or change the modes of others"
        hub.numeric(session, n.ERR_USERSDONTMATCH, text=text)
    elif not letters:
        hub.numeric(session, n.RPL_UMODEIS, f"+{''.join(sorted(user.modes))}")
    else:
        _change(hub, session, user, letters)


def _change(hub: Hub, session: Session, user: User, letters: str) -> None:
    """Make the changes that are possible; then say which letters mean nothing here."""
    wanted: dict[str, bool] = {}
    on = True
    for letter in letters:
        if letter in "+-":
            on = letter == "+"
        else:
            wanted[letter] = on
    unknown = "".join(letter for letter in wanted if letter not in LETTERS)
    refused = [x for x in _OPERATORS_ALONE if wanted.get(x) and not user.operator]
    changes = [
        r.Change(on, letter)
        for letter, on in wanted.items()
        # RFC 2812, 3.1.5: an attempt to make oneself an operator "SHOULD be ignored".
        if letter in LETTERS and letter not in refused and not (letter == "o" and on)
    ]
    if wanted.get("o") is False:
        changes += [r.Change(False, letter) for letter in _OPERATORS_ALONE]
    if any((change.letter in user.modes) is not change.on for change in changes):
        hub.propose(r.UserModesSet(*hub.stamp(), user.uid, tuple(changes)))
    if refused:
        text = f"Only operators can set +{''.join(refused)}"
        hub.numeric(session, n.ERR_NOPRIVILEGES, text=text)
    if unknown:
        hub.numeric(session, n.ERR_UMODEUNKNOWNFLAG, text=f"Unknown MODE flag {unknown}")
