"""Channels that take another name (IRCv3 channel-rename)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import caps, render
from netcore.core import records as r
from netcore.core.answers import greet_member
from netcore.core.applied.phrases import because
from netcore.core.channels import Channel
from netcore.core.session import Session
from netcore.core.users import User
from netcore.wire.casemap import ascii_fold

if TYPE_CHECKING:
    from netcore.core.hub import Hub


def channel_renamed(hub: Hub, record: r.ChannelRenamed) -> None:
    """A channel has another name, unless another channel was first."""
    user = hub.state.users.get(record.uid)
    channel = hub.state.channel(record.channel)
    if not user or not channel:
        return
    holder = hub.state.channel(record.name)
    if holder and holder is not channel:
        if user.session:
            text, names = "The channel name is already taken", (record.channel, record.name)
            hub.fail(user.session, "RENAME", "CHANNEL_NAME_IN_USE", text, *names)
        return
    hub.settle(channel)
    old = channel.name
    hub.past.move(channel.target, ascii_fold(record.name))
    hub.state.rename_channel(channel, record.name)
    news = _News(hub, record, user, channel, old)
    for member in channel.members:
        if member.session:
            news.tell(member, member.session)
    hub.note("info", f"{user.nick} renamed {old} to {channel.name}{because(record.reason)}")


class _News:
    """Tells each member of a channel in the form that its client knows."""

    def __init__(
        self, hub: Hub, record: r.ChannelRenamed, by: User, channel: Channel, old: str
    ) -> None:
        self._hub = hub
        self._record = record
        self._by = by
        self._channel = channel
        self._old = old
        self._event = render.event(
            f":{by.source} RENAME {old} {channel.name} :{record.reason}",
            record.time,
            record.id,
            hub.stamps,
            plain=f"{by.nick} renamed this place to {channel.name}{because(record.reason)}",
            by=by,
        )

    def tell(self, member: User, session: Session) -> None:
        """Tell one member; who does not know of RENAME leaves the old name and joins the new."""
        if session.caps & (caps.CHANNEL_RENAME | caps.PLAIN):
            self._tell(session, self._event)
        elif ascii_fold(self._old) != self._channel.target:
            hub, record = self._hub, self._record
            reason = f" :{record.reason}" if record.reason else ""
            # Neither has a msgid: the record's is that of the RENAME.
            part = f":{member.source} PART {self._old}{reason}"
            self._tell(session, render.event(part, record.time, "", hub.stamps, by=member))
            name = self._channel.name
            self._tell(session, render.joined(member, name, record.time, "", hub.stamps))
            greet_member(hub, session, self._channel)

    def _tell(self, session: Session, event: render.Renderer) -> None:
        if session is self._by.session:
            self._hub.answer(session, event)
        else:
            self._hub.deliver(session, event)
