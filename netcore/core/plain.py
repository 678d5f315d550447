"""The plain dialect: for whoever has nothing but nc. A line is a message to the lobby."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import accounts, acts, caps, encryption, names
from netcore.core import records as r
from netcore.core.commands.channels import no_entry, person
from netcore.core.commands.messages import refused
from netcore.core.commands.registration import enter, through_door
from netcore.core.session import Phase, Session
from netcore.wire import text as wire_text

if TYPE_CHECKING:
    from netcore.core.hub import Hub

_TEXT_BYTES = 400
"""Bytes of one message: with any prefix it stays a line that every IRC client can take."""

NO_GUESTS = (
    "Bare lines are for programs on the host's own machine: join with chat-tui or an IRC client"
)
"""The widest door is shut to the network unless the operator opens it."""

_HELP = (
    "What you type is said to everybody here. Other words:",
    "  /nick NAME   take another name",
    "  /who         who is here",
    "  /me TEXT     say what you do",
    "  quit         leave",
)


def greet(hub: Hub, session: Session) -> bool:
    """Somebody has turned out to be a plain guest: let in, or ask for the password.

    Returns:
        Whether the line that made it known may be handled: not if it came before the password.
    """
    session.set_caps(caps.PLAIN)
    if not _welcome_here(hub, session):
        return False
    if accounts.required(hub):
        hub.end(session, "An account is needed here: join with chat-tui or an IRC client")
        return False
    if not hub.settings.password:
        _let_in(hub, session)
        return session.phase is Phase.PLAIN
    question = "This chat wants a password, so your line was not said. Type the password now:"
    say_privately(hub, session, question)
    return False


def _welcome_here(hub: Hub, session: Session) -> bool:
    """Whether bare lines may be said from where they come; else the session ends."""
    if session.local or hub.settings.plain_guests:
        return True
    if encryption.lacking(hub, session):
        encryption.turn_away(hub, session)
    else:
        hub.end(session, NO_GUESTS)
    return False


def take_line(hub: Hub, session: Session, line: bytes | None) -> None:
    """Handle one line, or one (None) that was too long to be kept."""
    session.lines_in += 1
    if line is None:
        say_privately(hub, session, "That line was too long and was not said.")
        return
    text = wire_text.clean(_decode(hub, line), keep_formatting=True).strip()
    if session.user and text:
        _words(hub, session, text)
    elif not session.user:
        session.password = text
        _let_in(hub, session)


def _decode(hub: Hub, line: bytes) -> str:
    line = line.replace(b"\0", b"")
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode(hub.settings.fallback_encoding or "latin-1", errors="replace")


def _let_in(hub: Hub, session: Session) -> None:
    """Let a guest in; a wrong password ends the session."""
    through_door(hub, session, lambda: _name(hub, session))


def _name(hub: Hub, session: Session) -> None:
    """Give a guest a name and the lobby."""
    session.nick = accounts.guest_name(hub)
    session.username = "~guest"
    session.realname = "a guest without a client"
    if not acts.turned_away(hub, session):
        enter(hub, session)


def on_claim(hub: Hub, session: Session) -> None:
    """The name given to a guest is the guest's, or somebody was first: then another is tried."""
    if not session.user:
        _let_in(hub, session)
        return
    hub.renamed.append(session)
    say_privately(
        hub,
        session,
        f"Welcome to {hub.settings.network}. You are {session.nick} in {hub.settings.lobby}:"
        " type a line to say it, /nick NAME to be somebody, /help for more, quit to leave.",
    )
    if _enter_lobby(hub, session):
        _who(hub, session)


def _enter_lobby(hub: Hub, session: Session) -> bool:
    """Whether a guest is in the lobby, or will be before what is proposed next; else it says why.

    Behind a shared log the guest may have to wait for that, and so may the lobby.
    """
    user = person(session)
    name = hub.settings.lobby
    channel = hub.state.channel(name)
    if channel and user in channel.members:
        return True
    refusal = no_entry(channel, user) if channel else None
    if refusal:
        say_privately(hub, session, f"You are not in {name}: {refusal[1]}")
        return False
    name = channel.name if channel else name
    hub.propose(r.Joined(*hub.stamp_in(name), user.uid, name))
    return True


def say_privately(hub: Hub, session: Session, text: str) -> None:
    """Tell a plain guest something, marked as the server's own word."""
    time = hub.stamps.local(hub.wall)
    hub.reply(session, f"[{time}] * {wire_text.plain(text)}")


def _words(hub: Hub, session: Session, text: str) -> None:
    """A line of somebody who is in: a word for us, or something to say."""
    word, _, rest = text.partition(" ")
    rest = rest.strip()
    if text in ("quit", "/quit"):
        hub.end(session, "Bye", "Client quit")
    elif text.startswith("//"):
        _say(hub, session, text[1:])
    elif word == "/nick":
        _nick(hub, session, rest)
    elif word == "/who":
        _who(hub, session)
    elif word == "/help":
        for line in _HELP:
            say_privately(hub, session, line)
    elif word == "/me" and rest:
        _say(hub, session, rest, "\x01ACTION {}\x01")
    elif text.startswith("/"):
        say_privately(
            hub, session, f"There is no {word}, so nothing was said. /help tells what there is."
        )
    else:
        _say(hub, session, text)


def _say(hub: Hub, session: Session, text: str, form: str = "{}") -> None:
    """Say something in the lobby, or why not; each piece of a long text has the form."""
    user = person(session)
    session.spoke_at = hub.now
    if not _enter_lobby(hub, session):
        return
    channel = hub.state.channel(hub.settings.lobby)
    refusal = acts.muted(hub, session)
    if channel and user in channel.members:
        refusal = refusal or refused(channel, user)
    if refusal:
        say_privately(hub, session, f"Not said: {refusal}")
        return
    name = channel.name if channel else hub.settings.lobby
    for piece in wire_text.split(text, _TEXT_BYTES):
        id_, time = hub.stamp(channel)
        said = form.format(piece)
        hub.propose(r.Said(id_, time, user.uid, "PRIVMSG", name, said, {}))


def _nick(hub: Hub, session: Session, wanted: str) -> None:
    name = names.nick(wanted, hub.settings.nick_length)
    if name is None:
        say_privately(hub, session, "That cannot be a name: use letters, digits, - and _.")
        return
    holder = hub.state.holder(name)
    if accounts.owner(hub, name):
        say_privately(hub, session, f"{name} belongs to an account: choose another name.")
    elif holder and holder is not session.user:
        nick_taken(hub, session, name)
    elif name != person(session).nick and (why := acts.nick_refused(hub, session, name)):
        say_privately(hub, session, f"{why}.")
    elif name != person(session).nick:
        user = person(session)
        hub.propose(r.Renamed(*hub.stamp_across(user.channels), user.uid, name))


def nick_taken(hub: Hub, session: Session, nick: str) -> None:
    """Tell a guest to choose another name."""
    twin = hub.state.holder(nick)
    who = f"Somebody is called {nick} already"
    if twin and names.nick_key(twin.nick) != names.nick_key(nick):
        who = f"That looks like {twin.nick}, who is here"
    say_privately(hub, session, f"{who}: choose another name.")


def _who(hub: Hub, session: Session) -> None:
    channel = hub.state.channel(hub.settings.lobby)
    if not channel:
        return
    people = ", ".join(
        f"{user.nick} (away)" if user.away else user.nick for user in channel.members
    )
    say_privately(hub, session, f"Here: {people}")
