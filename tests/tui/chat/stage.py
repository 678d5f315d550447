"""The join app with a fake client, played by a test."""

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, timedelta

from textual import events
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.widget import Widget

from netcore.client import events as ev
from netcore.client.events import Kind, Status
from netcore.client.values import Member
from tests.tui.chat.fake import NOON, FakeLink
from tui.chat.app import ChatApp
from tui.chat.bridge import ChatLink, OnEvent
from tui.chat.log.entries import Delivery, Entry
from tui.chat.screens.main import ChatScreen
from tui.chat.widgets.composer import Composer

WIDE, NORMAL, NARROW = (120, 40), (80, 24), (60, 15)


def make_app(links: list[FakeLink], *channels: str) -> ChatApp:
    """An app whose links are fake; each is put into the list. Its clock stands at noon."""

    def open_link(address: str, on_event: OnEvent) -> tuple[ChatLink, tuple[str, ...]]:
        link = FakeLink(on_event)
        links.append(link)
        return link, channels or ("#lobby",)

    return ChatApp(open_link, "irc.test", "me", now=lambda: NOON, tz=UTC)


_NAMES = {" ": "space", "/": "slash", "#": "number_sign", ":": "colon"}


async def _reached(pump: MessagePump, schedule: str = "call_later") -> None:
    """Wait until a callback that a pump gets now has been called, or the pump has ended."""
    done = asyncio.Event()
    getattr(pump, schedule)(done.set)
    deadline = time.monotonic() + 20
    while not done.is_set() and pump.is_running and not pump.app._exit:
        assert time.monotonic() < deadline, f"{pump} never came to the end of its queue"
        await asyncio.sleep(0.001)


@dataclass
class Stage:
    """A running app.

    Args:
        app: the app.
        pilot: its keys and mouse.
        links: the fake clients that it has opened.
    """

    app: ChatApp
    pilot: Pilot[None]
    links: list[FakeLink]

    @property
    def link(self) -> FakeLink:
        return self.links[-1]

    @property
    def chat(self) -> ChatScreen:
        return self.app.chat

    @property
    def composer(self) -> Composer:
        return self.app.chat.composer

    @property
    def entries(self) -> list[Entry]:
        """What stands in the shown log."""
        return self.app.model.active.log.entries

    @property
    def last(self) -> Delivery:
        """How far the newest message has got."""
        return self.entries[-1].delivery

    @property
    def reason(self) -> str:
        """Why the newest message failed."""
        entry = self.entries[-1]
        return entry.note if entry.delivery is Delivery.FAILED else ""

    @property
    def is_over_the_chat(self) -> bool:
        """Whether something lies over the chat."""
        return self.app.screen is not self.app.chat

    @property
    def said(self) -> list[tuple[str, ...]]:
        """What was really sent."""
        return [asked[1:3] for asked in self.link.asked if asked[0] == "say"]

    async def settle(self) -> None:
        """Wait until every event and key has been dealt with and shown.

        Callbacks behind all that waits in the queues are the barrier. Textual's own pilot waits
        until the process is idle, which is slower and, on a busy machine, no barrier at all.
        """
        while not self.app.connection.bridge.idle:
            await asyncio.sleep(0)
        for _ in range(2):
            await self._through_the_queues()
            await self._through_the_queues()
            await _reached(self.app.screen, "call_after_refresh")

    async def _through_the_queues(self) -> None:
        focused = self.app.screen.focused
        for pump in (self.app, self.app.screen, focused, self.app.screen, self.app):
            if pump is not None:
                await _reached(pump)

    async def until_seen(self, text: str) -> None:
        """Wait until a text is on the screen: for what Textual does some frames later."""
        deadline = time.monotonic() + 20
        while not any(text in row for row in self.rows()):
            assert time.monotonic() < deadline, "\n".join(self.rows())
            await self.settle()

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each once the one before has been dealt with."""
        for key in keys:
            self.send(key)
            await self.settle()

    def send(self, *keys: str) -> None:
        """Press keys faster than anything can be done about them."""
        driver = self.app._driver
        assert driver is not None
        for key in keys:
            event = events.Key(_NAMES.get(key, key), key if len(key) == 1 else None)
            event.set_sender(self.app)
            driver.send_message(event)

    async def type(self, text: str) -> None:
        """Type a text letter by letter, as fast as a terminal can send it."""
        self.send(*("ctrl+j" if letter == "\n" else letter for letter in text))
        await self.settle()

    async def enter(self, text: str) -> None:
        """Type a text and send it."""
        await self.type(text)
        await self.press("enter")

    async def focus(self, pane: Widget) -> None:
        """Give the focus to a pane."""
        pane.focus()
        await self.settle()

    def rows(self) -> list[str]:
        """The text of every row of the screen, as it would reach the terminal."""
        lines = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip) for strip in lines]


@asynccontextmanager
async def stage(
    size: tuple[int, int] = WIDE, *channels: str, online: bool = True
) -> AsyncIterator[Stage]:
    """Run the app without a terminal; online it is in ``#lobby`` with alice and bob."""
    links: list[FakeLink] = []
    app = make_app(links, *channels)
    app.animation_level = "none"
    async with app.run_test(size=size) as pilot:
        playing = Stage(app, pilot, links)
        await playing.settle()
        if online:
            links[0].welcome()
            links[0].enter("#lobby", Member("alice", "@"), Member("bob"))
            await playing.settle()
        yield playing


def play(scene: Coroutine[object, object, None]) -> None:
    """Run a scene to its end."""
    asyncio.run(scene)


def populate(link: FakeLink) -> None:
    """A lively channel, two others and a conversation: what the pictures show."""
    link.emit(ev.StatusChanged(NOON, Status.CONNECTING, "Connecting to irc.test."))
    link.welcome("Harbour")
    link.enter(
        "#lobby",
        Member("alice", "@"),
        Member("bob", "+"),
        Member("carol"),
        Member("dave", away=True),
        Member("zoë"),
    )
    link.emit(ev.TopicChanged(NOON, "#lobby", "Welcome aboard · be kind · release on Friday"))
    link.enter("#dev", Member("alice", "@"))
    link.enter("#random")
    clock = NOON
    for nick, text in (
        ("alice", "morning everyone"),
        ("bob", "the \x02release notes\x02 are at https://example.org/notes"),
        ("bob", "me: could you read the part about colours before we tag?"),
    ):
        clock += timedelta(seconds=50)
        link.emit(ev.Said(clock, Kind.MESSAGE, nick, "#lobby", "#lobby", text))
    link.emit(
        ev.Joined(clock, "#lobby", "erin", own=False),
        ev.Said(clock, Kind.ACTION, "carol", "#lobby", "#lobby", "waves"),
        ev.Said(clock, Kind.MESSAGE, "zoë", "#dev", "#dev", "me: ping"),
        ev.Said(clock, Kind.MESSAGE, "zoë", "#random", "#random", "lunch?"),
        ev.Said(clock, Kind.MESSAGE, "dave", "me", "dave", "got a minute?"),
        ev.LagMeasured(clock, 0.012),
    )
