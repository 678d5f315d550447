"""Pictures of the log: fixed size, clock, theme and zone."""

from collections.abc import Awaitable, Callable

import pytest
from textual.app import App
from textual.pilot import Pilot

from tests.tui.log.demo import LogApp, conversation, message

Snap = Callable[..., bool]
SIZES = [(100, 30), (60, 15)]


class PictureApp(LogApp):
    """The conversation, half of it unread."""

    CSS = "Input { display: none; }"

    def __init__(self, theme_name: str = "textual-dark", *, ascii_only: bool = False) -> None:
        entries = conversation()
        super().__init__(entries, ascii_only=ascii_only)
        self._unread = entries[11]
        self._theme_name = theme_name

    def filled(self) -> None:
        """Set theme and marker."""
        self.theme = self._theme_name
        self.log_view.buffer.mark_unread(self._unread)


def name(size: tuple[int, int]) -> str:
    """A size as a test's id."""
    return f"{size[0]}x{size[1]}"


@pytest.mark.parametrize("size", SIZES, ids=name)
@pytest.mark.parametrize("theme", ["textual-dark", "textual-light"])
def test_a_conversation(snap_compare: Snap, theme: str, size: tuple[int, int]) -> None:
    """Every kind of entry, on dark and light."""
    assert snap_compare(PictureApp(theme), terminal_size=size)


@pytest.mark.parametrize("size", SIZES, ids=name)
def test_plain_signs(snap_compare: Snap, size: tuple[int, int]) -> None:
    """Nothing but ASCII is drawn around the texts."""
    assert snap_compare(PictureApp(ascii_only=True), terminal_size=size)


@pytest.mark.parametrize("size", SIZES, ids=name)
def test_scrolled_back_with_a_message_selected(snap_compare: Snap, size: tuple[int, int]) -> None:
    """The bar, the selection with the mouse, and the count of what came below."""

    async def before(pilot: Pilot[None]) -> None:
        log = pilot.app.query_one("MessageLog")
        log.focus()
        assert isinstance(pilot.app, PictureApp)
        pilot.app.log_view.buffer.append([message("words " * 9, "erin", 10) for _ in range(9)])
        await pilot.pause()
        await pilot.press("home", *["down"] * 4)
        await pilot.click("MessageLog", offset=(26, 1), times=2)
        pilot.app.log_view.buffer.append([message(f"{n}", "bob", minute=10 + n) for n in range(12)])

    run: Callable[[Pilot[None]], Awaitable[None]] = before
    assert snap_compare(PictureApp(), terminal_size=size, run_before=run)


def test_without_colours(snap_compare: Snap, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mentions, failures and the unread line can still be told apart."""
    monkeypatch.setenv("NO_COLOR", "1")
    app: App[None] = PictureApp()
    assert snap_compare(app, terminal_size=SIZES[0])
