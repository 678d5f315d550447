"""What was missed, what is older, and what was taken back, in the model."""

from datetime import timedelta

import pytest

from netcore.client import events as ev
from netcore.client.events import Kind, Why
from tests.tui.chat.fake import NOON, FakeLink
from tui.chat.buffers import Buffer
from tui.chat.folding import fold
from tui.chat.log.entries import Delivery
from tui.chat.model import Model


class Stage:
    """A model of a person who is in #lobby, with a link in the hands of the test."""

    def __init__(self) -> None:
        self.link = FakeLink(self.take, echo=False)
        self.model = Model(self.link, ("#lobby", "#other"), "me", lambda: NOON)
        self.link.welcome()
        self.link.enter("#lobby")
        self.link.enter("#other")
        self.show()

    def take(self, event: ev.Event) -> None:
        """Take an event as the app does."""
        fold(self.model, event)

    def show(self) -> None:
        """Put what has changed where it is shown."""
        self.model.take().into_logs()

    def load(
        self,
        why: Why,
        *said: ev.Said,
        buffer: str = "#lobby",
        gap: bool = False,
        complete: bool = True,
    ) -> None:
        """Let a page of the past come."""
        self.take(ev.HistoryLoaded(NOON, buffer, why, said, gap, complete))
        self.show()

    def buffer(self, name: str = "#lobby") -> Buffer:
        """A buffer of this name."""
        found = self.model.find(name)
        assert found is not None
        return found

    def texts(self, name: str = "#lobby") -> list[str]:
        """What stands in a log, without joins and the like."""
        return [entry.text for entry in self.buffer(name).log.entries if not entry.event]


@pytest.fixture
def stage() -> Stage:
    """A model that is online."""
    return Stage()


def said(
    number: int, text: str = "", nick: str = "bob", buffer: str = "#lobby", **more: bool | str
) -> ev.Said:
    """A message of the past with a number that is its time and id."""
    time = NOON + timedelta(seconds=number)
    return ev.Said(
        time, Kind.MESSAGE, nick, buffer, buffer, text or str(number),
        msgid=f"m{number}", historic=True, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def test_what_was_missed_counts_as_unread(stage: Stage) -> None:
    """With its mentions, in a channel that is not looked at."""
    stage.load(
        Why.MISSED, said(1, buffer="#other"), said(2, "me: hi", buffer="#other"), buffer="#other"
    )
    other = stage.buffer("#other")
    assert (other.unread, other.mentions) == (2, 1)
    assert stage.texts("#other") == ["1", "me: hi"]
    assert other.log.marker is not None


def test_what_was_said_before_we_came_is_not_unread(stage: Stage) -> None:
    """It is what a newcomer sees first."""
    stage.load(Why.LATEST, said(1, buffer="#other"), buffer="#other")
    assert stage.buffer("#other").unread == 0


def test_what_came_since_we_last_read_is_unread(stage: Stage) -> None:
    """The server remembers how far that was, also for another day."""
    stage.take(ev.ReadMarked(NOON, "#other", NOON + timedelta(seconds=1)))
    stage.load(Why.LATEST, said(1, buffer="#other"), said(2, buffer="#other"), buffer="#other")
    assert stage.buffer("#other").unread == 1


def test_what_is_read_elsewhere_is_read_here(stage: Stage) -> None:
    """Another client of ours has shown it."""
    stage.load(Why.MISSED, said(1, buffer="#other"), buffer="#other")
    stage.take(ev.ReadMarked(NOON, "#other", None))
    stage.take(ev.ReadMarked(NOON, "#nowhere", NOON))
    assert stage.buffer("#other").unread == 1
    stage.take(ev.ReadMarked(NOON, "#other", NOON + timedelta(seconds=1)))
    assert stage.buffer("#other").unread == 0


def test_a_gap_is_marked(stage: Stage) -> None:
    """Where something may be missing."""
    stage.load(Why.LATEST, said(9), gap=True)
    gap, text = stage.texts()
    assert "may be missing" in gap
    assert text == "9"


def test_our_own_message_is_found_again(stage: Stage) -> None:
    """It is marked as arrived, where it stands."""
    stage.model.say("#lobby", "did it arrive?")
    stage.show()
    (pending,) = stage.buffer().log.entries[-1:]
    stage.load(Why.MISSED, said(1, "did it arrive?", "me", own=True, label="m1"))
    assert pending.delivery is Delivery.DELIVERED
    assert stage.texts().count("did it arrive?") == 1
    assert stage.model.pending == 0


def test_older_messages_go_above(stage: Stage) -> None:
    """Page by page, each asked for from the oldest message there is, up to the beginning."""
    stage.load(Why.LATEST, said(10))
    stage.model.wants_older()
    stage.model.wants_older()
    assert stage.link.asked.count(("load_older", "#lobby", "m10")) == 1
    stage.load(Why.OLDER, said(8), said(9), complete=False)
    stage.model.wants_older()
    assert stage.link.asked[-1] == ("load_older", "#lobby", "m8")
    stage.load(Why.OLDER, said(7))
    begins, *rest = stage.texts()
    assert "begins" in begins
    assert rest == ["7", "8", "9", "10"]
    asked = len(stage.link.asked)
    stage.model.wants_older()
    assert len(stage.link.asked) == asked


def test_there_are_no_older_messages(stage: Stage) -> None:
    """The server says why, once, and is not asked again."""
    stage.load(Why.LATEST, said(10))
    stage.model.wants_older()
    stage.take(ev.HistoryMissing(NOON, "#lobby", "it keeps none", Why.OLDER))
    stage.show()
    stage.model.wants_older()
    assert stage.texts() == ["10", "it keeps none"]
    assert stage.link.asked.count(("load_older", "#lobby", "m10")) == 1


def test_who_is_ignored_is_ignored_in_the_past_too(stage: Stage) -> None:
    """In what was missed and in what is older."""
    stage.model.ignored.append("bob")
    stage.load(Why.MISSED, said(2), said(3, nick="eve"))
    stage.load(Why.OLDER, said(1), complete=False)
    assert stage.texts() == ["3"]


def test_a_message_is_taken_back(stage: Stage) -> None:
    """Its text goes; who did it and why stays."""
    stage.load(Why.LATEST, said(1), said(2))
    for event in (
        ev.Redacted(NOON, "#lobby", "m1", "bob", ""),
        ev.Redacted(NOON, "#lobby", "m2", "op", "rude"),
        ev.Redacted(NOON, "#lobby", "m3", "op", ""),
        ev.Redacted(NOON, "#nowhere", "m1", "op", ""),
    ):
        stage.take(event)
    stage.show()
    assert stage.texts() == [
        "(this message was taken back)",
        "(this message was taken back by op) (rude)",
    ]


def test_answers_to_a_search_are_handed_on(stage: Stage) -> None:
    """Whoever asked shows them; the logs stay as they are."""
    found = ev.HistoryLoaded(NOON, "", Why.SEARCH, (said(1),), words="x")
    missing = ev.HistoryMissing(NOON, "", "no", Why.SEARCH)
    stage.take(found)
    stage.take(missing)
    assert stage.model.take().found == [found, missing]
    assert stage.texts() == []


@pytest.mark.parametrize("why", [Why.LATEST, Why.OLDER])
def test_a_page_for_a_window_that_was_closed_is_dropped(stage: Stage, why: Why) -> None:
    """It came too late."""
    stage.load(why, said(1, buffer="#gone"), buffer="#gone")
    assert stage.model.find("#gone") is None


def test_what_was_cleared_can_be_scrolled_back_to(stage: Stage) -> None:
    """It is older than what comes next, and shown again when it is asked for."""
    stage.load(Why.LATEST, said(1), said(2))
    stage.model.clear()
    stage.show()
    stage.take(said(3))
    stage.show()
    stage.model.wants_older()
    assert stage.link.asked[-1][:3] == ("load_older", "#lobby", "m3")
    stage.load(Why.OLDER, said(1), said(2), complete=False)
    assert stage.texts() == ["1", "2", "3"]
