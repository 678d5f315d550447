"""The one thread that owns the chat: turns, order, limits, and what it does with defects."""

from __future__ import annotations

import logging
import threading

import pytest

from netcore.core.commands.registry import COMMANDS, Command
from netcore.core.hub import Hub
from netcore.core.session import Session
from netcore.wire.message import Message
from tests.conftest import ManualClock
from tests.server.conftest import MakeRoom, Room


def test_bytes_come_in_and_answers_go_out(room: Room) -> None:
    """A client registers, its link is named after it, and what it sent is consumed."""
    link = room.connect()
    lines = room.send(link, "NICK alice", "USER a 0 * :A")
    assert lines[0].split(" ")[1] == "001"
    assert link.names == ["alice"]
    assert link.taken == len(b"NICK alice\r\nUSER a 0 * :A\r\n")
    assert room.dispatcher.bytes_in == link.taken
    assert room.dispatcher.bytes_out == sum(len(line) + 2 for line in lines)


def test_what_others_are_shown_is_committed_first(room: Room) -> None:
    """A message is ordered, then made lasting, then sent."""
    alice, bob = room.join("alice"), room.join("bob")
    bob.lines()
    room.events.clear()
    room.send(alice, "PRIVMSG #a :hello")
    assert bob.lines() == [":alice!~alice@127.0.0.1 PRIVMSG #a :hello"]
    said, written = room.events.index("Said"), room.events.index("write")
    assert "commit" in room.events[said:written]


def test_a_good_bye_to_all_is_committed_first(room: Room) -> None:
    """What came in the last turn is made lasting before anybody sees it."""
    alice, bob = room.join("alice"), room.join("bob")
    bob.lines()
    room.events.clear()
    hold, done = threading.Event(), threading.Event()
    room.dispatcher.call(lambda: hold.wait(10))
    room.dispatcher.received(alice, b"PRIVMSG #a :last words\r\n")
    room.dispatcher.say_goodbye("Shutting down", done)
    hold.set()
    assert done.wait(10)
    assert bob.lines() == [
        ":alice!~alice@127.0.0.1 PRIVMSG #a :last words",
        "ERROR :Closing link: (127.0.0.1) [Shutting down]",
    ]
    said, written = room.events.index("Said"), room.events.index("write")
    assert "commit" in room.events[said:written]
    assert alice.closed
    assert bob.closed


def test_who_comes_after_the_good_bye_is_turned_away(room: Room) -> None:
    """A link that is accepted while the server ends hears why and is closed."""
    done = threading.Event()
    room.dispatcher.say_goodbye("Shutting down", done)
    assert done.wait(10)
    late = room.connect()
    room.settle()
    assert late.lines() == ["ERROR :Closing link: (127.0.0.1) [Shutting down]"]
    assert late.closed


def test_who_does_not_read_is_cut_off(make_room: MakeRoom) -> None:
    """Beyond the send queue's limit there is an ERROR, a close, and a QUIT for the others."""
    room = make_room(sendq=10_000)
    alice, bob = room.join("alice"), room.join("bob")
    alice.lines()
    bob.unsent = 10_001
    room.events.clear()
    seen = room.send(alice, "PRIVMSG #a :hello")
    assert bob.lines()[-1] == "ERROR :Closing link: (127.0.0.1) [SendQ exceeded]"
    assert bob.closed
    assert seen == [":bob!~bob@127.0.0.1 QUIT :SendQ exceeded"]
    last_write = len(room.events) - 1 - room.events[::-1].index("write")
    assert "commit" in room.events[room.events.index("Quit") : last_write]


def test_who_takes_nothing_for_too_long_is_cut_off(
    make_room: MakeRoom, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Few bytes that wait for ever are as bad as many."""
    monkeypatch.setattr("netcore.server.dispatcher.monotonic", clock)
    room = make_room(sendq_age=60.0)
    alice, bob = room.join("alice"), room.join("bob")
    bob.blocked_since = clock.now
    for seconds, closed in ((30.0, False), (30.0, False), (2.0, True)):
        clock.advance(seconds)
        room.settle()
        assert bob.closed is closed
    reason = "SendQ exceeded: 60 seconds behind"
    assert bob.lines()[-1] == f"ERROR :Closing link: (127.0.0.1) [{reason}]"
    assert alice.lines()[-1] == f":bob!~bob@127.0.0.1 QUIT :{reason}"


def test_of_many_who_take_nothing_the_furthest_behind_is_cut_off(
    make_room: MakeRoom, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each within its own limit, and all of them together too much for the host's memory."""
    monkeypatch.setattr("netcore.server.dispatcher.monotonic", clock)
    room = make_room(sendq=1_000_000, sendq_total=2_000_000)
    people = [room.join(nick) for nick in ("alice", "bob", "carol", "dave")]
    for link, unsent in zip(people, (0, 600_000, 900_000, 800_000), strict=True):
        link.unsent, link.blocked_since = unsent, clock.now if unsent else None
    clock.advance(2.0)
    room.settle()
    assert [link.closed for link in people] == [False, False, True, False]
    assert "[SendQ exceeded: furthest behind of too many]" in people[2].lines()[-1]


def break_command(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Have a command's handler fail as a defect would."""

    def broken(hub: Hub, session: Session, message: Message) -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setitem(COMMANDS, name, Command(name, broken))


def test_a_defect_costs_one_link(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Its client is told, it is counted and logged with its traceback, and all others go on."""
    alice, bob = room.join("alice"), room.join("bob")
    bob.lines()
    break_command(monkeypatch, "LUSERS")
    taken = alice.taken
    with caplog.at_level(logging.ERROR, "netcore.server"):
        lines = room.send(alice, "PING before", "LUSERS", "PING after")
    assert lines[-2:] == [
        ":chat.local PONG chat.local :before",
        "ERROR :Closing link: (127.0.0.1) [Internal error of the server]",
    ]
    assert alice.closed
    assert alice.taken > taken
    assert room.dispatcher.bugs == 1
    assert bob.lines() == [":alice!~alice@127.0.0.1 QUIT :Internal error of the server"]
    assert room.send(bob, "PING x") == [":chat.local PONG chat.local :x"]
    assert [line.text for line in room.heard if line.level == "error"] == [
        f"a defect of chat-tui closed link {alice.id}: see the log file"
    ]
    assert caplog.records[0].exc_info


def test_a_defect_within_a_labelled_command_costs_one_link(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was collected for the label does not hold the ERROR back."""
    alice = room.join("alice")
    room.send(alice, "CAP REQ :labeled-response batch")
    break_command(monkeypatch, "LUSERS")
    assert room.send(alice, "@label=1 LUSERS")[-1].startswith("ERROR :")


def test_a_defect_in_saying_good_bye_still_closes_the_link(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However broken the core is, the link goes and the others stay."""
    alice, bob = room.join("alice"), room.join("bob")
    break_command(monkeypatch, "LUSERS")

    def broken(*_: object) -> None:
        raise ZeroDivisionError("another defect")

    monkeypatch.setattr(room.dispatcher.hub, "end", broken)
    room.send(alice, "LUSERS")
    assert alice.closed
    bob.lines()
    assert room.send(bob, "PING x") == [":chat.local PONG chat.local :x"]


@pytest.mark.parametrize("part", ["tick", "drain"])
def test_a_defect_that_is_no_links_costs_none(
    room: Room, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    """A turn that fails as a whole is counted, and the next one is fine."""
    alice = room.join("alice")
    broken = threading.Event()
    whole = getattr(room.dispatcher.hub, part)

    def breaks_once() -> object:
        if not broken.is_set():
            broken.set()
            raise ZeroDivisionError("a defect")
        return whole()

    monkeypatch.setattr(room.dispatcher.hub, part, breaks_once)
    assert broken.wait(10)
    alice.lines()
    room.settle()
    assert room.send(alice, "PING x") == [":chat.local PONG chat.local :x"]
    assert room.dispatcher.bugs == 1
    assert not alice.closed


@pytest.mark.parametrize("line", ["PRIVMSG #a :lost", "PRIVMSG bob,carol :lost"])
def test_a_link_that_fails_to_write_mutes_nobody(
    room: Room, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    """The turn is lost to who comes behind it, whether told alike or alone; the next is not."""
    alice, bob, carol = room.join("alice"), room.join("bob"), room.join("carol")
    bob.lines()
    whole = bob.write

    def breaks_once(chunks: list[bytes]) -> None:
        monkeypatch.setattr(bob, "write", whole)
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr(bob, "write", breaks_once)
    room.send(alice, line)
    assert room.dispatcher.bugs == 1
    carol.lines()
    room.send(alice, "PRIVMSG #a :heard")
    for link in (bob, carol):
        assert link.lines() == [":alice!~alice@127.0.0.1 PRIVMSG #a :heard"]
        assert room.send(link, "PING x") == [":chat.local PONG chat.local :x"]


def test_what_is_counted_was_written(room: Room) -> None:
    """Not what a connection was to be told that broke in the same turn."""
    alice, bob, carol = room.join("alice"), room.join("bob"), room.join("carol")
    hold = threading.Event()
    alice.sent = bob.sent = carol.sent = b""
    before = room.dispatcher.bytes_out
    room.dispatcher.call(lambda: hold.wait(10))
    room.dispatcher.received(alice, b"PRIVMSG #a :hello\r\n")
    room.dispatcher.closed(carol, "Connection reset by peer")
    hold.set()
    room.settle()
    assert carol.sent == b""
    assert room.dispatcher.bytes_out - before == len(alice.sent + bob.sent)


def test_nothing_is_shown_that_could_not_be_kept(room: Room) -> None:
    """Where the log fails to commit, nobody sees the message, and the server goes on."""
    alice, bob = room.join("alice"), room.join("bob")
    bob.lines()
    room.log.fails = True
    room.dispatcher.received(alice, b"PRIVMSG #a :lost\r\n")
    room.settle()
    room.log.fails = False
    room.settle()
    assert bob.lines() == []
    assert room.dispatcher.bugs >= 1
    room.send(alice, "PRIVMSG #a :kept")
    assert bob.lines() == [":alice!~alice@127.0.0.1 PRIVMSG #a :kept"]


def test_a_call_that_fails_is_its_callers(room: Room) -> None:
    """The exception comes back to who asked, and is no defect of the chat."""

    def fails() -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        room.dispatcher.call(fails).result(10)
    assert room.dispatcher.bugs == 0


def test_a_call_that_was_given_up_is_not_made(room: Room) -> None:
    """Who stopped waiting does not get it done behind the back."""
    hold = threading.Event()
    made: list[int] = []
    room.dispatcher.call(lambda: hold.wait(10))
    future = room.dispatcher.call(lambda: made.append(1))
    assert future.cancel()
    hold.set()
    room.settle()
    assert made == []


def test_a_link_that_is_gone_is_counted_and_forgotten(room: Room) -> None:
    """Its lines stay in the sums; what comes late about it changes nothing."""
    alice = room.join("alice")
    room.dispatcher.closed(alice, "Connection reset by peer")
    room.dispatcher.received(alice, b"PING late\r\n")
    room.dispatcher.finished(alice)
    room.dispatcher.writable(alice)
    room.settle()
    assert room.dispatcher.links == {}
    assert room.dispatcher.lines_in == 3
    assert room.dispatcher.lines_out > 10
    assert room.dispatcher.hub.sessions == {}


def test_the_end_of_a_guests_stream_is_heard(room: Room) -> None:
    """`echo hi | nc -N` is answered and closed."""
    link = room.connect()
    room.dispatcher.received(link, b"hi")
    room.dispatcher.finished(link)
    room.settle()
    assert any(line.endswith("guest1 hi") for line in link.lines())
    assert link.closed


def test_trouble_of_the_engine_is_a_line_of_the_log(room: Room) -> None:
    """The operator reads what the engine could not do."""
    room.dispatcher.trouble("out of descriptors")
    room.settle()
    assert [(line.level, line.text) for line in room.heard] == [("warning", "out of descriptors")]


def test_who_was_turned_away_does_not_count_in_the_peak(make_room: MakeRoom) -> None:
    """The most clients at once are never more than there may be."""
    room = make_room(max_clients=2, limit_local=True)
    first, *_ = [room.connect() for _ in range(4)]
    room.settle()
    room.dispatcher.closed(first, "gone")
    room.settle()
    assert (room.dispatcher.peak, room.dispatcher.connections) == (2, 4)
