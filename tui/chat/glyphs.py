"""IRC formatting while it is being typed: each code stands in the text as a visible sign."""

import re

from netcore.wire import formatting
from netcore.wire.text import clean

# The Control Pictures block has a sign for each: U+2402 for bold, U+2403 for colour and so on.
_TO_SIGN = {ord(code): chr(0x2400 + ord(code)) for code in formatting.CODES}
_TO_CODE = {ord(sign): chr(code) for code, sign in _TO_SIGN.items()}
SIGNS = "".join(_TO_SIGN.values())

# What follows the key for "a format", and what it is called.
FORMATS: dict[str, tuple[str, str]] = {
    "b": (formatting.BOLD, "bold"),
    "i": (formatting.ITALIC, "italic"),
    "u": (formatting.UNDERLINE, "underline"),
    "s": (formatting.STRIKE, "strike"),
    "m": (formatting.MONOSPACE, "mono"),
    "r": (formatting.REVERSE, "reverse"),
    "c": (formatting.COLOUR, "colour 0-98"),
    "o": (formatting.RESET, "off"),
}


def sign(letter: str) -> str:
    """The sign to type for a format, by its letter; empty for a letter that is none."""
    code, _ = FORMATS.get(letter, ("", ""))
    return code.translate(_TO_SIGN)


def shown(text: str) -> str:
    """A text as it stands in the message box: codes as signs, nothing that a terminal obeys."""
    lines = re.split(r"\r\n|\r|\n", text)
    return "\n".join(clean(line, keep_formatting=True) for line in lines).translate(_TO_SIGN)


def meant(text: str) -> str:
    """A text from the message box as it is sent: signs as codes again."""
    return text.translate(_TO_CODE)
