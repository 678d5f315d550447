"""How an abuse ended: figures to be written down, and what was amiss."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.abuse.hosted import Held, Hosted
from tests.abuse.peers import Pair

MEGABYTE = 1 << 20
_MORE_MEMORY = 8 * MEGABYTE
_LATE = Held(1, 4, 0)
"""What may be made once and late: a second thread that reads the history, and what it opens."""


@dataclass
class Outcome:
    """What an abuse led to.

    Args:
        figures: what was measured, by name, in words.
        problems: which promises were broken; empty: none.
    """

    figures: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def expect(self, so: bool, otherwise: str) -> None:
        """Note a problem unless something is so."""
        if not so:
            self.problems.append(otherwise)

    def back(self, host: Hosted, before: Held, more: int = _MORE_MEMORY) -> None:
        """See that a host holds what it held before, within 2 s, and had no defect.

        Args:
            host: the host.
            before: what it held.
            more: bytes by which its memory may have grown.
        """
        most = Held(before.threads + _LATE.threads, before.descriptors + _LATE.descriptors, 0)
        after = host.until_held(most)
        grown = (after.memory - before.memory) / MEGABYTE
        self.figures["threads"] = f"{before.threads} → {after.threads}"
        self.figures["descriptors"] = f"{before.descriptors} → {after.descriptors}"
        self.figures["memory"] = f"{grown:+.1f} MB"
        self.expect(after.threads <= most.threads, f"threads stay: {before} → {after}")
        self.expect(after.descriptors <= most.descriptors, f"descriptors stay: {before} → {after}")
        self.expect(grown * MEGABYTE <= more, f"memory has grown by {grown:.1f} MB")
        self.sound(host)

    def fine(self, pair: Pair) -> None:
        """See that nothing befell the innocent."""
        self.figures["pair"] = str(pair)
        self.problems += pair.problems()

    def sound(self, host: Hosted) -> None:
        """See that a host had no defect."""
        self.expect(not host.defects(), f"the log tells of defects: {host.defects()[:3]}")

    def __str__(self) -> str:
        """One line."""
        told = ", ".join(f"{name} {value}" for name, value in self.figures.items())
        return f"{told}; {'; '.join(self.problems) or 'ok'}"
