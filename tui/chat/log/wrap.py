"""Where a text breaks into rows of cells: at words, between wide letters, never within a letter."""

import re
from typing import NamedTuple

from rich.cells import cell_len, split_graphemes

# Letters that take one cell each, whatever stands beside them.
_SINGLE = frozenset(
    chr(c)
    for start, end in ((0x20, 0x7E), (0xA1, 0xAC), (0xAE, 0x2FF), (0x370, 0x482), (0x48A, 0x52F))
    for c in range(start, end + 1)
)
_ZWJ = "\u200d"
# A joiner before anything but an emoji joins no cells: terminals draw both its neighbours.
_LETTER_JOINER = re.compile(
    "(?<=\u200d)(?=[^\u2190-\u2bff\U0001f000-\U0001faff])|(?<=^\u200d)|(?<=\u200d\u200d)"
)
_REGIONAL = range(0x1F1E6, 0x1F200)
_FIRST_SPECIAL = chr(_REGIONAL.start)
_NOT_FIRST = frozenset(
    "、。，．：；！？）」』】〉》〕］｝…ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ’”"
)
_NOT_LAST = frozenset("（「『【〈《〔［｛‘“")


class Row(NamedTuple):
    """One row of a text: the indexes of its first letter and of the one behind its last."""

    start: int
    end: int


class Cluster(NamedTuple):
    """Letters that stay together, with the number of cells they take."""

    start: int
    end: int
    cells: int


def cells(text: str) -> int:
    """How many cells a text takes in a terminal."""
    if text.isascii():
        return len(text)
    return sum(cell_len(part) for part in joined(text))


def joined(text: str) -> list[str]:
    """The text in parts that may be measured one by one: cut behind joiners that join no cells."""
    return _LETTER_JOINER.split(text) if _ZWJ in text else [text]


def count(text: str, width: int, indent: int = 0) -> int:
    """How many rows `wrap` makes, without making them when every letter takes one cell."""
    if not (text.isascii() or _SINGLE.issuperset(text)):
        fits = 2 * len(text) + indent <= width or cells(text) + indent <= width
        return 1 if fits else len(_wrap_clusters(text, width, indent))
    end = len(text)
    rows = 1
    position = 0
    room = width - indent
    while end - position > room:
        position = _single_break(text, position, room, indent if rows == 1 else 0)[1]
        if position >= end:
            break
        rows += 1
        room = width
    return rows


def wrap(text: str, width: int, indent: int = 0) -> list[Row]:
    """Cut a text into rows.

    Between two rows only spaces are left out. A text without letters makes one empty row.

    Args:
        text: printable letters, joiners and marks.
        width: cells in a row, at least 2.
        indent: cells of the first row that are taken already, less than ``width``.
    """
    if not (text.isascii() or _SINGLE.issuperset(text)):
        return _wrap_clusters(text, width, indent)
    end = len(text)
    rows: list[Row] = []
    position = 0
    room = width - indent
    while end - position > room:
        cut, following = _single_break(text, position, room, 0 if rows else indent)
        rows.append(Row(position, cut))
        position = following
        if position >= end:
            return rows
        room = width
    rows.append(Row(position, end))
    return rows


def _single_break(text: str, position: int, room: int, indent: int) -> tuple[int, int]:
    """The end of the row that starts here and the start of the next; one cell for each letter."""
    limit = position + room
    cut = text.rfind(" ", position, limit + 1)
    if cut <= position:
        # A first word that does not fit beside the name still fits below it.
        cut = position if indent and _word_end(text, position) <= limit + indent else limit
    following = cut
    while following < len(text) and text[following] == " ":
        following += 1
    return cut, following


def _word_end(text: str, position: int) -> int:
    space = text.find(" ", position)
    return space if space >= 0 else len(text)


def clusters(text: str) -> list[Cluster]:
    """The letters of a text with their marks, joined emoji and flags whole."""
    found: list[Cluster] = []
    base = 0
    for part in joined(text):
        for start, end, size in split_graphemes(part)[0]:
            cluster = Cluster(base + start, base + end, size)
            special = size == 0 or text[cluster.start] >= _FIRST_SPECIAL
            if special and found and _belongs(text, found[-1], cluster):
                before = found.pop()
                cluster = Cluster(before.start, cluster.end, before.cells + size)
            found.append(cluster)
        base += len(part)
    return found


def _belongs(text: str, before: Cluster, cluster: Cluster) -> bool:
    """Whether a cluster continues the one before it: marks, the second half of a flag."""
    first, base = ord(text[cluster.start]), ord(text[before.start])
    if cluster.cells == 0:
        return True
    return first in _REGIONAL and base in _REGIONAL and before.end - before.start == 1


def _wrap_clusters(text: str, width: int, indent: int) -> list[Row]:
    rows: list[Row] = []
    parts = clusters(text)
    first, used, room = 0, 0, width - indent
    good = 0  # the cluster before which the row may best be cut; 0 when nowhere yet
    index = 0
    while index < len(parts):
        part = parts[index]
        space = text[part.start : part.end] == " "
        if index > first and (space or _breakable(text, parts[index - 1], part)):
            good = index
        if used + part.cells <= room or (index == first and room == width):
            used += part.cells
            index += 1
            continue
        cut = good if good > first else index
        rows.append(Row(parts[first].start, parts[cut].start))
        first = cut
        while first < len(parts) and text[parts[first].start : parts[first].end] == " ":
            first += 1
        index, used, good, room = first, 0, 0, width
    if first < len(parts) or not rows:
        rows.append(Row(parts[first].start if parts else 0, len(text)))
    return rows


def _breakable(text: str, before: Cluster, part: Cluster) -> bool:
    """Whether a row may end between two clusters."""
    left, right = text[before.end - 1], text[part.start]
    if left == " ":
        return True
    wide = before.cells == 2 or part.cells == 2
    return wide and right not in _NOT_FIRST and left not in _NOT_LAST
