"""From the connection to the welcome: capabilities, nick, password, and who is not let in."""

import re
import unicodedata
from typing import TYPE_CHECKING

from netcore.client import outgoing
from netcore.client.capabilities import policy_in
from netcore.client.events import PasswordNeeded, Registered, ServerText, Status
from netcore.client.handlers import accounts, replies
from netcore.client.handlers.table import on
from netcore.client.values import Refusal
from netcore.client.words import in_words
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.client.session import Session

_MOST_NICKS = 20
# The length of a nick that every server takes (RFC 2812, section 1.2.1), which is kept to where
# longer ones were refused so many times.
_SHORT = 9
_LONG_ONES = 4


def send_user(s: "Session") -> None:
    """USER, with a name that every server takes."""
    user = re.sub(r"[^A-Za-z0-9_.-]", "", s.wishes.user or s.wishes.nick).lstrip("-.")[:10]
    if s.user_tried or not user:
        user = "user"
    s.send("USER", user.lower(), "0", "*", s.wishes.realname or s.wishes.nick)


_PUT_OUT = re.compile(r"kicked by|killed|you are banned|banned|[a-z]-?lined?\b", re.IGNORECASE)
_SHUT_OUT = re.compile(r"\bbanned\b|\b[a-z]-?lined?\b|not authori[sz]ed", re.IGNORECASE)
# The second is InspIRCd's, whose answer to a wrong password is no other than to a wrong address.
_NO_PASSWORD = re.compile(r"password|access denied by configuration", re.IGNORECASE)
# A server that asks for patience with the words of a ban lets us in later.
_LATER = re.compile(r"too (many|fast|quick|soon|often)|throttl|try again|\bwait\b", re.IGNORECASE)
_CLOSING_LINK = re.compile(r"closing link:?\s+", re.IGNORECASE)


@on("CAP")
def cap(s: "Session", m: Message) -> None:
    """Capabilities are offered, granted, refused or taken away."""
    policy = policy_in(m.params[-1]) if m.param(1).upper() in ("LS", "NEW") else None
    if policy:
        s.learn_policy(policy)
        if policy.port and not s.secure:
            return  # nothing more is said until all is encrypted
    s.answer(s.caps.receive(m.param(1), m.params[2:]))
    accounts.begin(s)


@on("001")
def welcome(s: "Session", m: Message) -> None:
    """We are registered, under this nick; what the server is like follows."""
    if s.welcomed:
        return
    s.welcomed = True
    s.caps.welcomed()
    s.state.nick = m.param(0) or s.state.nick
    s.server_name = m.source or s.server_name
    _, _, place = m.param(1).rpartition(" ")
    if "!" in place and "@" in place:
        s.state.user, _, s.state.host = place.partition("!")[2].partition("@")
    s.begin_heartbeat()
    s.emit(ServerText(s.time(m), m.command, m.param(1)))
    accounts.welcomed(s)
    # Its answer ends the welcome of a server that has no message of the day, and is the first lag.
    s.ping()


@on("005")
def isupport(s: "Session", m: Message) -> None:
    """What the server is like (Modern IRC, RPL_ISUPPORT)."""
    if len(m.params) > 2:
        s.state.learn_features(m.params[1:-1])
        s.network = s.state.features.network or s.network


@on("376", "422")
def end_of_motd(s: "Session", m: Message) -> None:
    """The welcome is over."""
    online(s)


@on("PONG")
def pong(s: "Session", m: Message) -> None:
    """A PING of ours came back."""
    online(s)
    s.pong(m.params[-1] if m.params else "")


def online(s: "Session") -> None:
    """From the first sign that the server's welcome is complete: in we go."""
    if s.status is Status.ONLINE or not s.welcomed:
        return
    s.wishes.been_online = True
    s.emit(Registered(s.now, s.state.nick, s.server_name, s.network, s.caps.enabled))
    s.set_status(Status.ONLINE, s.now, f"Connected to {s.network} as {s.state.nick}.")
    outgoing.return_to(s)


@on("433", "436", "437")
def nick_taken(s: "Session", m: Message) -> None:
    """Somebody has this nick; 437 may be about a channel instead."""
    if s.welcomed:
        if not (s.regaining and s.state.same(m.param(1), s.wishes.nick)):
            replies.error(s, m)
        s.regaining = False
        return
    if len(m.params) > 2:
        accounts.nick_is_owned(s, m.param(1), m.params[-1])
    # Not every server repeats the nick, so what we asked for counts.
    s.nick_refused = s.state.nick


@on("431", "432")
def nick_impossible(s: "Session", m: Message) -> None:
    """The server takes no such nick."""
    if s.regaining and s.state.same(m.param(1), s.wishes.nick):
        # It was we who asked, not our owner; and here it will never be had.
        s.regaining, s.wishes.nick = False, s.state.nick
        return
    replies.error(s, m)
    if not s.welcomed:
        # It may be its length, which nobody has told us yet.
        s.nicks_tried = max(s.nicks_tried, _LONG_ONES)
        s.nick_refused, s.state.nick = s.state.nick, _in_ascii(s.state.nick)


def _in_ascii(nick: str) -> str:
    """A nick that any server takes and that still looks like the one that was asked for."""
    letters = unicodedata.normalize("NFKD", nick).encode("ascii", "ignore").decode()
    letters = re.sub(r"[^A-Za-z0-9_\[\]{}\\|^`-]", "", letters).lstrip("0123456789-")
    letters = letters[:_SHORT]
    return letters if letters and letters != nick else "guest"


def try_nick(s: "Session", choice: str | None) -> None:
    """Answer a nick that was refused in registration.

    Args:
        choice: another nick, or None for the nearest that the server may take, or else for the
            same with a ``_`` behind it.
    """
    refused, s.nick_refused = s.nick_refused, None
    s.nicks_tried += 1
    if s.nicks_tried > _MOST_NICKS:
        s.refusal = Refusal.NICK
        s.send("QUIT")
        return
    if choice:
        s.wishes.nick = choice
    limit = s.state.features.number("NICKLEN", 30 if s.nicks_tried <= _LONG_ONES else _SHORT)
    if choice or s.state.nick == refused:
        s.state.nick = choice or _longer(s.state.nick, limit)
    s.send("NICK", s.state.nick)


def _longer(nick: str, limit: int) -> str:
    """The nick with ``_``; where there is no room, over its last letters."""
    if len(nick) < limit:
        return f"{nick}_"
    stem = nick[:limit].rstrip("_")
    return stem[:-1] + "_" * (limit - len(stem) + 1)


def regain_nick(s: "Session") -> None:
    """Ask whether the nick that we want is free by now."""
    if _misses_nick(s):
        s.asked_ison = True
        s.send("ISON", s.wishes.nick)


def take_nick(s: "Session") -> None:
    """The nick that we want is free: take it."""
    if _misses_nick(s):
        s.regaining = True
        s.send("NICK", s.wishes.nick)


def _misses_nick(s: "Session") -> bool:
    """Whether we have another nick than we want, and could have that one on this server."""
    wanted = s.wishes.nick
    if s.status is not Status.ONLINE or s.state.is_me(wanted):
        return False
    return len(wanted) <= s.state.features.number("NICKLEN", len(wanted))


@on("303")
def ison(s: "Session", m: Message) -> None:
    """Who of those that were asked for is here."""
    if not s.asked_ison:
        replies.text(s, m)
        return
    s.asked_ison = False
    if not any(s.state.same(nick, s.wishes.nick) for nick in m.param(1).split()):
        take_nick(s)


@on("464")
def password_wrong(s: "Session", m: Message) -> None:
    """The server wants a password, or another one; once we are in, it is about OPER."""
    if s.welcomed:
        replies.error(s, m)
    else:
        _refuse_password(s)


def _refuse_password(s: "Session") -> None:
    if not s.refusal:
        s.refusal = Refusal.PASSWORD
        s.emit(PasswordNeeded(s.now, bool(s.wishes.password)))
        # Some servers would wait for another try; ours is a new connection.
        s.send("QUIT")


@on("463", "465", "466")
def banned(s: "Session", m: Message) -> None:
    """The server does not let us in."""
    s.error = in_words(m.command, m.params, s.now)
    if not s.welcomed:
        s.refusal = s.refusal or Refusal.BANNED
    replies.error(s, m)


@on("468")
def user_impossible(s: "Session", m: Message) -> None:
    """The server takes no such user name: one more try with a plain one."""
    if s.welcomed or s.user_tried:
        replies.error(s, m)
        return
    s.user_tried = True
    send_user(s)


@on("451")
def not_registered(s: "Session", m: Message) -> None:
    """Old servers answer CAP with this; who is registered should know."""
    if s.welcomed:
        replies.error(s, m)


@on("421")
def unknown_command(s: "Session", m: Message) -> None:
    """The server does not know a command; while registering that is CAP, and no matter."""
    if s.welcomed:
        replies.error(s, m)


@on("ERROR")
def error(s: "Session", m: Message) -> None:
    """The server ends the connection and says why."""
    s.error = _reason(m.param(0))
    if _LATER.search(s.error):
        return
    if s.welcomed and _PUT_OUT.match(s.error):
        s.refusal = s.refusal or Refusal.REMOVED
    if not s.welcomed and _SHUT_OUT.search(s.error):
        s.refusal = s.refusal or Refusal.BANNED
    if not s.welcomed and _NO_PASSWORD.search(s.error):
        # Some servers say no more than this to a wrong password.
        _refuse_password(s)


def _reason(error: str) -> str:
    """What a person wants to know of ``Closing link: (host) [reason]`` in its many forms."""
    match = _CLOSING_LINK.match(error)
    if not match:
        return error
    rest = error[match.end() :].rstrip()
    depth = 0
    for place in range(len(rest) - 1, -1, -1):
        depth += (rest[place] in ")]") - (rest[place] in "([")
        if depth == 0:
            # The last pair of brackets, if they end the line.
            return rest[place + 1 : -1] or rest
    return rest or error
