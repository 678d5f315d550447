"""What the mouse selects is the text of messages and nothing else."""

from textual.pilot import Pilot

from tests.tui.log.demo import LogApp, conversation, event, message
from tui.chat.log.buffer import LogBuffer
from tui.chat.log.entries import Entry, EntryKind
from tui.chat.log.widget import MessageLog

SIZE = (80, 20)
LONG = "The quick brown fox " * 8 + "jumps"
URL = "https://example.org/" + "a/long/path/" * 12


async def drag(pilot: Pilot[None], start: tuple[int, int], end: tuple[int, int]) -> str | None:
    """Select with the mouse; cells of the log."""
    await pilot.pause()
    await pilot.mouse_down(MessageLog, offset=start)
    middle = ((start[0] + end[0]) // 2, (start[1] + end[1]) // 2)
    await pilot.hover(MessageLog, offset=middle)
    await pilot.hover(MessageLog, offset=end)
    await pilot.mouse_up(MessageLog, offset=end)
    await pilot.pause()
    return pilot.app.screen.get_selected_text()


async def test_a_wrapped_message_is_one_line() -> None:
    """From its first letter to its last, rows joined, gutter left out."""
    app = LogApp([message(LONG)])
    async with app.run_test(size=SIZE) as pilot:
        assert await drag(pilot, (17, 1), (70, 3)) == LONG


async def test_dragging_over_the_gutter_selects_no_more_than_the_text() -> None:
    """Clocks, names and dates are not part of it, and rows begin at their own text."""
    app = LogApp([message(LONG), message("second", "bob")])
    async with app.run_test(size=SIZE) as pilot:
        assert await drag(pilot, (2, 0), (60, 4)) == f"{LONG}\nsecond"
        row = app.log_view.buffer.layout.block(0).lines[2].row
        assert await drag(pilot, (3, 2), (78, 2)) == LONG[row.start : row.end + 1]


async def test_a_wrapped_address_is_whole() -> None:
    """Nothing is put in or left out where it was cut."""
    app = LogApp([message(URL)])
    async with app.run_test(size=SIZE) as pilot:
        assert await drag(pilot, (17, 1), (78, 4)) == URL
        row = app.log_view.buffer.layout.block(0).lines[1].row
        assert await drag(pilot, (17, 1), (78, 1)) == URL[row.start : row.end]


async def test_part_of_a_text_with_wide_letters() -> None:
    """Cells lead to letters."""
    app = LogApp([message("日本語 text")])
    async with app.run_test(size=SIZE) as pilot:
        assert await drag(pilot, (19, 1), (21, 1)) == "本語"


async def test_upwards_and_from_below_the_last_entry() -> None:
    """The direction does not matter, and the empty rows belong to the end."""
    app = LogApp([message("one"), message("two", "bob")])
    async with app.run_test(size=SIZE) as pilot:
        assert await drag(pilot, (30, 10), (17, 1)) == "one\ntwo"


async def test_people_who_come_and_go_are_left_out() -> None:
    """Unless only they are selected."""
    entries = [message("one"), event("join", "bob"), message("two", "bob")]
    app = LogApp([*entries, event("part", "bob")])
    async with app.run_test(size=SIZE) as pilot:
        assert await drag(pilot, (17, 1), (60, 4)) == "one\ntwo"
        assert await drag(pilot, (2, 2), (60, 2)) == "bob joined"


async def test_a_selection_stays_with_its_letters() -> None:
    """Messages above and below, and another width, do not move it."""
    app = LogApp([message(LONG)])
    async with app.run_test(size=SIZE) as pilot:
        assert await drag(pilot, (17, 1), (70, 3)) == LONG
        app.log_view.buffer.prepend([message("older", minute=-1)])
        app.log_view.buffer.append([message("newer", minute=1)])
        await pilot.resize_terminal(120, 30)
        await pilot.pause()
        assert app.screen.get_selected_text() == LONG
        await pilot.press("escape")
        assert app.screen.get_selected_text() is None


async def test_selected_letters_look_selected() -> None:
    """Only they are highlighted, on each of their rows."""
    app = LogApp([message(LONG)])
    async with app.run_test(size=SIZE) as pilot:
        text = await drag(pilot, (21, 1), (30, 2))
        ground = app.screen.get_component_rich_style("screen--selection").bgcolor
        chosen = [
            part
            for strip in app.log_view.render_lines(app.log_view.size.region)
            for part in strip
            if part.style and part.style.bgcolor == ground
        ]
        shown = "".join(part.text for part in chosen)
        assert all(part.style and part.style.color != ground for part in chosen)
        assert text is not None
        assert shown.replace(" ", "") == text.replace(" ", "")


async def test_two_clicks_take_a_word_and_three_a_message() -> None:
    """Never all of the log, let alone all of the screen."""
    app = LogApp([message("first word second"), message(f"see {URL}", "bob"), message("x", "al")])
    async with app.run_test(size=SIZE) as pilot:
        for times, at, text in (
            (2, (24, 1), "word"),
            (3, (24, 1), "first word second"),
            (2, (30, 3), URL),
            (2, (17, 1), "first"),
        ):
            await pilot.click(MessageLog, offset=at, times=times)
            await pilot.pause()
            assert app.screen.get_selected_text() == text


async def test_another_buffer_has_nothing_selected() -> None:
    """A selection ends with the buffer that it was made in."""
    app = LogApp([message(LONG)])
    async with app.run_test(size=SIZE) as pilot:
        assert await drag(pilot, (17, 1), (70, 3)) == LONG
        app.log_view.load(LogBuffer())
        await pilot.pause()
        assert app.screen.get_selected_text() is None


async def test_everything_selected_is_every_text() -> None:
    """A selection without ends has all messages, and an empty log has none."""
    app = LogApp(conversation())
    async with app.run_test(size=SIZE) as pilot:
        app.log_view.text_select_all()
        await pilot.pause()
        text = app.screen.get_selected_text()
        assert text is not None
        assert text.splitlines()[:2] == [entry.text for entry in conversation()[:2]]
        assert text.splitlines()[-1] == "this one is on its way"
        assert len(text.splitlines()) == sum(
            entry.kind is not EntryKind.EVENT for entry in conversation()
        )
    empty: list[Entry] = []
    app = LogApp(empty)
    async with app.run_test(size=SIZE) as pilot:
        app.log_view.text_select_all()
        await pilot.pause()
        assert app.screen.get_selected_text() == ""
