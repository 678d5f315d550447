"""Who comes, goes and does what, and the channels where they do."""

from dataclasses import dataclass

from netcore.client.events.base import Event


@dataclass(frozen=True, slots=True)
class Joined(Event):
    """Somebody came into a channel."""

    channel: str
    nick: str
    own: bool
    account: str = ""
    realname: str = ""


@dataclass(frozen=True, slots=True)
class Parted(Event):
    """Somebody left a channel."""

    channel: str
    nick: str
    reason: str
    own: bool


@dataclass(frozen=True, slots=True)
class Kicked(Event):
    """Somebody was thrown out of a channel."""

    channel: str
    nick: str
    by: str
    reason: str
    own: bool


@dataclass(frozen=True, slots=True)
class Quit(Event):
    """Somebody left the server; `channels` are those of ours where they were."""

    nick: str
    reason: str
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NickChanged(Event):
    """Somebody has another name now; `channels` are those of ours where they are."""

    old: str
    new: str
    channels: tuple[str, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class AwayChanged(Event):
    """Somebody, or we, went away (`message`, maybe empty) or came back (None)."""

    nick: str
    message: str | None
    channels: tuple[str, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class TopicChanged(Event):
    """A channel's topic; `by` is empty when we merely learn it on joining."""

    channel: str
    topic: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class ModeChanged(Event):
    """Modes were set on a channel, or on us (`target` is our nick): ``+o-v alice bob``."""

    target: str
    modes: str
    by: str


@dataclass(frozen=True, slots=True)
class MembersLoaded(Event):
    """The list of members of a channel is complete (366): read `ChatClient.members`."""

    channel: str


@dataclass(frozen=True, slots=True)
class Invited(Event):
    """`by` invites `nick` (us, unless a capability shows us others' invitations) to a channel."""

    channel: str
    nick: str
    by: str
