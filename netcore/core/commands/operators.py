"""OPER, KILL, WALLOPS, REHASH: what the server's operators may do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING

from netcore.core import acts, names
from netcore.core import isupport as tokens
from netcore.core import records as r
from netcore.core.asking import Failed
from netcore.core.commands.channels import person
from netcore.core.commands.registry import Handler, command
from netcore.core.secrets import CheckPassword, Slowed
from netcore.core.session import Session
from netcore.core.settings import ReadSettings, Settings
from netcore.wire import isupport
from netcore.wire import numerics as n
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.core.hub import Hub


_NO_REASON = "No reason given"


def no_privileges(hub: Hub, session: Session) -> None:
    """481."""
    text = "Permission Denied: you're not an IRC operator"
    hub.numeric(session, n.ERR_NOPRIVILEGES, text=text)


def for_operators(handler: Handler) -> Handler:
    """Let a handler run for operators only."""

    @wraps(handler)
    def guarded(hub: Hub, session: Session, message: Message) -> None:
        if person(session).operator:
            handler(hub, session, message)
        else:
            no_privileges(hub, session)

    return guarded


@command("OPER", params=2)
def oper(hub: Hub, session: Session, message: Message) -> None:
    """OPER name password: an unknown name costs and is answered as a wrong password is."""
    name, password = message.params[:2]
    right = hub.settings.opers.get(name, "")
    work = CheckPassword(password, right, "" if session.local else session.host)
    hub.ask(session, work, _verdict(hub, session, name))


def _verdict(hub: Hub, session: Session, name: str) -> Callable[[object], None]:
    def then(answer: object) -> None:
        user = person(session)
        who = f"{user.source} ({session.host})"
        if answer is not True:
            hub.note("warning", f"{who} failed to become operator {name}")
            hub.tell_operators(f"{who} failed to become operator")
            if not isinstance(answer, Slowed):  # one that was looked at
                acts.record(hub, acts.acting(session), "oper failed", name)
            hub.numeric(session, n.ERR_PASSWDMISMATCH, text="Password incorrect")
            return
        hub.note("warning", f"{who} is operator {name} now")
        hub.tell_operators(f"{who} is operator {name} now")
        session.oper = name
        acts.record(hub, acts.acting(session), "oper", name)
        hub.numeric(session, n.RPL_YOUREOPER, text="You are now an IRC operator")
        changes = (r.Change(True, "o"), r.Change(True, "s"), r.Change(True, "w"))
        hub.propose(r.UserModesSet(*hub.stamp(), user.uid, changes))

    return then


@command("KILL", params=1)
@for_operators
def kill(hub: Hub, session: Session, message: Message) -> None:
    """KILL nick [:reason]: ends somebody's connection."""
    nick = message.params[0]
    target = hub.state.user(nick)
    if not target:
        hub.numeric(session, n.ERR_NOSUCHNICK, nick or "*", text="No such nick")
        return
    reason = names.truncated(message.param(1) or _NO_REASON, hub.settings.kick_length)
    acts.record(hub, acts.acting(session), "kill", target.nick, reason)
    hub.propose(r.Killed(*hub.stamp(), person(session).uid, target.uid, reason))


@command("WALLOPS", params=1)
@for_operators
def wallops(hub: Hub, session: Session, message: Message) -> None:
    """WALLOPS :text: to everybody with +w, and to its sender."""
    text = message.params[0]
    if not text:
        hub.numeric(session, n.ERR_NEEDMOREPARAMS, "WALLOPS", text="Not enough parameters")
        return
    acts.record(hub, acts.acting(session), "wallops", why=text)
    hub.propose(r.Walloped(*hub.stamp(), person(session).uid, text))


@command("REHASH")
@for_operators
def rehash(hub: Hub, session: Session, message: Message) -> None:
    """REHASH: reads the operator's files again."""
    name = hub.settings.server_name
    hub.numeric(session, n.RPL_REHASHING, name, text="Rehashing: reading the configuration again")
    nick = person(session).nick

    def then(answer: Settings | Failed) -> None:
        if isinstance(answer, Failed):
            what = f"Nothing has changed: {answer.why}"
        else:
            change_settings(hub, answer)
            what = "The configuration has been read again"
        acts.record(hub, acts.acting(session), "rehash", why=what)
        hub.note("warning", f"{nick} asked for a rehash. {what}")
        hub.server_notice(session, nick, what)

    hub.ask(session, ReadSettings(), then)


def change_settings(hub: Hub, settings: Settings) -> None:
    """Take over settings while the chat goes on, and tell everybody what 005 now says.

    The server's name stays, as every client has learnt it, and whether there are accounts: who
    looks after them is there from the start or not at all.
    """
    before = tokens.tokens(hub.settings)
    now = hub.settings
    accounts = settings.accounts
    if "off" in (accounts, now.accounts):
        accounts = now.accounts
    hub.settings = replace(settings, server_name=now.server_name, accounts=accounts)
    after = tokens.tokens(hub.settings)
    changed = {name: value for name, value in after.items() if before.get(name) != value}
    text = "are supported by this server"
    for session in hub.sessions.values():
        if session.active:
            for line in isupport.lines(changed):
                hub.tell_numeric(session, n.RPL_ISUPPORT, *line, text=text)
