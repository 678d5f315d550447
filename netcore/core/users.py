"""People on the network, and what is remembered of those who left."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from netcore.wire.message import serialise_tags

if TYPE_CHECKING:
    from netcore.core.channels import Channel
    from netcore.core.session import Session


MOST_ACCEPTED = 100
"""People without an account whom one has let write to oneself; more are only had by a bot."""


class Marks(NamedTuple):
    """What the tags of everything that somebody does say about that person.

    Args:
        account: the whole tag for account-tag, or nothing.
        bot: whether message-tags hears that it is a bot.
    """

    account: str
    bot: bool


class User:
    """Somebody who has registered, on this host (with a session) or on another.

    Args:
        uid: the same on every host, for as long as the person is on the network.
        session: the connection, if it is one of ours.
    """

    __slots__ = (
        "accepts",
        "account",
        "away",
        "channels",
        "host",
        "invitations",
        "marks",
        "metadata",
        "modes",
        "nick",
        "realname",
        "session",
        "signed_on",
        "since",
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
        self.modes: set[str] = set()
        """The letters of the modes that this person has on: ``i o w B R T s``."""
        self.accepts: dict[str, None] = {}
        """The uids of people without an account who may write to this person in spite of +R."""
        self.marks: Marks | None = None
        """None, as with nearly everybody, costs a message nothing; see `mark`."""
        self.metadata: dict[str, str] = {}
        self.signed_on = 0
        self.since = ""
        """The id of the record that gave this person the nick."""
        self.channels: dict[Channel, None] = {}
        self.invitations: set[Channel] = set()
        """Channels into which an operator has invited this person, who is not there yet."""
        self.source = f"{nick}!{user}@{host}"

    def accept(self, uid: str) -> None:
        """Let somebody without an account write to this person; the oldest of many is forgotten."""
        self.accepts[uid] = None
        if len(self.accepts) > MOST_ACCEPTED:
            del self.accepts[next(iter(self.accepts))]

    def invite(self, channel: Channel) -> None:
        """Let this person into a channel; invitations to those that are gone are forgotten."""
        self.invitations = {one for one in self.invitations if one.members}
        self.invitations.add(channel)

    def hears(self, other: User) -> bool:
        """Whether somebody may write to this person: with +R only those with an account may."""
        return (
            "R" not in self.modes
            or bool(other.account)
            or other.operator
            or other is self
            or other.uid in self.accepts
        )

    def rename(self, nick: str) -> None:
        """Take another nick."""
        self.nick = nick
        self.source = f"{nick}!{self.user}@{self.host}"

    def move(self, user: str, host: str) -> None:
        """Be seen under another user name and host."""
        self.user = user
        self.host = host
        self.source = f"{self.nick}!{user}@{host}"

    def mark(self) -> None:
        """Work out the marks anew, after the account or the modes have changed."""
        account = serialise_tags({"account": self.account})[1:-1] if self.account else ""
        bot = "B" in self.modes
        self.marks = Marks(account, bot) if account or bot else None

    @property
    def invisible(self) -> bool:
        """Whether masks do not find this person (+i)."""
        return "i" in self.modes

    @property
    def operator(self) -> bool:
        """Whether this person may do what the server's operators may (+o)."""
        return "o" in self.modes

    @property
    def bot(self) -> bool:
        """Whether this is a program (+B)."""
        return "B" in self.modes


class Former(NamedTuple):
    """Who somebody was, for WHOWAS; `time` in milliseconds."""

    nick: str
    user: str
    host: str
    realname: str
    time: int
