"""What the dashboard shows where there is little room."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot
from textual.widgets import Button

from netcore.snapshot import BanRow
from tui.console.poller import Poll, made_safe

if TYPE_CHECKING:
    from tests.tui.console.conftest import FakeServer, Stage


@pytest.mark.parametrize("size", [(40, 12), (60, 15), (80, 24)])
def test_an_answer_covers_nothing(size: tuple[int, int], stage: Stage) -> None:
    """What lies above it makes room, and takes it back."""

    async def scenario(pilot: Pilot[None]) -> None:
        above = stage.main.log_tail if stage.main.log_tail.display else stage.main.clients
        bottom = above.region.bottom
        await stage.enter("/frobnicate")
        await stage.until(lambda: "no word /frobnicate" in stage.shown())
        await pilot.pause()
        answer = stage.main.query_one("#answer")
        assert above.region.bottom == answer.region.y < answer.region.bottom
        assert answer.region.bottom == stage.main.prompt.region.y
        await pilot.press("x")
        await pilot.pause()
        assert above.region.bottom == bottom

    stage.drive(scenario, size)


def test_a_number_for_which_there_is_no_room_is_not_cut(stage: Stage) -> None:
    """Half of it would be another number."""

    async def scenario(pilot: Pilot[None]) -> None:
        await pilot.pause()
        assert "clients 8  in 0/s  out 0/s  0 B/s " in stage.shown()
        assert "thre" not in stage.shown()
        await pilot.resize_terminal(60, 12)
        await stage.until(lambda: "threads 11" in stage.shown())

    stage.drive(scenario, (40, 12))


DIALOGS = {
    "menu": ["home", "down", "enter"],
    "kick": ["home", "down", "enter", "k"],
    "ban": ["home", "down", "enter", "b"],
    "door": ["d"],
    "quit": ["ctrl+q"],
}


@pytest.mark.parametrize("keys", DIALOGS.values(), ids=list(DIALOGS))
def test_the_buttons_of_a_dialog_are_seen_on_the_smallest_screen(
    keys: list[str], stage: Stage, server: FakeServer
) -> None:
    """However long the nick, the address and the channels are."""
    channels = tuple(f"#channel-number-{number}" for number in range(9))
    address = "[2001:db8:1234:5678:9abc:def0:1234:5678]:55001"
    row = replace(server.seen.clients[0], nick="a" * 30, address=address, channels=channels)
    server.seen = replace(server.seen, clients=(row, *server.seen.clients[1:]))

    async def scenario(pilot: Pilot[None]) -> None:
        await pilot.press(*keys)
        await pilot.pause()
        screen = stage.app.screen
        dialog = screen.query_one(".dialog").content_region
        buttons = [button.region for button in screen.query(Button) if button.display]
        assert buttons
        assert all(dialog.contains_region(region) for region in buttons)

    stage.drive(scenario, (40, 12))


def test_all_facts_of_a_client_can_be_read_on_the_smallest_screen(
    stage: Stage, server: FakeServer
) -> None:
    """Page Down goes on where there is no room for them."""

    async def scenario(pilot: Pilot[None]) -> None:
        await pilot.press("home", "down", "enter")
        await pilot.pause()
        assert "waiting" not in stage.shown()
        await pilot.press("pagedown")
        await stage.until(lambda: "waiting" in stage.shown())
        await pilot.press("pageup")
        await stage.until(lambda: "192.168.1.20:51234" in stage.shown())

    stage.drive(scenario, (40, 12))


@pytest.mark.parametrize("width", [40, 60, 80])
def test_what_is_wrong_is_in_the_first_line_however_narrow(
    width: int, stage: Stage, server: FakeServer
) -> None:
    """Cut, and before the facts that nobody has to act on."""
    server.seen = replace(
        server.seen, history_trouble="disk full", history_waiting=1234, history_lost=56
    )

    async def scenario(pilot: Pilot[None]) -> None:
        await pilot.pause()
        first = stage.shown().splitlines()[0]
        assert "the history is not sto" in first
        assert first.rstrip().endswith("…")

    stage.drive(scenario, (width, 15))


def test_that_the_server_is_gone_is_said_however_narrow(stage: Stage, server: FakeServer) -> None:
    """Red alone would say nothing."""

    async def scenario(pilot: Pilot[None]) -> None:
        stage.main.show(Poll(made_safe(server.seen), (), True))
        await pilot.pause()
        assert "the server has ended" in stage.shown().splitlines()[0]

    stage.drive(scenario, (40, 12))


def test_many_bans_are_a_page_to_scroll_through(stage: Stage, server: FakeServer) -> None:
    """An answer of a few rows would leave most of them out."""
    server.banned = tuple(
        BanRow(f"spammer{number}!*@*", "sells shoes", "the operator", 0, 0) for number in range(20)
    )
    server.muted = (BanRow("bob!*@*", "", "the operator", 0, 0),)

    async def scenario(pilot: Pilot[None]) -> None:
        await stage.enter("/bans")
        await stage.until(lambda: "20 bans" in stage.shown())
        assert "spammer0!*@*" in stage.shown()
        assert "sells shoes" in stage.shown()
        await pilot.press("end")
        await stage.until(lambda: "bob!*@*" in stage.shown())
        await pilot.press("escape")
        await stage.until(lambda: "20 bans; 1 mute" in stage.shown())

    stage.drive(scenario, (60, 15))


def test_why_somebody_is_banned_is_read_on_the_smallest_screen(
    stage: Stage, server: FakeServer
) -> None:
    """Below the mask, where there is no room beside it."""
    server.banned = tuple(
        BanRow(f"{letter * 30}!*@*", f"reason {letter}", "the operator", 0, 0) for letter in "abcd"
    )

    async def scenario(pilot: Pilot[None]) -> None:
        await stage.enter("/bans")
        await stage.until(lambda: "4 bans" in stage.shown())
        await pilot.pause()
        lines = [line.strip("│ ") for line in stage.shown().splitlines()]
        at = lines.index(f"{'a' * 30}!*@*")
        assert lines[at + 1] == "reason a"

    stage.drive(scenario, (44, 12))
