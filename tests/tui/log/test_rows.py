"""Finding the entry of a row among very many."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.chat.log.rows import BLOCK, RowIndex

HEIGHTS = st.lists(st.integers(min_value=0, max_value=5), max_size=3 * BLOCK)


def filled(heights: list[int]) -> RowIndex:
    """An index of these heights."""
    index = RowIndex()
    for height in heights:
        index.append(height)
    return index


def check(index: RowIndex, heights: list[int]) -> None:
    """The index answers as a plain list would."""
    owners = [(e, r) for e, height in enumerate(heights) for r in range(height)]
    assert index.total == len(owners)
    assert len(index) == len(heights)
    step = max(1, len(owners) // 50)
    for row in range(0, len(owners), step):
        assert index.find(row) == owners[row]
    for entry in range(0, len(heights) + 1, max(1, len(heights) // 50)):
        assert index.start(entry) == sum(heights[:entry])


@given(HEIGHTS)
def test_rows_are_found(heights: list[int]) -> None:
    """Rows lead to entries and entries to rows, also past entries without rows."""
    check(filled(heights), heights)


@given(HEIGHTS.filter(bool), st.data())
def test_a_height_can_change(heights: list[int], data: st.DataObject) -> None:
    """Everything behind it moves."""
    index = filled(heights)
    entry = data.draw(st.integers(min_value=0, max_value=len(heights) - 1))
    heights[entry] = data.draw(st.integers(min_value=0, max_value=9))
    index.set(entry, heights[entry])
    check(index, heights)


@given(HEIGHTS, HEIGHTS, st.integers(min_value=0, max_value=BLOCK))
def test_entries_come_and_go_at_the_front(old: list[int], new: list[int], gone: int) -> None:
    """Older entries shift all others, and so do dropped ones."""
    index = filled(old)
    index.prepend(new)
    check(index, new + old)
    index.drop(gone)
    check(index, (new + old)[gone:])


def test_guesses_make_blocks_stale_until_they_are_counted() -> None:
    """A guess is one row; a counted block is right."""
    index = filled([2] * BLOCK)
    index.guess(BLOCK + 10)
    assert index.stale == {1, 2}
    assert index.total == 3 * BLOCK + 10
    index.set_block(1, [3] * BLOCK)
    assert index.stale == {2}
    check(index, [2] * BLOCK + [3] * BLOCK + [1] * 10)
    index.prepend([1])
    assert index.stale == {0, 1, 2}
    index.set_block(2, [1] * 11)
    assert index.stale == {0, 1}


def test_forgetting_keeps_the_heights_as_guesses() -> None:
    """After a change of width every block is stale."""
    index = filled([2] * (BLOCK + 1))
    index.forget()
    assert index.stale == {0, 1}
    assert index.total == 2 * BLOCK + 2
    assert index.height(0) == 2
    assert index.blocks() == 2


@pytest.mark.parametrize("row", [-1, 3])
def test_there_is_nothing_outside(row: int) -> None:
    """A row before the first or behind the last belongs to nobody."""
    with pytest.raises(IndexError):
        filled([1, 2]).find(row)
