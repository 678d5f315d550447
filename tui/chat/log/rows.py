"""Which entry a row belongs to: heights in blocks, counted when they are needed."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence

BLOCK = 256


class RowIndex:
    """Heights of entries in rows, summed by blocks of `BLOCK`.

    A height that is not known yet stands at a guess, and its block is stale. Appending is O(1),
    finding is O(log n) plus one block, changing one height is O(blocks).
    """

    __slots__ = ("_heights", "_starts", "stale", "total")

    def __init__(self) -> None:
        self._heights = array("I")
        self._starts = array("Q")
        self.stale: set[int] = set()
        self.total = 0

    def __len__(self) -> int:
        return len(self._heights)

    def height(self, entry: int) -> int:
        """The rows of one entry."""
        return self._heights[entry]

    def append(self, height: int) -> None:
        """Add an entry at the end."""
        if len(self._heights) % BLOCK == 0:
            self._starts.append(self.total)
        self._heights.append(height)
        self.total += height

    def guess(self, number: int) -> None:
        """Add entries of unknown height at the end."""
        first = len(self._heights) // BLOCK
        for _ in range(number):
            self.append(1)
        self.stale.update(range(first, len(self._starts)))

    def set(self, entry: int, height: int) -> None:
        """Change the height of one entry."""
        change = height - self._heights[entry]
        if change:
            self._heights[entry] = height
            self._shift(entry // BLOCK, change)

    def set_block(self, block: int, heights: Sequence[int]) -> None:
        """Change the heights of a whole block; it is not stale any more."""
        first = block * BLOCK
        change = sum(heights) - sum(self._heights[first : first + BLOCK])
        self._heights[first : first + BLOCK] = array("I", heights)
        self.stale.discard(block)
        if change:
            self._shift(block, change)

    def _shift(self, block: int, change: int) -> None:
        self.total += change
        for later in range(block + 1, len(self._starts)):
            self._starts[later] += change

    def prepend(self, heights: Iterable[int]) -> None:
        """Add entries before the first; everything but them is stale if anything was."""
        self._replace(array("I", heights) + self._heights)

    def drop(self, number: int) -> None:
        """Take the first entries away."""
        self._replace(self._heights[number:])

    def shorten(self, number: int) -> None:
        """Take the last entries away."""
        self._replace(self._heights[: len(self._heights) - number])

    def _replace(self, heights: "array[int]") -> None:
        """Take new heights; a block that got stale entries cannot be told from one that did not."""
        stale = bool(self.stale)
        self._heights = heights
        self._starts = array("Q")
        self.total = 0
        for first in range(0, len(heights), BLOCK):
            self._starts.append(self.total)
            self.total += sum(heights[first : first + BLOCK])
        self.stale = set(range(len(self._starts))) if stale else set()

    def forget(self) -> None:
        """Make every height a guess, say because the width has changed."""
        self.stale = set(range(len(self._starts)))

    def start(self, entry: int) -> int:
        """The first row of an entry, also of one that has no rows, or of the end."""
        block = entry // BLOCK
        if block >= len(self._starts):
            return self.total
        return self._starts[block] + sum(self._heights[block * BLOCK : entry])

    def find(self, row: int) -> tuple[int, int]:
        """The entry that has a row, and which of its rows that is.

        Raises:
            IndexError: there is no such row.
        """
        if not 0 <= row < self.total:
            raise IndexError(row)
        # A block without rows starts where the next one does: the last start is the right one.
        block = bisect_right(self._starts, row) - 1
        rest = row - self._starts[block]
        entry = block * BLOCK
        while rest >= self._heights[entry]:
            rest -= self._heights[entry]
            entry += 1
        return entry, rest

    def blocks(self) -> int:
        """The number of blocks."""
        return len(self._starts)
