"""Reads what a person types to say where to go: a host, with a port, or an irc URL."""

import re
from dataclasses import replace
from ipaddress import IPv6Address
from urllib.parse import unquote

from netcore.client.values import Server
from netcore.errors import ChatError
from netcore.security.fingerprints import read_fingerprint
from netcore.security.invitation import CERTIFICATE, PASSWORD, read_query
from netcore.security.reach import is_local

DEFAULT_PORT = 9999
_SCHEMES = {"irc": (6667, False), "ircs": (6697, True), "irc6": (6667, False)}
# What the irc URL draft (draft-butcher-irc-url-04) lets stand behind the target's name.
_MODIFIERS = {"needkey", "needpass", "ischannel"}
_NO_CHANNEL = {"isnick", "isserver", "isuser"}
_LONGEST_HOST = 253
_PLAIN_PORTS = range(6660, 6670)
_EXAMPLES = "write HOST, HOST:PORT or ircs://HOST/#channel"


def parse_address(text: str) -> tuple[Server, tuple[str, ...]]:
    """Read ``HOST``, ``HOST:PORT``, ``[v6]:PORT`` or ``irc://HOST:PORT/#one,#two?key``.

    A bare host has port 9999, an ``irc`` URL 6667 and an ``ircs`` URL, which means TLS, 6697. TLS
    is tried first where a bare host is not this machine, unless its port is IRC's own for plain
    text. An invitation (`netcore.security.invitation`) carries the password and the certificate.

    Returns:
        The server, and the channels; one with a key reads ``#channel key``, the form that
        `ChatClient` takes. A key belongs to the last channel before it.

    Raises:
        ChatError: it is no such thing; the words say why.
    """
    text = text.strip()
    scheme, separator, rest = text.partition("://")
    port, tls = DEFAULT_PORT, False
    if separator:
        if scheme.lower() not in _SCHEMES:
            raise ChatError(f"{scheme}:// is no address of a chat server", _EXAMPLES)
        port, tls = _SCHEMES[scheme.lower()]
    else:
        rest = text
    place, _, path = rest.partition("/")
    if "@" in place:
        raise ChatError(
            "An address holds no name and no password", "use the options for the nick and password"
        )
    host, port = _host_and_port(place, port)
    path, _, query = path.partition("?")
    invited = read_query(query) if query else None
    if query and invited is None:
        path = f"{path}?{query}"
    server = Server(host, port, tls)
    if invited:
        server = _invited(server, invited)
    elif not separator and not is_local(host) and port not in _PLAIN_PORTS:
        server = replace(server, prefer_tls=True)
    return server, _channels(path)


def _invited(server: Server, invited: dict[str, str]) -> Server:
    if not server.tls:
        raise ChatError(
            "An address with secrets in it has to begin with ircs://", "they would be readable"
        )
    certificate = invited.get(CERTIFICATE, "")
    return replace(
        server,
        password=invited.get(PASSWORD, ""),
        fingerprint=read_fingerprint(certificate) if certificate else "",
    )


def _host_and_port(place: str, port: int) -> tuple[str, int]:
    bracketed = re.fullmatch(r"\[([^\]]*)\](?::(.*))?", place)
    if bracketed:
        host, number = bracketed[1], bracketed[2]
    elif _is_ipv6(place):
        host, number = place, None
    else:
        host, colon, after = place.partition(":")
        number = after if colon else None
    if not host:
        raise ChatError("The address names no host", _EXAMPLES)
    if len(host) > _LONGEST_HOST or re.search(r"[\s\x00-\x20\x7f\[\]#,?]", host):
        raise ChatError(f"{host[:60]!r} is no name of a host", _EXAMPLES)
    return host, port if number is None else _port(number)


def _is_ipv6(place: str) -> bool:
    try:
        return bool(IPv6Address(place))
    except ValueError:
        return False


def _port(number: str) -> int:
    if not (number.isascii() and number.isdigit()) or not 0 < int(number[:6]) < 65536:
        raise ChatError(f"{number[:20]!r} is no port", "a port is a number from 1 to 65535")
    return int(number)


def _channels(path: str) -> tuple[str, ...]:
    channels = []
    for item in path.split(","):
        name, _, key = item.partition("?")
        name, key = unquote(name), unquote(key)
        if name in _NO_CHANNEL:
            return ()
        if not name or name in _MODIFIERS:
            continue
        if re.search(r"[\s\x00-\x20\x7f]", name + key):
            raise ChatError(f"{name[:60]!r} is no name of a channel", "leave out spaces")
        name = name if name[0] in "#&+!" else f"#{name}"
        channels.append(f"{name} {key}" if key else name)
    return tuple(channels)
