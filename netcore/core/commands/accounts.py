"""REGISTER, VERIFY, LOGOUT: making an account, and leaving it (IRCv3 account-registration)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import accounts, names
from netcore.core.commands.registration import through_door
from netcore.core.commands.registry import command
from netcore.core.secrets import LoggedIn, Register, Slowed
from netcore.core.session import Session
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.core.hub import Hub


@command("REGISTER", params=3, early=True)
def register(hub: Hub, session: Session, message: Message) -> None:
    """REGISTER * * password, or with the nick for the first ``*``; a mail address is not used."""
    wanted, _, password = message.params[:3]
    name = session.user.nick if session.user else session.nick
    if not accounts.on(hub):
        _fail(hub, session, "TEMPORARILY_UNAVAILABLE", wanted, "There are no accounts here")
    elif not accounts.safe(session):
        text = "A password is not said without TLS: connect with it, then register"
        _fail(hub, session, "TEMPORARILY_UNAVAILABLE", wanted, text)
    elif session.account:
        text = "You are logged in to an account already"
        _fail(hub, session, "ALREADY_AUTHENTICATED", session.account, text)
    elif not name and session.refused:
        _in_use(hub, session, session.refused)
    elif not name:
        _fail(hub, session, "NEED_NICK", "*", "Choose a nick first: it is the account's name")
    elif names.nick_key(wanted) not in ("*", names.nick_key(name)):
        text = f"An account has the name of its owner's nick: {name}"
        _fail(hub, session, "ACCOUNT_NAME_MUST_BE_NICK", wanted, text)
    elif refusal := accounts.unfit(name, password, local=session.local):
        _fail(hub, session, refusal[0], name, refusal[1])
    else:
        through_door(hub, session, lambda: _make(hub, session, name, password))


def _make(hub: Hub, session: Session, name: str, password: str) -> None:
    holder = hub.state.user(name)
    if accounts.owner(hub, name):
        _exists(hub, session, name)
        return
    if holder and holder is not session.user:
        _in_use(hub, session, name)
        return

    def answered(answer: object) -> None:
        if isinstance(answer, LoggedIn):
            _made(hub, session, answer.account)
        elif isinstance(answer, Slowed):
            text = f"Too many accounts come from your address: wait {answer.seconds} seconds"
            _fail(hub, session, "TEMPORARILY_UNAVAILABLE", name, text)
        elif answer is False:
            _exists(hub, session, name)
        else:
            text = "The account could not be kept: try again later"
            _fail(hub, session, "TEMPORARILY_UNAVAILABLE", name, text)

    address = "" if session.local else session.host
    key = names.nick_key(name)
    work = Register(key, name, password, hub.settings.scram, address, hub.wall)
    hub.ask(session, work, answered)


def _made(hub: Hub, session: Session, account: str) -> None:
    text = "Account created: from now on the nick is yours"
    hub.reply(session, f":{hub.settings.server_name} REGISTER SUCCESS {account} :{text}")
    accounts.log_in(hub, session, account)


def _exists(hub: Hub, session: Session, name: str) -> None:
    _fail(hub, session, "ACCOUNT_EXISTS", name, "Somebody has registered that name already")


def _in_use(hub: Hub, session: Session, name: str) -> None:
    text = "Somebody who has no account uses that name: choose another, or wait"
    _fail(hub, session, "USERNAME_EXISTS", name, text)


def _fail(hub: Hub, session: Session, code: str, name: str, text: str) -> None:
    hub.fail(session, "REGISTER", code, text, name)


@command("VERIFY", params=2, early=True)
def verify(hub: Hub, session: Session, message: Message) -> None:
    """VERIFY account code: no account here waits for a code."""
    if session.account:
        text = "You are logged in to an account already"
        hub.fail(session, "VERIFY", "ALREADY_AUTHENTICATED", text, session.account)
    else:
        text = "No code is asked for here: REGISTER does it all"
        hub.fail(session, "VERIFY", "TEMPORARILY_UNAVAILABLE", text, message.params[0])


@command("LOGOUT", early=True)
def logout(hub: Hub, session: Session, message: Message) -> None:
    """LOGOUT: not of any specification, for whoever shares a machine; answered with 901."""
    if session.account:
        accounts.log_out(hub, session, hub.numeric)
    else:
        hub.fail(session, "LOGOUT", "NOT_LOGGED_IN", "You are not logged in to any account")
