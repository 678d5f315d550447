"""What a connection's first bytes say about who is there."""

from __future__ import annotations

import re
from enum import Enum, auto

from netcore.core.commands.registry import COMMANDS

_HTTP = re.compile(rb"([A-Z]{3,8}) (?:(\S+ (?:HTTP|RTSP|SIP)/\d)|/|\*)")
_OTHERS = (b"SSH-", b"PROXY ", b"PRI * ", b"\xef\xbb\xbf")
_SPOKEN = {
    "CAP": (1, 1000),
    "NICK": (1, 1),
    "USER": (4, 1000),
    "PASS": (1, 1),
    "PING": (1, 1),
    "PONG": (1, 1),
    "AUTHENTICATE": (1, 1),
}
"""What a client begins with, and with how many words behind it: people type these by hand too, in
small letters, while `pass me the salt` is something to say."""


class Opening(Enum):
    """Who is there."""

    IRC = auto()
    PLAIN = auto()
    UNDECIDED = auto()
    TLS = "This port speaks plain text, not TLS: connect again with TLS off"
    HTTP = "This is a chat server, not a web server: join with chat-tui, an IRC client or nc"
    OTHER = "This is a chat server: join with chat-tui, an IRC client or nc"


def opening(first: bytes) -> Opening:
    """Judge the first line, or the first bytes of a line that has not ended yet."""
    if first[:1] == b"\x16":
        return Opening.TLS
    if _is_http(first):
        return Opening.HTTP
    # Nobody types a NUL: it is the binary of some other protocol, of which no line is to be said.
    if b"\0" in first or first.startswith(_OTHERS) or _is_resp(first):
        return Opening.OTHER
    return Opening.IRC if _is_irc(first) else Opening.PLAIN


def _is_http(first: bytes) -> bool:
    """Whether a request begins here; a password may begin with ``/``, a wanted nick be ``*``."""
    request = _HTTP.match(first)
    return request is not None and (bool(request[2]) or request[1].decode() not in COMMANDS)


def _is_resp(first: bytes) -> bool:
    return re.fullmatch(rb"\*\d+", first) is not None


def _is_irc(first: bytes) -> bool:
    words = first.decode(errors="replace").split()
    if words and words[0].startswith("@") and "=" in words[0]:
        words = words[1:]
    if words and words[0].startswith(":"):
        words = words[1:]
    if not words:
        return False
    command, *params = words
    if command in COMMANDS:
        return True
    fewest, most = _SPOKEN.get(command.upper(), (1, 0))
    return fewest <= len(params) <= most


def may_become_irc(partial: bytes) -> bool:
    """Whether bytes without a line end may still turn out to be an IRC command."""
    if partial.startswith((b"@", b":")) or _is_irc(partial):
        return True
    word = partial.decode(errors="replace")
    return any(name.startswith(word) for name in COMMANDS)
