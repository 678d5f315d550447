"""The keys and clicks of the log, and what it tells the app."""

import pytest
from textual import events, on
from textual.message import Message
from textual.pilot import Pilot

from tests.tui.log.demo import LogApp, conversation, event, message
from tui.chat.log.entries import Delivery, Entry, EntryKind
from tui.chat.log.widget import MessageLog

SIZE = (80, 20)
HEIGHT = 17


class TellingApp(LogApp):
    """Remembers what the log tells."""

    told: list[Message]

    def filled(self) -> None:
        """Focus the log."""
        self.told = []
        self.log_view.focus()

    @on(MessageLog.Resend)
    @on(MessageLog.TakeBack)
    @on(MessageLog.OpenLink)
    @on(MessageLog.EntryActivated)
    @on(MessageLog.NickClicked)
    @on(MessageLog.TopReached)
    def remember(self, told: Message) -> None:
        """Keep the message."""
        self.told.append(told)


async def keys(pilot: Pilot[None], *names: str) -> None:
    """Press keys and wait for what follows."""
    await pilot.pause()
    await pilot.press(*names)
    await pilot.pause()


def last(app: TellingApp) -> Message:
    """What the log told last."""
    return app.told[-1]


async def test_up_selects_from_the_bottom_and_down_leads_back() -> None:
    """Messages, notices and errors are stops; events and the program's lines are not."""
    entries = [
        message("one"),
        event("join", "bob"),
        message("note", kind=EntryKind.NOTICE),
        message("local", kind=EntryKind.SYSTEM),
        message("two"),
    ]
    app = TellingApp(entries)
    async with app.run_test(size=SIZE) as pilot:
        stops: list[Entry | None] = []
        for key in ("up", "up", "up", "up", "down", "down", "down"):
            await keys(pilot, key)
            stops.append(app.log_view.selected)
        one, two, note = entries[0], entries[4], entries[2]
        assert stops == [two, note, one, one, note, two, two]
        await keys(pilot, "escape")
        assert app.log_view.selected is None


async def test_the_selected_message_stays_in_sight() -> None:
    """The log scrolls with it, and pages are found again by it."""
    app = TellingApp([message("word " * (n % 30), minute=n) for n in range(30)])
    async with app.run_test(size=SIZE) as pilot:
        for _ in range(12):
            await keys(pilot, "up")
            assert app.log_view.buffer.find(app.log_view.selected or message("")) in (
                app.log_view.seen()
            )
        for _ in range(13):
            await keys(pilot, "down")
        assert app.log_view.at_bottom
        await keys(pilot, "pageup", "pageup", "up")
        assert app.log_view.selected is app.log_view.buffer.entries[app.log_view.seen()[-1]]
        await keys(pilot, "end", "down")
        assert app.log_view.selected is app.log_view.buffer.entries[app.log_view.seen()[0]]


async def test_pages_overlap_and_the_top_is_told() -> None:
    """At the oldest entry the app hears that older ones are wanted."""
    app = TellingApp([message(f"message {n}", f"p{n}", n) for n in range(40)])
    async with app.run_test(size=SIZE) as pilot:
        log = app.log_view
        await pilot.pause()
        top = log.scroll_offset.y
        await keys(pilot, "pageup")
        assert log.scroll_offset.y == top - HEIGHT + 2
        assert app.told == []
        await keys(pilot, "home")
        assert isinstance(last(app), MessageLog.TopReached)
        told = len(app.told)
        await keys(pilot, "home", "pageup")
        assert len(app.told) == told + 2
        await keys(pilot, "pagedown", "end")
        assert log.at_bottom


async def test_enter_asks_what_to_do_with_the_message() -> None:
    """The app gets the entry."""
    app = TellingApp([message("one")])
    async with app.run_test(size=SIZE) as pilot:
        await keys(pilot, "enter")
        assert app.told == []
        await keys(pilot, "up", "enter")
        told = last(app)
        assert isinstance(told, MessageLog.EntryActivated)
        assert told.entry.text == "one"


async def test_r_sends_the_failed_message_again() -> None:
    """The selected one, or the newest in sight that failed."""
    failed = [message(str(n), own=True, delivery=Delivery.FAILED, note="offline") for n in range(2)]
    app = TellingApp([*failed, message("fine")])
    async with app.run_test(size=SIZE) as pilot:
        for names, entry in ((("r",), failed[1]), (("up", "up", "up", "r"), failed[0])):
            await keys(pilot, *names)
            told = last(app)
            assert isinstance(told, MessageLog.Resend)
            assert told.entry is entry


async def test_the_footer_offers_what_can_be_done() -> None:
    """No resending without a failure, no opening without a link, no answer to ourselves."""
    app = TellingApp([message("hello")])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        log = app.log_view
        assert not log.check_action("resend", ())
        assert not log.check_action("open_link", ())
        assert not log.check_action("activate", ())
        assert log.check_action("copy", ())
        log.buffer.append([message("https://example.org", delivery=Delivery.FAILED, own=True)])
        await keys(pilot, "up")
        assert log.check_action("resend", ())
        assert log.check_action("open_link", ())
        assert not log.check_action("activate", ())
        assert not log.check_action("take_back", ())
        log.can_take_back = lambda entry: entry is not None and entry.own
        assert log.check_action("take_back", ())
        await keys(pilot, "delete")
        taken = last(app)
        assert isinstance(taken, MessageLog.TakeBack)
        assert taken.entry is log.selected
        await keys(pilot, "up")
        assert log.check_action("activate", ())


@pytest.mark.parametrize("key", ["c", "ctrl+c"])
async def test_c_copies_the_selected_message_s_text(key: str) -> None:
    """Without clock and name; what the mouse selected comes first."""
    app = TellingApp([message("\x02one\x02 and only")])
    async with app.run_test(size=SIZE) as pilot:
        await keys(pilot, key)
        assert app.clipboard == ""
        await keys(pilot, "up", key)
        assert app.clipboard == "one and only"
        await pilot.click(MessageLog, offset=(18, 1), times=2)
        await keys(pilot, key)
        assert app.clipboard == "one"


async def test_o_opens_the_first_link() -> None:
    """Of the selected message, or the newest in sight."""
    app = TellingApp(
        [message("http://a.example http://b.example"), message("http://c.example"), message("no")]
    )
    async with app.run_test(size=SIZE) as pilot:
        for names, url in (
            (("o",), "http://c.example"),
            (("up", "up", "up", "o"), "http://a.example"),
        ):
            await keys(pilot, *names)
            told = last(app)
            assert isinstance(told, MessageLog.OpenLink)
            assert told.url == url


async def test_clicks_on_links_and_names_are_told_and_others_select() -> None:
    """A link opens on each of its rows."""
    url = "https://example.org/" + "path/" * 20
    app = TellingApp([message(f"see {url}"), message("[@click=app.quit]here[/]", "bob")])
    async with app.run_test(size=SIZE) as pilot:
        for at in ((20, 2), (20, 3)):
            await pilot.click(MessageLog, offset=at)
            await pilot.pause()
            told = last(app)
            assert isinstance(told, MessageLog.OpenLink)
            assert told.url == url
        await pilot.click(MessageLog, offset=(14, 4))
        await pilot.pause()
        told = last(app)
        assert isinstance(told, MessageLog.NickClicked)
        assert told.nick == "bob"
        count = len(app.told)
        for at in ((20, 4), (2, 4), (60, 4), (20, 0), (20, 12)):
            await pilot.click(MessageLog, offset=at)
            await pilot.pause()
        assert len(app.told) == count
        assert app.is_running


async def test_the_end_of_a_drag_is_no_click() -> None:
    """Selecting a link does not open it."""
    app = TellingApp([message("https://example.org/path")])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.mouse_down(MessageLog, offset=(18, 1))
        await pilot.hover(MessageLog, offset=(25, 1))
        await pilot.mouse_up(MessageLog, offset=(25, 1))
        await pilot.pause()
        assert app.told == []
        assert app.screen.get_selected_text() == "ttps://e"
        # What the pilot leaves out: a terminal's button that goes up is a click, too.
        log = app.log_view
        log.post_message(events.Click(log, 25, 1, 0, 0, 1, False, False, False))
        await pilot.pause()
        assert app.told == []


async def test_keys_can_be_bound_anew_by_their_ids() -> None:
    """Every binding has an id."""
    app = TellingApp(conversation())
    async with app.run_test(size=SIZE) as pilot:
        bindings = [binding for _, binding in app.log_view._bindings]
        own = {binding.id for binding in bindings if binding.id and binding.id.startswith("log.")}
        assert len(own) == len(MessageLog.BINDINGS)
        app.set_keymap({"log.activate": "f5"})
        await keys(pilot, "up", "up", "up", "f5")
        assert isinstance(last(app), MessageLog.EntryActivated)
