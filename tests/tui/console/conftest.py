"""A server that does nothing but remember, with a busy evening in its snapshot."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from time import monotonic

import pytest
from textual import events
from textual.pilot import Pilot

from netcore.errors import ChatError
from netcore.snapshot import BanRow, ChannelRow, ClientRow, LogLine, Snapshot, ThreadRow
from tui.console.app import Dashboard
from tui.console.invitation import invite
from tui.console.screen import DashboardScreen

Scenario = Callable[[Pilot[None]], Awaitable[None]]
PATIENCE = 10.0

# 2026-11-23 04:42:57 UTC
BEGAN = 1795408977.0


class FakeServer:
    """Gives the snapshot that it was given, and notes what the operator asks of it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.seen = snapshot
        self.calls: list[tuple[str, ...]] = []
        self.banned: tuple[BanRow, ...] = ()
        self.muted: tuple[BanRow, ...] = ()
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

    def ban(self, mask: str, reason: str = "", lasts: int = 0) -> str:
        return self._done("ban", mask, reason, *([str(lasts)] if lasts else []))

    def unban(self, mask: str) -> str:
        return self._done("unban", mask)

    def bans(self) -> tuple[BanRow, ...]:
        return self.banned

    def mute(self, mask: str, reason: str = "", lasts: int = 0) -> str:
        return self._done("mute", mask, reason, *([str(lasts)] if lasts else []))

    def unmute(self, mask: str) -> str:
        return self._done("unmute", mask)

    def mutes(self) -> tuple[BanRow, ...]:
        return self.muted

    def set_door(self, door: str) -> str:
        return self._done("door", door)

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
        LogLine(1, BEGAN, "info", "chat.local listens on 127.0.0.1:9999"),
        LogLine(2, BEGAN + 2, "info", "alice (192.168.1.20:51234) came"),
        LogLine(3, BEGAN + 3, "debug", "alice: CAP LS 302"),
        LogLine(4, BEGAN + 9, "info", "alice joined #lobby"),
        LogLine(5, BEGAN + 61, "info", "王小明 joined #中文 [bold]not markup[/bold] [/]"),
        LogLine(6, BEGAN + 75, "warning", long.rstrip(", ")),
        LogLine(7, BEGAN + 80, "error", "out of descriptors: 203.0.113.50 was turned away"),
    )


class Later:
    """The same server at other times."""

    def __call__(self, snapshot: Snapshot, second: int) -> Snapshot:
        """So many seconds later; what it has done meanwhile goes up and down."""
        load = [3, 5, 2, 8, 13, 9, 4, 1, 0, 2, 6, 11, 7, 3, 1, 0, 0, 4, 9, 12]
        done = sum(load[place % len(load)] for place in range(second))
        here = max(3, 8 - abs(second - 40) // 4)
        return replace(
            snapshot,
            time=snapshot.time + second,
            clients=snapshot.clients[:here],
            threads=snapshot.threads[: here + 3],
            messages_in=snapshot.messages_in + done,
            messages_out=snapshot.messages_out + done * 7,
            bytes_in=snapshot.bytes_in + done * 90,
            bytes_out=snapshot.bytes_out + done * 770,
        )

    def empty(self, snapshot: Snapshot) -> Snapshot:
        """Just started."""
        return replace(
            snapshot,
            uptime=2.0,
            clients=(),
            channels=(),
            threads=snapshot.threads[:4],
            peak_clients=0,
            messages_in=0,
            messages_out=0,
            bytes_in=0,
            bytes_out=0,
            log=snapshot.log[:1],
        )


class Stage:
    """The dashboard on a screen of its own, in the hands of a test."""

    def __init__(self, app: Dashboard) -> None:
        self.app = app
        self._pilot: Pilot[None] | None = None

    def drive(self, scenario: Scenario, size: tuple[int, int] = (120, 40)) -> None:
        """Run a scenario on a screen of some size, after the first look at the server."""

        async def run() -> None:
            async with self.app.run_test(size=size) as self._pilot:
                await self.until(lambda: bool(self.main.clients.rows))
                await scenario(self._pilot)

        asyncio.run(run())

    @property
    def main(self) -> DashboardScreen:
        """The dashboard's first screen, whatever lies above it."""
        screen = self.app.screen_stack[0]
        assert isinstance(screen, DashboardScreen)
        return screen

    def shown(self) -> str:
        """All letters on the screen."""
        lines = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in line) for line in lines)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Let the app work until something is so; the poller's thread takes its own time."""
        assert self._pilot is not None
        deadline = monotonic() + PATIENCE
        while not condition():
            assert monotonic() < deadline, "it did not come to be"
            await self._pilot.pause(0.01)

    def burst(self, *keys: str) -> None:
        """Press keys all at once, as they come over a slow line."""
        for key in keys:
            self.app.post_message(events.Key(key, key if len(key) == 1 else None))

    async def enter(self, line: str) -> None:
        """Type a line into the prompt."""
        assert self._pilot is not None
        self.main.set_focus(self.main.prompt)
        self.main.prompt.value = line
        await self._pilot.press("enter")


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
def stage(dashboard: Dashboard) -> Stage:
    """The dashboard, to be driven."""
    return Stage(dashboard)


@pytest.fixture
def later() -> Later:
    """The same server at other times."""
    return Later()
