"""Keeping people out or silent, and the door, in dialogs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.tui.console.conftest import client
from tui.console.deeds import usual_mask
from tui.console.dialogs import Ask, DoorMenu

if TYPE_CHECKING:
    from tests.tui.console.conftest import FakeServer, Stage


@pytest.mark.parametrize(("key", "call"), [("b", "ban"), ("u", "mute")])
def test_a_time_is_given_with_a_ban_or_a_mute(
    key: str, call: str, stage: Stage, server: FakeServer
) -> None:
    """In the words that the prompt takes, too; what is no time is said, and nothing done."""

    async def scenario(pilot: Pilot[None]) -> None:
        for lasting in ("soon", "1d12h"):
            await pilot.press("home", "down", "enter", key)
            _, lasts, reason = stage.app.screen.query(Input)
            assert "1h, 7d; empty: for ever" in stage.shown()
            lasts.value, reason.value = lasting, "spam"
            await pilot.press("enter")
            await pilot.pause()
            assert ("soon is no time" in stage.shown()) is (lasting == "soon")
        await stage.until(lambda: bool(server.calls))
        assert server.calls == [(call, "192.168.1.20", "spam", "129600")]

    stage.drive(scenario)


@pytest.mark.parametrize(
    ("nick", "address", "mask"),
    [
        ("bob", "10.1.2.3:5000", "10.1.2.3"),
        ("bob", "[2001:db8:1:2:3:4:5:6]:5000", "2001:db8:1:2::/64"),
        ("bob", "127.0.0.1:5000", "bob!*@*"),
        ("bob", "[0::1]:5000", "bob!*@*"),
        ("*", "127.0.0.1:5000", "127.0.0.1"),
    ],
)
def test_the_mask_that_is_offered_covers_one_person(nick: str, address: str, mask: str) -> None:
    """Of IPv6 somebody has a whole network; on this machine all have one address."""
    assert usual_mask(client(1, nick, address, (), 0.0, (0, 0))) == mask


@pytest.mark.parametrize(("key", "door"), [("o", "open"), ("a", "accounts"), ("c", "closed")])
def test_the_door_is_set_by_two_keys(key: str, door: str, stage: Stage, server: FakeServer) -> None:
    """Or with a click; how it is, is said."""

    async def scenario(pilot: Pilot[None]) -> None:
        await pilot.press("d")
        assert isinstance(stage.app.screen, DoorMenu)
        assert "The door is open." in stage.shown()
        await pilot.press("d", "d", key)
        await stage.until(lambda: len(server.calls) == 1)
        await pilot.press("d")
        await pilot.click(f"#{door}")
        await stage.until(lambda: len(server.calls) == 2)
        await pilot.press("d")
        await pilot.click("#back")
        stage.app.action_door()
        await pilot.pause()
        stage.app.action_door()
        await pilot.press("escape")
        assert server.calls == [("door", door)] * 2

    stage.drive(scenario)


@pytest.mark.parametrize(
    ("door", "text"),
    [("closed", "the door is closed"), ("accounts", "the door is for accounts only")],
)
def test_a_door_that_is_not_open_is_in_the_first_line(
    door: str, text: str, stage: Stage, server: FakeServer
) -> None:
    """Or its operator wonders why nobody comes."""
    server.seen = replace(server.seen, door=door)

    async def scenario(pilot: Pilot[None]) -> None:
        await pilot.pause()
        assert text in stage.shown()
        await pilot.press("d")
        assert "Who may come in?" in stage.shown()

    stage.drive(scenario, (80, 24))


def test_a_word_is_typed_where_somebody_types(stage: Stage, server: FakeServer) -> None:
    """The key of the door is a letter there, and in every dialog."""

    async def scenario(pilot: Pilot[None]) -> None:
        await pilot.press("home", "down", "enter", "k", "d", "enter")
        await stage.until(lambda: bool(server.calls))
        await pilot.press("slash", "d")
        assert not isinstance(stage.app.screen, Ask)
        assert stage.main.prompt.value == "/d"
        assert server.calls == [("kick", "1", "d")]

    stage.drive(scenario)


def test_what_is_typed_behind_tab_goes_into_the_next_field(
    stage: Stage, server: FakeServer
) -> None:
    """However fast it comes."""

    async def scenario(pilot: Pilot[None]) -> None:
        await pilot.press("home", "down", "enter", "b")
        await pilot.pause()
        stage.burst("end", *".7", "tab", *"1h", "tab", *"spam", "enter")
        await stage.until(lambda: bool(server.calls))
        assert server.calls == [("ban", "192.168.1.20.7", "spam", "3600")]

    stage.drive(scenario)


@pytest.mark.parametrize("door", ["open", "accounts", "closed"])
def test_enter_leaves_the_door_as_it_is(door: str, stage: Stage, server: FakeServer) -> None:
    """The first button has not the focus by chance: a slip would open a closed door."""
    server.seen = replace(server.seen, door=door)

    async def scenario(pilot: Pilot[None]) -> None:
        await pilot.press("d", "enter")
        await stage.until(lambda: bool(server.calls))
        assert server.calls == [("door", door)]

    stage.drive(scenario)
