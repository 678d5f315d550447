"""The columns of a table, and how the width of the terminal is shared among them; pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from rich.cells import cell_len, set_cell_size

Row = TypeVar("Row")

GAP = 2
"""Cells between two columns."""


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column.

    Args:
        title: its heading.
        text: what stands in it.
        order: what it is sorted by.
        least: columns of the terminal it needs, its heading's sort mark included.
        most: columns it may grow to with its content; 0: as many as are left.
        right: whether it is set to the right, as numbers are.
        rank: the columns with the highest rank give way first where the table is narrow.
        look: the component class for a cell, less the table's prefix; empty: none.
        falling: whether the highest value comes first.
    """

    title: str
    text: Callable[[Row], str]
    order: Callable[[Row], object]
    least: int
    most: int
    right: bool = False
    rank: int = 0
    look: Callable[[Row], str] = lambda row: ""
    falling: bool = False


def widths(columns: Sequence[Column[Row]], rows: Sequence[Row], room: int) -> list[tuple[int, int]]:
    """The columns that are shown, by index, and their widths.

    Args:
        columns: all of them.
        rows: what stands in them.
        room: cells for all, the gaps included.
    """
    shown = list(range(len(columns)))
    while len(shown) > 1 and _needed(columns, shown) > room:
        shown.remove(max(shown, key=lambda index: (columns[index].rank, index)))
    found = {index: columns[index].least for index in shown}
    wanted = {index: _wanted(columns[index], rows) for index in shown}
    spare = max(0, room - _needed(columns, shown))
    # Cell by cell, so that one long name does not take what all the others need.
    while spare > 0 and (short := [i for i in shown if found[i] < wanted[i]]):
        for index in short[:spare]:
            found[index] += 1
            spare -= 1
    rest = next((index for index in shown if not columns[index].most), shown[0])
    found[rest] += spare
    return list(found.items())


def _needed(columns: Sequence[Column[Row]], shown: Sequence[int]) -> int:
    return sum(columns[index].least for index in shown) + GAP * (len(shown) - 1)


def _wanted(column: Column[Row], rows: Sequence[Row]) -> int:
    content = max((cell_len(column.text(row)) for row in rows), default=0)
    return min(content, column.most) if column.most else content


def fitted(text: str, room: int) -> str:
    """A text in exactly so many columns of the terminal, with ``…`` where it was cut."""
    if cell_len(text) <= room:
        return set_cell_size(text, room)
    return set_cell_size(set_cell_size(text, max(0, room - 1)) + "…", room)
