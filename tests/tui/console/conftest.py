"""A server that does nothing but remember, with a busy evening in its snapshot."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from netcore.errors import ChatError
from netcore.snapshot import ChannelRow, ClientRow, LogLine, Snapshot, ThreadRow
from tui.console.app import Dashboard
from tui.console.invitation import invite

# 2026-11-23 04:42:57 UTC
NOON = 1795408977.0


class FakeServer:
    """Gives the snapshot that it was given, and notes what the operator asks of it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.seen = snapshot
        self.calls: list[tuple[str, ...]] = []
        self.banned: tuple[str, ...] = ()
        self.ended = threading.Event()
        self.stopped_with: list[float] = []

    def start(self) -> tuple[str, int]:
        return ("127.0.0.1", 9999)

    def stop(self, timeout: float = 3.0) -> None:
        self.stopped_with.append(timeout)
        self.ended.set()

    def wait(self, timeout: float | None = None) -> bool:
        return self.ended.wait(timeout)

    def snapshot(self) -> Snapshot:
        return self.seen

    def say(self, text: str, channel: str = "") -> str:
        return self._done("say", text, channel)

    def kick(self, who: str, reason: str = "") -> str:
        if who == "nobody":
            raise ChatError("nobody here is called nobody", "see /clients")
        return self._done("kick", who, reason)

    def ban(self, mask: str, reason: str = "") -> str:
        return self._done("ban", mask, reason)

    def unban(self, mask: str) -> str:
        return self._done("unban", mask)

    def bans(self) -> tuple[str, ...]:
        return self.banned

    def _done(self, *call: str) -> str:
        self.calls.append(call)
        return f"done: {' '.join(part for part in call if part)}"


def evening() -> Snapshot:
    """Eight clients of all kinds in four channels."""
    lobby, dev = "#lobby", "#dev"
    clients = (
        client(1, "alice", "192.168.1.20:51234", (lobby, dev), 3.0, (1204, 4310)),
        client(2, "bob", "192.168.1.21:40112", (lobby,), 42.0, (310, 4120), away=True),
        client(3, "guest7", "192.168.1.40:60001", (lobby,), 71.0, (12, 900), dialect="plain"),
        client(4, "王小明", "[fd00::1:20]:55001", (lobby, dev, "#中文"), 8.0, (88, 3100)),
        client(5, "*", "203.0.113.9:4122", (), 1.0, (2, 4), dialect="?"),
        client(6, "dave_with_a_long_nick", "192.168.1.33:41000", (lobby,), 4000.0, (5, 4000)),
        client(7, "erin", "192.168.1.34:41001", (lobby, dev, "#music"), 0.0, (9876, 45678)),
        client(8, "slow", "198.51.100.77:33999", (lobby,), 320.0, (7, 1200), sendq=7_000_000),
    )
    named = ["main", "dispatcher", "accept", "dashboard poller"]
    named += [f"reader {row.nick}" for row in clients if row.nick != "*"]
    return Snapshot(
        time=1000.0,
        server_name="chat.local",
        version="0.1.0",
        addresses=("127.0.0.1:9999",),
        engine="threads",
        uptime=3872.0,
        clients=clients,
        channels=(
            ChannelRow(lobby, 7, "+nt", "Everybody starts here [/b] and [@click=app.quit]stays"),
            ChannelRow(dev, 3, "+nt", "the build is green"),
            ChannelRow("#music", 1, "+nt", ""),
            ChannelRow("#中文", 1, "+n", "你好"),
        ),
        threads=tuple(ThreadRow(name.partition(" ")[0], name) for name in named),
        peak_clients=11,
        connections=37,
        messages_in=11_504,
        messages_out=63_312,
        bytes_in=812_000,
        bytes_out=9_120_000,
        bugs=0,
        log=log(),
    )


def client(
    number: int,
    nick: str,
    address: str,
    channels: tuple[str, ...],
    idle: float,
    lines: tuple[int, int],
    *,
    dialect: str = "irc",
    sendq: int = 0,
    away: bool = False,
) -> ClientRow:
    """One row, connected for ten minutes."""
    received, sent = lines
    return ClientRow(
        number, nick, address, dialect, channels, idle, 600.0, sendq, received, sent, away=away
    )


def log() -> tuple[LogLine, ...]:
    """Lines of every level, one too long for a row and one that looks like markup."""
    long = "slow (198.51.100.77) has not read for 40 s: " + "7.0 MB of lines wait for it, " * 4
    return (
        LogLine(1, NOON, "info", "chat.local listens on 127.0.0.1:9999"),
        LogLine(2, NOON + 2, "info", "alice (192.168.1.20:51234) came"),
        LogLine(3, NOON + 3, "debug", "alice: CAP LS 302"),
        LogLine(4, NOON + 9, "info", "alice joined #lobby"),
        LogLine(5, NOON + 61, "info", "王小明 joined #中文 [bold]not markup[/bold] [/]"),
        LogLine(6, NOON + 75, "warning", long.rstrip(", ")),
        LogLine(7, NOON + 80, "error", "out of descriptors: 203.0.113.50 was turned away"),
    )


def busy(snapshot: Snapshot, second: int) -> Snapshot:
    """The same server so many seconds later; what it has done meanwhile goes up and down."""
    load = [3, 5, 2, 8, 13, 9, 4, 1, 0, 2, 6, 11, 7, 3, 1, 0, 0, 4, 9, 12]
    done = sum(load[place % len(load)] for place in range(second))
    return replace(
        snapshot,
        time=snapshot.time + second,
        clients=snapshot.clients[: 3 + second // 4] if second < 20 else snapshot.clients,
        threads=snapshot.threads[: 7 + second // 4] if second < 16 else snapshot.threads,
        messages_in=snapshot.messages_in + done,
        messages_out=snapshot.messages_out + done * 7,
        bytes_in=snapshot.bytes_in + done * 90,
        bytes_out=snapshot.bytes_out + done * 700,
    )


@pytest.fixture(autouse=True)
def in_utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Times of the log are shown as they are in UTC."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def server() -> FakeServer:
    """A server on a busy evening."""
    return FakeServer(evening())


@pytest.fixture
def dashboard(server: FakeServer) -> Dashboard:
    """Its screen, which looks once and then only after an operator's call."""
    return Dashboard(server, (invite("127.0.0.1", 9999),), interval=3600.0)


@pytest.fixture
def later() -> Callable[[Snapshot, int], Snapshot]:
    """The function `busy`."""
    return busy
