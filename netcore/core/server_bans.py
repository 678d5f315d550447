"""Whom the server keeps out or silent: by nick, ``nick!user@host``, account or address."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator
from typing import NamedTuple

from netcore.core.names import nick_key
from netcore.errors import ChatError
from netcore.wire import masks

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

MOST = 5_000
"""Bans that a list may have: to look through them takes a newcomer's turn some milliseconds."""
_ACCOUNT = "a:"
_WIDEST = {4: 8, 6: 16}
"""The shortest prefix of a network that may be banned, by the version of IP."""
_LOOPBACK = ipaddress.ip_address("::1")


class ServerBan(NamedTuple):
    """One entry of a list.

    Args:
        mask: whom it covers, as `full_mask` writes it.
        reason: in words for whoever is covered.
        by: the operator, as others may see it.
        since: when it was set, in seconds since the epoch.
        until: when it is over; 0: never.
    """

    mask: str
    reason: str
    by: str
    since: int
    until: int = 0

    def over(self, now: int) -> bool:
        """Whether it has ended by now, in seconds since the epoch."""
        return 0 < self.until <= now


class Subject(NamedTuple):
    """Who may be covered.

    Args:
        nick: the nick, or one that is wanted; ``*`` for none.
        user: the user name; ``*`` before it is known.
        hosts: the address and, where that is another, the host that others see.
        account: the account; empty: none.
    """

    nick: str
    user: str
    hosts: tuple[str, ...]
    account: str


def full_mask(text: str) -> str:
    """Complete a mask as an operator types it.

    Args:
        text: a nick, a ``nick!user@host`` mask, an address or a part of one with ``*``, a network
            as ``10.0.0.0/8``, or ``a:ACCOUNT``.

    Raises:
        ChatError: it cannot be one, or covers everybody.
    """
    if not text.strip():
        raise _everybody("that")
    if " " in text or not text.isprintable():
        raise ChatError(f"{text!r} is no mask", "name a nick, an address or an account")
    network = _network(text)
    if network:
        if _is_too_wide(network):
            raise _everybody(text)
        return str(network.network_address if _is_one(network) else network)
    if text[:2].lower() == _ACCOUNT:
        full = _ACCOUNT + text[2:]
    elif "!" in text or "@" in text:
        full = masks.normalise(text)
    elif "/" in text:
        raise ChatError(f"{text} is no network", "write it as 10.20.0.0/16 or 2001:db8::/32")
    elif "." in text or ":" in text:
        # No nick has such signs. A leading colon would begin a trailing parameter.
        full = f"*!*@{'0' if text.startswith(':') else ''}{text}"
    else:
        full = masks.normalise(text)
    if not full.removeprefix(_ACCOUNT).strip("*!@?.: "):
        raise _everybody(text)
    return full


def is_network(full: str) -> bool:
    """Whether a mask is an address or a network, which nobody gets by who has to say a word."""
    return _network(full) is not None


def _network(text: str) -> Network | None:
    try:
        bare = text.replace("[", "").replace("]", "")
        network = ipaddress.ip_network(bare, strict=False)
    except ValueError:
        return None
    mapped = getattr(network.network_address, "ipv4_mapped", None)
    if mapped and network.prefixlen >= 96:
        return ipaddress.ip_network((mapped, network.prefixlen - 96), strict=False)
    return network


def _is_one(network: Network) -> bool:
    return network.prefixlen == network.max_prefixlen


def _is_too_wide(network: Network) -> bool:
    return network.prefixlen < _WIDEST[network.version] or (
        _LOOPBACK in network and not _is_one(network)
    )


def _everybody(text: str) -> ChatError:
    return ChatError(f"{text} fits everybody", "name a nick, an address or an account")


class BanList:
    """Bans, to be asked whom they cover; nobody is covered by one that is over."""

    def __init__(self) -> None:
        self._bans: dict[str, ServerBan] = {}
        self._fits: dict[str, Callable[[str], bool]] = {}
        """Of masks and accounts, by their folded form."""
        self._blocks: dict[tuple[int, int], dict[int, ServerBan]] = {}
        """Of networks, by version and length of the prefix, and by the prefix."""

    def __len__(self) -> int:
        return len(self._bans)

    def __iter__(self) -> Iterator[ServerBan]:
        return iter(self._bans.values())

    def find(self, full: str) -> ServerBan | None:
        """The ban of exactly this mask."""
        return self._bans.get(nick_key(full))

    def add(self, ban: ServerBan) -> None:
        """Add one, in place of the one with its mask."""
        key = nick_key(ban.mask)
        self._bans[key] = ban
        network = _network(ban.mask)
        if network:
            shift = network.max_prefixlen - network.prefixlen
            block = self._blocks.setdefault((network.version, shift), {})
            block[int(network.network_address) >> shift] = ban
        else:
            self._fits[key] = masks.matcher(key.removeprefix(_ACCOUNT))

    def remove(self, full: str) -> ServerBan | None:
        """Take one out and return it, if it is there."""
        key = nick_key(full)
        ban = self._bans.pop(key, None)
        if ban and not self._fits.pop(key, None):
            network = _network(ban.mask)
            assert network
            shift = network.max_prefixlen - network.prefixlen
            del self._blocks[network.version, shift][int(network.network_address) >> shift]
        return ban

    def expire(self, now: int) -> list[ServerBan]:
        """Take out those that are over by now, in seconds since the epoch."""
        over = [ban for ban in self._bans.values() if ban.over(now)]
        for ban in over:
            self.remove(ban.mask)
        return over

    def of_address(self, host: str, now: int) -> ServerBan | None:
        """The ban of an address, by itself or by its network."""
        if not self._blocks:
            return None
        one = _network(host)
        if one is None:
            return None
        number = int(one.network_address)
        for (version, shift), block in self._blocks.items():
            ban = block.get(number >> shift) if version == one.version else None
            if ban and not ban.over(now):
                return ban
        return None

    def of(self, who: Subject, now: int) -> ServerBan | None:
        """The first ban that covers somebody."""
        account = nick_key(who.account)
        sources = [nick_key(f"{who.nick}!{who.user}@{host}") for host in who.hosts]
        for key, fits in self._fits.items():
            said = [account] if key.startswith(_ACCOUNT) else sources
            if any(text and fits(text) for text in said) and not self._bans[key].over(now):
                return self._bans[key]
        return self.of_address(who.hosts[0], now)
