"""A strict reader of what a program sends to its terminal: text, and the few sequences of ours."""

from __future__ import annotations

import re
import unicodedata

# All that Textual 8.2 and we have reason to send. Whoever adds one says here what it does.
OURS: dict[str, str] = {
    r"\x1b\[[0-9;]*m": "colours and styles",
    r"\x1b\[\d+;\d+H": "the place of a row or a run",
    r"\x1b\[\?1049[hl]": "the alternate screen, at the start and the end",
    r"\x1b\[\?(?:1000|1003|1015|1006|1016)[hl]": "the mouse",
    r"\x1b\[\?2004[hl]": "bracketed paste",
    r"\x1b\[\?1004[hl]": "focus reports",
    r"\x1b\[\?25[hl]": "the cursor",
    r"\x1b\[\?7[hl]": "rows do not wrap",
    r"\x1b\[\?(?:2026|2048)\$p": "does the terminal know synchronised output, resize reports?",
    r"\x1b\[\?(?:2026|2048)[hl]": "those two",
    r"\x1b\[>\d+u": "kitty's keys, at the start",
    r"\x1b\[<u": "kitty's keys, at the end",
    r"\x1b\[2[23];2t": "the window's title is put on the terminal's stack, and taken from it",
    r"\x1b\]2;chat-tui: [^\x00-\x1f\x7f-\x9f]{0,100}\x07": "the title, ours",
    r"\x1b\]22;[a-z-]*\x07": "the shape of the mouse's pointer",
    r"\x07": "the bell, for a mention while the window is not in front",
}
_OURS = re.compile("|".join(f"(?:{pattern})" for pattern in OURS))
_LINE_ENDS = "\r\n"
_JOINERS = "\u200c\u200d"
_NEVER = {*range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xE0000, 0xE0100), 0x200B, 0xFEFF}


def foreign(data: bytes, also: str = "") -> list[str]:
    """What in the output of a program is neither text nor a sequence of ours.

    Args:
        data: what the terminal got.
        also: one more pattern of what is allowed.
    """
    text = data.decode("utf-8", "surrogateescape")
    if also:
        text = re.sub(also, "", text)
    left = _OURS.sub("", text)
    return [
        ascii(left[max(0, place - 20) : place + 20])
        for place, sign in enumerate(left)
        if not is_text(sign)
    ]


def is_text(sign: str) -> bool:
    """Whether one sign is harmless in a terminal."""
    if sign.isprintable() or sign in _LINE_ENDS:
        return True
    if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp"):
        return False
    return sign in _JOINERS or ord(sign) not in _NEVER
