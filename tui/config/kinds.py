"""The kinds of values that settings take: each is checked here; an error says what would do."""

import argparse
import ipaddress
import math
import re
from pathlib import Path

from tui.config.option import Kind
from tui.typed import shown

_HOST_NAME = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9_-]{1,63}(?<!-))*\.?")
# A dot tells a server's name from a nick; 63 is what IRC allows for it.
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
_SERVER_NAME = re.compile(rf"(?=.{{3,63}}\Z){_LABEL}(\.{_LABEL})+")
# The name stands in a NETWORK= token: no space, and no second "=".
_NETWORK = re.compile(r"[!-<>-~]{1,40}")
_CHANNEL = re.compile(r"#[^\s,\x00-\x20\x07]{1,63}")
_NUMBER = re.compile(r"\d{1,15}", re.ASCII)
_SIZE = re.compile(r"(\d+)\s*([KMG]?)(?:i?B)?", re.IGNORECASE)
_UNITS = {"": 1, "K": 1024, "M": 1024**2, "G": 1024**3}
_OPERATOR = re.compile(r"[!-9;-~]{1,30}:[!-~]{1,400}")
_HIGH_BYTES = bytes(range(0x80, 0x100))
_LONGEST_PASSWORD = 400
_LONGEST_WORDS = 200
MEMORY, OFF = "memory", "off"
"""Places of the history that are no file."""


def bind(text: str) -> str:
    """An address or host name to listen on, without a port."""
    host = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    if _is_address(host) or _HOST_NAME.fullmatch(host):
        return host
    if _HOST_NAME.fullmatch(host.rpartition(":")[0]):
        raise _error(text, "has a port in it: give the address here and the port with --port")
    raise _error(text, "is not an address: give one such as 127.0.0.1, 0.0.0.0 (all) or ::1")


def port(text: str) -> int:
    """A TCP port; 0 takes any free one."""
    if _NUMBER.fullmatch(text) and int(text) <= 65535:
        return int(text)
    raise _error(text, "is not a port: give a number from 0 (any free one) to 65535")


def server_name(text: str) -> str:
    """The server's name: like a host's, with a dot."""
    if _SERVER_NAME.fullmatch(text):
        return text
    raise _error(
        text,
        "is not a server's name: give one like chat.example.org "
        "(letters, digits and '-' between them, with a dot; at most 63)",
    )


def network(text: str) -> str:
    """The network's name, which clients show as the title of the connection."""
    if _NETWORK.fullmatch(text):
        return text
    raise _error(text, "is not a network's name: give up to 40 letters without spaces or '='")


def channel(text: str) -> str:
    """A channel's name."""
    if _CHANNEL.fullmatch(text):
        return text
    raise _error(text, "is not a channel: give one like #lobby")


def seconds(text: str) -> float:
    """A duration above zero."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if math.isfinite(value) and value > 0:
        return value
    raise _error(text, "is not a duration: give seconds above 0, such as 90")


def encoding(text: str) -> str:
    """A character encoding in which IRC's own words are still ASCII."""
    try:
        usable = b"PING :~a".decode(text) == "PING :~a"
        _HIGH_BYTES.decode(text, "replace")
    except (LookupError, ValueError):
        usable = False
    if usable:
        return text
    raise _error(text, "is not an encoding that can be used: give one such as latin-1, cp1252, gbk")


def password(text: str) -> str:
    """What clients have to say to be let in."""
    if not text:
        raise argparse.ArgumentTypeError("is empty: leave it out to let everybody in")
    if not text.isprintable():
        raise argparse.ArgumentTypeError("has control characters in it, which IRC cannot carry")
    if len(text.encode(errors="replace")) > _LONGEST_PASSWORD:
        raise argparse.ArgumentTypeError("is too long: IRC carries 400 bytes of it")
    return text


def operator(text: str) -> str:
    """An operator's name and the hash of the password; neither is shown where it is refused."""
    if _OPERATOR.fullmatch(text):
        return text
    raise argparse.ArgumentTypeError("is not NAME:PASSWORD-HASH, without spaces")


def words(text: str) -> str:
    """A few words for people, on one line."""
    if text and text.isprintable() and len(text.encode(errors="replace")) <= _LONGEST_WORDS:
        return text
    raise _error(text, "is not a line of text: write up to 200 letters")


def lines(text: str) -> tuple[str, ...]:
    """Text for people, of one line or several; without control characters."""
    found = tuple(text.expandtabs(4).splitlines())
    if all(line.isprintable() for line in found):
        return found
    raise _error(text, "has control characters in it")


def _switch(text: str) -> bool:
    if (word := text.lower()) in {"true", "false", "1", "0", "yes", "no", "on", "off"}:
        return word in {"true", "1", "yes", "on"}
    raise _error(text, "is neither true nor false")


def _path(text: str) -> Path:
    if text and "\0" not in text:
        return Path(text).expanduser()
    raise _error(text, "is not the name of a file")


def history(text: str) -> str | Path:
    """Where what is said is kept: `MEMORY`, `OFF` or a file."""
    if text in (MEMORY, OFF):
        return text
    if text.strip() and "\0" not in text:
        return Path(text).expanduser()
    raise argparse.ArgumentTypeError("is no file: give memory, off, or the path of a file")


def count(least: int, most: int) -> Kind:
    """A whole number between two bounds, both included."""

    def read(text: str) -> int:
        if _NUMBER.fullmatch(text) and least <= int(text) <= most:
            return int(text)
        raise _error(text, f"is not a number that will do: give one from {least} to {most}")

    return Kind(read, "N", (int,), {"type": "integer", "minimum": least, "maximum": most})


def size(least: int) -> Kind:
    """A number of bytes, with K, M or G for the 1024-fold; at least so many."""

    def read(text: str) -> int:
        match = _SIZE.fullmatch(text.strip())
        if not match:
            what = "is not a size: give bytes, or a number with K or M, such as 512K"
            raise _error(text, what)
        value = int(match[1][:15]) * _UNITS[match[2].upper()]
        if value < least:
            raise _error(text, f"is too small: give at least {least // 1024}K")
        return value

    return Kind(read, "BYTES", (int, str), {"type": ["integer", "string"]})


def choice(*words: str, metavar: str = "") -> Kind:
    """One of some words, which stand in ``--help`` where there is nothing shorter to say."""

    def read(text: str) -> str:
        if text in words:
            return text
        raise _error(text, f"is not one of {', '.join(words)}")

    return Kind(read, metavar or "|".join(words), (str,), {"enum": list(words)})


ADDRESS = Kind(bind, "ADDRESS")
PORT = Kind(port, "N", (int,), {"type": "integer", "minimum": 0, "maximum": 65535})
SERVER_NAME = Kind(server_name, "NAME")
NETWORK = Kind(network, "NAME")
CHANNEL = Kind(channel, "CHANNEL")
SECONDS = Kind(seconds, "S", (int, float), {"type": "number", "exclusiveMinimum": 0})
ENCODING = Kind(encoding, "ENC")
PASSWORD = Kind(password, "PW")
OPERATOR = Kind(operator, "NAME:PASSWORD-HASH")
LINES = Kind(lines, "TEXT")
WORDS = Kind(words, "TEXT")
TEXT = Kind(str, "TEXT")
PATH = Kind(_path, "FILE")
FOLDER = Kind(_path, "DIR")
HISTORY = Kind(history, "memory|off|FILE")
SWITCH = Kind(_switch, "", (bool,), {"type": "boolean"})


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _error(text: str, what: str) -> argparse.ArgumentTypeError:
    return argparse.ArgumentTypeError(f"'{shown(text)}' {what}")
