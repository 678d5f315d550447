"""Accounts: who is logged in, and whose a nick is.

A nick that is registered belongs to the account of that name: nobody else takes it, whether its
owner is there or not. What is secret about accounts is known outside the core alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from netcore.core import acts, names
from netcore.core import records as r
from netcore.core.looks import look
from netcore.core.moderation import Door
from netcore.wire import numerics as n

if TYPE_CHECKING:
    from netcore.core.hub import Hub
    from netcore.core.session import Session
    from netcore.core.users import User

SHORTEST = 6
"""Letters of a password. With three guesses a minute it is not these that get anybody in. On the
host's own machine one is enough: programs that try a server make accounts there."""
LONGEST = 300
"""Bytes: "300 bytes should be a safe reasonable limit" (IRCv3 account-registration)."""

RESERVED = "That nick belongs to an account: log in to use it, or take another"


def on(hub: Hub) -> bool:
    """Whether there are accounts here."""
    return hub.settings.accounts != "off"


def required(hub: Hub) -> bool:
    """Whether nobody comes in without an account: by the settings, or since an operator says so."""
    return hub.settings.accounts == "required" or hub.moderation.door is Door.ACCOUNTS


def unfit(name: str, password: str, *, local: bool) -> tuple[str, str] | None:
    """Why a password will not do for an account, as a code of account-registration and in words."""
    if len(password) < (1 if local else SHORTEST):
        return "WEAK_PASSWORD", f"That password is short: take at least {SHORTEST} letters"
    if names.nick_key(password) == names.nick_key(name):
        return "WEAK_PASSWORD", "The nick is the first that anybody would try: take another"
    if len(password.encode(errors="replace")) > LONGEST:
        return "UNACCEPTABLE_PASSWORD", f"That password is longer than {LONGEST} bytes"
    return None


def safe(session: Session) -> bool:
    """Whether nobody on the way can read what a session says, so that it may say a password."""
    return session.secure or session.local


def mechanisms(hub: Hub, session: Session) -> tuple[str, ...]:
    """The SASL mechanisms by which a session may log in, the best first."""
    if not on(hub):
        return ()
    offered = {
        "EXTERNAL": bool(session.certfp),
        "SCRAM-SHA-256": hub.settings.scram,
        "PLAIN": safe(session),
    }
    return tuple(name for name, usable in offered.items() if usable)


def offers(hub: Hub, session: Session) -> dict[str, str]:
    """The capabilities that depend on who asks for them, with their values."""
    offered = {}
    if usable := mechanisms(hub, session):
        offered["sasl"] = ",".join(usable)
    if on(hub) and safe(session):
        offered["draft/account-registration"] = "before-connect"
    return offered


def key(hub: Hub, name: str) -> str:
    """The form in which two names of one account are equal; empty for what cannot be a name."""
    nick = names.nick(name, hub.settings.nick_length)
    return names.nick_key(nick) if nick else ""


def owner(hub: Hub, nick: str) -> str:
    """The account that a nick belongs to; empty: anybody's."""
    account = hub.registered.get(names.nick_key(nick), "")
    return account if account or nick.isascii() else hub.registered.get(look(nick), "")


def barred(hub: Hub, session: Session, nick: str) -> bool:
    """Whether a nick belongs to an account that a session is not logged in to."""
    account = owner(hub, nick)
    return bool(account) and account != session.account


def know(hub: Hub, added: Mapping[str, str], gone: Iterable[str]) -> None:
    """Take note of accounts that others have made and removed.

    Args:
        hub: the chat.
        added: their names by their keys.
        gone: keys; whoever is logged in to one of these is so no longer.
    """
    hub.registered.update(added)
    lost = {hub.registered.pop(key, "") for key in gone}
    for session in tuple(hub.sessions.values()):
        if session.account and session.account in lost:
            log_out(hub, session, hub.tell_numeric)


def source(session: Session) -> str:
    """``nick!user@host`` of a session, also before it has all of it."""
    if session.user:
        return session.user.source
    return f"{session.name}!{session.username or '*'}@{session.host}"


def log_in(hub: Hub, session: Session, account: str) -> bool:
    """A session has shown that it is an account's: 900, and its neighbours hear of it.

    Returns:
        Whether it is logged in: not if the account is banned, which ends the session.
    """
    if acts.turned_away(hub, session, account):
        return False
    session.account = account
    hub.registered[names.nick_key(account)] = account
    text = f"You are now logged in as {account}"
    hub.numeric(session, n.RPL_LOGGEDIN, source(session), account, text=text)
    hub.note("info", f"{session.name} ({session.host}) is logged in as {account}")
    tell(hub, session)
    return True


def log_out(hub: Hub, session: Session, numeric: Callable[..., None]) -> None:
    """A session is no account's any more: 901, and it gives back a nick that is the account's.

    Args:
        hub: the chat.
        session: whose.
        numeric: `Hub.numeric` if the session has asked for it, else `Hub.tell_numeric`.
    """
    session.account = ""
    numeric(session, n.RPL_LOGGEDOUT, source(session), text="You are now logged out")
    tell(hub, session)
    user = session.user
    if user and owner(hub, user.nick):
        _rename_as_guest(hub, user)


def tell(hub: Hub, session: Session) -> None:
    """Let the network know which account a session's person is logged in to."""
    if session.user or session.claiming:
        hub.propose(r.AccountSet(*hub.stamp(), hub.uid(session), session.account))


def free_up(hub: Hub, holder: User) -> None:
    """Take a registered nick from whoever has it, for its owner who has logged in.

    An old session of the owner's own ends; anybody else, who had the nick before it was
    registered, is called a guest from now on.
    """
    if holder.account != owner(hub, holder.nick):
        _rename_as_guest(hub, holder)
    elif holder.session:
        hub.end(holder.session, "Killed: your account has come in from elsewhere")
    else:
        hub.propose(r.Quit(*hub.stamp(), holder.uid, "Killed: came in from elsewhere"))


def _rename_as_guest(hub: Hub, user: User) -> None:
    hub.propose(r.Renamed(*hub.stamp_across(user.channels), user.uid, guest_name(hub)))


def guest_name(hub: Hub) -> str:
    """A nick that nobody has, nor one that looks like it, and that nobody owns."""
    number = 1
    while hub.state.holder(f"guest{number}") or owner(hub, f"guest{number}"):
        number += 1
    return f"guest{number}"
