"""The log keeps its place, whatever comes, goes or changes around it."""

import asyncio
from datetime import UTC

from textual.geometry import Offset
from textual.pilot import Pilot

from tests.tui.log.demo import LogApp, event, message
from tui.chat.log.buffer import LogBuffer
from tui.chat.log.entries import Delivery, Entry
from tui.chat.log.widget import MessageLog

SIZE = (100, 23)
HEIGHT = 20


def many(number: int, start: int = 0) -> list[Entry]:
    """Numbered messages, some of several rows."""
    return [
        message(f"message {n} " + "word " * (n % 30), minute=n / 10)
        for n in range(start, start + number)
    ]


def top(log: MessageLog) -> str:
    """The number of the message at the top of the screen."""
    return " ".join(log.buffer.entries[log.seen()[0]].text.split()[:2])


def bottom(log: MessageLog) -> str:
    """The text at the bottom of the screen."""
    return log.buffer.entries[log.seen()[-1]].text


async def scrolled_back(pilot: Pilot[None]) -> MessageLog:
    """The log, some pages above its end."""
    log = pilot.app.query_one(MessageLog)
    log.focus()
    await pilot.press("pageup", "pageup", "pageup")
    await pilot.pause()
    return log


async def test_the_end_is_kept_in_sight() -> None:
    """While the end is shown, what comes is shown."""
    app = LogApp(many(50))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        log = app.log_view
        assert log.at_bottom
        log.buffer.append([message("the newest")])
        await pilot.pause()
        assert bottom(log) == "the newest"
        assert log.unread_below == 0
        await pilot.resize_terminal(60, 15)
        await pilot.pause()
        assert bottom(log) == "the newest"
        assert log.at_bottom


async def test_scrolled_back_nothing_moves_when_messages_come() -> None:
    """New messages are counted at the bottom, and shown on request."""
    app = LogApp(many(100))
    async with app.run_test(size=SIZE) as pilot:
        log = await scrolled_back(pilot)
        before = top(log)
        assert not log.at_bottom
        log.buffer.append([*many(3, 200), event("join", "bob")])
        await pilot.pause()
        assert top(log) == before
        assert log.unread_below == 3
        assert " 3 new ↓ " in log.render_lines(log.size.region)[-1].text
        await pilot.click(MessageLog, offset=(log.size.width - 5, HEIGHT - 1))
        await pilot.pause()
        assert log.at_bottom
        assert log.unread_below == 0


async def test_older_messages_come_above_unseen() -> None:
    """A page of history moves nothing."""
    app = LogApp(many(100))
    async with app.run_test(size=SIZE) as pilot:
        log = await scrolled_back(pilot)
        before = log.render_lines(log.size.region)
        log.buffer.prepend(many(40, -40))
        await pilot.pause()
        assert log.render_lines(log.size.region) == before


async def test_at_the_end_older_messages_change_nothing() -> None:
    """The end stays in sight."""
    app = LogApp(many(100))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        last = bottom(app.log_view)
        app.log_view.buffer.prepend(many(40, -40))
        await pilot.pause()
        assert bottom(app.log_view) == last


async def test_a_resize_keeps_the_message_on_top() -> None:
    """Wrapped anew, the same message is first."""
    app = LogApp(many(100))
    async with app.run_test(size=SIZE) as pilot:
        log = await scrolled_back(pilot)
        before = top(log)
        for size in ((60, 20), (40, 12), (130, 30), SIZE):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert top(log) == before


async def test_each_buffer_is_shown_where_it_was_left() -> None:
    """Place, end and count belong to the buffer; hidden, it only stores."""
    app = LogApp(many(100))
    async with app.run_test(size=SIZE) as pilot:
        log = await scrolled_back(pilot)
        one, before = log.buffer, top(log)
        two = LogBuffer(tz=UTC)
        two.append(many(30, 500))
        log.load(two)
        await pilot.pause()
        assert bottom(log).startswith("message 529")
        one.append(many(5, 200))
        assert bottom(log).startswith("message 529")
        log.load(one)
        await pilot.pause()
        assert top(log) == before
        assert log.unread_below == 5
        log.jump_to_end()
        await pilot.pause()
        assert bottom(log).startswith("message 204")


async def test_a_very_long_log_is_counted_in_time() -> None:
    """Only what is seen is counted at once; the end and the start are shown right."""
    app = LogApp(many(6000))
    async with app.run_test(size=SIZE) as pilot:
        log = app.log_view
        rows = log.buffer.layout.rows
        await pilot.pause()
        assert bottom(log).startswith("message 5999")
        log.focus()
        await pilot.press("home")
        assert top(log) == "message 0"
        while rows.stale:
            await asyncio.sleep(0.01)
        await pilot.pause()
        assert top(log) == "message 0"
        assert log.virtual_size.height == rows.total
        await pilot.press("end")
        assert bottom(log).startswith("message 5999")


async def test_jumping_into_uncounted_rows_shows_them_whole() -> None:
    """What the scroll bar leads to is counted when it is reached."""
    app = LogApp(many(6000))
    async with app.run_test(size=SIZE) as pilot:
        log = app.log_view
        await pilot.pause()
        log.scroll_to_row(2000)
        first = top(log)
        await pilot.pause()
        shown = "\n".join(strip.text for strip in log.render_lines(log.size.region))
        assert first in shown
        number = int(first.split()[1])
        assert f"message {number + 1} " in shown


async def test_an_update_is_painted() -> None:
    """Pending, failed, delivered: the log shows each, and its height follows."""
    entry = message("mine", own=True, delivery=Delivery.PENDING)
    app = LogApp([entry])
    async with app.run_test(size=SIZE) as pilot:
        log = app.log_view
        await pilot.pause()
        height = log.virtual_size.height
        log.buffer.update(entry, delivery=Delivery.FAILED, note="offline")
        await pilot.pause()
        assert log.virtual_size.height == height + 1
        assert "not sent: offline" in "".join(s.text for s in log.render_lines(log.size.region))
        log.buffer.update(entry, delivery=Delivery.DELIVERED, note="")
        await pilot.pause()
        assert log.virtual_size.height == height


async def test_the_marker_line_comes_and_goes() -> None:
    """The widget passes the marker to its buffer."""
    entries = many(3)
    app = LogApp(entries)
    async with app.run_test(size=SIZE) as pilot:
        log = app.log_view
        log.buffer.mark_unread(entries[1])
        await pilot.pause()
        assert "─ new ─" in "".join(s.text for s in log.render_lines(log.size.region))
        log.buffer.clear_unread()
        await pilot.pause()
        assert "─ new ─" not in "".join(s.text for s in log.render_lines(log.size.region))


async def test_an_entry_can_be_brought_into_sight() -> None:
    """A search leads to its hit, however far it is."""
    entries = many(3000)
    app = LogApp(entries)
    async with app.run_test(size=SIZE) as pilot:
        log = app.log_view
        await pilot.pause()
        for number in (5, 2990, 1500, 1510):
            log.show_entry(entries[number])
            await pilot.pause()
            assert number in log.seen()
            assert log.selected is entries[number]
        log.show_entry(message("elsewhere"))
        assert log.selected is entries[1510]


async def test_the_column_of_names_grows_with_the_names() -> None:
    """A longer name moves the texts, and is cut at sixteen cells."""
    app = LogApp([message("hi", "al")])
    async with app.run_test(size=SIZE) as pilot:
        log = app.log_view
        await pilot.pause()
        assert log.buffer.layout.geometry.nick == 8
        log.buffer.append([message("hi", "n" * 30)])
        await pilot.pause()
        assert log.buffer.layout.geometry.nick == 16
        assert "n" * 15 + "…  hi" in log.render_lines(log.size.region)[2].text


async def test_a_new_theme_repaints() -> None:
    """No colour of the old theme is left."""
    app = LogApp(many(3))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        before = [segment.style for segment in app.log_view.render_line(1)]
        app.theme = "textual-light"
        await pilot.pause()
        after = [segment.style for segment in app.log_view.render_line(1)]
        assert not {str(s and s.bgcolor) for s in before} & {str(s and s.bgcolor) for s in after}


async def test_an_empty_log_is_blank() -> None:
    """There is nothing to see and nothing to fail."""
    app = LogApp()
    async with app.run_test(size=SIZE) as pilot:
        app.log_view.focus()
        await pilot.press("up", "down", "pageup", "home", "end", "enter", "r", "o", "escape")
        assert app.log_view.render_line(0).text.strip() == ""
        assert app.screen.get_widget_and_offset_at(5, 5)[1] is None
        await pilot.click(MessageLog, offset=Offset(5, 5))
        assert app.log_view.selected is None
