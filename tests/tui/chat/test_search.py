"""Ctrl+F: words are typed, what fits is shown, Enter goes there."""

from datetime import timedelta

import pytest
from textual.widgets import Input, OptionList

from netcore.client import events as ev
from netcore.client.events import Kind, Why
from tests.tui.chat.fake import NOON
from tests.tui.chat.stage import NARROW, WIDE, Stage, play, stage
from tui.chat.log.widget import MessageLog
from tui.chat.screens.context import ContextScreen
from tui.chat.screens.search import SearchScreen
from tui.chat.searching import around, marks


def said(number: int, text: str, buffer: str = "#lobby") -> ev.Said:
    """A message of the past."""
    time = NOON - timedelta(hours=1) + timedelta(seconds=number)
    return ev.Said(time, Kind.MESSAGE, "alice", buffer, buffer, text, msgid=f"m{number}")


def hits(playing: Stage) -> list[str]:
    """The rows of the hits."""
    options = playing.app.screen.query_one(OptionList)
    return [str(options.get_option_at_index(i).prompt) for i in range(options.option_count)]


async def filled(playing: Stage) -> None:
    """Two channels with something in them."""
    playing.link.enter("#dev")
    playing.link.emit(
        said(1, "the [red]fox[/red] jumps"),
        said(2, "over the lazy \x02dog\x02"),
        said(3, "a Fox in a box", "#dev"),
    )
    await playing.settle()


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_words_are_found_while_they_are_typed(size: tuple[int, int]) -> None:
    """In this channel first, in any case, with remote text as it is."""

    async def scene() -> None:
        async with stage(size) as playing:
            await filled(playing)
            await playing.press("ctrl+f")
            await playing.type("fox")
            assert len(hits(playing)) == 1
            assert "[red]fox[/red]" in hits(playing)[0]
            await playing.type(" zebra")
            assert hits(playing) == []
            assert any("Nothing fits" in row for row in playing.rows())
            await playing.press("escape")
            assert not playing.is_over_the_chat

    play(scene())


def test_enter_goes_to_the_message_in_its_channel() -> None:
    """Tab widens the search to all channels, the arrows choose."""

    async def scene() -> None:
        async with stage() as playing:
            await filled(playing)
            await playing.press("ctrl+f")
            await playing.type("fox")
            await playing.press("tab")
            assert ["#dev" in hit for hit in hits(playing)] == [True, False]
            await playing.press("down", "pageup", "down", "up", "pagedown", "up", "enter")
            assert playing.app.model.active.name == "#dev"
            log = playing.app.chat.log_view
            assert log.selected is not None
            assert log.selected.text == "a Fox in a box"

    play(scene())


def test_the_server_is_asked_once_the_typing_pauses() -> None:
    """What it finds in a loaded log is gone to; anything else is shown with what was around it."""

    async def scene() -> None:
        async with stage() as playing:
            await filled(playing)
            await playing.press("ctrl+f", "shift+tab")
            await playing.type("fox")
            playing.app.screen._ask()  # type: ignore[attr-defined]
            assert playing.link.asked[-1] == ("search", "fox", "")
            old = said(-900, "an old fox", "#dev")
            found = (old, said(1, "the [red]fox[/red] jumps"))
            playing.link.emit(ev.HistoryLoaded(NOON, "", Why.SEARCH, found, words="other"))
            await playing.settle()
            assert hits(playing) == []
            playing.link.emit(ev.HistoryLoaded(NOON, "", Why.SEARCH, found, words="fox"))
            await playing.settle()
            assert len(hits(playing)) == 2
            await playing.press("down", "enter")
            assert ("load_around", "#dev", "m-900") in playing.link.asked
            around = (said(-901, "before"), old, said(-899, "after"))
            playing.link.emit(ev.HistoryLoaded(NOON, "#dev", Why.AROUND, around))
            await playing.settle()
            assert isinstance(playing.app.screen, ContextScreen)
            selected = playing.app.screen.query_one(MessageLog).selected
            assert selected is not None
            assert selected.text == "an old fox"
            await playing.press("escape")
            assert not playing.is_over_the_chat

    play(scene())


def test_a_server_that_cannot_search_says_so() -> None:
    """And one that has forgotten the message too."""

    async def scene() -> None:
        async with stage() as playing:
            await playing.press("ctrl+f", "ctrl+f", "ctrl+f")
            await playing.type("fox")
            playing.link.emit(ev.HistoryMissing(NOON, "", "cannot search", Why.SEARCH))
            await playing.settle()
            assert any("cannot search" in row for row in playing.rows())
            found = (said(-9, "a fox", "#dev"),)
            playing.link.emit(ev.HistoryLoaded(NOON, "", Why.SEARCH, found, words="fox"))
            await playing.settle()
            await playing.press("enter")
            playing.link.emit(ev.HistoryMissing(NOON, "#dev", "gone", Why.AROUND))
            await playing.settle()
            (notification,) = playing.app._notifications
            assert "does not have that message" in notification.message

    play(scene())


def test_a_click_chooses_a_hit() -> None:
    """As Enter does."""

    async def scene() -> None:
        async with stage() as playing:
            await filled(playing)
            await playing.press("ctrl+f")
            await playing.type("dog")
            await playing.pilot.click(OptionList, offset=(5, 0))
            await playing.settle()
            assert not isinstance(playing.app.screen, SearchScreen)
            selected = playing.app.chat.log_view.selected
            assert selected is not None
            assert "dog" in selected.text

    play(scene())


def test_an_answer_after_the_search_was_closed_is_dropped() -> None:
    """Nobody waits for it."""

    async def scene() -> None:
        async with stage() as playing:
            playing.link.emit(
                ev.HistoryLoaded(NOON, "", Why.SEARCH, (said(1, "x"),), words="x"),
                ev.HistoryLoaded(NOON, "#dev", Why.AROUND, (said(1, "x"),)),
            )
            await playing.settle()
            assert not playing.is_over_the_chat

    play(scene())


@pytest.mark.parametrize(
    ("text", "typed", "found"),
    [
        ("a fox", "fox", [(2, 5)]),
        ("Foxfox", "fox x", [(0, 6)]),
        ("straße", "strasse", []),
        ("a", "", []),
    ],
)
def test_words_are_marked(text: str, typed: str, found: list[tuple[int, int]]) -> None:
    """Where they stand; overlapping ones once."""
    assert marks(text, typed) == found


def test_the_words_keep_the_keys() -> None:
    """The list of hits is moved through from the words."""

    async def scene() -> None:
        async with stage() as playing:
            await playing.press("ctrl+f")
            assert isinstance(playing.app.focused, Input)
            await playing.press("enter")
            assert playing.is_over_the_chat

    play(scene())


def test_a_command_begins_a_search() -> None:
    """With its words."""

    async def scene() -> None:
        async with stage() as playing:
            await filled(playing)
            await playing.enter("/search lazy dog")
            assert len(hits(playing)) == 1

    play(scene())


def test_older_messages_come_by_command() -> None:
    """And the log scrolls up to them."""

    async def scene() -> None:
        async with stage() as playing:
            await filled(playing)
            await playing.enter("/older")
            assert ("load_older", "#lobby", "m1") in playing.link.asked

    play(scene())


@pytest.mark.parametrize(
    ("text", "room", "shown"),
    [
        ("a fox", 40, "a fox"),
        ("no such word here at all", 10, "no such word here at all"),
        ("one two three four fox five", 18, "…four fox five"),
        ("aaaaaaaaaaaaaaaaaaaaaaaafox", 12, "…aaaafox"),
    ],
)
def test_the_part_with_the_word_is_shown(text: str, room: int, shown: str) -> None:
    """Of a message that does not fit, from the beginning of a word where there is one."""
    assert around(text, "fox", room) == shown
