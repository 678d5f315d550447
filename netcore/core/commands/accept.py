"""ACCEPT: hearing somebody without an account in private, with the mode +R."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import records as r
from netcore.core.commands.channels import person
from netcore.core.commands.registry import command
from netcore.core.session import Session
from netcore.wire import numerics as n
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.core.hub import Hub


@command("ACCEPT", params=1)
def accept(hub: Hub, session: Session, message: Message) -> None:
    """ACCEPT nick,-nick: lets somebody write to one, or no longer (as Ergo has it)."""
    user = person(session)
    for word in dict.fromkeys(message.params[0].split(",")):
        nick = word.removeprefix("-")
        other = hub.state.user(nick)
        if not other:
            hub.numeric(session, n.ERR_NOSUCHNICK, nick or "*", text="No such nick")
            continue
        on = nick == word
        hub.propose(r.Accepted(*hub.stamp(), user.uid, other.uid, on))
        said = "can write to you" if on else "can write to you only without +R, or logged in"
        server = hub.settings.server_name
        hub.reply(session, f":{server} NOTICE {user.nick} :{other.nick} {said}")
