"""Rows that hold signs of which terminals have different opinions."""

from __future__ import annotations

import asyncio

import pyte
import pytest
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import ComposeResult
from textual.content import Content
from textual.strip import Strip
from textual.widgets import Static

from tui.painting import Steady, SteadyApp, row

DOUBTFUL = (
    "\U0001f469\u200d\U0001f469\u200d\U0001f467" * 3,
    "\u2764\ufe0f" * 4,
    "\U0001f44b\U0001f3fd" * 4,
    "\U0001f1e9\U0001f1ea" * 4,
    "\u0915\u094d\u200d\u0937",
    "\u200d\u200da",
    "e\u0301\u0301",
)


def screen(sequences: str) -> list[str]:
    """What a terminal shows that knows nothing of joined signs: each is drawn for itself."""
    shown = pyte.Screen(30, 2)
    pyte.Stream(shown).feed(f"\x1b[?7l{sequences}")
    return ["".join(shown.buffer[y][x].data for x in range(30)) for y in range(2)]


@pytest.mark.parametrize("text", DOUBTFUL)
def test_what_stands_behind_a_doubtful_sign_stays_in_its_place(text: str) -> None:
    """The text behind it, and the panel at the right, begin where the layout has them."""
    strips = [
        Strip([Segment("ab "), Segment(text), Segment(" ok")]),
        Strip([Segment("|panel", Style(bold=True))]),
    ]
    cells = sum(strip.cell_length for strip in strips)
    shown = pyte.Screen(30, 2)
    pyte.Stream(shown).feed("\x1b[?7l" + row(strips, 0, ColorSystem.TRUECOLOR))
    place = cells - len("|panel")
    assert "".join(shown.buffer[0][x].data for x in range(place, place + 6)) == "|panel"
    assert "".join(shown.buffer[0][x].data for x in range(place - 3, place)) == " ok"
    assert "".join(shown.buffer[0][x].data for x in range(3)) == "ab "


def test_nothing_is_drawn_twice_where_nothing_is_doubtful() -> None:
    """Latin, Greek, Cyrillic, Chinese and frames are left to Textual."""
    shown: list[str] = []

    class App(SteadyApp[None]):
        def compose(self) -> ComposeResult:
            yield Static(Content("plain äöü λ ж 漢字 ─│"), markup=False)

    async def scene() -> None:
        app = App()
        async with app.run_test(size=(30, 2)):
            update = app.screen._compositor.render_full_update()
            steady = Steady(update, app.screen._compositor)
            console = Console(color_system="truecolor")
            shown.extend([update.render_segments(console), steady.render_segments(console)])

    asyncio.run(scene())
    assert shown[0] == shown[1]


def test_a_changed_row_is_made_whole() -> None:
    """Also where only the text has changed, the panel beside it is drawn again."""
    shown: list[str] = []

    class App(SteadyApp[None]):
        CSS = "Screen { layout: horizontal; } #text { width: 20; } #panel { width: 10; }"

        def compose(self) -> ComposeResult:
            yield Static(id="text", markup=False)
            yield Static(Content("panel"), id="panel", markup=False)

    async def scene() -> None:
        app = App()
        async with app.run_test(size=(30, 2)) as pilot:
            compositor = app.screen._compositor
            console = Console(color_system="truecolor")
            first = compositor.render_full_update()
            assert isinstance(first, LayoutUpdate)
            shown.append(first.render_segments(console))
            app.query_one("#text", Static).update(Content("\U0001f469\u200d\U0001f467" * 9))
            await pilot.pause()
            text = app.query_one("#text", Static)
            text.refresh()
            compositor.update_widgets({text})
            update = compositor.render_partial_update()
            assert isinstance(update, ChopsUpdate)
            shown.append(Steady(update, compositor).render_segments(console))

    asyncio.run(scene())
    assert screen("".join(shown))[0][-10:] == "panel     "
