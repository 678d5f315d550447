"""The values of the host's options: each is checked here, and each error says what would do."""

import argparse
import ipaddress
import math
import re
from pathlib import Path

_HOST_NAME = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9_-]{1,63}(?<!-))*\.?")
# A dot tells a server's name from a nick; 63 is what IRC allows for it.
_SERVER_NAME = re.compile(r"(?=.{3,63}\Z)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
# The name stands in a NETWORK= token: no space, and no second "=".
_NETWORK = re.compile(r"[!-<>-~]{1,40}")
_SIZE = re.compile(r"(\d+)\s*([KM]?)(?:i?B)?", re.IGNORECASE)
_HIGH_BYTES = bytes(range(0x80, 0x100))
_LEAST_SENDQ = 16 * 1024
_LONGEST_PASSWORD = 400
_LARGEST_MOTD = 64 * 1024


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
    if text.isascii() and text.isdecimal() and int(text[:9]) <= 65535:
        return int(text[:9])
    raise _error(text, "is not a port: give a number from 0 (any free one) to 65535")


def server_name(text: str) -> str:
    """The server's name: like a host's, with a dot."""
    if _SERVER_NAME.fullmatch(text):
        return text
    raise _error(
        text,
        "is not a server's name: give one like chat.example.org "
        "(letters, digits and '-', with a dot; at most 63)",
    )


def network(text: str) -> str:
    """The network's name, which clients show as the title of the connection."""
    if _NETWORK.fullmatch(text):
        return text
    raise _error(text, "is not a network's name: give up to 40 letters without spaces or '='")


def seconds(text: str) -> float:
    """A duration above zero."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if math.isfinite(value) and value > 0:
        return value
    raise _error(text, "is not a duration: give seconds above 0, such as 90")


def size(text: str) -> int:
    """A number of bytes, with K or M for the 1024-fold."""
    match = _SIZE.fullmatch(text.strip())
    if not match:
        raise _error(text, "is not a size: give bytes, or a number with K or M, such as 512K")
    value = int(match[1][:15]) * {"": 1, "K": 1024, "M": 1024 * 1024}[match[2].upper()]
    if value < _LEAST_SENDQ:
        raise _error(text, "is too small: a channel's list of names must fit; give at least 16K")
    return value


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


def motd(path: Path) -> tuple[str, ...]:
    """Read the lines of a message of the day.

    Raises:
        OSError: it cannot be read.
        ValueError: it is not text in UTF-8, or far too long; the error's text says which.
    """
    with path.open("rb") as file:
        data = file.read(_LARGEST_MOTD + 1)
    if len(data) > _LARGEST_MOTD:
        raise ValueError("it is longer than 64 KB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("it is not text in UTF-8") from None
    return tuple(text.expandtabs(4).splitlines())


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _error(text: str, what: str) -> argparse.ArgumentTypeError:
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)[:60]
    return argparse.ArgumentTypeError(f"'{shown}' {what}")
