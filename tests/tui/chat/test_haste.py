"""Keys that are pressed again before the first press has had its effect, and what changes since."""

from netcore.client import events as ev
from netcore.client.events import Kind
from tests.tui.chat.fake import NOON
from tests.tui.chat.stage import Stage, play, stage
from tui.chat.log.entries import Delivery
from tui.chat.widgets.channels import ChannelList


def names(on: Stage) -> list[str]:
    """The windows that there are."""
    return [buffer.name for buffer in on.app.model.buffers]


def test_del_twice_closes_one_window() -> None:
    """A second Del behind the first one does not leave the channel that has moved up."""

    async def scene() -> None:
        async with stage() as on:
            for channel in ("#dev", "#zoo"):
                on.link.enter(channel)
            await on.settle()
            await on.focus(on.chat.channels)
            on.chat.channels.move_to("3")
            on.chat.channels.action_close()
            on.chat.channels.action_close()
            await on.settle()
            assert names(on) == ["", "#lobby", "#zoo"]
            assert [asked for asked in on.link.asked if asked[0] == "part"] == [
                ("part", "#dev", "")
            ]

    play(scene())


def test_a_window_that_is_gone_is_not_closed() -> None:
    """The last window of the list, asked to be closed when it has gone, does no harm."""

    async def scene() -> None:
        async with stage() as on:
            last = on.app.model.buffers[-1]
            on.app.front.close_buffer(last)
            on.app.renew()
            on.chat.channels.post_message(ChannelList.CloseAsked(last))
            await on.settle()
            assert on.app.is_running
            assert names(on) == [""]

    play(scene())


def test_r_twice_sends_once() -> None:
    """A failed message is sent again once, however fast R is pressed."""

    async def scene() -> None:
        async with stage() as on:
            on.link.echo = False
            await on.enter("one")
            on.link.emit(ev.SendFailed(NOON, "m1", "#lobby", "no"))
            await on.settle()
            await on.focus(on.chat.log_view)
            on.send("r", "r")
            await on.settle()
            assert on.said == [("#lobby", "one"), ("#lobby", "one")]
            assert on.last is Delivery.PENDING

    play(scene())


def test_quitting_warns_anew_of_what_is_on_its_way_now() -> None:
    """A warning of something that has arrived since does not stand for what was said later."""

    async def scene() -> None:
        async with stage() as on:
            on.link.echo = False
            await on.enter("one")
            await on.press("ctrl+q")
            on.link.emit(
                ev.Said(NOON, Kind.MESSAGE, "me", "#lobby", "#lobby", "one", own=True, label="m1")
            )
            await on.settle()
            await on.enter("two")
            await on.press("ctrl+q")
            assert on.app.is_running
            await on.press("ctrl+q")
            assert not on.app.is_running

    play(scene())
