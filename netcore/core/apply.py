"""The one place where what others can see changes: what applies each kind of record.

A record may come too late to be true (behind a shared log somebody else was first): then it is
answered, if its author is one of ours, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from netcore.core import records as r
from netcore.core.applied import (
    channels,
    identity,
    knocking,
    messages,
    metadata,
    modes,
    operators,
    people,
    redactions,
    renaming,
)

if TYPE_CHECKING:
    from netcore.core.hub import Hub

APPLY: dict[type[Any], Callable[[Hub, Any], None]] = {
    r.Welcomed: people.welcomed,
    r.Renamed: people.renamed,
    r.RealnameSet: people.realname_set,
    r.AwaySet: people.away_set,
    r.UserModesSet: identity.user_modes_set,
    r.Accepted: identity.accepted,
    r.AccountSet: identity.account_set,
    r.HostChanged: identity.host_changed,
    r.Joined: channels.joined,
    r.Parted: channels.parted,
    r.Kicked: channels.kicked,
    r.TopicSet: channels.topic_set,
    r.ModesSet: modes.modes_set,
    r.Invited: channels.invited,
    r.Knocked: knocking.knocked,
    r.Walloped: operators.walloped,
    r.Killed: operators.killed,
    r.Said: messages.said,
    r.Whispered: messages.whispered,
    r.SaidToRole: messages.said_to_role,
    r.SaidInLines: messages.said_in_lines,
    r.Redacted: redactions.redacted,
    r.ChannelRenamed: renaming.channel_renamed,
    r.MetadataSet: metadata.metadata_set,
    r.Quit: people.quit_,
}
"""What applies each kind of record that has its place in the order."""
