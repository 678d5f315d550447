"""The formatting codes within a text: bold, italic, colours and their kin.

Source: Modern IRC, "IRC Formatting" (modern.ircdocs.horse/formatting).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

BOLD, COLOUR, HEX_COLOUR, RESET = "\x02", "\x03", "\x04", "\x0f"
MONOSPACE, REVERSE, ITALIC, STRIKE, UNDERLINE = "\x11", "\x16", "\x1d", "\x1e", "\x1f"
CODES = BOLD + COLOUR + HEX_COLOUR + RESET + MONOSPACE + REVERSE + ITALIC + STRIKE + UNDERLINE

_CODE = re.compile(
    r"\x03(?:(\d{1,2})(?:,(\d{1,2}))?)?"
    r"|\x04(?:([0-9A-Fa-f]{6})(?:,([0-9A-Fa-f]{6}))?)?"
    r"|[\x02\x0f\x11\x16\x1d\x1e\x1f]"
)
_TOGGLES = {
    BOLD: "bold",
    ITALIC: "italic",
    UNDERLINE: "underline",
    STRIKE: "strike",
    MONOSPACE: "monospace",
    REVERSE: "reverse",
}

# The 99 colours of the page above; 99 is "default".
_DIGITS = (
    "ffffff00000000007f009300ff00007f00009c009cfc7f00ffff0000fc0000939300ffff0000fcff00ff"
    "7f7f7fd2d2d247000047210047470032470000470000472c0047470027470000472e004747004747002a"
    "740000743a007474005174000074000074490074740040740000744b0074740074740045b50000b56300"
    "b5b5007db50000b50000b57100b5b50063b50000b57500b5b500b5b5006bff0000ff8c00ffff00b2ff00"
    "00ff0000ffa000ffff008cff0000ffa500ffff00ffff0098ff5959ffb459ffff71cfff606fff6f65ffc9"
    "6dffff59b4ff5959ffc459ffff66ffff59bcff9c9cffd39cffff9ce2ff9c9cff9c9cffdb9cffff9cd3ff"
    "9c9cffdc9cffff9cffff94d30000001313132828283636364d4d4d6565658181819f9f9fbcbcbce2e2e2"
    "ffffff"
)
_PALETTE = [_DIGITS[i : i + 6] for i in range(0, len(_DIGITS), 6)]


class Style(NamedTuple):
    """How a run of text looks; colours are six hexadecimal digits, empty for the default."""

    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    monospace: bool = False
    reverse: bool = False
    foreground: str = ""
    background: str = ""


class Span(NamedTuple):
    """A run of text in one style."""

    text: str
    style: Style


PLAIN = Style()


def spans(text: str) -> Iterator[Span]:
    """Read the codes; the texts of all spans together are the text without codes."""
    style = PLAIN
    position = 0
    for match in _CODE.finditer(text):
        if match.start() > position:
            yield Span(text[position : match.start()], style)
        position = match.end()
        style = _after(style, match)
    if position < len(text):
        yield Span(text[position:], style)


def _after(style: Style, code: re.Match[str]) -> Style:
    sign = code[0][0]
    if sign == RESET:
        return PLAIN
    if sign == COLOUR:
        return _coloured(style, _palette(code[1]), _palette(code[2]))
    if sign == HEX_COLOUR:
        return _coloured(style, code[3], code[4])
    name = _TOGGLES[sign]
    return style._replace(**{name: not getattr(style, name)})  # type: ignore[arg-type]


def _palette(number: str | None) -> str | None:
    if number is None:
        return None
    return _PALETTE[int(number)] if int(number) < len(_PALETTE) else ""


def _coloured(style: Style, foreground: str | None, background: str | None) -> Style:
    """A code without numbers takes both colours away; one with a single number keeps the ground."""
    if foreground is None:
        return style._replace(foreground="", background="")
    if background is None:
        return style._replace(foreground=foreground)
    return style._replace(foreground=foreground, background=background)


def strip(text: str) -> str:
    """The text without its formatting codes."""
    return text if text.isprintable() else _CODE.sub("", text)
