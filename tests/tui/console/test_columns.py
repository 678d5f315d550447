"""How a table's width is shared."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from tui.console.widgets.columns import Column, fitted, widths


def itself(row: str) -> str:
    """The row is its own text."""
    return row


COLUMNS: tuple[Column[str], ...] = (
    Column("name", itself, itself, 4, 10),
    Column("place", itself, itself, 4, 10, rank=2),
    Column("rest", lambda row: "", itself, 4, 0, rank=1),
)


@pytest.mark.parametrize(
    ("room", "shared"),
    [
        (4, [(0, 4)]),
        (2, [(0, 4)]),
        (10, [(0, 4), (2, 4)]),
        (13, [(0, 7), (2, 4)]),
        (16, [(0, 4), (1, 4), (2, 4)]),
        (19, [(0, 6), (1, 5), (2, 4)]),
        (24, [(0, 8), (1, 8), (2, 4)]),
        (40, [(0, 8), (1, 8), (2, 20)]),
    ],
)
def test_columns_grow_fairly_and_the_least_important_give_way(
    room: int, shared: list[tuple[int, int]]
) -> None:
    """All get their least first; what is left over goes to the column for the rest."""
    assert widths(COLUMNS, ["a", "b" * 8], room) == shared


@pytest.mark.parametrize(
    ("text", "room", "shown"),
    [
        ("abc", 5, "abc  "),
        ("abcdef", 5, "abcd…"),
        ("王小明", 6, "王小明"),
        ("王小明", 5, "王小…"),
        ("王小明", 4, "王 …"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
    ],
)
def test_a_text_fits_its_cells_exactly(text: str, room: int, shown: str) -> None:
    """A letter of two cells is never cut in half."""
    assert fitted(text, room) == shown
    assert cell_len(shown) == room
