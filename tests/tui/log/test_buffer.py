"""A buffer's entries: what each one shows of itself, and what it leaves to the one above."""

from datetime import UTC, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tui.log.demo import event, message
from tui.chat.log import body
from tui.chat.log.buffer import LogBuffer
from tui.chat.log.entries import Delivery, Entry, EntryKind
from tui.chat.log.layout import Geometry, Place
from tui.chat.log.leads import FOLD_LIMIT, Lead

WIDE = Geometry(80, 6, 12, body.UNICODE)


def filled(*entries: Entry) -> LogBuffer:
    """A buffer of these entries, laid out."""
    buffer = LogBuffer(tz=UTC)
    buffer.layout.resize(WIDE)
    buffer.append(entries)
    return buffer


def leads(buffer: LogBuffer) -> list[int]:
    """The leads of all entries but the first."""
    return list(buffer.leads[1:])


def test_the_first_entry_has_its_day_above_it() -> None:
    """A log begins with a date."""
    assert filled(message("hi")).leads[0] == Lead.DAY


def test_the_same_minute_and_the_same_speaker_are_not_repeated() -> None:
    """The clock and the name stand once; five minutes later the name stands again."""
    buffer = filled(
        message("one"),
        message("two", minute=0.5),
        message("three", minute=4),
        message("4", minute=9),
    )
    assert leads(buffer) == [Lead.SAME_TIME | Lead.SAME_NICK, Lead.SAME_NICK, 0]


def test_somebody_else_or_another_kind_has_its_label() -> None:
    """Only a message below a message of the same person goes without a name."""
    buffer = filled(
        message("one"),
        message("two", "bob", 1),
        message("waves", "bob", 2, kind=EntryKind.ACTION),
        message("three", "bob", 3),
    )
    assert leads(buffer) == [0, 0, 0]


def test_a_new_day_has_its_date_by_the_log_s_own_clock() -> None:
    """The zone decides when the day changes."""
    entries = [message("one", minute=11 * 60), message("two", minute=11 * 60 + 1)]
    assert not filled(*entries).leads[1] & Lead.DAY
    buffer = LogBuffer(tz=timezone(timedelta(minutes=60 - 1)))
    buffer.append(entries)
    assert buffer.leads[1] & Lead.DAY


def test_events_fold_into_the_first_of_their_run() -> None:
    """A run has one line; a message ends it; a mode change stands alone."""
    buffer = filled(
        event("join", "a"),
        event("part", "b"),
        event("quit", "c", 1),
        message("hi", minute=1),
        event("join", "d", 2),
        event("mode", "e", 2, "e makes f an operator"),
    )
    assert leads(buffer) == [Lead.HIDDEN, Lead.HIDDEN, 0, 0, Lead.SAME_TIME]
    assert [buffer.head(index) for index in range(4)] == [0, 0, 0, 3]
    assert len(buffer.run(0)) == 3
    assert [buffer.layout.height(index) for index in range(4)] == [2, 0, 0, 1]
    assert not buffer.selectable(0)
    assert buffer.selectable(3)


def test_a_long_run_goes_on_in_a_second_line() -> None:
    """A net split does not grow one line without end."""
    buffer = filled(*(event("quit", f"guest{n}") for n in range(FOLD_LIMIT + 2)))
    assert not buffer.leads[FOLD_LIMIT] & Lead.HIDDEN
    assert buffer.leads[FOLD_LIMIT + 1] & Lead.HIDDEN


def test_the_marker_line_is_before_what_comes_next() -> None:
    """Marking at the end shows nothing until somebody speaks, and then splits runs."""
    buffer = filled(event("join", "a"), event("join", "b"))
    buffer.mark_unread()
    assert not any(lead & Lead.UNREAD for lead in buffer.leads)
    buffer.append([event("join", "c"), message("hi")])
    assert buffer.leads[2] == Lead.UNREAD
    assert buffer.marker == 2
    buffer.mark_unread(buffer.entries[1])
    assert leads(buffer) == [Lead.UNREAD, Lead.HIDDEN, Lead.SAME_TIME]
    buffer.clear_unread()
    assert leads(buffer) == [Lead.HIDDEN, Lead.HIDDEN, Lead.SAME_TIME]
    buffer.mark_unread(message("not in here"))
    assert buffer.marker is None


def test_older_entries_come_before_and_keep_all_serials() -> None:
    """The entry that was first loses its date; marker and serials stay with their entries."""
    first = message("new", minute=5)
    buffer = filled(first)
    buffer.mark_unread(first)
    buffer.prepend([message("old", minute=1), message("older", minute=2)])
    assert buffer.first == -2
    assert buffer.index(0) == 2
    assert buffer.index(-3) is None
    assert buffer.leads[2] == Lead.UNREAD
    assert buffer.leads[0] == Lead.DAY
    buffer.prepend([])
    assert len(buffer) == 3


@pytest.mark.parametrize(("old", "new"), [(0, 3), (9, 9)])
def test_the_oldest_go_when_there_are_too_many(old: int, new: int) -> None:
    """The place moves to what is left; the new first entry has its date."""
    buffer = LogBuffer(tz=UTC, limit=16)
    buffer.layout.resize(WIDE)
    buffer.place = Place(old, 0)
    buffer.append(message(str(number)) for number in range(17))
    assert [entry.text for entry in buffer.entries[:2]] == ["3", "4"]
    assert buffer.place == Place(new, 0)
    assert buffer.leads[0] == Lead.DAY
    assert buffer.layout.rows.total == 15


def test_an_update_changes_the_entry_and_its_height() -> None:
    """A failure adds its line; a new time moves the clock of the one below too."""
    entry, below = message("hi", own=True, delivery=Delivery.PENDING), message("ho", "bob")
    buffer = filled(entry, below)
    assert buffer.update(entry, delivery=Delivery.FAILED, note="no route", key="k")
    assert buffer.layout.rows.height(0) == 3
    assert (entry.note, entry.key) == ("no route", "k")
    assert buffer.leads[1] & Lead.SAME_TIME
    assert buffer.update(entry, text="hey", time=entry.time - timedelta(minutes=1))
    assert not buffer.leads[1] & Lead.SAME_TIME
    assert not buffer.update(message("elsewhere"), text="x")
    assert buffer.update(below, delivery=Delivery.NONE)


def test_an_event_that_joins_a_run_changes_the_run_s_line() -> None:
    """The line that shows it has to be painted again."""
    buffer = filled(event("join", "a"))
    buffer.listener = lambda: None
    buffer.changed.clear()
    buffer.append([event("join", "b")])
    assert buffer.changed == {0}


def test_messages_below_are_counted_while_the_end_is_out_of_sight() -> None:
    """Events do not count; nothing counts at the end."""
    buffer = filled(message("one"))
    buffer.append([message("two")])
    assert buffer.below == 0
    buffer.place = Place(0, 0)
    buffer.append([message("three"), event("join", "bob")])
    assert buffer.below == 1


def test_a_listener_hears_of_every_change() -> None:
    """The widget that shows the buffer paints again."""
    calls: list[int] = []
    buffer = LogBuffer(tz=UTC)
    buffer.listener = lambda: calls.append(1)
    entry = message("one")
    buffer.append([entry])
    buffer.append([])
    buffer.prepend([message("zero")])
    buffer.update(entry, text="1")
    buffer.mark_unread()
    assert len(calls) == 4


@pytest.mark.parametrize(("nick", "widest"), [("al", 2), ("日本", 4), ("a" * 30, 30)])
def test_the_widest_name_is_known(nick: str, widest: int) -> None:
    """The column of names can grow with it."""
    buffer = filled(message("x", "a"), message("x", nick), message("waves", kind=EntryKind.ACTION))
    assert buffer.widest == widest
    assert filled(message("x", nick, kind=EntryKind.NOTICE)).widest == widest + 2


KINDS = st.sampled_from(["message", "bob", "join", "part", "mode"])


@given(st.lists(KINDS, max_size=12), st.lists(KINDS, max_size=12), st.integers(0, 12))
def test_the_order_of_arrival_does_not_matter(old: list[str], new: list[str], mark: int) -> None:
    """Older entries that come later make the same log as if they had come first."""

    def entry(word: str, minute: int) -> Entry:
        if word in ("join", "part", "mode"):
            return event(word, "carol", minute // 2, "text" if word == "mode" else "")
        return message("text", word, minute // 2)

    entries = [entry(word, minute) for minute, word in enumerate(old + new)]
    at_once = filled(*entries)
    later = filled(*entries[len(old) :])
    later.prepend(entries[: len(old)])
    if mark < len(entries):
        at_once.mark_unread(entries[mark])
        later.mark_unread(entries[mark])
    assert at_once.leads == later.leads
    heights = [at_once.layout.height(index) for index in range(len(entries))]
    later.layout.refine(9)
    assert [later.layout.rows.height(index) for index in range(len(entries))] == heights
