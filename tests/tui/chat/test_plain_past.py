"""The line mode and what was said before: missed, older, found, taken back."""

import io
from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from netcore.client import events as ev
from netcore.client.events import Kind, Why
from tests.tui.chat.fake import NOON, FakeLink
from tui.chat.model import Model
from tui.chat.plain_mode import PlainChat


def said(number: int, text: str, nick: str = "bob", where: str = "#lobby") -> ev.Said:
    """A message of some days after noon."""
    time = NOON + timedelta(days=number)
    return ev.Said(time, Kind.MESSAGE, nick, where, where, text, msgid=f"m{number}")


@pytest.fixture
def out() -> io.StringIO:
    """Where lines go."""
    return io.StringIO()


@pytest.fixture
def link(out: io.StringIO) -> FakeLink:
    """A link that is in #lobby."""
    return FakeLink(lambda event: None)


@pytest.fixture
def chat(out: io.StringIO, link: FakeLink) -> PlainChat:
    """A chat by lines, of which nothing is printed yet."""
    made = PlainChat(Model(link, ["#lobby"], "me", lambda: NOON, UTC), out, tz=UTC)
    link.on_event = made.happened
    link.welcome()
    link.enter("#lobby")
    link.asked.clear()
    out.truncate(0)
    out.seek(0)
    return made


def test_what_was_missed_is_printed_as_such(
    chat: PlainChat, link: FakeLink, out: io.StringIO
) -> None:
    """Under a line that says how much it is, with its day where that is another one."""
    link.emit(said(0, "before"))
    link.emit(ev.StatusChanged(NOON, ev.Status.WAITING, "It is gone.", 1.0, 1))
    link.emit(ev.HistoryLoaded(NOON, "#lobby", Why.MISSED, (said(0, "one"), said(2, "two"))))
    assert out.getvalue().splitlines()[-3:] == [
        "-- Back after 1 s: 2 messages while you were away.",
        "[12:00] <bob> one",
        "[2026-03-16 12:00] <bob> two",
    ]


def test_older_messages_are_printed_for_the_asking(
    chat: PlainChat, link: FakeLink, out: io.StringIO
) -> None:
    """Above the first that is known; where there is none that is said."""
    chat.typed("/older")
    assert out.getvalue() == "-- There is nothing older to be had.\n"
    link.emit(said(3, "new"))
    chat.typed("/older")
    assert link.asked == [("load_older", "#lobby", "m3")]
    link.emit(ev.HistoryLoaded(NOON, "#lobby", Why.OLDER, (said(1, "old"),), complete=False))
    assert out.getvalue().splitlines()[-1] == "[2026-03-15 12:00] <bob> old"


def test_a_conversation_is_not_printed_before_somebody_asks(
    chat: PlainChat, link: FakeLink
) -> None:
    """A program that says something to a person did not ask for what was said before."""
    chat.typed("/query bob")
    assert link.asked == []
    chat.typed("/older")
    assert link.asked == [("load_latest", "bob")]


def test_what_is_found_is_printed(chat: PlainChat, link: FakeLink, out: io.StringIO) -> None:
    """With day and place, and how much it is; or why nothing can be."""
    chat.typed("/search")
    chat.typed("/search fox jumps")
    assert link.asked == [("search", "fox jumps", "")]
    link.emit(ev.HistoryLoaded(NOON, "", Why.SEARCH, (said(1, "the fox jumps", where="#dev"),)))
    link.emit(ev.HistoryMissing(NOON, "", "This server cannot search.", Why.SEARCH))
    assert out.getvalue().splitlines() == [
        "!! /search [WORDS]: WORDS is missing.",
        "[2026-03-15 12:00] #dev <bob> the fox jumps",
        "-- 1 message found.",
        "!! This server cannot search.",
    ]


@pytest.mark.parametrize(("answer", "done"), [("yes", True), ("no", False), ("what?", False)])
def test_taking_back_wants_a_yes(
    chat: PlainChat, link: FakeLink, out: io.StringIO, answer: str, done: bool
) -> None:
    """The next line is the answer, and it is not said."""
    link.echo = False
    chat.typed("oops")
    link.emit(
        ev.Said(NOON, Kind.MESSAGE, "me", "#lobby", "#lobby", "oops", "id1", own=True, label="m1")
    )
    chat.typed("/redact wrong window")
    assert "-- oops" in out.getvalue().splitlines()
    chat.typed(answer)
    asked = [what for what in link.asked if what[0] == "redact"]
    assert asked == ([("redact", "#lobby", "id1", "wrong window")] if done else [])
    assert [what[2] for what in link.asked if what[0] == "say"] == ["oops"]
    link.emit(ev.Redacted(NOON, "#lobby", "id1", "me", ""))
    assert out.getvalue().splitlines()[-1] == "-- What me said at 12:00 was taken back."
    chat.typed("/redact")
    assert "only what you said yourself" in out.getvalue().splitlines()[-1]


def test_who_says_a_thing_twice_is_printed_twice(chat: PlainChat, out: io.StringIO) -> None:
    """Two messages alike within a minute are two lines; a quit in two channels is one."""
    page = (said(0, "ping"), replace(said(0, "ping"), msgid="again"))
    chat.happened(ev.HistoryLoaded(NOON, "#lobby", Why.MISSED, page, False, True))
    assert out.getvalue().count("<bob> ping") == 2
    chat.model.open("#dev")
    chat.happened(ev.Quit(NOON, "bob", "bye", ("#lobby", "#dev")))
    assert out.getvalue().count("bob quit") == 1


def test_where_something_went_is_told_without_windows(chat: PlainChat, out: io.StringIO) -> None:
    """There are none to look into."""
    chat.typed("/msg alice hi")
    assert out.getvalue().splitlines()[-1] == "-- Sent to alice."
