"""The page with every line that others join with."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from netcore.security.invitation import unwrap
from tests.tui.console.conftest import FakeServer, Stage, evening
from tui.console.app import Dashboard
from tui.console.invitation import Offer, invite
from tui.console.pages import InvitationPage

PRINT = "SHA256:" + 42 * "x" + "w"
SECURE = Offer(tls=True, fingerprint=PRINT, asks_password=True, password="fox", guests=False)


@pytest.fixture
def stage() -> Stage:
    """A dashboard of a host that others can reach in two ways."""
    server = FakeServer(evening())
    invitations = (invite("192.168.1.5", 9999, SECURE), invite("10.8.0.1", 9999, SECURE))
    return Stage(Dashboard(server, invitations, interval=3600.0))


def test_i_shows_every_address_and_program(stage: Stage) -> None:
    """Whole, however long: what does not fit a line goes on in the next one."""

    async def scenario(pilot: Pilot[None]) -> None:
        await pilot.press("i")
        await pilot.pause()
        assert isinstance(stage.app.screen, InvitationPage)
        shown = "".join(stage.shown().split())
        for words in ("192.168.1.5:9999", "10.8.0.1:9999", "irssi", "weechat4", "pass=fox"):
            assert words in shown
        assert "passwordfox" in shown
        assert f"certificate{PRINT}" in shown
        assert "…" not in shown
        await pilot.press("i")
        assert not isinstance(stage.app.screen, InvitationPage)

    stage.drive(scenario, (120, 40))


def test_y_copies_the_best_line(stage: Stage) -> None:
    """The first address with everything in it; where somebody types, y is a letter."""

    async def scenario(pilot: Pilot[None]) -> None:
        await pilot.press("y")
        assert stage.app.clipboard.startswith("chat-tui join 'ircs://192.168.1.5:9999/#lobby?pass=")
        stage.app.copy_to_clipboard("")
        await pilot.press("slash", "y", "i")
        assert stage.main.prompt.value == "/yi"
        assert stage.app.clipboard == ""

    stage.drive(scenario)


@pytest.mark.parametrize("width", [60, 80, 100])
def test_a_line_that_is_copied_off_the_screen_by_hand_still_leads_in(
    stage: Stage, width: int
) -> None:
    """It is broken behind its quote only, and what that leaves in it does no harm."""

    async def scenario(pilot: Pilot[None]) -> None:
        await pilot.pause()
        shown = stage.shown()
        begin = shown.index("chat-tui join '")
        end = shown.index("'", begin + len("chat-tui join '"))
        assert "\n" in shown[begin:end]
        url = invite("192.168.1.5", 9999, SECURE).join.split("'")[1]
        assert unwrap(shown[begin : end + 1]) == url

    stage.drive(scenario, (width, 40))
