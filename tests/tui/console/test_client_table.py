"""The tables of the dashboard, and what can be done with a client."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual.pilot import Pilot
from textual.widgets import Input

from tui.console.dialogs import Ask, ClientMenu
from tui.console.poller import Poll, made_safe

if TYPE_CHECKING:
    from tests.tui.console.conftest import FakeServer, Stage


def test_enter_on_a_client_leads_to_a_confirmed_kick(stage: Stage, server: FakeServer) -> None:
    """The menu, then the reason, then the call, by the link's number and not by the nick."""

    async def scenario(pilot: Pilot[None]) -> None:
        await pilot.press("home", "down", "enter")
        assert isinstance(stage.app.screen, ClientMenu)
        assert "192.168.1.20:51234, client 1" in stage.shown()
        await pilot.press("k")
        assert isinstance(stage.app.screen, Ask)
        assert server.calls == []
        await pilot.press(*"loud", "enter")
        await stage.until(lambda: bool(server.calls))
        assert server.calls == [("kick", "1", "loud")]

    stage.drive(scenario)


def test_a_ban_offers_the_address_without_its_port(stage: Stage, server: FakeServer) -> None:
    """The mask can be changed, and may not be empty."""

    async def scenario(pilot: Pilot[None]) -> None:
        await pilot.press("home", "down", "enter", "b")
        mask, _, reason = stage.app.screen.query(Input)
        assert mask.value == "192.168.1.20"
        mask.value = " "
        await pilot.press("enter")
        assert isinstance(stage.app.screen, Ask)
        mask.value = "192.168.1.*"
        reason.value = "spam"
        await pilot.click("#yes")
        await stage.until(lambda: bool(server.calls))
        assert server.calls == [("ban", "192.168.1.*", "spam")]

    stage.drive(scenario)


def test_a_ban_on_this_machine_is_for_the_nick(stage: Stage, server: FakeServer) -> None:
    """Behind a loopback address is everybody on this machine."""
    row = replace(server.seen.clients[0], address="127.0.0.1:5000")
    server.seen = replace(server.seen, clients=(row,))

    async def scenario(pilot: Pilot[None]) -> None:
        await pilot.press("enter", "b")
        assert stage.app.screen.query(Input).first().value == "alice!*@*"

    stage.drive(scenario)


def test_a_message_goes_to_the_client_alone(stage: Stage, server: FakeServer) -> None:
    """Enter without a text sends nothing."""

    async def scenario(pilot: Pilot[None]) -> None:
        await pilot.press("home", "down", "enter", "enter", "enter")
        assert isinstance(stage.app.screen, Ask)
        await pilot.press(*"psst", "enter")
        await stage.until(lambda: bool(server.calls))
        assert server.calls == [("say", "psst", "1")]

    stage.drive(scenario)


def test_going_back_does_nothing(stage: Stage, server: FakeServer) -> None:
    """Escape and Back leave every dialog without a call."""

    async def scenario(pilot: Pilot[None]) -> None:
        for keys in (("escape",), ("k", "escape"), ("b", *["tab"] * 4, "enter")):
            await pilot.press("enter", *keys)
            await pilot.pause()
            assert stage.app.screen is stage.main
        assert server.calls == []

    stage.drive(scenario)


def test_the_cursor_stays_with_its_client(stage: Stage, server: FakeServer) -> None:
    """Sorting, coming and going move the row, and the cursor with it."""

    async def scenario(pilot: Pilot[None]) -> None:
        clients = stage.main.clients
        await pilot.press("home", "down", "down")
        assert clients.row is not None
        assert clients.row.nick == "bob"
        for _ in range(8):
            await pilot.press("s")
            assert clients.row.nick == "bob"
        await pilot.press("S")
        assert clients.row.nick == "bob"
        rest = tuple(row for row in server.seen.clients if row.nick != "alice")
        clients.show(rest)
        assert clients.row.nick == "bob"
        place = list(clients.rows).index(clients.row)
        clients.show(tuple(row for row in rest if row.nick != "bob"))
        assert list(clients.rows).index(clients.row) == min(place, len(rest) - 2)
        clients.show(())
        assert clients.row is None
        await pilot.press("enter", "down", "end")
        assert stage.app.screen is stage.main

    stage.drive(scenario)


def test_rows_that_come_above_do_not_push_the_cursor_out_of_view(
    stage: Stage, server: FakeServer
) -> None:
    """What the operator has chosen stays on the screen, unless it was scrolled away from."""
    first = server.seen.clients[0]
    above = tuple(replace(first, id=n, nick=f"a{n:03}") for n in range(100, 200))

    async def scenario(pilot: Pilot[None]) -> None:
        clients = stage.main.clients
        await pilot.press("end")
        clients.show((*server.seen.clients, *above))
        await pilot.pause()
        assert "王小明" in stage.shown()
        clients.scroll_to(y=0, animate=False, immediate=True)
        clients.show((*server.seen.clients, *above))
        await pilot.pause()
        assert "a100" in stage.shown()

    stage.drive(scenario)


def test_a_click_on_a_heading_sorts_and_another_turns_it_round(stage: Stage) -> None:
    """The most talkative come first, then last."""

    async def scenario(pilot: Pilot[None]) -> None:
        clients = stage.main.clients
        line = stage.shown().splitlines()[clients.region.y + 1]
        out = line.index(" out ") + 2
        await pilot.click(offset=(out, clients.region.y + 1))
        assert clients.sorted_by == "out"
        assert [row.nick for row in clients.rows][:2] == ["erin", "alice"]
        await pilot.click(offset=(out, clients.region.y + 1))
        assert [row.nick for row in clients.rows][-1] == "erin"
        await pilot.click(offset=(6, clients.region.y + 2), times=2)
        assert isinstance(stage.app.screen, ClientMenu)

    stage.drive(scenario)


def test_enter_on_a_channel_begins_a_message_to_it(stage: Stage) -> None:
    """The prompt holds the word, and nothing is sent."""

    async def scenario(pilot: Pilot[None]) -> None:
        await stage.enter("/channels")
        await pilot.pause()
        assert stage.main.focused is stage.main.channels
        await pilot.press("enter")
        assert stage.main.prompt.value == "/say #dev "

    stage.drive(scenario)


def test_thousands_of_clients_cost_no_more_than_a_screenful(
    stage: Stage, server: FakeServer
) -> None:
    """Only the rows on the screen are drawn, and the ends can be reached."""
    rows = tuple(
        replace(server.seen.clients[0], id=number, nick=f"user{number:05}")
        for number in range(5000)
    )

    async def scenario(pilot: Pilot[None]) -> None:
        stage.main.show(Poll(made_safe(replace(server.seen, clients=rows)), (), False))
        await pilot.press("end")
        await pilot.pause()
        assert "user04999" in stage.shown()
        await pilot.press("pageup", "home")
        await pilot.pause()
        assert "user00000" in stage.shown()

    stage.drive(scenario)


def test_an_order_by_a_column_that_is_hidden_is_in_the_border(stage: Stage) -> None:
    """Where there is no room for the heading, nothing else would say what the rows go by."""

    async def scenario(pilot: Pilot[None]) -> None:
        await pilot.press("s", "s", "s")
        assert stage.main.clients.sorted_by == "channels"
        assert "clients · 8 ─" in stage.shown()
        await pilot.resize_terminal(40, 12)
        await stage.until(lambda: "clients · 8 · by channels▾" in stage.shown())
        await pilot.press("S")
        assert "clients · 8 · by channels▴" in stage.shown()
        await pilot.press("s")
        assert "clients · 8─" in stage.shown()

    stage.drive(scenario)


def test_what_an_empty_table_says_is_read_to_its_end(stage: Stage) -> None:
    """On a narrow screen in two rows."""

    async def scenario(pilot: Pilot[None]) -> None:
        stage.main.clients.show(())
        await pilot.pause()
        said = [line.strip() for line in stage.shown().splitlines()]
        at = said.index("nobody is connected yet: give somebody")
        assert said[at + 1] == "one of the lines above"

    stage.drive(scenario, (40, 12))
