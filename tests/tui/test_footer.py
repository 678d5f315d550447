"""The line of keys at the bottom, in narrow terminals and wide ones."""

import asyncio
from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType

from tui.footer import KeyFooter


class Keys(App[None]):
    """Three keys, 7 + 1 + 9 + 1 + 8 cells with their labels."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "bell", "Alpha", key_display="a"),
        Binding("b", "beep", "Bravura", key_display="b"),
        Binding("c", "boop", "Casino", key_display="c"),
    ]

    def compose(self) -> ComposeResult:
        yield KeyFooter(compact=True)


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (40, "a Alpha b Bravura c Casino"),
        (26, "a Alpha b Bravura c Casino"),
        (25, "a Alpha b Bravura"),
        (16, "a Alpha"),
        (7, "a Alpha"),
        (6, ""),
    ],
)
def test_no_key_is_cut_off(width: int, shown: str) -> None:
    """Each key is there whole or not at all, also after the terminal has changed its size."""

    async def scene() -> None:
        app = Keys()
        async with app.run_test(size=(80, 5)) as pilot:
            await pilot.resize_terminal(width, 5)
            await pilot.pause()
            strip = app.screen._compositor.render_strips()[-1]
            words = "".join(segment.text for segment in strip).replace("^q Quit", "")
            assert words.strip() == shown

    asyncio.run(scene())
