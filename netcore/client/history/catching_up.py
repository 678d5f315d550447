"""Places that are being caught up with: what comes live waits behind what was missed; pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import inf

from netcore.client.delivery import Outgoing
from netcore.client.events import Said

_MOST_HELD = 5_000
MOST_PAGES = 20
"""Pages of one gap; what was missed beyond them is marked as a gap, and can be scrolled to."""


@dataclass(slots=True)
class Gap:
    """A place whose history is under way.

    Args:
        name: the place.
        held: what has been said there meanwhile.
        pages: how many pages have come.
        broken: whether something between what we had and what comes now may be missing.
        doubted: whether an empty answer has been asked for again by time.
        quiet: whether nobody misses it if it cannot be had.
    """

    name: str
    held: list[Said] = field(default_factory=list)
    pages: int = 0
    broken: bool = False
    doubted: bool = False
    quiet: bool = False


class CatchingUp:
    """The places that we come back to, by their folded names, for one connection.

    Nothing of ours is sent while there are any: it belongs behind what was missed.
    """

    def __init__(self) -> None:
        self._expected: set[str] = set()
        self._expected_until = inf
        self._gaps: dict[str, Gap] = {}
        self.told = 0
        """How many places were left when that was last told."""

    @property
    def busy(self) -> bool:
        """Whether something is still to come."""
        return bool(self._expected or self._gaps)

    def expect(self, names: Iterable[str], until: float) -> None:
        """These places are being entered, and not waited for beyond a time."""
        self._expected.update(names)
        self._expected_until = until if self._expected else inf

    def due(self) -> float:
        """When `overdue` has something to say."""
        return self._expected_until if self._expected else inf

    def overdue(self, now: float) -> tuple[str, ...]:
        """The places that should have been entered by now."""
        return tuple(self._expected) if now >= self._expected_until else ()

    def begin(self, name: str, shown: str) -> Gap:
        """A place has been entered and its history is asked for."""
        self._expected.discard(name)
        return self._gaps.setdefault(name, Gap(shown))

    def get(self, name: str) -> Gap | None:
        """The gap of a place, while it is being filled."""
        return self._gaps.get(name)

    def hold(self, name: str, event: Said) -> bool:
        """Keep something said live for later; False if it is to be told now."""
        gap = self._gaps.get(name)
        if gap is None or len(gap.held) >= _MOST_HELD:
            return False
        gap.held.append(event)
        return True

    def end(self, name: str) -> list[Said]:
        """A place is caught up with, or cannot be; gives what was kept for later."""
        self._expected.discard(name)
        gap = self._gaps.pop(name, None)
        return gap.held if gap else []

    def names(self) -> tuple[str, ...]:
        """The places that are not done."""
        return (*self._expected, *self._gaps)


def match(lost: list[Outgoing], event: Said) -> Outgoing | None:
    """Which of some messages of ours, whose fate is unknown, stands in the history as this one.

    Servers may cut a text or take its colours out; a whole equal text counts first.
    """
    alike = [m for m in lost if m.kind is event.kind and m.nick == event.sender]
    for message in alike:
        if message.text == event.text:
            return message
    cut = event.text
    return next((m for m in alike if cut and m.text.startswith(cut) and len(cut) > 300), None)
