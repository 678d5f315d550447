"""What waits for the dispatcher: in order, and shared fairly once more waits than a turn takes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from netcore.core.asking import Ask
from netcore.core.session import Session
from netcore.server.inbox import SHARE, TURN_BYTES, TURN_ITEMS, Inbox, Item


@dataclass(frozen=True)
class Connection:
    """All that matters of a link here."""

    id: int


def nothing(subject: object, data: object) -> None:
    """What would be called."""


def put(inbox: Inbox, number: int, data: object) -> None:
    """A connection brings something."""
    inbox.put((nothing, Connection(number), data))


def numbers(items: list[Item]) -> list[int]:
    """Whose the items are; 0: nobody's."""
    return [getattr(subject, "id", 0) for _, subject, _ in items]


def test_what_fits_into_a_turn_comes_as_it_came() -> None:
    """Whoever brought it."""
    inbox = Inbox()
    for number in (3, 1, 2, 3):
        put(inbox, number, b"x")
    inbox.put((nothing, None, "trouble"))
    assert numbers(inbox.take(0)) == [3, 1, 2, 3, 0]
    assert inbox.take(0) == []


def test_whoever_sends_much_waits_for_himself() -> None:
    """One line of another does not wait for a megabyte that came before it."""
    inbox = Inbox()
    for _ in range(16):
        put(inbox, 1, bytes(65536))
    put(inbox, 2, b"hello")
    assert 2 in numbers(inbox.take(0))


def test_nobody_waits_for_many_who_send_much() -> None:
    """However many they are, it is one share of each that comes first."""
    inbox = Inbox()
    for number in range(1, 51):
        for _ in range(16):
            put(inbox, number, bytes(65536))
    put(inbox, 99, b"hello")
    before = 0
    while 99 not in numbers(items := inbox.take(0)):
        before += sum(len(data) for _, _, data in items)
    assert before <= 50 * SHARE
    assert inbox.take(0), "what is left is taken in further turns"


def test_whoever_types_waits_for_no_share_of_those_who_flood() -> None:
    """However many they are: a turn of theirs may be cut short, and the next is not theirs."""
    inbox = Inbox()
    for number in range(1, 501):
        put(inbox, number, bytes(200_000))
    inbox.take(0)
    for _ in range(10):
        put(inbox, 999, b"hello")
        turns = [inbox.take(0), inbox.take(0)]
        (own,) = [items for items in turns if 999 in numbers(items)]
        assert numbers(own) == [999]
        for items in turns:
            inbox.put_back(items, 1)


def test_whoever_has_lines_held_back_waits_behind_whoever_types() -> None:
    """What a session goes on with is as much as the lines that it holds."""
    inbox = Inbox()
    for number in range(1, 11):
        session = Session(number, "127.0.0.1", 1, 0.0)
        session.held = [b"LIST"] * 1000
        inbox.put((nothing, Ask(session, None, print), None))
    put(inbox, 99, b"hello")
    inbox.put_back([], 0)
    inbox.put_back(inbox.take(0), 1)
    assert numbers(inbox.take(0)) == [99]


def test_a_turn_has_its_measure_also_when_it_is_shared() -> None:
    """In bytes and in items."""
    inbox = Inbox()
    for number in range(1, 51):
        put(inbox, number, bytes(65536))
        for _ in range(100):
            put(inbox, number, b"")
    sizes = []
    while items := inbox.take(0):
        sizes.append(sum(len(data) for _, _, data in items))
        assert len(items) <= TURN_ITEMS + 128
    assert max(sizes) < TURN_BYTES + SHARE
    assert sum(sizes) == 50 * 65536


def test_each_connections_order_is_kept_and_no_byte_is_lost() -> None:
    """Also where a piece is cut in two, and while more comes."""
    inbox = Inbox()
    sent = {number: bytes([number]) * 100_000 + b"end" for number in (1, 2, 3)}
    for number, data in sent.items():
        for start in range(0, len(data), 40_000):
            put(inbox, number, data[start : start + 40_000])
    got: dict[int, bytes] = dict.fromkeys(sent, b"")
    closed: list[int] = []
    first = inbox.take(0)
    for number in sent:
        put(inbox, number, "closed")
    items = first
    while items:
        for _, connection, data in items:
            if data == "closed":
                closed.append(connection.id)
            else:
                assert connection.id not in closed
                got[connection.id] += data
        items = inbox.take(0)
    assert got == sent
    assert closed == [1, 2, 3]


def test_an_operators_call_waits_for_nobodys_flood() -> None:
    """It is in the next turn, before what connections brought."""
    inbox = Inbox()
    for _ in range(50):
        put(inbox, 1, bytes(65536))
    inbox.put((nothing, None, "call"))
    assert numbers(inbox.take(0))[0] == 0
    inbox.put((nothing, None, "another"))
    assert numbers(inbox.take(0))[0] == 0


def test_answers_to_questions_are_shared_too() -> None:
    """A hundred long ones take several turns, and a line of another does not wait for all."""
    inbox = Inbox()
    for number in range(1, 101):
        session = Session(number, "127.0.0.1", 1, 0.0)
        inbox.put((nothing, Ask(session, None, print), [b""] * 500))
    put(inbox, 200, b"hello")
    inbox.put((nothing, None, "call"))
    first = inbox.take(0)
    assert first[0][1] is None
    assert len(first) < 10
    put(inbox, 201, b"hello")
    turns = [first]
    while items := inbox.take(0):
        turns.append(items)
    assert sum(map(len, turns)) == 103
    assert max(map(len, turns)) < 10


def test_many_small_things_are_shared_too() -> None:
    """A thousand of one do not hold up another's."""
    inbox = Inbox()
    for _ in range(10 * TURN_ITEMS):
        put(inbox, 1, b"x")
    put(inbox, 2, b"hello")
    assert 2 in numbers(inbox.take(0))


def test_nothing_that_is_taken_has_more_than_a_share() -> None:
    """Whoever takes may stop soon after any item."""
    inbox = Inbox()
    for _ in range(3):
        put(inbox, 1, bytes(65536))
    items = inbox.take(0)
    assert max(len(data) for _, _, data in items) == SHARE
    assert sum(len(data) for _, _, data in items) == 3 * 65536


def test_what_is_put_back_comes_first_and_in_order() -> None:
    """Before what its connection sent since; calls before all, and whoever brought less."""
    inbox = Inbox()
    for text in (b"a", b"b", b"c"):
        put(inbox, 1, text)
    inbox.put((nothing, None, "call"))
    items = inbox.take(0)
    put(inbox, 1, b"d")
    put(inbox, 2, b"hello")
    inbox.put_back(items, 1)
    inbox.put((nothing, None, "another"))
    again = inbox.take(0)
    assert [data for _, _, data in again] == ["call", "another", b"hello", b"b", b"c", b"d"]
    assert inbox.take(0) == []


def test_what_is_put_back_keeps_its_order_amid_a_flood() -> None:
    """However often a turn is given up after its first item, and whoever is next."""
    inbox = Inbox()
    sent = {number: bytes(range(256)) * 1000 for number in (1, 2, 3)}
    for number, data in sent.items():
        for start in range(0, len(data), 65536):
            put(inbox, number, data[start : start + 65536])
    got: dict[int, bytes] = dict.fromkeys(sent, b"")
    turns: list[int] = []
    while items := inbox.take(0):
        _, connection, data = items[0]
        got[connection.id] += data
        turns.append(connection.id)
        inbox.put_back(items, 1)
    assert got == sent
    longest = max(len(list(group)) for _, group in groupby(turns[: len(turns) // 2]))
    assert longest <= 2, "nobody is served again and again while others wait"
