"""What is always true of a hub between two turns, whatever anybody has sent."""

from __future__ import annotations

import re
import unicodedata

from netcore.core import bans, metadata, multiline, names
from netcore.core.channels import Channel
from netcore.core.hub import Hub
from netcore.core.session import Phase, Session
from netcore.core.users import User
from netcore.wire.casemap import ascii_fold
from netcore.wire.message import parse

CONTROLS = re.compile(r"[\x00\r\n]")
IRC_LINE = re.compile(r"(@[^ ]+ )?(:[^ ]+ )?([A-Z]+|[0-9]{3})( [^: ][^ ]*)*( :.*)?\Z", re.DOTALL)
PLAIN_LINE = re.compile(r"\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] (\* )?\S.*", re.DOTALL)
LONGEST_PREFIX = 1 + 30 + 1 + 16 + 1 + 45 + 1
"""Of a relayed line: colon, nick, user and host with their signs, and the space."""


def check(hub: Hub) -> None:
    """Assert that the tables of a hub agree with each other; call it after `Hub.drain`."""
    for uid, user in hub.state.users.items():
        _check_user(hub, uid, user)
    for key, channel in hub.state.channels.items():
        _check_channel(hub, key, channel)
    for id_, session in hub.sessions.items():
        assert session.id == id_
        _check_session(hub, session)
    for uid, session in hub.sessions_by_uid.items():
        assert hub.uid(session) == uid
        assert session.id in hub.sessions
    assert hub.state.peak >= len(hub.state.users)
    _check_monitors(hub)
    assert all(session.id in hub.sessions for session in hub.partial)
    effects = hub.drain()
    assert not any(effects), "something was left to tell after the turn's end"


def _check_monitors(hub: Hub) -> None:
    listed: dict[str, set[Session]] = {}
    for session in hub.sessions.values():
        for key in session.monitored:
            listed.setdefault(key, set()).add(session)
    assert listed == {key: set(all_) for key, all_ in hub.monitors._by_key.items()}


def _check_user(hub: Hub, uid: str, user: User) -> None:
    assert user.uid == uid
    assert hub.state.user(user.nick) is user
    assert user.source == f"{user.nick}!{user.user}@{user.host}"
    assert names.nick(user.nick, hub.settings.nick_length) == user.nick
    assert user.modes <= set("BRTiosw")
    assert len(user.metadata) <= metadata.MAX_KEYS
    assert (user.marks is None) is not (bool(user.account) or user.bot)
    for channel in user.channels:
        assert user in channel.members
        assert hub.state.channel(channel.name) is channel
    if user.session:
        assert user.session.user is user
        assert hub.sessions[user.session.id] is user.session
        assert user.session.phase in (Phase.IRC, Phase.PLAIN)


def _check_channel(hub: Hub, key: str, channel: Channel) -> None:
    assert key == ascii_fold(channel.name)
    assert channel.members, "an empty channel is gone"
    assert channel.target == key
    assert all(len(entries) <= bans.MOST for entries in channel.lists.values())
    assert len(channel.metadata) <= metadata.MAX_KEYS
    for user in channel.members:
        assert hub.state.users[user.uid] is user
        assert channel in user.channels
    grouped = [session for group in channel.groups.values() for session in group.sessions]
    local = [user.session for user in channel.members if user.session]
    assert len(grouped) == len(set(grouped))
    assert set(grouped) == set(local)
    for profile, group in channel.groups.items():
        assert group.sessions, "an empty group is gone"
        assert group.profile == profile
        assert all(session.profile == profile for session in group.sessions)


def _check_session(hub: Hub, session: Session) -> None:
    assert session.collected is None
    assert len(session.monitored) <= hub.settings.max_monitor
    assert len(session.silenced) <= hub.settings.max_silence
    assert not session.monitored or session.active
    assert session.out == []
    assert len(session.subs) <= metadata.MAX_SUBSCRIPTIONS
    if session.incoming:
        assert session.incoming.size <= multiline.MAX_BYTES
        assert len(session.incoming.lines) <= multiline.MAX_LINES
    if session.phase is Phase.IRC:
        assert session.user is not None
    if session.phase in (Phase.OPEN, Phase.REGISTERING):
        assert session.user is None
    if session.user and session.phase is not Phase.CLOSING:
        assert session.user.session is session
        assert hub.sessions_by_uid[session.user.uid] is session


def check_output(session: Session, sent: bytes) -> None:
    """Assert that whatever a session was sent can be read and is of its dialect."""
    if not sent:
        return
    assert sent.endswith(b"\n")
    text = sent.decode()
    if session.phase is Phase.PLAIN:
        lines = text[:-1].split("\n")
        assert all(PLAIN_LINE.fullmatch(line) for line in lines), lines
        assert not any(unicodedata.category(sign) == "Cc" for sign in "".join(lines)), lines
    elif session.phase in (Phase.IRC, Phase.REGISTERING):
        assert text.endswith("\r\n")
        for line in text[:-2].split("\r\n"):
            _check_irc(line)


def _check_irc(line: str) -> None:
    assert not CONTROLS.search(line), line
    assert IRC_LINE.match(line), line
    message = parse(line)
    assert message.source or message.command in ("PING", "ERROR"), line
    bare = line.partition(" ")[2] if message.tags else line
    assert len(bare.encode()) <= 510 + LONGEST_PREFIX, line
    if message.command.isdigit():
        # The nick of that moment: it may have been another one earlier in the turn.
        assert message.params[0] == "*" or names.nick(message.params[0], 30), line
