"""Where texts break into rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcore.wire.text import clean
from tui.chat.log.wrap import Row, cells, clusters, count, wrap

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
FLAG = "\U0001f1e9\U0001f1ea"
WAVE = "\U0001f44b\U0001f3fd"
ACCENTED = "e\u0301"

PIECES = st.sampled_from(
    (
        *(
            "a",
            "word",
            " ",
            "  ",
            "日",
            "本語",
            "。",
            "（",
            "é",
            "Ж",
            "का",
            "http://example.org/a?b",
        ),
        *(FAMILY, FLAG, WAVE, ACCENTED, "☁\ufe0f"),
        *("\u200d", "\ufe0f", "\u200c", "\U0001f3fd", "\u0301"),
    )
)
TEXTS = st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=80).map(clean))
WIDTHS = st.integers(min_value=8, max_value=40)


def rows(text: str, width: int, indent: int = 0) -> list[str]:
    """The rows as texts."""
    return [text[row.start : row.end] for row in wrap(text, width, indent)]


@given(TEXTS, WIDTHS, st.integers(min_value=0, max_value=7))
def test_no_row_is_wider_than_the_width(text: str, width: int, indent: int) -> None:
    """Every row fits, and the first one beside what is there already."""
    for number, row in enumerate(rows(text, width, indent)):
        assert cells(row) <= width - (indent if number == 0 else 0)


@given(TEXTS, WIDTHS, st.integers(min_value=0, max_value=7))
def test_only_spaces_are_left_out(text: str, width: int, indent: int) -> None:
    """The rows in their order, with the spaces between them, are the text."""
    position = 0
    for row in wrap(text, width, indent):
        assert text[position : row.start].strip(" ") == ""
        assert row.start <= row.end
        position = row.end
    assert text[position:].strip(" ") == ""


@given(TEXTS, WIDTHS, st.integers(min_value=0, max_value=7))
def test_counting_is_wrapping_without_the_rows(text: str, width: int, indent: int) -> None:
    """The number is that of the rows."""
    assert count(text, width, indent) == len(wrap(text, width, indent))


@given(TEXTS, WIDTHS)
def test_a_cluster_stays_in_one_row(text: str, width: int) -> None:
    """Letters are never parted from their marks."""
    edges = {cluster.start for cluster in clusters(text)} | {len(text)}
    for row in wrap(text, width):
        assert row.start in edges
        assert row.end in edges


@given(TEXTS)
def test_clusters_cover_the_text(text: str) -> None:
    """Each letter is in one cluster, and their cells are the text's."""
    found = clusters(text)
    assert "".join(text[cluster.start : cluster.end] for cluster in found) == text
    assert sum(cluster.cells for cluster in found) == cells(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", [""]),
        ("hello", ["hello"]),
        ("hello big world", ["hello big", "world"]),
        ("hello bigger world", ["hello", "bigger", "world"]),
        ("0123456789", ["0123456789"]),
        ("0123456789 a", ["0123456789", "a"]),
        ("01234567890123", ["0123456789", "0123"]),
        ("see 01234567890123", ["see", "0123456789", "0123"]),
        ("one         two three", ["one       ", "two three"]),
        ("            ", ["          "]),
        ("0123456789    ", ["0123456789"]),
        ("日本語日本語", ["日本語日本", "語"]),
        ("日本語日本。語", ["日本語日", "本。語"]),
        ("日本語日（本語", ["日本語日", "（本語"]),
        ("abc日本語日本", ["abc日本語", "日本"]),
        (f"abcdefghi{FAMILY}", ["abcdefghi", FAMILY]),
        (f"abc{FLAG * 4}", [f"abc{FLAG * 3}", FLAG]),
        (f"{WAVE}abcdefghi", [WAVE, "abcdefghi"]),
        ("Привет, большой мир", ["Привет,", "большой", "мир"]),
    ],
)
def test_rows_break_at_words_and_between_wide_letters(text: str, wanted: list[str]) -> None:
    """Words stay whole when they can; Japanese breaks anywhere but before its full stop."""
    assert rows(text, 10) == wanted
    assert count(text, 10) == len(wanted)


def test_a_first_word_goes_below_the_name_when_it_fits_there() -> None:
    """A long word beside an inline name is not cut if the next row has room for all of it."""
    assert rows("wonderful day", 10, 4) == ["", "wonderful", "day"]
    assert rows("wonderfully", 10, 4) == ["wonder", "fully"]
    assert rows("日本語日本", 10, 7) == ["日", "本語日本"]
    assert rows("日本語", 10, 9) == ["", "日本語"]


def test_an_empty_text_has_an_empty_row() -> None:
    """There is a row for the name to stand in."""
    assert wrap("", 10) == [Row(0, 0)]


@pytest.mark.parametrize(
    ("text", "size"),
    [("abc", 3), ("日本", 4), (FAMILY, 2), (ACCENTED, 1), ("a\u200db", 2), (FLAG, 2)],
)
def test_cells_are_those_of_a_terminal(text: str, size: int) -> None:
    """Joined emoji are one; a joiner between letters joins nothing."""
    assert cells(text) == size
