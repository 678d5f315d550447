"""Turns: what they take, when they end, and what goes on in the next."""

import threading

import pytest

from netcore.core.commands.registry import COMMANDS, Command
from netcore.core.hub import Hub
from netcore.core.session import Session
from netcore.wire.message import Message
from tests.conftest import ManualClock
from tests.server.conftest import MakeRoom


def test_what_is_queued_is_handled_in_batches_and_in_order(
    make_room: MakeRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thousands of inputs cost a few writes, and their answers are in order."""
    monkeypatch.setattr("netcore.server.dispatcher._TURN_SECONDS", 60.0)
    room = make_room(start=False)
    link = room.connect()
    for number in range(3000):
        room.dispatcher.received(link, b"PING %d\r\n" % number)
    thread = threading.Thread(target=room.dispatcher.run)
    thread.start()
    room.settle()
    room.dispatcher.stop()
    thread.join(10)
    answers = [line.rpartition(":")[2] for line in link.lines()]
    assert answers == [str(number) for number in range(3000)]
    assert link.writes <= 4


def test_a_flood_is_handled_in_turns_of_bounded_size(make_room: MakeRoom) -> None:
    """However much one client sends, what others wait for goes out in between."""
    room = make_room(start=False)
    link = room.connect()
    text = b"PING %s\r\n" % (b"x" * 400)
    for _ in range(20):
        room.dispatcher.received(link, text * 160)
    thread = threading.Thread(target=room.dispatcher.run)
    thread.start()
    room.settle()
    room.dispatcher.stop()
    thread.join(10)
    assert len(link.lines()) == 20 * 160
    assert link.writes >= 4


def test_a_turn_ends_in_time_however_costly_its_lines_are(
    make_room: MakeRoom, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line of another waits for a share of one's costly ones, not for all of them."""
    monkeypatch.setattr("netcore.server.dispatcher.monotonic", clock)
    handled: list[str] = []

    def slow(_: Hub, __: Session, ___: Message) -> None:
        clock.advance(0.001)
        handled.append("slow")

    def quick(_: Hub, __: Session, ___: Message) -> None:
        handled.append("quick")

    monkeypatch.setitem(COMMANDS, "SLOW", Command("SLOW", slow))
    monkeypatch.setitem(COMMANDS, "QUICK", Command("QUICK", quick))
    room = make_room(start=False)
    alice, bob = room.connect(), room.connect()
    for link, nick in ((alice, b"alice"), (bob, b"bob")):
        room.dispatcher.received(link, b"NICK %s\r\nUSER a 0 * :A\r\n" % nick)
    for _ in range(10):
        room.dispatcher.received(alice, b"SLOW\r\n" * 2048)
    room.dispatcher.received(bob, b"QUICK\r\n")
    thread = threading.Thread(target=room.dispatcher.run)
    thread.start()
    room.settle()
    room.dispatcher.stop()
    thread.join(10)
    assert handled.count("slow") == 10 * 2048
    assert handled.index("quick") <= 60, "two turns of 25 ms, a millisecond for each"


@pytest.fixture
def short_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Turns that are over after one line, as on a machine that has too much to do."""
    monkeypatch.setattr("netcore.server.dispatcher._TURN_SECONDS", -1.0)


@pytest.mark.usefixtures("short_turns")
def test_nothing_is_lost_or_out_of_order_where_each_line_takes_a_turn(make_room: MakeRoom) -> None:
    """Also of what comes in several pieces while its sender waits for the next turn."""
    room = make_room()
    link = room.join("alice")
    link.lines()
    for number in range(0, 200, 2):
        room.dispatcher.received(link, b"PING %d\r\nPING %d\r\n" % (number, number + 1))
    room.settle()
    answers = [line.rpartition(":")[2] for line in link.lines()]
    assert answers == [str(number) for number in range(200)]


@pytest.mark.usefixtures("short_turns")
@pytest.mark.parametrize("ends", [True, False])
def test_what_was_said_before_a_connection_broke_is_heard(
    make_room: MakeRoom, *, ends: bool
) -> None:
    """A program that says its lines and closes at once; then the connection is forgotten."""
    room = make_room()
    bob, visitor = room.join("bob"), room.connect()
    bob.lines()
    for line in ("NICK v\r\nUSER v 0 * :V", "JOIN #a", "PRIVMSG #a :1\r\nPRIVMSG #a :2"):
        room.dispatcher.received(visitor, line.encode() + b"\r\n")
    if ends:
        room.dispatcher.finished(visitor)
    room.dispatcher.closed(visitor, "Connection reset by peer")
    room.settle()
    reason = "Connection closed" if ends else "Connection reset by peer"
    assert [line.split(" ", 1)[1] for line in bob.lines()] == [
        "JOIN #a",
        "PRIVMSG #a :1",
        "PRIVMSG #a :2",
        f"QUIT :{reason}",
    ]
    assert list(room.dispatcher.links) == [bob.id]
