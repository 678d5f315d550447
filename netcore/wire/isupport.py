"""The tokens of RPL_ISUPPORT, written by a server and read by a client.

Source: Modern IRC, "RPL_ISUPPORT (005)" and "RPL_ISUPPORT Parameters".
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from netcore.wire.casemap import Fold, fold_for

TOKENS_PER_LINE = 13
_ESCAPED = re.compile(r"(?:\\x[0-9A-Fa-f]{2})+")


def lines(tokens: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """Cut tokens into lines of at most 13, each token as ``NAME`` or ``NAME=value``."""
    items = [f"{name}={value}" if value else name for name, value in tokens.items()]
    for start in range(0, len(items), TOKENS_PER_LINE):
        yield tuple(items[start : start + TOKENS_PER_LINE])


def escape(value: str) -> str:
    """Write a value so that it can stand in a token.

    Space, ``=``, backslash and all that is not printable ASCII are ``\\xHH``, byte by byte of
    their UTF-8.
    """
    return re.sub(r"[^!-<>-\[\]-~]", _escape_letter, value)


def _escape_letter(letter: re.Match[str]) -> str:
    return "".join(f"\\x{byte:02X}" for byte in letter[0].encode(errors="replace"))


def _unescape(codes: re.Match[str]) -> str:
    return bytes.fromhex(codes[0].replace("\\x", "")).decode(errors="replace")


@dataclass(slots=True)
class Features:
    """What a server says of itself; values that a server left out or got wrong have defaults."""

    tokens: dict[str, str] = field(default_factory=dict)

    def update(self, items: Iterable[str]) -> None:
        """Take the tokens of one 005 line; ``-NAME`` takes a token back."""
        for item in items:
            name, _, value = item.partition("=")
            if name.startswith("-"):
                self.tokens.pop(name[1:].upper(), None)
            elif name:
                self.tokens[name.upper()] = _ESCAPED.sub(_unescape, value)

    def number(self, name: str, default: int) -> int:
        """A token's value as a number from 1 to 999,999,999, else the default."""
        value = self.tokens.get(name, "")
        return int(value) if re.fullmatch(r"0*[1-9][0-9]{0,8}", value) else default

    @property
    def fold(self) -> Fold:
        """The server's folding of names."""
        return fold_for(self.tokens.get("CASEMAPPING", "rfc1459"))

    @property
    def channel_types(self) -> str:
        """The letters that a channel's name begins with."""
        return self.tokens.get("CHANTYPES", "#&")

    @property
    def prefixes(self) -> dict[str, str]:
        """Sign to mode letter, the highest role first: ``{"@": "o", "+": "v"}``."""
        value = self.tokens.get("PREFIX", "(ov)@+")
        if not value:
            # Modern IRC, PREFIX: without a value, "no prefixes are supported".
            return {}
        match = re.fullmatch(r"\(([A-Za-z]*)\)(\S*)", value)
        if not match:
            return {"@": "o", "+": "v"}
        return dict(zip(match[2], match[1], strict=False))

    @property
    def mode_kinds(self) -> tuple[str, str, str, str]:
        """The four kinds of CHANMODES: lists, always, only when set, and never a parameter."""
        kinds = self.tokens.get("CHANMODES", "beI,k,l,imnpst").split(",")
        first, second, third, fourth = (*kinds, "", "", "", "")[:4]
        return first, second, third, fourth

    @property
    def network(self) -> str:
        """The network's name, or nothing."""
        return self.tokens.get("NETWORK", "")

    @property
    def line_length(self) -> int:
        """The longest line in bytes, with CRLF."""
        return self.number("LINELEN", 512)

    def is_channel(self, name: str) -> bool:
        """Whether a target is a channel."""
        return name[:1] in self.channel_types if name else False
