"""The log on the dashboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.pilot import Pilot

from netcore.snapshot import LogLine

if TYPE_CHECKING:
    from tests.tui.console.conftest import Stage


def test_the_log_shows_only_what_is_bad_enough(stage: Stage) -> None:
    """Each press of l shows less, then everything."""

    async def scenario(pilot: Pilot[None]) -> None:
        stage.main.set_focus(stage.main.log_tail)
        await pilot.pause()
        assert "CAP LS" not in stage.shown()
        await pilot.press("l")
        assert "alice joined" not in stage.shown()
        assert "has not read for 40 s" in stage.shown()
        await pilot.press("l")
        assert "has not read for 40 s" not in stage.shown()
        assert "out of descriptors" in stage.shown()
        await pilot.press("l")
        assert "CAP LS" in stage.shown()

    stage.drive(scenario)


def test_the_log_follows_until_somebody_scrolls_back(stage: Stage) -> None:
    """New lines do not move what is being read; at the end it follows again."""

    async def scenario(pilot: Pilot[None]) -> None:
        log = stage.main.log_tail
        log.add(LogLine(n, 0.0, "info", f"line {n}.") for n in range(100, 200))
        await pilot.pause()
        assert "line 199." in stage.shown()
        stage.main.set_focus(log)
        await pilot.press("pageup")
        await pilot.pause(0.3)
        place = log.scroll_offset.y
        log.add(LogLine(n, 0.0, "info", f"line {n}.") for n in range(200, 220))
        await pilot.pause()
        assert log.scroll_offset.y == place
        assert "line 219." not in stage.shown()
        log.scroll_end(animate=False)
        await pilot.pause()
        log.add([LogLine(220, 0.0, "info", "line 220.")])
        await pilot.pause()
        assert "line 220." in stage.shown()

    stage.drive(scenario)


def test_the_log_still_follows_after_any_change_of_size(stage: Stage) -> None:
    """A terminal that shrinks, or that hides the log for a while, ends at the newest line."""

    async def scenario(pilot: Pilot[None]) -> None:
        log = stage.main.log_tail
        log.add(LogLine(n, 0.0, "info", f"line {n}.") for n in range(100, 200))
        for size in ((100, 24), (60, 15), (1, 1), (200, 60), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
        assert "line 199." in stage.shown()

    stage.drive(scenario)


def test_the_log_is_bounded_and_keeps_its_place(stage: Stage) -> None:
    """The oldest lines go, and what is being read stays on the screen."""

    async def scenario(pilot: Pilot[None]) -> None:
        log = stage.main.log_tail
        log.add(LogLine(n, 0.0, "info", f"line {n}.") for n in range(1000, 2993))
        await pilot.pause()
        log.scroll_to(y=1000, animate=False)
        await pilot.pause()
        top = stage.shown().splitlines()[log.region.y + 1]
        log.add(LogLine(n, 0.0, "info", f"line {n}.") for n in range(3000, 3200))
        await pilot.pause()
        assert stage.shown().splitlines()[log.region.y + 1] == top
        assert log.virtual_size.height == 2000

    stage.drive(scenario)


def test_a_long_line_keeps_away_from_the_border(stage: Stage) -> None:
    """Wrapped text leaves the same room at its right as at its left."""

    async def scenario(pilot: Pilot[None]) -> None:
        await pilot.pause()
        stage.main.log_tail.add([LogLine(900, 0.0, "info", "x" * 300)])
        await pilot.pause()
        rows = [row for row in stage.shown().splitlines() if "xxxx" in row]
        assert len(rows) > 2
        assert not any("x│" in row for row in rows)

    stage.drive(scenario)


def test_what_is_read_stays_when_less_or_more_is_shown(stage: Stage) -> None:
    """Neither another level nor another width sends the reader back to the beginning."""

    async def scenario(pilot: Pilot[None]) -> None:
        log = stage.main.log_tail
        log.add(
            LogLine(n, 0.0, "error" if n % 9 == 0 else "info", f"line {n}. " + "word " * 20)
            for n in range(100, 400)
        )
        await pilot.pause()
        stage.main.set_focus(log)
        log.scroll_to(y=[line.number for line, _, _ in log._rows].index(250), animate=False)
        await pilot.pause()

        def top() -> str:
            return stage.shown().splitlines()[log.region.y + 1]

        assert "line 250." in top()
        await pilot.press("l", "l")
        assert "line 252." in top()
        await pilot.press("l", "l")
        assert "line 250." in top()
        await pilot.resize_terminal(70, 40)
        await pilot.pause()
        assert "line 250." in top()

    stage.drive(scenario)
