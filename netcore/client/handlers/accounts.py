"""Accounts: logging in before we come in or later, making one, logging out."""

from typing import TYPE_CHECKING

from netcore.client import past
from netcore.client.events import (
    AccountChanged,
    AccountMade,
    AccountRefused,
    ServerText,
    Status,
)
from netcore.client.handlers.table import on
from netcore.client.login import Login, LoginError
from netcore.client.values import Credentials
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.client.session import Session

_SASL = "sasl"
_REGISTRATION = "draft/account-registration"
_IN_THE_CLEAR = "the connection is not encrypted, so the password was not sent"


def log_in(s: "Session", credentials: Credentials) -> None:
    """Log in, now or with the next connection, and again after each loss."""
    s.wishes.login = credentials
    if not s.welcomed or s.login:
        return
    if s.state.account:
        refuse(s, f"you are logged in as {s.state.account} already: /logout first")
    elif _SASL in s.caps.enabled:
        begin(s)
    elif _SASL in s.caps.offered:
        s.answer(s.caps.ask_for_sasl())
    else:
        refuse(s, "this server has no accounts that one logs in to so (no SASL)")


def nick_is_owned(s: "Session", nick: str, words: str) -> None:
    """The server has refused a nick; where that is somebody's account, say how its owner gets it.

    That it is so only stands in the words, whichever server it is.
    """
    if "account" in words.lower() or "registered" in words.lower():
        s.emit(AccountRefused(s.now, nick, f"the nick is that account's; /login {nick} gets it"))


def begin(s: "Session") -> None:
    """Begin to log in, if we want to and the server lets us."""
    credentials = s.wishes.login
    if credentials and not s.login and _SASL in s.caps.enabled and not s.state.account:
        s.login = Login(credentials, s.caps.offered.get(_SASL, ""), private=s.private)
        _try(s, s.login, "")


def _try(s: "Session", login: Login, why: str) -> None:
    """Try the next mechanism; where there is none, it has failed for the reason given."""
    mechanism = login.begin()
    if mechanism:
        s.send("AUTHENTICATE", mechanism)
    else:
        refuse(s, why or (_IN_THE_CLEAR if not s.private else "the server offers no way we know"))


def refuse(s: "Session", why: str, *, give_up: bool = True) -> None:
    """It has come to nothing: say so, and go on without; a wrong password is not tried again."""
    account = s.wishes.login.account if s.wishes.login else ""
    s.login = None
    if give_up:
        s.wishes.login = None
    s.emit(AccountRefused(s.now, account, why))
    s.answer(s.caps.release())


def welcomed(s: "Session") -> None:
    """We are in; if that was without logging in, there was no way to."""
    if s.wishes.login and not s.login and _SASL not in s.caps.enabled:
        refuse(s, "this server has no accounts that one logs in to so (no SASL)", give_up=False)


@on("AUTHENTICATE")
def authenticate(s: "Session", m: Message) -> None:
    """The server's part of a login."""
    if not s.login:
        return
    try:
        for piece in s.login.receive(m.param(0)):
            s.send("AUTHENTICATE", piece)
    except LoginError as error:
        s.send("AUTHENTICATE", "*")
        refuse(s, str(error))


@on("900")
def logged_in(s: "Session", m: Message) -> None:
    """We are logged in, by whatever way."""
    s.state.account = m.param(2)
    s.emit(AccountChanged(s.time(m), m.param(2)))
    if s.status is Status.ONLINE:
        past.logged_in(s)
    if s.status is Status.ONLINE and not s.state.is_me(s.wishes.nick):
        # It may have been refused to us because it is this account's.
        s.regaining = True
        s.send("NICK", s.wishes.nick)


@on("901")
def logged_out(s: "Session", m: Message) -> None:
    """We are no longer."""
    s.state.account = ""
    s.emit(AccountChanged(s.time(m), ""))


@on("903", "907")
def done(s: "Session", m: Message) -> None:
    """The login is over, well: on with the registration."""
    s.login = None
    s.answer(s.caps.release())


@on("902", "904", "905", "906", "908")
def failed(s: "Session", m: Message) -> None:
    """The server does not let us log in like that; 908 only lists what it knows."""
    login = s.login
    if not login or m.command == "908":
        return
    words = m.params[-1] if m.params else ""
    if m.command == "904" and "wait" not in words:
        _try(s, login, "the account or its password is not right")
    else:
        refuse(s, words, give_up="wait" not in words)


def register(s: "Session", password: str) -> None:
    """Make an account for our nick."""
    if not s.welcomed:
        refuse(s, "you are not connected", give_up=False)
    elif not s.private:
        refuse(s, _IN_THE_CLEAR, give_up=False)
    elif _REGISTRATION not in s.caps.offered:
        why = "this server makes no accounts so: it may have a NickServ, /msg NickServ HELP"
        refuse(s, why, give_up=False)
    else:
        s.registering = password
        s.send("REGISTER", "*", "*", password)


@on("REGISTER", "VERIFY")
def registered(s: "Session", m: Message) -> None:
    """An account has been made, or will be once something more is done."""
    account, words = m.param(1), m.params[-1] if m.params else ""
    password, s.registering = s.registering, ""
    if m.param(0) != "SUCCESS":
        s.emit(ServerText(s.time(m), m.command, words))
        return
    if password:
        s.wishes.login = Credentials(account, password)
    s.emit(AccountMade(s.time(m), account, words))


def log_out(s: "Session") -> None:
    """Leave the account, and do not log in to it again by ourselves."""
    s.wishes.login = None
    if s.welcomed:
        s.send("LOGOUT")
