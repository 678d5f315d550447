"""Pictures of the dashboard, which are looked at when they change."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot

from tui.console.app import Dashboard
from tui.console.poller import Answer, Poll, made_safe
from tui.console.screen import DashboardScreen

if TYPE_CHECKING:
    from tests.tui.console.conftest import FakeServer, Later

SIZES = [(120, 40), (80, 24), (60, 15)]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_busy_evening(
    size: tuple[int, int],
    dashboard: Dashboard,
    server: FakeServer,
    later: Later,
    snap_compare: Callable[..., bool],
) -> None:
    """All panels for which there is room, aligned, with a minute of traffic."""

    async def a_minute_passes(pilot: Pilot[None]) -> None:
        screen = await first_look(pilot)
        for second in range(1, 45):
            screen.show(Poll(made_safe(later(server.seen, second)), (), False))
        await pilot.pause()

    assert snap_compare(dashboard, terminal_size=size, run_before=a_minute_passes)


KEYS = {
    "menu": (["down", "enter"], (80, 24)),
    "ban": (["down", "enter", "b"], (60, 15)),
    "door": (["d"], (60, 15)),
    "help": (["f1"], (120, 40)),
    "help-small": (["f1"], (60, 15)),
    "quit": (["ctrl+q"], (80, 24)),
    "panels": (["3", "4"], (80, 24)),
}


@pytest.mark.parametrize(("keys", "size"), KEYS.values(), ids=list(KEYS))
def test_what_keys_lead_to(
    keys: list[str],
    size: tuple[int, int],
    dashboard: Dashboard,
    snap_compare: Callable[..., bool],
) -> None:
    """Dialogs lie above the dashboard, and fit where it does."""

    async def press(pilot: Pilot[None]) -> None:
        await first_look(pilot)
        await pilot.press(*keys)
        for _ in range(2):
            await pilot.pause()

    assert snap_compare(dashboard, terminal_size=size, run_before=press)


def test_a_mistake_while_the_server_is_gone(
    dashboard: Dashboard, server: FakeServer, snap_compare: Callable[..., bool]
) -> None:
    """Both are said in colour and in words."""

    async def it_ends(pilot: Pilot[None]) -> None:
        screen = await first_look(pilot)
        screen.show(Poll(made_safe(server.seen), (), True))
        screen.answer(Answer("there is no word /kik (did you mean /kick?)", good=False))
        await pilot.pause()

    assert snap_compare(dashboard, terminal_size=(80, 24), run_before=it_ends)


def test_nobody_is_there_yet(
    dashboard: Dashboard, server: FakeServer, later: Later, snap_compare: Callable[..., bool]
) -> None:
    """An empty server says what to do next."""
    server.seen = later.empty(server.seen)

    async def wait(pilot: Pilot[None]) -> None:
        await first_look(pilot)

    assert snap_compare(dashboard, terminal_size=(80, 24), run_before=wait)


async def first_look(pilot: Pilot[None]) -> DashboardScreen:
    """Wait until the server has been looked at once; the dashboard's screen."""
    screen = pilot.app.screen
    assert isinstance(screen, DashboardScreen)
    while not screen.threads.virtual_size.height:
        await pilot.pause(0.01)
    await pilot.pause()
    return screen
