"""PASS, NICK, USER: how a connection becomes a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from netcore.core import accounts, acts, caps, encryption, metadata_telling, names
from netcore.core import records as r
from netcore.core.answers import VERSION, features, lusers, motd
from netcore.core.bans import LISTS
from netcore.core.channels import FLAGS
from netcore.core.commands.registry import command
from netcore.core.commands.user_modes import LETTERS
from netcore.core.secrets import CheckPassword, Slowed
from netcore.core.session import Phase, Session
from netcore.wire import numerics as n
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.core.hub import Hub

_CHANNEL_MODES = "".join(sorted(f"{LISTS}{FLAGS}klov"))
_CHANNEL_MODES_WITH_PARAMETER = "".join(sorted(f"{LISTS}klov"))


@command("PASS", params=1, early=True)
def pass_(hub: Hub, session: Session, message: Message) -> None:
    """PASS password: before NICK and USER are both there."""
    if session.phase is Phase.IRC:
        hub.numeric(session, n.ERR_ALREADYREGISTERED, text="You may not reregister")
    else:
        session.password = message.params[0]


@command("NICK", early=True)
def nick(hub: Hub, session: Session, message: Message) -> None:
    """NICK name: the first one while registering, another one later."""
    wanted = message.param(0)
    if not wanted:
        hub.numeric(session, n.ERR_NONICKNAMEGIVEN, text="No nickname given")
        return
    name = names.nick(wanted, hub.settings.nick_length)
    if name is None or names.nick_key(name) == names.nick_key(hub.settings.server_name):
        hub.numeric(session, n.ERR_ERRONEUSNICKNAME, wanted, text="Erroneous nickname")
        return
    if session.user is None and accounts.owner(hub, name):
        # Whoever logs in after this is told of the nick when it is clear whether it is theirs.
        session.nick = name
        complete(hub, session)
    elif _kept_from(hub, session, name) or not _may_take(hub, session, name):
        pass
    elif session.user is None:
        session.nick = name
        complete(hub, session)
    elif name != session.user.nick:
        stamp = hub.stamp_across(session.user.channels)
        hub.propose(r.Renamed(*stamp, session.user.uid, name))


def _kept_from(hub: Hub, session: Session, name: str) -> bool:
    """Whether an operator has seen to it that somebody may not take another nick; it is said."""
    if not session.user or name == session.user.nick:
        return False
    if why := acts.nick_refused(hub, session, name):
        code = n.ERR_NONICKCHANGE if acts.muted(hub, session) else n.ERR_ERRONEUSNICKNAME
        hub.numeric(session, code, name, text=why)
    return bool(why)


def _may_take(hub: Hub, session: Session, name: str) -> bool:
    """Whether somebody may have a nick, which is then free; else 433 is said.

    An account's owner gets its nick back from whoever has it.
    """
    if accounts.barred(hub, session, name):
        hub.numeric(session, n.ERR_NICKNAMEINUSE, name, text=accounts.RESERVED)
        return False
    holder = hub.state.holder(name)
    if not holder or holder is session.user:
        return True
    if not accounts.owner(hub, name):
        nick_taken(hub, session, name)
        return False
    accounts.free_up(hub, holder)
    return True


@command("USER", params=4, early=True)
def user(hub: Hub, session: Session, message: Message) -> None:
    """USER name 0 * :real name."""
    if session.phase is Phase.IRC:
        hub.numeric(session, n.ERR_ALREADYREGISTERED, text="You may not reregister")
        return
    name, _, _, realname = message.params[:4]
    if not realname:
        hub.numeric(session, n.ERR_NEEDMOREPARAMS, "USER", text="Not enough parameters")
        return
    session.username = names.user(name, hub.settings.user_length)
    session.realname = names.truncated(realname, hub.settings.realname_length)
    complete(hub, session)


def complete(hub: Hub, session: Session) -> None:
    """Welcome a session once it has said all it must; until then do nothing."""
    if (
        session.phase is not Phase.REGISTERING
        or session.negotiating
        or not session.nick
        or not session.username
    ):
        return
    if encryption.lacking(hub, session):
        encryption.turn_away(hub, session)
        return
    through_door(hub, session, lambda: _through(hub, session))


def _through(hub: Hub, session: Session) -> None:
    if acts.turned_away(hub, session):
        return
    if accounts.required(hub) and not session.account:
        text = "An account is needed here: log in with SASL, or REGISTER before CAP END"
        hub.fail(session, "*", "ACCOUNT_REQUIRED", text)
        hub.end(session, text)
        return
    wanted, session.nick = session.nick, ""
    if _may_take(hub, session, wanted):
        session.nick = wanted
        enter(hub, session)


def through_door(hub: Hub, session: Session, then: Callable[[], None]) -> None:
    """Go on with whoever has said the server's password, maybe in a later turn.

    A session without it ends.
    """
    if session.user or session.through_door or not hub.settings.password:
        then()
        return
    said, session.password = session.password or "", None

    def answered(answer: object) -> None:
        session.through_door = answer is True
        if session.through_door:
            then()
        elif isinstance(answer, Slowed):
            text = f"Too many wrong passwords from your address: wait {answer.seconds} seconds"
            _turn_away(hub, session, n.ERR_PASSWDMISMATCH, text)
        else:
            text = "Password incorrect" if said else "A password is needed"
            if session.profile & caps.PLAIN:
                text = f"{text}: connect again to type it"
            _turn_away(hub, session, n.ERR_PASSWDMISMATCH, text)

    address = "" if session.local else session.host
    hub.ask(session, CheckPassword(said, hub.settings.password, address), answered)


def _turn_away(hub: Hub, session: Session, code: str, text: str) -> None:
    """End a session with the reason; a plain guest has no use for the numeric."""
    if not session.profile & caps.PLAIN:
        hub.numeric(session, code, text=text)
    hub.end(session, text)


def enter(hub: Hub, session: Session) -> None:
    """Propose a session's person to the network; `Hub.on_own_claim` hears what came of it."""
    uid = hub.uid(session)
    said = () if acts.muted(hub, session) else metadata_telling.said_before(session)
    session.claiming = True
    hub.sessions_by_uid[uid] = session
    hub.propose(
        r.Welcomed(
            *hub.stamp(),
            uid,
            session.nick,
            session.username,
            hub.cloak(session.host),
            session.realname,
        )
    )
    if session.account:
        accounts.tell(hub, session)
    if said:
        hub.propose(r.MetadataSet(*hub.stamp(), uid, uid, said))


def on_claim(hub: Hub, session: Session, nick: str) -> None:
    """The nick that an IRC client claimed is its own, or somebody was first."""
    if session.user:
        _welcome(hub, session)
    else:
        session.nick = ""
        nick_taken(hub, session, nick)


def nick_taken(hub: Hub, session: Session, nick: str) -> None:
    """433, with the name of whoever is here and cannot be told from it."""
    session.refused = nick
    twin = hub.state.holder(nick)
    text = "Nickname is already in use"
    if twin and names.nick_key(twin.nick) != names.nick_key(nick):
        text = f"Nickname looks like {twin.nick}, who is here: take another"
    hub.numeric(session, n.ERR_NICKNAMEINUSE, nick, text=text)


def _welcome(hub: Hub, session: Session) -> None:
    """001 to 005, LUSERS and the MOTD, with nothing in between."""
    settings = hub.settings
    network = settings.network
    assert session.user
    hub.renamed.append(session)
    welcome = f"Welcome to the {network} Network, {session.user.source}"
    hub.numeric(session, n.RPL_WELCOME, text=welcome)
    host = f"Your host is {settings.server_name}, running version {VERSION}"
    hub.numeric(session, n.RPL_YOURHOST, text=host)
    created = f"This server was created {hub.stamps.iso(hub.created)}"
    hub.numeric(session, n.RPL_CREATED, text=created)
    hub.numeric(
        session,
        n.RPL_MYINFO,
        settings.server_name,
        VERSION,
        LETTERS,
        _CHANNEL_MODES,
        _CHANNEL_MODES_WITH_PARAMETER,
    )
    features(hub, session)
    lusers(hub, session)
    if session.caps & caps.METADATA_3:
        metadata_telling.tell_own(hub, session)
    motd(hub, session)
    if session.user.host != session.host:
        text = "is your displayed host now"
        hub.numeric(session, n.RPL_VISIBLEHOST, session.user.host, text=text)
    if session.caps & caps.ANY_METADATA == caps.METADATA:
        metadata_telling.tell_own(hub, session)
    session.newcomer = None
