"""Bytes that mean nothing, from many connections: who sends them is answered or closed."""

from __future__ import annotations

import random
import socket
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from tests.abuse.hosted import Hosted, hosted
from tests.abuse.outcome import MEGABYTE, Outcome
from tests.abuse.peers import Pair, Peer, warm

AT_ONCE = 40
_ANSWERED_WITHIN = 5.0
_LEAVES = ("QUIT", "FIN", "RST")
_LOG_MOST = 1024
"""Bytes of log that one connection may cost."""
_MORE_MEMORY = 56 * MEGABYTE
"""Two of SQLite's caches, and what the allocator keeps of forty at once: it levels out."""
_END_OF_TELNET = b"\xff\xf0" * 2
"""Ends what telnet would still swallow, whichever of its bytes came last."""
_TLS_HELLO = bytes.fromhex("16030100c8010000c40303") + bytes(32)
_HTTP = (
    b"POST /chat HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 20\r\n\r\nPRIVMSG #lobby :hi\r\n"
)
_COMMANDS = (
    b"NICK garbled",
    b"USER g 0 * :g",
    b"CAP LS 302",
    b"CAP REQ :message-tags batch draft/multiline",
    b"JOIN #garbage,#lobby",
    b"PRIVMSG #garbage :\x01ACTION x\x01",
    b"@label=x;+y=z TAGMSG #garbage",
    b"MODE #garbage +b *!*@*",
    b"BATCH +1 draft/multiline #garbage",
    b"AUTHENTICATE PLAIN",
    b"CHATHISTORY LATEST #garbage * 10",
    b"WHO *",
    b"MONITOR + a,b,c",
    b"METADATA * SET avatar :x",
)


def _noise(dice: random.Random) -> bytes:
    return dice.randbytes(dice.randrange(1, 4000))


def _words(dice: random.Random) -> bytes:
    lines = dice.choices(_COMMANDS, k=dice.randrange(1, 20))
    return b"\r\n".join(lines)[: dice.randrange(1, 2000)]


def _mutated(dice: random.Random) -> bytes:
    data = bytearray(b"\r\n".join(dice.sample(_COMMANDS, len(_COMMANDS))) + b"\r\n")
    for _ in range(dice.randrange(1, 30)):
        data[dice.randrange(len(data))] = dice.randrange(256)
    return bytes(data)


def _nuls(dice: random.Random) -> bytes:
    return bytes(dice.randrange(1, 50)) + b"NICK x\0\r\n\0\r\n" * dice.randrange(3)


def _telnet(dice: random.Random) -> bytes:
    return b"".join(b"\xff" + dice.randbytes(2) for _ in range(dice.randrange(1, 200)))


def _hello(dice: random.Random) -> bytes:
    return _TLS_HELLO[: dice.randrange(1, len(_TLS_HELLO))]


def _request(dice: random.Random) -> bytes:
    return _HTTP[: dice.randrange(5, len(_HTTP) + 1)]


def _huge(dice: random.Random) -> bytes:
    return dice.choice((b"A", b"PRIVMSG ", b":\xff ", b"\r")) * dice.randrange(1_000, 200_000)


KINDS: tuple[Callable[[random.Random], bytes], ...] = (
    _noise,
    _words,
    _mutated,
    _nuls,
    _telnet,
    _hello,
    _request,
    _huge,
)


def garbage(engine: str, folder: Path, rounds: int) -> Outcome:
    """So many connections send garbage, while two people talk; each thousand has a seed."""
    outcome = Outcome()
    with hosted(engine, folder) as host:
        warm(host.port)
        _siege(host, random.Random("warm"), AT_ONCE)
        with Pair(host.port) as pair:
            before, logged = host.held(), host.logged()
            wedged = 0
            for number in range(0, rounds, AT_ONCE):
                if number % 1000 < AT_ONCE:
                    dice = random.Random(number // 1000)
                wedged += _siege(host, dice, AT_ONCE)
            outcome.back(host, before, _MORE_MEMORY)
        a_connection = (host.logged() - logged) / rounds
        outcome.figures["wedged"] = f"{wedged} of {rounds}"
        outcome.figures["log"] = f"{a_connection:.0f} bytes a connection"
        outcome.expect(not wedged, f"{wedged} connections were neither answered nor closed")
        outcome.expect(a_connection <= _LOG_MOST, f"{a_connection:.0f} bytes of log a connection")
        outcome.fine(pair)
        host.stop()
    return outcome


def _siege(host: Hosted, dice: random.Random, number: int) -> int:
    """So many at once; how many of them were neither answered nor closed."""
    peers = [Peer(host.port) for _ in range(number)]
    for peer in peers:
        _send(peer.socket, dice.choice(KINDS)(dice), dice.choice((0, 0, 0, 7)))
    for peer in peers:
        _send(peer.socket, _END_OF_TELNET + b"\r\nPING alive\r\n", 0)
    deadline = monotonic() + _ANSWERED_WITHIN
    wedged = sum(not _answers(peer.socket, deadline) for peer in peers)
    for peer in peers:
        peer.leave(dice.choice(_LEAVES))
    return wedged


def _send(sock: socket.socket, data: bytes, pieces: int) -> None:
    """Send as a whole or in so many pieces; a host that has closed is what it may be."""
    step = len(data) // pieces + 1 if pieces else max(1, len(data))
    try:
        for start in range(0, len(data), step):
            sock.sendall(data[start : start + step])
    except ConnectionError:
        return


def _answers(sock: socket.socket, deadline: float) -> bool:
    """Whether the probe is answered, or the connection closed, in time."""
    seen = b""
    try:
        while b"alive" not in seen:
            sock.settimeout(max(0.001, deadline - monotonic()))
            data = sock.recv(65536)
            if not data:
                return True
            seen = seen[-20:] + data
    except ConnectionError:
        return True
    except TimeoutError:
        return False
    return True
