"""Text of others made safe to show, and text of ours cut to fit a line."""

import re
import unicodedata

from netcore.wire import formatting

_MARKS_PER_LETTER = 8
_JOINED_EMOJI = 6

# What a terminal, or the eye, could take for something else than text.
_CONTROLS = {
    **{c: chr(0x2400 + c) for c in range(0x20)},
    0x7F: "\u2421",
    **dict.fromkeys(range(0x80, 0xA0), "\ufffd"),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
    ord("\t"): "    ",
    ord("\n"): " ",
    ord("\r"): " ",
    0x85: " ",
    0x2028: " ",
    0x2029: " ",
    # Bidirectional embeddings, overrides and isolates would reach beyond their own field.
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), ""),
    # Signs without width or look; the joiners stay, scripts and emoji need them.
    **dict.fromkeys((0xAD, 0x200B, *range(0x2060, 0x2066), *range(0x206A, 0x2070), 0xFEFF), ""),
    **dict.fromkeys((*range(0xE0000, 0xE0100), *range(0xE01F0, 0xE1000)), ""),
    **dict.fromkeys(range(0xFFF9, 0xFFFC), ""),
}
_CONTROLS_BUT_FORMATTING = {
    c: sign for c, sign in _CONTROLS.items() if chr(c) not in formatting.CODES
}
_JOINERS = "\u200d\ufe0f\ufe0e"
_FIRST_EMOJI = "\u2190"
_FIRST_EMOJI_PLANE = "\U0001f000"
_SKIN_TONES = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
_PART_OF_HANGUL = re.compile("[\u1160-\u11ff\u3164\ud7b0-\ud7fb\uffa0]")


def clean(text: str, *, keep_formatting: bool = False) -> str:
    """Make remote text safe for a terminal: the one function through which all of it goes.

    Control characters become their pictures, line ends and tabs become spaces, what reorders or
    hides text is taken out, and no letter carries more than eight marks. What is left may still
    look like markup and has to be shown without parsing any.

    Args:
        text: anything at all.
        keep_formatting: leave IRC formatting codes in for `netcore.wire.formatting`.
    """
    if text.isascii() and text.isprintable():
        return text
    text = text.translate(_CONTROLS_BUT_FORMATTING if keep_formatting else _CONTROLS)
    return text if text.isascii() else _bound_marks(text)


def _bound_marks(text: str) -> str:
    """Take out what would be drawn in a cell that is full: marks, and ever more joined emoji."""
    out: list[str] = []
    marks = joined = 0
    for letter in text:
        if letter <= "\u02ff":
            marks = joined = 0
        elif _stands_on_another(letter):
            marks += 1
            if marks > _MARKS_PER_LETTER:
                continue
        else:
            marks = 0
            joined = joined + 1 if letter >= _FIRST_EMOJI and out[-1:] == ["\u200d"] else 0
            if joined == _JOINED_EMOJI:
                joined = 0
                out.pop()
        out.append(letter)
    return "".join(out)


def _stands_on_another(letter: str) -> bool:
    """Whether a letter has no cell of its own: marks, vowel signs, joiners, the parts of Hangul."""
    category = unicodedata.category(letter)
    if category == "Lo":
        return bool(_PART_OF_HANGUL.match(letter))
    if category == "Cn":  # marks newer than this Python, but no emoji newer than it
        return letter < _FIRST_EMOJI_PLANE
    return category in ("Mn", "Me", "Mc", "Cf") or letter in _SKIN_TONES


def plain(text: str) -> str:
    """Text without formatting codes and safe for a terminal."""
    return clean(formatting.strip(text))


def split(text: str, limit: int) -> list[str]:
    """Cut a text into pieces of at most ``limit`` bytes of UTF-8.

    Line breaks always cut. Else the cut is at the last space that leaves at least half a piece,
    or else between two letters, never within one with its marks or joined emoji.

    Args:
        text: what somebody wants to say; empty lines in it are dropped.
        limit: bytes for each piece, at least 4.
    """
    pieces = []
    for line in re.split(r"\r\n|\r|\n", text):
        rest = line
        while len(rest.encode()) > limit:
            cut = _cut_at(rest, limit)
            pieces.append(rest[:cut].rstrip(" ") or rest[:cut])
            rest = rest[cut:].lstrip(" ")
        if rest:
            pieces.append(rest)
    return pieces


def _cut_at(text: str, limit: int) -> int:
    """The index behind the longest good piece of at most ``limit`` bytes."""
    hard = len(text.encode()[:limit].decode(errors="ignore"))
    space = text.rfind(" ", hard // 2, hard + 1)
    if space > 0:
        return space
    cut = hard
    while cut > 1 and _joins(text[cut - 1], text[cut]):
        cut -= 1
    return cut if cut > 1 else hard


def _joins(before: str, after: str) -> bool:
    """Whether two letters must stay together."""
    return (
        after in _JOINERS or before == "\u200d" or unicodedata.category(after) in ("Mn", "Me", "Mc")
    )
