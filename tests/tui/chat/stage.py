"""The join app with a fake client, played by a test."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, timedelta

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
    def is_over_the_chat(self) -> bool:
        """Whether something lies over the chat."""
        return self.app.screen is not self.app.chat

    @property
    def said(self) -> list[tuple[str, ...]]:
        """What was really sent."""
        return [asked[1:3] for asked in self.link.asked if asked[0] == "say"]

    async def settle(self) -> None:
        """Wait until every event has been shown."""
        while not self.app.connection.bridge.idle:
            await asyncio.sleep(0)
        await self.pilot.pause()
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        """Press keys, then wait until it is quiet."""
        await self.pilot.press(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        """Type a text letter by letter."""
        names = {" ": "space", "/": "slash", "#": "number_sign", ":": "colon", "\n": "ctrl+j"}
        for letter in text:
            await self.pilot.press(names.get(letter, letter))
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
