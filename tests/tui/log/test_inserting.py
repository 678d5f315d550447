"""Entries that come late and belong elsewhere than at the end."""

from datetime import UTC, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.tui.log.demo import event, message
from tui.chat.log import body
from tui.chat.log.buffer import LogBuffer
from tui.chat.log.entries import Delivery, Entry
from tui.chat.log.layout import Geometry, Place

WIDE = Geometry(80, 6, 12, body.UNICODE)
KINDS = st.sampled_from(["message", "bob", "join", "part"])


def filled(*entries: Entry) -> LogBuffer:
    """A buffer of these entries, laid out."""
    buffer = LogBuffer(tz=UTC)
    buffer.layout.resize(WIDE)
    buffer.append(entries)
    return buffer


def own(text: str, minute: float, delivery: Delivery = Delivery.PENDING) -> Entry:
    """A message of ours."""
    return message(text, "me", minute, own=True, delivery=delivery)


def texts(buffer: LogBuffer) -> list[str]:
    """What stands in a log, from the top."""
    return [entry.text for entry in buffer.entries]


def arrive(buffer: LogBuffer, entry: Entry, minute: float) -> None:
    """A message of ours arrived at a time."""
    time = message("", minute=minute).time
    buffer.update(entry, delivery=Delivery.DELIVERED, time=time)
    buffer.settle(entry)


def test_what_was_missed_goes_behind_what_was_there() -> None:
    """And above what has come or been typed since."""
    lost = message("lost")
    buffer = filled(message("old"), lost, own("typed", 5))
    buffer.insert([message("missed", minute=3)], lost)
    assert texts(buffer) == ["old", "lost", "missed", "typed"]


def test_with_nothing_to_stand_behind_they_go_above_all() -> None:
    """As older ones do."""
    buffer = filled(message("here"))
    buffer.insert([message("before")], None)
    assert texts(buffer) == ["before", "here"]


def test_a_message_of_ours_goes_behind_what_was_said_before_it_arrived() -> None:
    """So all see the same order; what is on its way still stays below."""
    mine, other, waiting = own("mine", 0), message("other", "bob", 1), own("waiting", 0)
    buffer = filled(message("first"), mine, other, waiting)
    arrive(buffer, mine, 2)
    assert texts(buffer) == ["first", "other", "mine", "waiting"]


def test_a_message_of_ours_that_stands_right_stays() -> None:
    """Nothing moves where nothing has to."""
    mine = own("mine", 0)
    buffer = filled(mine, message("later", "bob", 5))
    arrive(buffer, mine, 1)
    assert texts(buffer) == ["mine", "later"]
    buffer.settle(message("not here"))


def test_what_was_chosen_and_seen_stays_the_same() -> None:
    """The selected message, the marker and the place at the top keep to their entries."""
    mine, anchor, last = own("mine", 0), message("anchor", "bob", 1), message("last", "bob", 2)
    buffer = filled(message("first"), mine, anchor, last)
    buffer.cursor = buffer.first + 3
    buffer.place = Place(buffer.first + 2, 0)
    buffer.mark_unread(last)
    buffer.insert([message("missed", minute=0)], mine)
    for serial in (buffer.cursor, buffer.place.serial, buffer.marker):
        assert serial is not None
    assert buffer.entries[buffer.cursor - buffer.first].text == "last"
    assert buffer.entries[buffer.place.serial - buffer.first].text == "anchor"
    assert buffer.below == 1
    arrive(buffer, mine, 9)
    assert buffer.entries[buffer.cursor - buffer.first].text == "last"
    assert buffer.marker == buffer.cursor
    buffer.cursor = buffer.first + 4
    assert buffer.entries[buffer.cursor - buffer.first] is mine


def test_a_chosen_message_that_moves_stays_chosen() -> None:
    """The cursor goes with it."""
    mine = own("mine", 0)
    buffer = filled(mine, message("other", "bob", 1))
    buffer.cursor = buffer.first
    arrive(buffer, mine, 2)
    assert buffer.cursor == buffer.first + 1


@given(st.lists(KINDS, max_size=9), st.lists(KINDS, max_size=9), st.lists(KINDS, max_size=9))
def test_the_order_of_coming_does_not_matter(
    old: list[str], missed: list[str], since: list[str]
) -> None:
    """What is put between makes the same log as if it had come in its order."""

    def entry(word: str, minute: int) -> Entry:
        if word in ("join", "part"):
            return event(word, "carol", minute // 2)
        return message("text", word, minute // 2)

    head = message("head")
    entries = [head, *(entry(word, n) for n, word in enumerate(old + missed + since))]
    end = 1 + len(old)
    buffer = filled(*entries[:end], *entries[end + len(missed) :])
    buffer.insert(entries[end : end + len(missed)], entries[end - 1])
    at_once = filled(*entries)
    assert buffer.entries == at_once.entries
    assert buffer.leads == at_once.leads
    heights = [at_once.layout.height(index) for index in range(len(entries))]
    while buffer.layout.rows.stale:
        buffer.layout.refine(9)
    assert [buffer.layout.rows.height(index) for index in range(len(entries))] == heights
    assert entries[-1].time - head.time < timedelta(days=1)
