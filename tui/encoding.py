"""Signs for a terminal whose locale is not UTF-8."""

import codecs
import unicodedata
from io import TextIOWrapper
from typing import TextIO

from rich.cells import cell_len

_NAME = "chat-tui.cells"
_LIKE = str.maketrans(
    {
        **dict.fromkeys("─━═▔▁▂▃", "-"),
        **dict.fromkeys("│┃║▎▊▌▐", "|"),
        **dict.fromkeys("╭╮╰╯┌┐└┘├┤┬┴┼", "+"),
        **dict.fromkeys("▄▅▆▇█", "#"),
        **dict.fromkeys("•·●○", "*"),
        "→": ">",
        "›": ">",
        "←": "<",
        "↑": "^",
        "▴": "^",
        "↓": "v",
        "▾": "v",
        "…": "~",
        "✓": "+",
        "✗": "x",
        "–": "-",
    }
)


def keep_cells(stream: TextIO | None) -> None:
    """Let what a stream cannot write take as many cells as the layout has for it.

    Python would write ``\\u256d`` for the corner of a border, and the screen would fall apart.
    """
    if isinstance(stream, TextIOWrapper) and codecs.lookup(stream.encoding).name != "utf-8":
        codecs.register_error(_NAME, _alike)
        stream.reconfigure(errors=_NAME)


def _alike(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    return "".join(_letter(sign) for sign in text.translate(_LIKE)), error.end


def _letter(sign: str) -> str:
    bare = unicodedata.normalize("NFKD", sign)[0]
    return (bare if bare.isascii() and bare.isprintable() else "?").ljust(cell_len(sign))[
        : cell_len(sign)
    ]
