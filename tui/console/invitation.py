"""How others get in: the lines to paste for an address that the server listens on."""

import contextlib
import socket
from dataclasses import dataclass
from typing import NamedTuple

from netcore.security.fingerprints import in_hex
from netcore.security.invitation import Invitation as Invited
from netcore.security.reach import is_local

# Addresses for documentation (RFC 5737, RFC 3849): a route to them is the way to other networks.
# Those of private networks (RFC 1918, RFC 6598) may have ways of their own, as over a VPN.
_ELSEWHERE = (
    (socket.AF_INET, "192.0.2.1"),
    (socket.AF_INET, "192.168.255.254"),
    (socket.AF_INET, "10.255.255.254"),
    (socket.AF_INET, "172.31.255.254"),
    (socket.AF_INET, "100.127.255.254"),
    (socket.AF_INET6, "2001:db8::1"),
)


class Offer(NamedTuple):
    """What goes with an address, so that somebody can come in.

    Args:
        tls: whether TLS is spoken.
        fingerprint: of the certificate; empty where the authorities vouch for it.
        name: the name for which they vouch.
        asks_password: whether the server wants one.
        password: which; empty: it is not to be given away, or not known.
        channel: where people meet.
        guests: whether bare lines are let in from there.
    """

    tls: bool = False
    fingerprint: str = ""
    name: str = ""
    asks_password: bool = False
    password: str = ""
    channel: str = "#lobby"
    guests: bool = True

    @property
    def public(self) -> "Offer":
        """The same without the secret."""
        return self._replace(password="")


@dataclass(frozen=True, slots=True)
class Invitation:
    """The lines with which somebody joins.

    Args:
        join: for those who have chat-tui.
        nc: for those who have nothing; empty where they are not let in.
        irssi: for those who have an IRC client.
        weechat: for those who have another one.
        password: what others are asked for; empty: nothing, or it is not to be given away.
        certificate: the fingerprint that others are to compare; empty: none.
    """

    join: str
    nc: str
    irssi: str
    weechat: str
    password: str = ""
    certificate: str = ""


_NOTHING = Offer()


def invite(host: str, port: int, offer: Offer = _NOTHING) -> Invitation:
    """The lines for one address.

    Args:
        host: a name or number that others can reach; not a wildcard.
        port: the port.
        offer: what goes with it. Secrets are given away only where they travel encrypted.
    """
    nc = f"nc {host} {port}" if offer.guests else ""
    if not offer.tls:
        secret = " -w PASSWORD" if offer.asks_password else ""
        return Invitation(
            join=f"chat-tui join {joined(host, port)}",
            nc=nc,
            irssi=f"irssi -c {host} -p {port}{secret}",
            weechat=f"/server add chat {host}/{port} -notls",
        )
    invited = Invited(host, port, True, offer.channel, offer.password, offer.fingerprint)
    password = (offer.password or "PASSWORD") if offer.asks_password else ""
    digits = in_hex(offer.fingerprint) if offer.fingerprint else ""
    colons = ":".join(digits[at : at + 2].upper() for at in range(0, len(digits), 2))
    connect = f"/connect -tls{_given(' -tls_pinned_cert ', colons)} {host} {port}"
    return Invitation(
        join=f"chat-tui join '{invited.url}'",
        nc=nc,
        irssi=f"{connect}{_given(' ', password)}",
        weechat=f"/server add chat {host}/{port} -tls"
        f"{_given(' -tls_fingerprint=', digits)}{_given(' -password=', password)}",
        password=offer.password,
        certificate=offer.fingerprint,
    )


def _given(option: str, value: str) -> str:
    return f"{option}{value}" if value else ""


def invite_all(host: str, port: int, offer: Offer = _NOTHING) -> tuple[Invitation, ...]:
    """The lines for every address under which a server that is bound to ``host`` is reached.

    The best comes first: the name for which authorities vouch, then the way to other networks.
    """
    named = (offer.name,) if offer.name else ()
    return tuple(invite(each, port, offer) for each in (*named, *reachable(host)))


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
    return host in ("", "0.0.0.0", "::")  # noqa: S104 - it is compared


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
    return tuple(dict.fromkeys(address for address in found if not is_local(address)))
