"""Taking a message back: by key and by command, after a question."""

from netcore.client import events as ev
from tests.tui.chat.fake import NOON
from tests.tui.chat.stage import Stage, play, stage
from tui.chat.screens.confirm import ConfirmScreen


def redacted(on: Stage) -> list[tuple[str, ...]]:
    """What was asked to be taken back."""
    return [asked[1:] for asked in on.link.asked if asked[0] == "redact"]


def test_delete_takes_the_selected_message_back() -> None:
    """Once Enter has said so; it is shown as taken back when the server says so."""

    async def scene() -> None:
        async with stage() as on:
            await on.enter("first")
            await on.enter("second")
            await on.focus(on.chat.log_view)
            await on.press("up", "up")
            assert any("Take back" in row for row in on.rows())
            await on.press("delete")
            assert isinstance(on.app.screen, ConfirmScreen)
            assert any("first" in row for row in on.rows())
            await on.press("enter")
            assert redacted(on) == [("#lobby", "idm1", "")]
            on.link.emit(ev.Redacted(NOON, "#lobby", "idm1", "me", ""))
            await on.settle()
            assert any("taken back" in row for row in on.rows())
            await on.press("delete")
            assert not on.is_over_the_chat

    play(scene())


def test_a_command_takes_the_last_one_back() -> None:
    """With a reason; Esc leaves it."""

    async def scene() -> None:
        async with stage() as on:
            await on.enter("oops")
            on.link.hear("bob", "#lobby", "what?")
            await on.enter("/redact wrong window")
            await on.press("escape")
            assert redacted(on) == []
            await on.enter("/redact wrong window")
            await on.press("y")
            assert redacted(on) == [("#lobby", "idm1", "wrong window")]

    play(scene())


def test_what_cannot_be_taken_back() -> None:
    """Nothing of one's own, somebody else's message, a server that takes none back."""

    async def scene() -> None:
        async with stage() as on:
            await on.enter("/redact")
            assert "only what you said yourself" in on.entries[-1].text
            on.link.hear("bob", "#lobby", "mine")
            await on.settle()
            await on.focus(on.chat.log_view)
            await on.press("up", "delete")
            assert not on.is_over_the_chat
            await on.focus(on.composer)
            on.link.capabilities = frozenset()
            await on.enter("/redact")
            assert "this server takes no message back" in on.entries[-1].text

    play(scene())
