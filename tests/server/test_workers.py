"""Slow work on threads of its own: answered in a later turn, while everybody else goes on."""

import threading
from collections.abc import Iterator

import pytest

from netcore.core.asking import Failed
from netcore.core.commands.registry import COMMANDS, Command
from netcore.core.hub import Hub
from netcore.core.session import Session
from netcore.server.inbox import SHARE
from netcore.wire.message import Message
from tests.server.conftest import FakeLink, MakeRoom, Room


class Slow:
    """Work that ends when the test says so."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.begun = threading.Event()
        self.fails = False

    def do(self, _: str) -> str:
        """Wait; on a worker's thread."""
        self.begun.set()
        assert self.done.wait(10)
        if self.fails:
            raise OSError("disk on fire")
        return threading.current_thread().name


@pytest.fixture
def slow(room: Room, monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    """A command SLOW that asks for work, which the room's workers know how to do."""
    work = Slow()

    def handler(hub: Hub, session: Session, message: Message) -> None:
        def then(answer: str | Failed) -> None:
            if message.params[0] == "defect":
                raise RuntimeError("a defect")
            hub.reply(session, f"NOTE {answer}")

        hub.ask(session, message.params[0], then)

    monkeypatch.setitem(COMMANDS, "SLOW", Command("SLOW", handler, params=1))
    room.dispatcher.workers.learn(str, "secrets", work.do)
    yield work
    work.done.set()
    room.dispatcher.workers.stop()


def until(room: Room, link: FakeLink, count: int) -> list[str]:
    """Wait for so many lines."""
    lines: list[str] = []
    while len(lines) < count:
        room.settle()
        lines += link.lines()
    return lines


def test_others_go_on_meanwhile_and_one_s_own_lines_wait(room: Room, slow: Slow) -> None:
    """What comes for the one who waits is not even consumed, so that it is pushed back."""
    alice, bob = room.join("alice"), room.join("bob")
    alice.lines()
    room.dispatcher.received(alice, b"SLOW x\r\nPING 1\r\n")
    assert slow.begun.wait(10)
    taken = alice.taken
    room.dispatcher.received(alice, b"PING 2\r\n")
    room.dispatcher.received(alice, b"QUIT\r\n")
    room.dispatcher.finished(alice)
    assert room.send(bob, "PING 3")[-1].endswith(":3")
    assert (alice.lines(), alice.taken) == ([], taken)
    slow.done.set()
    room.dispatcher.workers.stop()
    room.settle()
    first, second, third, last = alice.lines()
    assert first.startswith("NOTE worker secrets")
    assert (second[-2:], third[-2:], last[:5]) == (":1", ":2", "ERROR")
    assert alice.taken == taken + len("PING 2\r\nQUIT\r\n")


def test_what_came_meanwhile_is_taken_by_shares(room: Room, slow: Slow) -> None:
    """It may be a lot: others have their turns in between."""
    alice = room.join("alice")
    room.dispatcher.received(alice, b"SLOW x\r\n")
    assert slow.begun.wait(10)
    for number in range(20):
        room.dispatcher.received(alice, b"PING %d\r\n" % number * 1000)
    room.settle()
    alice.lines()
    before = alice.writes
    slow.done.set()
    lines = until(room, alice, 1 + 20 * 1000)
    assert [line.rpartition(":")[2] for line in lines[1::1000]] == [str(n) for n in range(20)]
    assert alice.writes - before >= 20 * 8000 // (2 * SHARE), "the last piece may be a share too"


def test_many_small_pieces_that_came_meanwhile_take_few_turns(
    room: Room, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else whoever goes on sending a little could not catch up any more."""
    monkeypatch.setattr("netcore.server.dispatcher._TURN_SECONDS", 60.0)
    alice = room.join("alice")
    room.dispatcher.received(alice, b"SLOW x\r\n")
    assert slow.begun.wait(10)
    for number in range(1000):
        room.dispatcher.received(alice, b"PING %d\r\n" % number)
    room.settle()
    alice.lines()
    before = alice.writes
    slow.done.set()
    lines = until(room, alice, 1 + 1000)
    assert [line.rpartition(":")[2] for line in lines[1:]] == [str(n) for n in range(1000)]
    assert alice.writes - before <= 20


def test_what_waits_is_heard_though_the_connection_breaks_meanwhile(room: Room, slow: Slow) -> None:
    """A program that says its lines and closes at once; who asked and says no more is gone."""
    alice, bob, carol = room.join("alice"), room.join("bob"), room.join("carol")
    room.dispatcher.received(alice, b"SLOW x\r\nPRIVMSG #a :1\r\n")
    assert slow.begun.wait(10)
    room.dispatcher.received(alice, b"PRIVMSG #a :2\r\n")
    room.dispatcher.received(carol, b"SLOW x\r\n")
    bob.lines()
    for link in (alice, carol):
        room.dispatcher.closed(link, "Connection reset by peer")
    room.settle()
    assert [line.partition("!")[0] for line in bob.lines()] == [":carol"]
    slow.done.set()
    assert [line.split(" ", 1)[1] for line in until(room, bob, 3)] == [
        "PRIVMSG #a :1",
        "PRIVMSG #a :2",
        "QUIT :Connection reset by peer",
    ]
    assert list(room.dispatcher.links) == [bob.id]


def test_who_floods_and_breaks_off_is_heard_no_further(make_room: MakeRoom) -> None:
    """Its lines would take as long as the flood has been slowed."""
    room = make_room(limit_local=True, burst=5, rate=0.001)
    alice = room.join("alice")
    room.send(alice, *(f"PING {number}" for number in range(20)))
    room.dispatcher.closed(alice, "Connection reset by peer")
    while room.dispatcher.links:
        room.settle()


def test_a_connection_that_broke_is_forgotten_whatever_ends_its_session(
    room: Room, slow: Slow
) -> None:
    """An operator's word, say, while its last lines wait for an answer."""
    alice = room.join("alice")
    room.dispatcher.received(alice, b"SLOW x\r\nPING 1\r\n")
    assert slow.begun.wait(10)
    room.dispatcher.closed(alice, "Connection reset by peer")
    hub = room.dispatcher.hub
    room.dispatcher.call(lambda: hub.end(hub.sessions[alice.id], "enough")).result(10)
    while room.dispatcher.links:
        room.settle()
    assert hub.sessions == {}


def test_work_that_fails_is_an_answer(room: Room, slow: Slow) -> None:
    """The client hears of it from whoever asked; the log has the rest."""
    alice = room.join("alice")
    alice.lines()
    slow.fails = True
    slow.done.set()
    room.dispatcher.received(alice, b"SLOW x\r\n")
    room.settle()
    room.dispatcher.workers.stop()
    room.settle()
    assert alice.lines() == ["NOTE Failed(why='disk on fire')"]


def test_a_defect_in_an_answer_costs_one_link(room: Room, slow: Slow) -> None:
    """As any defect."""
    alice, bob = room.join("alice"), room.join("bob")
    slow.done.set()
    room.dispatcher.received(alice, b"SLOW defect\r\n")
    room.settle()
    room.dispatcher.workers.stop()
    room.settle()
    assert alice.closed
    assert room.dispatcher.bugs == 1
    assert room.send(bob, "PING 3")[-1].endswith(":3")


def test_whoever_has_gone_is_not_waited_for(room: Room, slow: Slow) -> None:
    """The link closes while the work is done: its answer goes nowhere."""
    alice = room.join("alice")
    room.dispatcher.received(alice, b"SLOW x\r\n")
    room.dispatcher.received(alice, b"SLOW y\r\n")
    assert slow.begun.wait(10)
    room.dispatcher.closed(alice, "Connection reset")
    slow.done.set()
    room.dispatcher.workers.stop()
    room.settle()
    assert room.dispatcher.bugs == 0


class Shortage:
    """While it is on, the system gives no more threads to workers than there are."""

    on = False


@pytest.fixture
def shortage(monkeypatch: pytest.MonkeyPatch) -> Shortage:
    """Threads are to be had until the test says otherwise."""
    short = Shortage()
    start = threading.Thread.start

    def start_or_fail(thread: threading.Thread) -> None:
        if short.on and thread.name.startswith("worker"):
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", start_or_fail)
    return short


def test_no_thread_for_the_work_is_an_answer(room: Room, slow: Slow, shortage: Shortage) -> None:
    """Who asked hears of it and goes on; the work is done again once there are threads."""
    alice = room.join("alice")
    alice.lines()
    slow.done.set()
    shortage.on = True
    failed, after = room.send(alice, "SLOW x", "PING after")
    assert "no more threads" in failed
    assert after.endswith(":after")
    assert room.dispatcher.bugs == 0
    shortage.on = False
    room.dispatcher.received(alice, b"SLOW x\r\n")
    while not (lines := alice.lines()):
        room.settle()
    assert lines[0].startswith("NOTE worker secrets")


def test_one_thread_does_the_work_of_two(room: Room, slow: Slow, shortage: Shortage) -> None:
    """What it cannot have help with waits for it."""
    alice, bob = room.join("alice"), room.join("bob")
    room.dispatcher.received(alice, b"SLOW x\r\n")
    assert slow.begun.wait(10)
    shortage.on = True
    room.dispatcher.received(bob, b"SLOW y\r\n")
    room.settle()
    bob.lines()
    slow.done.set()
    while not (lines := bob.lines()):
        room.settle()
    assert lines[0].startswith("NOTE worker secrets")
