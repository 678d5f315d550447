"""Pictures of the join app, with a fixed size, clock and theme."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Protocol

import pytest
from textual.app import App
from textual.pilot import Pilot

from netcore.client import events as ev
from netcore.client.events import Kind, Status, Why
from netcore.client.values import Member
from tests.tui.chat.fake import NOON, FakeLink
from tests.tui.chat.stage import NARROW, NORMAL, WIDE, Stage, make_app, populate

LATER = NOON + timedelta(minutes=5)
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


def history(*words: str) -> ev.HistoryLoaded:
    """A page of what was missed: names and texts, one after the other."""

    def said(nick: str, text: str) -> ev.Said:
        return ev.Said(LATER, Kind.MESSAGE, nick, "#lobby", "#lobby", text, msgid=text)

    page = tuple(map(said, words[::2], words[1::2]))
    return ev.HistoryLoaded(LATER, "#lobby", Why.MISSED, page)


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


async def back(on: Stage) -> None:
    """Lose the connection, type something, come back to what was missed, and to more of it."""
    on.link.echo = False
    on.link.emit(ev.StatusChanged(NOON, Status.WAITING, "The host is gone. Trying again.", 5.0, 1))
    await on.enter("I said this while nobody heard it")
    on.link.welcome("Harbour")
    on.link.enter("#lobby", Member("alice", "@"), Member("bob", "+"))
    on.link.emit(ev.CatchingUp(NOON, 2), history("bob", "did you see that?", "alice", "no, what?"))
    await on.settle()


async def long_hit(on: Stage) -> None:
    """Find a word that stands far behind the beginning of a message."""
    on.link.emit(history("carol", f"{'up and down ' * 30}the needle {'to and fro ' * 20}"))
    await on.settle()
    await on.press("ctrl+f")
    await on.type("needle")


async def take_back(on: Stage) -> None:
    """Ask to take back what was said."""
    await on.enter("the password is hunter2")
    await on.enter("/redact")


async def help_page(on: Stage) -> None:
    """Show the keys and commands."""
    await on.press("f1")
    await on.until_seen("Message box")
    # The chat beneath may have been drawn amid its first layout: it is to be in the picture.
    on.app.screen.refresh()
    await on.settle()


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
        (back, NORMAL),
        (back, NARROW),
        (long_hit, NORMAL),
        (long_hit, NARROW),
        (take_back, NORMAL),
        (help_page, NORMAL),
        (help_page, NARROW),
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
