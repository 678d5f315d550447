"""How far a client has read in each place, over all its connections; pure."""

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime

_REMEMBERED = 2_000
"""Ids of one place that are remembered: a page that overlaps with what came live is shorter."""
_MOST_PLACES = 1_000


@dataclass(slots=True)
class Place:
    """One channel or conversation.

    Args:
        msgid: of the last message there; empty if the server gives none.
        time: of that message.
    """

    msgid: str
    time: datetime
    _seen: set[str] = field(default_factory=set)
    _order: deque[str] = field(default_factory=deque)

    def see(self, msgid: str, time: datetime) -> bool:
        """Take note of a message; False if it was seen before."""
        if msgid in self._seen:
            return False
        if msgid:
            self._seen.add(msgid)
            self._order.append(msgid)
            if len(self._order) > _REMEMBERED:
                self._seen.discard(self._order.popleft())
        if time >= self.time:
            self.msgid, self.time = msgid or self.msgid, time
        return True


class Places:
    """All places of a client, by their folded names; the oldest of too many is forgotten."""

    def __init__(self) -> None:
        self._places: OrderedDict[str, Place] = OrderedDict()

    def get(self, name: str) -> Place | None:
        """A place where something was said."""
        return self._places.get(name)

    def begin(self, name: str, time: datetime) -> None:
        """A place is new to us: it begins for us at this time."""
        if name not in self._places:
            self._places[name] = Place("", time)
            if len(self._places) > _MOST_PLACES:
                self._places.popitem(last=False)

    def newest(self) -> datetime | None:
        """When the last thing was said that we were told, anywhere."""
        return max((place.time for place in self._places.values()), default=None)

    def see(self, name: str, msgid: str, time: datetime) -> bool:
        """Take note of a message; False if it was seen before."""
        self.begin(name, time)
        return self._places[name].see(msgid, time)
