"""Pictures of the join app, with a fixed size, clock and theme."""

from collections.abc import Awaitable, Callable
from typing import Protocol

import pytest
from textual.app import App
from textual.pilot import Pilot

from netcore.client import events as ev
from netcore.client.events import Status
from tests.tui.chat.fake import NOON, FakeLink
from tests.tui.chat.stage import NARROW, NORMAL, WIDE, Stage, make_app, populate

Act = Callable[[Stage], Awaitable[None]]


class Compare(Protocol):
    """The fixture of pytest-textual-snapshot."""

    def __call__(
        self,
        app: App[None],
        *,
        terminal_size: tuple[int, int],
        run_before: Callable[[Pilot[None]], Awaitable[None]],
    ) -> bool: ...


async def nothing(on: Stage) -> None:
    """Show the chat as it is."""


async def commands(on: Stage) -> None:
    """Begin a command."""
    await on.type("/n")


async def nicks(on: Stage) -> None:
    """Complete a nick, so that the menu has one picked."""
    on.link.hear("bob", "#lobby", "ready when you are")
    await on.settle()
    await on.type("#")
    await on.press("tab", "tab")


async def offline(on: Stage) -> None:
    """Lose the connection with one message on its way and one failed."""
    on.link.echo = False
    detail = "The connection to irc.test was lost: the next attempt is on its way."
    on.link.emit(ev.StatusChanged(NOON, Status.WAITING, detail, 5.0, 1))
    await on.enter("this one fails")
    await on.enter("this one waits")
    on.link.emit(ev.SendFailed(NOON, "m1", "#lobby", "the connection was lost"))
    await on.settle()
    await on.type("/kick b")


async def help_page(on: Stage) -> None:
    """Show the keys and commands."""
    await on.press("f1")
    await on.until_seen("Message box")


async def people(on: Stage) -> None:
    """Choose somebody in the people panel."""
    await on.focus(on.chat.people)
    await on.press("down")


async def light(on: Stage) -> None:
    """Put the light theme on."""
    on.app.theme = "chat-light"
    await on.settle()


@pytest.mark.parametrize(
    ("act", "size"),
    [
        (nothing, WIDE),
        (nothing, NORMAL),
        (nothing, NARROW),
        (commands, NORMAL),
        (nicks, NORMAL),
        (offline, WIDE),
        (help_page, NORMAL),
        (people, NORMAL),
        (light, WIDE),
    ],
    ids=lambda value: "x".join(map(str, value)) if isinstance(value, tuple) else value.__name__,
)
def test_picture(snap_compare: Compare, act: Act, size: tuple[int, int]) -> None:
    """The screen looks as it did when somebody last looked at its picture."""
    links: list[FakeLink] = []
    app = make_app(links)
    app.animation_level = "none"

    async def before(pilot: Pilot[None]) -> None:
        on = Stage(app, pilot, links)
        await on.settle()
        app.chat.composer.cursor_blink = False
        populate(links[0])
        await on.settle()
        await act(on)

    assert snap_compare(app, terminal_size=size, run_before=before)
