"""Makes the README's pictures from the running apps, the same bytes each time.

python screenshots/capture.py            # write the pictures
python screenshots/capture.py --check    # say which are stale, and exit with 1 if any is
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parent))
# The pictures show UTC and all colours wherever they are made.
os.environ.update(TZ="UTC", COLORTERM="truecolor", TEXTUAL_ANIMATIONS="none")
os.environ.pop("NO_COLOR", None)
time.tzset()

from textual.app import App  # noqa: E402
from textual.pilot import Pilot  # noqa: E402

from netcore.client import events as ev  # noqa: E402
from netcore.client.events import Kind, Status  # noqa: E402
from netcore.client.values import Member  # noqa: E402
from netcore.snapshot import ChannelRow, LogLine, Snapshot  # noqa: E402
from tests.tui.chat.fake import NOON, FakeLink  # noqa: E402
from tests.tui.chat.stage import make_app  # noqa: E402
from tests.tui.console.conftest import FakeServer, Later, client, evening  # noqa: E402
from tests.tui.console.test_pictures import first_look  # noqa: E402
from tui.console.app import Dashboard  # noqa: E402
from tui.console.invitation import invite  # noqa: E402
from tui.console.poller import Poll, made_safe  # noqa: E402

TALK = (
    ("alice", "good morning! the projector in room 2 works again"),
    ("bob", "\x02thank you\x02. slides are at https://example.org/slides"),
    ("carol", "who brings the adapter? mine has walked off"),
    ("alice", "carol: I have two, one is yours"),
    ("zoë", "me: could you open the door at ten?"),
)


def told(link: FakeLink) -> None:
    """A channel on the morning of a meeting."""
    link.emit(ev.StatusChanged(NOON, Status.CONNECTING, "Connecting to chat.local."))
    link.welcome("Harbour")
    link.enter(
        "#lobby",
        Member("alice", "@"),
        Member("bob", "+"),
        Member("carol"),
        Member("dave", away=True),
        Member("zoë"),
    )
    link.emit(ev.TopicChanged(NOON, "#lobby", "Welcome aboard · talks start at ten, room 2"))
    link.enter("#dev", Member("alice", "@"))
    link.enter("#random")
    at = NOON
    for nick, text in TALK:
        at += timedelta(seconds=50)
        link.emit(ev.Said(at, Kind.MESSAGE, nick, "#lobby", "#lobby", text))
    link.emit(
        ev.Joined(at, "#lobby", "guest1", own=False),
        ev.Said(at, Kind.MESSAGE, "guest1", "#lobby", "#lobby", "hello from nc, is this on?"),
        ev.Said(at, Kind.ACTION, "carol", "#lobby", "#lobby", "waves at guest1"),
        ev.Said(at, Kind.MESSAGE, "zoë", "#dev", "#dev", "me: ping"),
        ev.Said(at, Kind.MESSAGE, "zoë", "#random", "#random", "lunch?"),
        ev.LagMeasured(at, 0.004),
    )


async def join(size: tuple[int, int]) -> str:
    """The client in a lively channel."""
    links: list[FakeLink] = []
    app = make_app(links)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        told(links[0])
        while not app.connection.bridge.idle:
            await pilot.pause()
        await pilot.pause()
        return taken(app)


def hosted() -> Snapshot:
    """The same morning on the host."""
    people = (
        client(1, "alice", "192.168.1.20:51234", ("#lobby", "#dev"), 3.0, (204, 4310)),
        client(2, "bob", "192.168.1.21:40112", ("#lobby",), 42.0, (110, 4120)),
        client(3, "carol", "192.168.1.33:41000", ("#lobby",), 8.0, (88, 4003)),
        client(4, "dave", "192.168.1.34:41001", ("#lobby",), 4000.0, (5, 3999), away=True),
        client(5, "guest1", "192.168.1.40:60001", ("#lobby",), 61.0, (12, 900), dialect="plain"),
        client(6, "me", "192.168.1.50:50123", ("#lobby", "#dev", "#random"), 1.0, (97, 4512)),
        client(7, "zoë", "[fd00::1:20]:55001", ("#lobby", "#dev"), 2.0, (131, 4417)),
    )
    whole = evening()
    began = whole.log[0].time
    lines = (
        "chat.local listens on 192.168.1.10:9999",
        "alice (~alice@192.168.1.20) is here",
        "alice joined #lobby",
        "zoë (~zoe@fd00::1:20) is here",
        "zoë joined #lobby",
        "guest1 (~guest@192.168.1.40) is here",
        "guest1 joined #lobby",
    )
    threads = [row for row in whole.threads if row.role != "reader"]
    reader = next(row for row in whole.threads if row.role == "reader")
    return replace(
        whole,
        addresses=("192.168.1.10:9999",),
        clients=people,
        peak_clients=9,
        threads=(*threads, *(replace(reader, name=f"reader {row.nick}") for row in people)),
        channels=(
            ChannelRow("#lobby", 7, "+nt", "Welcome aboard"),
            ChannelRow("#dev", 3, "+nt", ""),
            ChannelRow("#random", 1, "+nt", ""),
        ),
        log=tuple(
            LogLine(number, began + 7 * number, "info", text)
            for number, text in enumerate(lines, 1)
        ),
    )


async def host(size: tuple[int, int]) -> str:
    """The dashboard after a busy minute."""
    server = FakeServer(hosted())
    app = Dashboard(server, (invite("192.168.1.10", 9999),), interval=3600.0)
    async with app.run_test(size=size) as pilot:
        screen = await first_look(pilot)
        for second in range(1, 45):
            later = replace(Later()(server.seen, second), clients=server.seen.clients)
            later = replace(later, threads=server.seen.threads)
            screen.show(Poll(made_safe(later), (), False))
        await settle(pilot)
        return taken(app)


async def settle(pilot: Pilot[None]) -> None:
    """Let everything be drawn."""
    for _ in range(3):
        await pilot.pause()


def taken(app: App[None]) -> str:
    """The screen as SVG; without a title, which would be the command line of whoever takes it."""
    return app.export_screenshot(title="chat-tui")


PICTURES: dict[str, Callable[[], Awaitable[str]]] = {
    "join.svg": lambda: join((110, 28)),
    "join-narrow.svg": lambda: join((60, 16)),
    "host.svg": lambda: host((120, 34)),
}


async def stale() -> dict[str, str]:
    """The pictures that differ from what the apps show now."""
    found = {}
    for name, picture in PICTURES.items():
        path = FOLDER / name
        drawn = await picture()
        if not path.exists() or path.read_text(encoding="utf-8") != drawn:
            found[name] = drawn
    return found


def main() -> int:
    """Write or check the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="only say which pictures are stale")
    check = parser.parse_args().check
    found = asyncio.run(stale())
    for name, drawn in found.items():
        if not check:
            (FOLDER / name).write_text(drawn, encoding="utf-8")
        print(f"{name} {'is stale' if check else 'written'}")
    return int(check and bool(found))


if __name__ == "__main__":
    sys.exit(main())
