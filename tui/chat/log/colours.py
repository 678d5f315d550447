"""Colours that can be read: one for each name, and other people's made to stand out enough."""

import zlib
from functools import lru_cache

# Fifteen hues a step of 24 degrees apart (OKLCH), light for dark grounds and dark for light ones:
# at least 6.4 : 1 against #2d2d2d, at least 4.5 : 1 against #cccccc.
_FOR_DARK = (
    "fe93a1", "fe987c", "f4a25c", "deb049", "c0bd52",
    "98c96f", "69d094", "36d2ba", "19cfdd", "47c7f8",
    "80bcff", "a4b1fe", "c4a4fe", "e09ae6", "f494c6",
)  # fmt: skip
_FOR_LIGHT = (
    "812a3b", "812e17", "7a3800", "6b4500", "545000",
    "335a00", "005f2f", "006150", "005e6b", "005780",
    "094e8c", "3d448d", "583a84", "6c3271", "7a2c58",
)  # fmt: skip
READABLE = 4.0
"""The least contrast (WCAG 2) of text that somebody else chose the colour of."""


def nick_colour(nick: str, dark: bool) -> str:
    """The colour of a name, always the same one, as ``#rrggbb``.

    Args:
        nick: any name; case does not matter.
        dark: whether the ground is dark.
    """
    palette = _FOR_DARK if dark else _FOR_LIGHT
    return "#" + palette[zlib.crc32(nick.casefold().encode(errors="replace")) % len(palette)]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=1024)
def readable(colour: str, ground: str, least: float = READABLE) -> str:
    """The colour itself, or blended towards white or black until it can be read on its ground.

    Args:
        colour: six hexadecimal digits, a # before them or not.
        ground: the background, alike.
        least: the contrast to reach.
    """
    goal = text_on(ground)
    mixed = (_mix(colour, goal, step / 10) for step in range(11))
    return next((colour for colour in mixed if contrast(colour, ground) >= least), goal)


def text_on(ground: str) -> str:
    """Black or white, whichever stands out more."""
    return max(("#ffffff", "#000000"), key=lambda end: contrast(end, ground))


def _channels(colour: str) -> list[int]:
    digits = colour.removeprefix("#")
    return [int(digits[i : i + 2], 16) for i in (0, 2, 4)]


def _mix(one: str, other: str, share: float) -> str:
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _luminance(colour: str) -> float:
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (value / 255 for value in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
