"""What an operator may set about the chat, with the defaults and their reasons."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Settings:
    """The chat's settings; lengths are in bytes of UTF-8, times in seconds.

    Args:
        server_name: host-like name in prefixes, 004 and PONG.
        network: the network's name in ISUPPORT and the welcome.
        motd: lines of the message of the day; empty: none.
        info: a few words about this server, for WHOIS, LINKS and INFO; empty: the network's name.
        admin: who runs it, for ADMIN: where, who, and an address for mail; empty: not told.
        opers: the names with which one may become operator, and the hashes of their passwords.
        password: the argon2id hash of what PASS must say; empty: nobody is asked.
        cloak: whether people see a keyed hash in place of each other's addresses.
        accounts: whether people may have accounts, or must: ``off``, ``optional``, ``required``.
        scram: whether one may log in by SCRAM-SHA-256, which needs a weaker verifier to be kept.
        lobby: the channel of plain guests, which `join` enters too.
        plain_guests: whether they may come from other machines too, unencrypted.
        ping_interval: silence before the server asks with PING.
        ping_timeout: silence after that PING before the connection is given up.
        registration_timeout: time for a connection to register; activity does not prolong it.
        plain_pause: how long bytes without a line end wait before they count as a line.
        fallback_encoding: how bytes that are not UTF-8 are read; empty: they are refused.
        nick_length: longest nick; 30 leaves room for the text in a 512-byte line.
        channel_length: longest channel name, ``#`` included.
        topic_length: longest topic; 390 fits 512 bytes with all but the longest names.
        away_length: longest away message.
        kick_length: longest reason of KICK, PART and QUIT.
        key_length: longest channel key; 23 is RFC 2812's.
        user_length: longest user name.
        realname_length: longest real name.
        max_channels: channels that one client may be in at once.
        max_targets: targets of one PRIVMSG or NOTICE.
        max_list: entries of a channel's ban list.
        max_monitor: nicks that one client may monitor.
        max_silence: masks that one client may silence.
        burst: lines that one client may send at once; a paste of 20 and what a client sends on
            coming fit in. Lines that make work count for several.
        rate: lines a second that it may send on after that; nobody types faster.
        flood_patience: seconds for which it may send more, being slowed, before it is cut off.
        max_clients: connections in all; what a thread each still takes on a small machine.
        max_per_address: connections of one address; a class behind one router fits in.
        limit_local: whether connections of this machine are held to the last five too.
        sendq: bytes that may wait for a client that does not read, before it is cut off.
        sendq_total: bytes that may wait for all clients together that do not read.
        sendq_age: seconds for which something may wait for a client, also one that reads slowly.
        replay: lines of the past that a client is shown on joining, if it cannot ask for them.
        recvq: bytes of one client that may wait to be handled, before it is not read from.
    """

    server_name: str = "chat.local"
    network: str = "chat-tui"
    motd: tuple[str, ...] = ()
    info: str = ""
    admin: tuple[str, ...] = ()
    opers: Mapping[str, str] = field(default_factory=dict)
    password: str = ""
    cloak: bool = True
    accounts: str = "off"
    scram: bool = False
    lobby: str = "#lobby"
    plain_guests: bool = False
    ping_interval: float = 90.0
    ping_timeout: float = 60.0
    registration_timeout: float = 20.0
    plain_pause: float = 0.3
    fallback_encoding: str = ""
    nick_length: int = 30
    channel_length: int = 64
    topic_length: int = 390
    away_length: int = 390
    kick_length: int = 390
    key_length: int = 23
    user_length: int = 16
    realname_length: int = 150
    max_channels: int = 100
    max_targets: int = 10
    max_list: int = 100
    max_monitor: int = 100
    max_silence: int = 32
    burst: int = 40
    rate: float = 5.0
    flood_patience: float = 30.0
    max_clients: int = 10_000
    max_per_address: int = 50
    limit_local: bool = False
    sendq: int = 8 * 1024 * 1024
    sendq_total: int = 256 * 1024 * 1024
    sendq_age: float = 60.0
    recvq: int = 1024 * 1024
    replay: int = 20

    @property
    def about(self) -> str:
        """What is said of this server where a few words about it are wanted."""
        return self.info or self.network


class ReadSettings(NamedTuple):
    """Asks for the settings as the operator has them in files now; see `Hub.ask`."""
