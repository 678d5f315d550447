"""The id and time of a record, before it is proposed."""

from __future__ import annotations

from collections.abc import Collection

from netcore.core.channels import Channel
from netcore.core.telling import Telling
from netcore.wire.casemap import ascii_fold


class Stamping(Telling):
    """Times rise within a place, whatever the machine's clock does; see `Clocks`."""

    def stamp(self, channel: Channel | None = None) -> tuple[str, int]:
        """The id and time of the next record; times in a channel are distinct and rising."""
        time = self.wall
        if channel is not None:
            if time <= channel.clock:
                time = channel.clock + 1
            channel.clock = time
        return self.stamps.next_id(time), time

    def stamp_in(self, place: str) -> tuple[str, int]:
        """As `stamp`, for a conversation, or for a channel that may not be there yet."""
        channel = self.state.channel(place)
        if channel:
            return self.stamp(channel)
        clocks = self.state.clocks
        place = ascii_fold(place)
        time = max(self.wall, clocks.latest(place) + 1)
        clocks.learn(place, time)
        return self.stamps.next_id(time), time

    def stamp_across(self, channels: Collection[Channel]) -> tuple[str, int]:
        """As `stamp`, for what happens in several channels at once."""
        time = max((self.wall, *(channel.clock + 1 for channel in channels)))
        for channel in channels:
            channel.clock = time
        return self.stamps.next_id(time), time
