"""The dashboard as a whole, driven in front of a server that only remembers."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from netcore.snapshot import LogLine
from tui.console.app import Dashboard
from tui.console.dialogs import Ask, Confirm
from tui.console.invitation import invite
from tui.console.pages import HelpPage
from tui.console.screen import fitting
from tui.console.words import Panel

if TYPE_CHECKING:
    from tests.tui.console.conftest import FakeServer, Stage


def test_the_first_screen_says_what_the_server_is_and_how_to_join(stage: Stage) -> None:
    """Name, address, join lines, numbers, clients, threads by role and name, channels and log."""

    async def scenario(pilot: Pilot[None]) -> None:
        await pilot.pause()
        text = stage.shown()
        for piece in (
            "chat.local",
            "up 1h 04m",
            "chat-tui join 127.0.0.1:9999",
            "nc 127.0.0.1 9999",
            "irssi -c 127.0.0.1 -p 9999",
            "clients · 8",
            "peak 11",
            "alice",
            "王小明",
            "192.168.1.20:51234",
            "plain",
            "7.0 MB",
            "threads · 11",
            "dispatcher",
            "channels · 4",
            "#music",
            "alice joined #lobby",
            "[bold]not markup[/bold] [/]",
            "Ctrl+Q",
        ):
            assert piece in text, piece

    stage.drive(scenario)


def test_a_history_that_cannot_be_stored_is_in_the_first_line(
    stage: Stage, server: FakeServer
) -> None:
    """Nobody who talks is told, so the operator has to see it."""
    server.seen = replace(server.seen, history_trouble="disk full", history_waiting=7)

    async def scenario(pilot: Pilot[None]) -> None:
        await pilot.pause()
        assert "the history is not stored: 7 messages waiting" in stage.shown()

    stage.drive(scenario)


@pytest.mark.parametrize(
    ("size", "panels"),
    [
        ((120, 40), set(Panel)),
        ((100, 24), set(Panel) - {Panel.CHANNELS}),
        ((80, 24), {Panel.TRAFFIC, Panel.CLIENTS, Panel.LOG}),
        ((60, 15), {Panel.TRAFFIC, Panel.CLIENTS}),
    ],
)
def test_panels_hide_where_there_is_no_room(
    size: tuple[int, int], panels: set[Panel], stage: Stage
) -> None:
    """What is most needed stays: numbers, clients, the prompt and the keys."""
    assert fitting(*size) == panels

    async def scenario(pilot: Pilot[None]) -> None:
        await pilot.pause()
        screen = stage.main
        assert screen.threads.display == (Panel.THREADS in panels)
        assert screen.log_tail.display == (Panel.LOG in panels)
        assert screen.prompt.region.height == 1
        assert screen.prompt.region.bottom <= size[1]
        assert "chat-tui join 127.0.0.1:9999" in stage.shown()

    stage.drive(scenario, size)


def test_a_digit_shows_and_hides_a_panel_for_good(stage: Stage) -> None:
    """A panel that was asked for stays on a small screen, one that was put away on a large one."""

    async def scenario(pilot: Pilot[None]) -> None:
        screen = stage.main
        await pilot.press("5", "1")
        assert screen.log_tail.display
        assert not screen.query_one("#traffic").display
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        assert screen.threads.display
        assert not screen.query_one("#traffic").display
        await pilot.press("3", "4")
        assert not screen.query_one("#side").display

    stage.drive(scenario, (60, 15))


def test_hiding_the_focused_panel_moves_the_focus(stage: Stage) -> None:
    """Keys never go to something that is not seen."""

    async def scenario(pilot: Pilot[None]) -> None:
        screen = stage.main
        await pilot.press("2")
        assert screen.focused is screen.prompt
        await pilot.press("escape", "2")
        await pilot.pause()
        assert screen.clients.display

    stage.drive(scenario)


def test_a_word_shows_its_panel_and_goes_there(stage: Stage) -> None:
    """On a small screen too."""

    async def scenario(pilot: Pilot[None]) -> None:
        for name in ("channels", "threads", "log", "clients"):
            await stage.enter(f"/{name}")
            await pilot.pause()
            focused = stage.main.focused
            assert focused is not None
            assert focused.id == name
            assert focused.region.height > 1

    stage.drive(scenario, (60, 15))


def test_f2_copies_the_join_line(stage: Stage) -> None:
    """By key and by a click on it."""

    async def scenario(pilot: Pilot[None]) -> None:
        await pilot.press("f2")
        assert stage.app.clipboard == "chat-tui join 127.0.0.1:9999"
        stage.app.copy_to_clipboard("")
        await pilot.click("#invitations")
        assert stage.app.clipboard == "chat-tui join 127.0.0.1:9999"
        assert "copied" in stage.shown()

    stage.drive(scenario)


def test_f1_lists_keys_and_words(stage: Stage) -> None:
    """From the prompt too, and it closes by Escape."""

    async def scenario(pilot: Pilot[None]) -> None:
        await pilot.press("slash", "f1")
        text = stage.shown()
        for piece in ("Ctrl+Q", "/unban mask", "/threads", "1 2 3 4 5"):
            assert piece in text
        for key in ("f1", "escape"):
            assert isinstance(stage.app.screen_stack[-1], HelpPage)
            await pilot.press(key)
            assert len(stage.app.screen_stack) == 1
            await pilot.press("f1")

    stage.drive(scenario)


@pytest.mark.parametrize("way", ["ctrl+q", "/quit"])
def test_quitting_asks_while_somebody_is_connected(way: str, stage: Stage) -> None:
    """No goes on; yes ends the screen, and the server is left to who started it."""

    async def scenario(pilot: Pilot[None]) -> None:
        if way == "/quit":
            await stage.enter(way)
        else:
            await pilot.press(way)
        await stage.until(lambda: isinstance(stage.app.screen, Confirm))
        assert "8 clients are connected" in stage.shown()
        await pilot.press("ctrl+q", "enter")
        assert stage.app.screen is stage.main
        await pilot.press("ctrl+q", "y")

    stage.drive(scenario)
    assert not stage.app.is_running
    assert stage.app.return_code == 0


def test_quitting_an_empty_server_does_not_ask(stage: Stage, server: FakeServer) -> None:
    """Nobody would be hurt."""

    async def scenario(pilot: Pilot[None]) -> None:
        stage.main.clients.show(())
        await pilot.press("ctrl+q")

    stage.drive(scenario)
    assert stage.app.return_code == 0


def test_a_server_that_ended_by_itself_is_shown_as_such(stage: Stage, server: FakeServer) -> None:
    """The top line says so, and leaving needs no question."""

    async def scenario(pilot: Pilot[None]) -> None:
        server.ended.set()
        await stage.enter("anybody?")
        await stage.until(lambda: "nobody can join" in stage.shown())
        assert "the server has ended by itself" in stage.shown()
        await pilot.press("ctrl+q")

    stage.drive(scenario)
    assert stage.app.return_code == 0


def test_an_exception_ends_the_screen_without_a_traceback(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who ran the screen gets to know, and decides what is said; values of variables never are."""

    async def run() -> None:
        async with stage.app.run_test() as pilot:
            stage.app.call_later(lambda: 1 // 0)
            await pilot.pause(0.1)

    with pytest.raises(ZeroDivisionError):
        asyncio.run(run())
    assert isinstance(stage.app.death, ZeroDivisionError)
    assert capsys.readouterr() == ("", "")


def test_a_signal_closes_the_screen_even_before_it_has_opened(stage: Stage) -> None:
    """A request to leave is not lost in the first moments."""
    stage.app.leave()

    async def run() -> None:
        async with stage.app.run_test() as pilot:
            while stage.app.is_running:
                await pilot.pause(0.01)

    asyncio.run(run())
    assert stage.app.return_code == 0


def test_a_signal_closes_an_open_screen_without_a_question(stage: Stage) -> None:
    """From a signal handler, whatever is open."""

    async def scenario(pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        stage.app.leave()
        await stage.until(lambda: not stage.app.is_running)

    stage.drive(scenario)
    assert stage.app.return_code == 0


def test_every_command_is_in_the_palette(stage: Stage) -> None:
    """What keys do can be found by name."""

    async def scenario(pilot: Pilot[None]) -> None:
        titles = {command.title for command in stage.app.get_system_commands(stage.app.screen)}
        assert "Copy the join line" in titles
        assert {f"Show or hide: {panel.value}" for panel in Panel} <= titles
        commands = {c.title: c.callback for c in stage.app.get_system_commands(stage.app.screen)}
        commands["Show or hide: log"]()
        assert not stage.main.log_tail.display

    stage.drive(scenario)


def test_the_warning_of_an_open_door_is_seen(stage: Stage, server: FakeServer) -> None:
    """It stands under the join line."""
    app = Dashboard(server, (invite("10.0.0.5", 9999),), warning="no password: all can join")
    open_stage = type(stage)(app)

    async def scenario(pilot: Pilot[None]) -> None:
        await pilot.pause()
        assert "no password: all can join" in open_stage.shown()

    open_stage.drive(scenario)


def test_nothing_that_a_peer_names_is_taken_for_markup(stage: Stage, server: FakeServer) -> None:
    """Brackets in a nick, a channel, a thread, the server's name and the log are letters."""
    evil = "[/b][@click=app.quit]x[/]"
    row = replace(server.seen.clients[0], nick=evil, channels=(evil,), address=evil)
    server.seen = replace(
        server.seen,
        server_name=evil,
        clients=(row,),
        threads=(replace(server.seen.threads[0], name=evil),),
        channels=(replace(server.seen.channels[0], name=evil),),
        log=(LogLine(1, 0.0, "error", evil),),
    )

    async def scenario(pilot: Pilot[None]) -> None:
        await pilot.pause()
        assert evil in stage.shown()
        await pilot.press("enter")
        assert evil in stage.shown()
        for key in ("k", "escape"):
            await pilot.press(key)
        await pilot.press("enter", "b", "escape")
        await stage.enter(f"/kick {evil}")
        await stage.until(lambda: f"done: kick {evil}" in stage.shown())
        assert isinstance(stage.main.query_one("#answer"), Static)

    stage.drive(scenario)


@pytest.mark.parametrize("key", ["f1", "i", "d", "enter", "ctrl+q"])
def test_every_dialog_is_in_the_middle(key: str, stage: Stage) -> None:
    """What a key opens is centred over the dashboard."""

    async def scenario(pilot: Pilot[None]) -> None:
        await pilot.pause()
        await pilot.press(key)
        await pilot.pause()
        dialog = stage.app.screen.query_one(".dialog").region
        size = stage.app.size
        assert abs(dialog.x - (size.width - dialog.right)) <= 1
        assert abs(dialog.y - (size.height - dialog.bottom)) <= 1

    stage.drive(scenario)


def test_a_dialog_is_answered_once(stage: Stage, server: FakeServer) -> None:
    """An Enter that waits behind the first one kicks nobody else and closes nothing more."""

    async def scenario(pilot: Pilot[None]) -> None:
        await pilot.pause()
        await pilot.press("enter", "k")
        dialog = stage.app.screen
        assert isinstance(dialog, Ask)
        field = dialog.query(Input).last()
        for _ in range(3):
            field.post_message(Input.Submitted(field, "be nice"))
        await pilot.pause()
        assert stage.app.screen is stage.main
        await stage.until(lambda: bool(server.calls))
        assert [call[0] for call in server.calls] == ["kick"]

    stage.drive(scenario)
