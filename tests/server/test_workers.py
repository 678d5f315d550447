"""Slow work on threads of its own: answered in a later turn, while everybody else goes on."""

import threading

import pytest

from netcore.core.asking import Failed
from netcore.core.commands.registry import COMMANDS, Command
from netcore.core.hub import Hub
from netcore.core.session import Session
from netcore.wire.message import Message
from tests.server.conftest import Room


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
def slow(room: Room, monkeypatch: pytest.MonkeyPatch) -> Slow:
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
    return work


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
