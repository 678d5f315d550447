"""People on the network, and what is remembered of those who left."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from netcore.core.channels import Channel
    from netcore.core.session import Session


class User:
    """Somebody who has registered, on this host (with a session) or on another.

    Args:
        uid: the same on every host, for as long as the person is on the network.
        session: the connection, if it is one of ours.
    """

    __slots__ = (
        "account",
        "away",
        "channels",
        "host",
        "invisible",
        "invitations",
        "nick",
        "realname",
        "session",
        "signed_on",
        "source",
        "uid",
        "user",
    )

    def __init__(
        self, uid: str, nick: str, user: str, host: str, realname: str, session: Session | None
    ) -> None:
        self.uid = uid
        self.nick = nick
        self.user = user
        self.host = host
        self.realname = realname
        self.session = session
        self.account = ""
        self.away = ""
        self.invisible = False
        self.signed_on = 0
        self.channels: dict[Channel, None] = {}
        self.invitations: set[Channel] = set()
        """Channels into which an operator has invited this person, who is not there yet."""
        self.source = f"{nick}!{user}@{host}"

    def rename(self, nick: str) -> None:
        """Take another nick."""
        self.nick = nick
        self.source = f"{nick}!{self.user}@{self.host}"


class Former(NamedTuple):
    """Who somebody was, for WHOWAS; `time` in milliseconds."""

    nick: str
    user: str
    host: str
    realname: str
    time: int
