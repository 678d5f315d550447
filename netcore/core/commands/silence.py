"""SILENCE: not hearing somebody in private."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core.commands.channels import person
from netcore.core.commands.registry import command
from netcore.core.names import nick_key
from netcore.core.session import Session
from netcore.wire import masks
from netcore.wire import numerics as n
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.core.hub import Hub

_LONGEST_MASK = 200


@command("SILENCE")
def silence(hub: Hub, session: Session, message: Message) -> None:
    """SILENCE lists; SILENCE +mask,-mask changes (Modern IRC, "SILENCE Parameter").

    Somebody else's list is nobody's business: asking for it only ends.
    """
    user = person(session)
    asked = message.param(0)
    other = hub.state.user(asked)
    if not asked or other:
        if not asked or other is user:
            for mask, _ in session.silenced.values():
                hub.numeric(session, n.RPL_SILELIST, user.nick, mask)
        nick = other.nick if other else user.nick
        hub.numeric(session, n.RPL_ENDOFSILELIST, nick, text="End of Silence List")
        return
    for word in asked.split(","):
        mask = word.lstrip("+-")
        if mask:
            _change(hub, session, masks.normalise(mask), on=not word.startswith("-"))


def _change(hub: Hub, session: Session, mask: str, *, on: bool) -> None:
    user = person(session)
    folded = nick_key(mask)
    if (folded in session.silenced) is on:
        return
    if " " in mask or not mask.isprintable() or len(mask.encode()) > _LONGEST_MASK:
        text = "A mask cannot be so long, nor have spaces or control characters"
        hub.fail(session, "SILENCE", "INVALID_MASK", text)
        return
    if not on:
        del session.silenced[folded]
    elif len(session.silenced) >= hub.settings.max_silence:
        hub.numeric(session, n.ERR_SILELISTFULL, mask, text="Your silence list is full")
        return
    else:
        session.silenced[folded] = mask, masks.matcher(folded)
    hub.reply(session, f":{user.source} SILENCE {'+' if on else '-'}{mask}")
