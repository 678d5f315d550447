"""How others get in: the lines to paste for an address that the server listens on."""

import contextlib
import ipaddress
import socket
from dataclasses import dataclass

# Addresses for documentation (RFC 5737, RFC 3849): a route to them is the way to other networks.
_ELSEWHERE = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))


@dataclass(frozen=True, slots=True)
class Invitation:
    """The lines with which somebody joins.

    Args:
        join: for those who have chat-tui.
        nc: for those who have nothing.
        irssi: for those who have an IRC client.
    """

    join: str
    nc: str
    irssi: str


def invite(host: str, port: int, *, password: bool = False) -> Invitation:
    """The lines for one address.

    Args:
        host: a name or number that others can reach; not a wildcard.
        port: the port.
        password: whether one is asked for; irssi has to be given it on its own line.
    """
    secret = " -w PASSWORD" if password else ""
    return Invitation(
        join=f"chat-tui join {joined(host, port)}",
        nc=f"nc {host} {port}",
        irssi=f"irssi -c {host} -p {port}{secret}",
    )


def invite_all(host: str, port: int, *, password: bool = False) -> tuple[Invitation, ...]:
    """The lines for every address under which a server that is bound to ``host`` is reached."""
    return tuple(invite(each, port, password=password) for each in reachable(host))


def warning(host: str, *, password: bool) -> str:
    """What an operator should know of who can get in; empty where there is nothing to say."""
    if password or is_local(host):
        return ""
    return "no password: everybody who reaches this address over the network can join"


def joined(host: str, port: int) -> str:
    """``host:port``, with brackets where the host is an IPv6 address."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def reachable(host: str) -> tuple[str, ...]:
    """The addresses under which others reach a server that is bound to one.

    Args:
        host: what it is bound to; a wildcard stands for this machine's addresses in its networks,
            or for this machine alone where it is in none.
    """
    if not is_wildcard(host):
        return (host,)
    return _lan_addresses(ipv6=":" in host) or ("::1" if ":" in host else "127.0.0.1",)


def is_wildcard(host: str) -> bool:
    """Whether a server bound to it listens on every address of the machine."""
    return host in ("", "0.0.0.0", "::")


def is_local(host: str) -> bool:
    """Whether only this machine can reach it."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _lan_addresses(*, ipv6: bool) -> tuple[str, ...]:
    """This machine's addresses towards other networks; nothing is sent to find them."""
    found = []
    for family, elsewhere in _ELSEWHERE:
        if family == socket.AF_INET6 and not ipv6:
            continue
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            # Connecting a datagram socket only asks the routing table.
            probe.connect((elsewhere, 9))
            found.append(str(probe.getsockname()[0]))
    return tuple(address for address in found if not is_local(address))
