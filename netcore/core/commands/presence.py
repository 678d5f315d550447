"""PING, PONG, AWAY, SETNAME, QUIT: being there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import acts, caps, names
from netcore.core import records as r
from netcore.core.commands.channels import person
from netcore.core.commands.registry import command
from netcore.core.session import Session
from netcore.wire import numerics as n
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.core.hub import Hub


@command("PING", early=True)
def ping(hub: Hub, session: Session, message: Message) -> None:
    """PING token: the token comes back as it was given."""
    if not message.param(0):
        hub.numeric(session, n.ERR_NOORIGIN, text="No origin specified")
        return
    server = hub.settings.server_name
    hub.reply(session, f":{server} PONG {server} :{message.params[0]}")


@command("PONG", early=True)
def pong(hub: Hub, session: Session, message: Message) -> None:
    """PONG: that it came is all that counts."""


@command("AWAY")
def away(hub: Hub, session: Session, message: Message) -> None:
    """AWAY :text goes, AWAY alone or with an empty text comes back."""
    text = names.truncated(message.param(0), hub.settings.away_length)
    if text and acts.muted(hub, session):
        text = "Away"  # the others are told of it, so it would be a way to speak
    user = person(session)
    if text:
        hub.numeric(session, n.RPL_NOWAWAY, text="You have been marked as being away")
    else:
        hub.numeric(session, n.RPL_UNAWAY, text="You are no longer marked as being away")
    if text != user.away:
        hub.propose(r.AwaySet(*hub.stamp(), user.uid, text))


@command("SETNAME", params=1)
def setname(hub: Hub, session: Session, message: Message) -> None:
    """SETNAME :real name (IRCv3 setname)."""
    realname = message.params[0]
    if not realname.strip() or len(realname.encode()) > hub.settings.realname_length:
        text = "That real name is empty or too long"
        hub.fail(session, "SETNAME", "INVALID_REALNAME", text)
        return
    if why := acts.muted(hub, session):
        hub.fail(session, "SETNAME", "CANNOT_CHANGE_REALNAME", why)
        return
    hub.propose(r.RealnameSet(*hub.stamp(), person(session).uid, realname))
    if not session.caps & caps.SETNAME:
        text = f"Your real name is now {realname}"
        server = hub.settings.server_name
        hub.reply(session, f":{server} NOTICE {session.name} :{text}")


@command("QUIT", early=True)
def quit_(hub: Hub, session: Session, message: Message) -> None:
    """QUIT [:reason]."""
    reason = names.truncated(message.param(0), hub.settings.kick_length)
    if session.user and acts.muted(hub, session):
        reason = ""
    # So that nobody can fake a server's reason. Modern IRC, QUIT: "This applies even if <reason>
    # is empty, in which case the reason sent to other clients SHOULD be just this "Quit: "."
    hub.end(session, f"Quit: {reason}")
