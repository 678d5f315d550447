"""REDACT: taking back what was said (IRCv3 message-redaction)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import acts, names
from netcore.core import records as r
from netcore.core.asking import Failed
from netcore.core.channels import Channel
from netcore.core.commands.channels import person
from netcore.core.commands.registry import command
from netcore.core.history import Entry, Find
from netcore.core.past import between
from netcore.core.session import Session
from netcore.core.users import User
from netcore.wire import numerics as n
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.core.hub import Hub

CAPABILITY = "draft/message-redaction"
WINDOW = 24 * 60 * 60
"""Seconds for which somebody may take back what they said; operators may always."""
_SAID = frozenset({"PRIVMSG", "NOTICE", "TAGMSG"})


@command("REDACT")
def redact(hub: Hub, session: Session, message: Message) -> None:
    """REDACT target msgid [:reason]: one's own messages, and as a channel's operator any in it.

    The server's operators take away what is in any channel.
    """
    if CAPABILITY not in hub.offers:
        hub.numeric(session, n.ERR_UNKNOWNCOMMAND, "REDACT", text="No history is kept here")
        return
    if len(message.params) < 2:
        hub.numeric(session, n.ERR_NEEDMOREPARAMS, "REDACT", text="Not enough parameters")
        return
    target, msgid = message.params[:2]
    said = "" if acts.muted(hub, session) else message.param(2)
    reason = names.truncated(said, hub.settings.kick_length)
    where = _where(hub, person(session), target)
    if where is None:
        text = "You cannot take back messages from there"
        hub.fail(session, "REDACT", "INVALID_TARGET", text, target)
        return

    def then(answer: Entry | Failed | None) -> None:
        _redact(hub, session, target, msgid, reason, answer)

    hub.ask(session, Find(where, msgid), then)


def _where(hub: Hub, user: User, target: str) -> str | None:
    """Where the history of a target is that somebody is part of."""
    if target[:1] == "#":
        channel = hub.state.channel(target)
        sees = channel and (user in channel.members or user.operator)
        return channel.target if channel and sees else None
    other = hub.state.user(target)
    return (between(user, other) or None) if other else None


def _redact(
    hub: Hub, session: Session, target: str, msgid: str, reason: str, entry: Entry | Failed | None
) -> None:
    """Go on when the message was looked for; meanwhile its place may be gone."""
    user = person(session)
    context = target, msgid
    if isinstance(entry, Failed) or entry is None or entry.kind not in _SAID:
        text = "This message does not exist or is too old"
        hub.fail(session, "REDACT", "UNKNOWN_MSGID", text, *context)
        return
    channel = hub.state.channel(target) if target[:1] == "#" else None
    operator = channel is not None and _operates(channel, user)
    if not operator and not _is_own(user, entry):
        text = "Only its author and the channel's operators may take back this message"
        hub.fail(session, "REDACT", "REDACT_FORBIDDEN", text, *context)
        return
    if not operator and hub.wall - entry.time > WINDOW * 1000:
        text = "This message was said too long ago to be taken back"
        hub.fail(session, "REDACT", "REDACT_WINDOW_EXPIRED", text, *context, str(WINDOW))
        return
    other = channel or hub.state.user(target)
    if other is None:
        text = "Nobody and nothing is called so any more"
        hub.fail(session, "REDACT", "INVALID_TARGET", text, context[0])
        return
    if channel and user.operator and not _is_own(user, entry):
        acts.record(hub, acts.acting(session), "redact", channel.name, reason)
    name = other.name if isinstance(other, Channel) else other.uid
    hub.propose(r.Redacted(*hub.stamp(channel), user.uid, name, entry.id, reason))


def _operates(channel: Channel, user: User) -> bool:
    """Whether somebody is an operator of a channel, or of the server."""
    member = channel.members.get(user)
    return user.operator or (member is not None and member.op)


def _is_own(user: User, entry: Entry) -> bool:
    """Whether somebody said what is in an entry.

    With an account it is the account that counts. Without, whoever holds the nick now said what
    was said under it since it was taken: a nick is one person's at a time.
    """
    if entry.account:
        return names.nick_key(entry.account) == names.nick_key(user.account)
    return entry.source == user.source and entry.id > user.since
