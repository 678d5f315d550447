"""WHOIS, WHOWAS, ISON, USERHOST, USERIP: asking about people by their nicks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import caps
from netcore.core.answers import tell_away, word_lists
from netcore.core.commands.channels import person
from netcore.core.commands.registry import command
from netcore.core.commands.who import UNKNOWN_ADDRESS, address
from netcore.core.names import nick_key
from netcore.core.session import Session
from netcore.core.users import Former, User
from netcore.wire import numerics as n
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.core.hub import Hub

_MAX_USERHOST = 5


@command("WHOIS")
def whois(hub: Hub, session: Session, message: Message) -> None:
    """WHOIS [server] nick."""
    if not message.param(0):
        hub.numeric(session, n.ERR_NONICKNAMEGIVEN, text="No nickname given")
        return
    asked = message.params[1] if len(message.params) > 1 else message.params[0]
    nick = asked.split(",")[0]
    user = hub.state.user(nick)
    if user:
        _whois_user(hub, session, user)
    else:
        hub.numeric(session, n.ERR_NOSUCHNICK, nick, text="No such nick")
    hub.numeric(session, n.RPL_ENDOFWHOIS, nick, text="End of /WHOIS list")


def _whois_user(hub: Hub, session: Session, user: User) -> None:
    settings = hub.settings
    hub.numeric(session, n.RPL_WHOISUSER, user.nick, user.user, user.host, "*", text=user.realname)
    _whois_channels(hub, session, user)
    server = settings.server_name
    hub.numeric(session, n.RPL_WHOISSERVER, user.nick, server, text=settings.about)
    tell_away(hub, session, user)
    _whois_marks(hub, session, user)
    asker = person(session)
    if user.session and (user is asker or asker.operator):
        text = "Actual user@host, Actual IP"
        real = user.session.host
        source = f"{user.user}@{real}"
        hub.numeric(session, n.RPL_WHOISACTUALLY, user.nick, source, real, text=text)
    if user.session and user.session.secure:
        hub.numeric(session, n.RPL_WHOISSECURE, user.nick, text="is using a secure connection")
    if user.session:
        idle = str(int(hub.now - user.session.spoke_at))
        since = str(user.signed_on)
        text = "seconds idle, signon time"
        hub.numeric(session, n.RPL_WHOISIDLE, user.nick, idle, since, text=text)
    for key, value in user.metadata.items() if session.caps & caps.ANY_METADATA else ():
        hub.numeric(session, n.RPL_WHOISKEYVALUE, user.nick, key, "*", text=value)


def _whois_marks(hub: Hub, session: Session, user: User) -> None:
    """313, 335 and 330: whether it is an operator, a bot, and under which account."""
    if user.operator:
        hub.numeric(session, n.RPL_WHOISOPERATOR, user.nick, text="is an IRC operator")
    if user.bot:
        text = f"is a bot on {hub.settings.network}"
        hub.numeric(session, n.RPL_WHOISBOT, user.nick, text=text)
    if user.account:
        hub.numeric(session, n.RPL_WHOISACCOUNT, user.nick, user.account, text="is logged in as")


def _whois_channels(hub: Hub, session: Session, user: User) -> None:
    """319, as often as needed; an invisible person's channels show only if they are shared."""
    asker = person(session)
    multi = bool(session.caps & caps.MULTI_PREFIX)
    shown = (
        channel.members[user].prefix(multi=multi) + channel.name
        for channel in user.channels
        if asker in channel.members or not (user.invisible or not channel.told_of(asker))
    )
    word_lists(hub, session, n.RPL_WHOISCHANNELS, (user.nick,), shown)


@command("WHOWAS")
def whowas(hub: Hub, session: Session, message: Message) -> None:
    """WHOWAS nick [count]: newest first; a count of 0 or less means all."""
    nick = message.param(0)
    if not nick:
        hub.numeric(session, n.ERR_NONICKNAMEGIVEN, text="No nickname given")
        return
    wanted = nick_key(nick)
    found = [former for former in hub.state.former if nick_key(former.nick) == wanted]
    count = message.param(1)
    if count.isascii() and count.isdigit() and int(count[:9]) > 0:
        found = found[: int(count[:9])]
    for former in found:
        _whowas_one(hub, session, former)
    if not found:
        hub.numeric(session, n.ERR_WASNOSUCHNICK, nick, text="There was no such nickname")
    hub.numeric(session, n.RPL_ENDOFWHOWAS, nick, text="End of WHOWAS")


def _whowas_one(hub: Hub, session: Session, former: Former) -> None:
    nick, user, host, realname, time = former
    hub.numeric(session, n.RPL_WHOWASUSER, nick, user, host, "*", text=realname)
    server = hub.settings.server_name
    hub.numeric(session, n.RPL_WHOISSERVER, nick, server, text=hub.stamps.iso(time))


@command("ISON", params=1)
def ison(hub: Hub, session: Session, message: Message) -> None:
    """ISON nick nick: those who are there."""
    wanted = " ".join(message.params).split(" ")
    found = [user.nick for nick in wanted if nick and (user := hub.state.user(nick))]
    hub.numeric(session, n.RPL_ISON, text=" ".join(found))


@command("USERHOST", params=1)
def userhost(hub: Hub, session: Session, message: Message) -> None:
    """USERHOST nick nick: at most five."""
    found = []
    for nick in message.params[:_MAX_USERHOST]:
        user = hub.state.user(nick)
        if user:
            found.append(f"{_seen(user)}{user.user}@{user.host}")
    hub.numeric(session, n.RPL_USERHOST, text=" ".join(found))


def _seen(user: User) -> str:
    """The beginning of an answer: ``nick*=-`` for an operator who is away."""
    return f"{user.nick}{'*' if user.operator else ''}={'-' if user.away else '+'}"


@command("USERIP", params=1)
def userip(hub: Hub, session: Session, message: Message) -> None:
    """USERIP nick nick: as USERHOST with the address, where the asker may know it."""
    found = []
    for nick in message.params[:_MAX_USERHOST]:
        user = hub.state.user(nick)
        if user:
            known = address(person(session), user) or UNKNOWN_ADDRESS
            found.append(f"{_seen(user)}{user.user}@{known}")
    hub.numeric(session, n.RPL_USERIP, text=" ".join(found))
