"""Storing each turn: before anybody is shown it, and what is done while that is not possible."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from netcore.core.history import Entry, Page
from netcore.core.past import Moved, Redaction
from netcore.engines.base import Address
from netcore.errors import HistoryError, StartError
from netcore.history.base import Store
from netcore.history.memory import MemoryStore
from netcore.server import ChatServer, History
from netcore.server import recorder as recording
from netcore.server.recorder import Recorder, Trouble
from netcore.snapshot import Level
from tests.server.conftest import Room

PATIENCE = 10.0


def entry(number: int) -> Entry:
    """One message of several."""
    return Entry(f"id{number:06}", number, "#a", "PRIVMSG", "alice!a@h", "", str(number), "")


class Faulty(MemoryStore):
    """A store that takes nothing while the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.fault: Exception | None = None
        self.tries = 0
        self.closed = threading.Event()

    def append(self, entries: Sequence[Entry]) -> None:
        """Store, or fail."""
        self.tries += 1
        self.check()
        super().append(entries)

    def redact(self, target: str, id: str) -> bool:  # noqa: A002 - the field's word
        """Redact, or fail."""
        self.check()
        return super().redact(target, id)

    def rename(self, old: str, new: str) -> None:
        """Rename, or fail."""
        self.check()
        super().rename(old, new)

    def mark(self, owner: str, target: str, time: int) -> int:
        """Mark, or fail."""
        self.check()
        return super().mark(owner, target, time)

    def marker(self, owner: str, target: str) -> int:
        """Look, or fail."""
        self.check()
        return super().marker(owner, target)

    def close(self) -> None:
        """Remember it."""
        self.closed.set()

    def check(self) -> None:
        """Fail, if that is what is wanted."""
        if self.fault:
            raise self.fault


@dataclass
class Desk:
    """A recorder, its store and what it said."""

    recorder: Recorder
    store: Faulty
    told: list[tuple[Level, str]]

    def record(self, now: float, *numbers: int) -> None:
        """A turn that leaves some messages behind."""
        self.recorder.record([entry(number) for number in numbers], [], [], now)

    def stored(self) -> list[int]:
        """What is in the store, in its order."""
        return [int(each.text) for each in self.store.page(Page("#a", 100_000, newest=False))]


@pytest.fixture
def desk() -> Desk:
    """A recorder with a store that works."""
    store, told = Faulty(), list[tuple[Level, str]]()
    return Desk(Recorder(store, lambda level, text: told.append((level, text))), store, told)


FULL = HistoryError("the history cannot be stored (disk full)", "make room")


def test_a_turn_is_one_call(desk: Desk) -> None:
    """And none where nothing was left behind."""
    desk.record(1.0, 1, 2, 3)
    desk.record(2.0)
    assert (desk.stored(), desk.store.tries) == ([1, 2, 3], 1)
    assert desk.recorder.trouble == Trouble()


def test_what_could_not_be_stored_waits_and_is_stored_by_itself(desk: Desk) -> None:
    """In its order, once, without anybody having to say anything."""
    desk.record(1.0, 1)
    desk.store.fault = FULL
    desk.record(2.0, 2, 3)
    desk.record(2.5, 4)
    assert desk.recorder.trouble == Trouble(str(FULL), 3, 0)
    desk.store.fault = None
    desk.record(2.9, 5)
    assert desk.stored() == [1]
    desk.record(3.0)
    assert desk.stored() == [1, 2, 3, 4, 5]
    assert desk.recorder.trouble == Trouble()
    desk.record(3.1, 6)
    assert desk.stored()[-1] == 6
    assert desk.told == [
        ("error", f"{FULL}; the chat goes on, 2 messages wait and 0 are lost to it"),
        ("info", "the history is stored again; 0 messages wait and 0 are lost to it"),
    ]


def test_tries_become_rarer_and_are_told_once_a_minute(desk: Desk) -> None:
    """A try may take half a second in which nobody is heard."""
    desk.store.fault = FULL
    for tenth in range(1300):
        desk.record(100 + tenth / 10, tenth)
    assert desk.store.tries <= 20
    assert [level for level, _ in desk.told] == ["error"] * 3


def test_what_is_too_much_to_wait_is_counted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is dropped silently."""
    monkeypatch.setattr(recording, "WAITING_MOST", 5)
    desk.store.fault = FULL
    desk.record(1.0, 1, 2, 3)
    desk.record(1.1, 4, 5, 6, 7)
    assert desk.recorder.trouble == Trouble(str(FULL), 5, 2)
    desk.store.fault = None
    desk.record(5.0, 8)
    assert desk.stored() == [1, 2, 3, 4, 5]
    assert desk.recorder.trouble == Trouble("", 0, 3)
    assert desk.told[-1] == (
        "warning",
        "the history is stored again; 0 messages wait and 3 are lost to it",
    )


def test_what_is_to_be_forgotten_waits_too(desk: Desk) -> None:
    """It is forgotten after what was said before it is stored."""
    desk.store.fault = FULL
    desk.record(1.0, 1, 2)
    desk.recorder.record([], [Redaction("#a", "id000001")], [], 1.1)
    desk.store.fault = None
    desk.record(9.0)
    assert desk.stored() == [2]
    desk.recorder.record([entry(3)], [Redaction("#a", "id000003")], [], 9.1)
    assert desk.stored() == [2]


def test_what_waits_is_stored_under_the_name_that_its_channel_has_then(desk: Desk) -> None:
    """What was stored before goes to that name first, and what is new comes behind."""
    desk.record(1.0, 1, 2)
    desk.store.fault = FULL
    desk.record(2.0, 3)
    desk.recorder.record([], [Redaction("#a", "id000001")], [], 2.1)
    desk.recorder.record([entry(4)._replace(target="#b")], [], [Moved("#a", "#b")], 2.2)
    desk.store.fault = None
    desk.record(9.0, 5)
    moved = desk.store.page(Page("#b", 99))
    assert [each.text for each in moved] == ["2", "3", "4"]
    assert desk.stored() == [5]
    desk.recorder.record([], [], [Moved("#a", "#c")], 9.1)
    assert [each.text for each in desk.store.page(Page("#c", 99))] == ["5"]
    assert desk.recorder.stored == 5


def test_a_defect_is_not_tried_again(desk: Desk) -> None:
    """Whatever it is about these entries, it would be so again."""
    desk.store.fault = RuntimeError("a defect")
    with pytest.raises(RuntimeError):
        desk.record(1.0, 1, 2)
    desk.store.fault = None
    desk.record(1.1, 3)
    assert desk.stored() == [3]
    assert desk.recorder.trouble == Trouble("", 0, 2)


def keep(room: Room, store: Store) -> None:
    """Have a room's dispatcher keep what happens."""
    room.dispatcher.keep("a test's", Recorder(store, room.dispatcher.note))
    room.dispatcher.hub.keep_history(store.clocks(), store.marker)
    room.dispatcher.workers.learn(Page, "history", store.page)


class Watched(MemoryStore):
    """A store that remembers when it was called."""

    def __init__(self, events: list[str]) -> None:
        super().__init__()
        self.events = events

    def append(self, entries: Sequence[Entry]) -> None:
        """Store and remember."""
        self.events.append("append")
        super().append(entries)


def test_a_turn_is_stored_before_it_is_shown(
    make_room: Callable[..., Room], monkeypatch: pytest.MonkeyPatch
) -> None:
    """ "Seen" implies "stored": the store is asked before any link is written to."""
    monkeypatch.setattr("netcore.server.dispatcher._TURN_SECONDS", 60.0)
    room = make_room(start=False)
    keep(room, Watched(room.events))
    thread = threading.Thread(target=room.dispatcher.run)
    thread.start()
    alice, bob = room.join("alice"), room.join("bob")
    room.settle()
    room.events.clear()
    room.send(alice, "PRIVMSG #a :1", "PRIVMSG #a :2")
    assert bob.lines()[-1].endswith(":2")
    assert room.events.index("append") < room.events.index("write")
    assert room.events.count("append") == 1
    room.dispatcher.workers.stop()
    room.dispatcher.stop()
    thread.join(PATIENCE)


@dataclass(frozen=True, slots=True)
class Given(History):
    """A history whose store the test has made."""

    store: Faulty | None = None

    def open(self) -> Store:
        """That store."""
        assert self.store
        return self.store


@pytest.fixture
def faulty() -> Faulty:
    """A store that fails when the test says so."""
    return Faulty()


@pytest.fixture
def server(faulty: Faulty) -> Iterator[ChatServer]:
    """A server that keeps what happens in that store."""
    server = ChatServer(address=Address("127.0.0.1", 0), history=Given(store=faulty))
    server.start()
    yield server
    server.stop()


def connect(server: ChatServer, nick: str, caps: str = "") -> socket.socket:
    """A client in #a that has read everything."""
    client = socket.create_connection(server.address, timeout=PATIENCE)
    client.sendall(f"CAP REQ :{caps}\r\nNICK {nick}\r\nUSER u 0 * :N\r\nCAP END\r\n".encode())
    client.sendall(b"JOIN #a\r\n")
    answer(client)
    return client


def answer(client: socket.socket) -> str:
    """Everything that has been sent to a client by now."""
    client.sendall(b"PING over\r\n")
    heard = b""
    while not heard.endswith(b":over\r\n"):
        heard += client.recv(65536)
    return heard.decode()


def test_the_chat_goes_on_while_nothing_can_be_stored(server: ChatServer, faulty: Faulty) -> None:
    """Nobody who talks hears of it; the operator does, and it is stored later."""
    alice, bob = connect(server, "alice"), connect(server, "bob", "draft/read-marker")
    with alice, bob:
        faulty.fault = FULL
        alice.sendall(b"PRIVMSG #a :hello\r\n")
        assert "FAIL" not in answer(alice)
        assert "PRIVMSG #a :hello" in answer(bob)
        seen = server.snapshot()
        assert (seen.history_waiting, seen.history_lost, seen.bugs) == (1, 0, 0)
        assert seen.history_trouble == str(FULL)
        assert seen.log[-1].level == "error"
        bob.sendall(b"MARKREAD #a timestamp=2020-01-01T00:00:00.000Z\r\nMARKREAD #a\r\n")
        assert "INTERNAL_ERROR #a" in (told := answer(bob))
        assert "MARKREAD #a *" in told
        faulty.fault = None
        while server.snapshot().history_trouble:
            answer(alice)
    assert [e.text for e in faulty.page(Page("#a", 9))] == ["hello"]


@pytest.mark.parametrize("fault", [None, RuntimeError("a defect")])
def test_what_waits_is_stored_when_the_server_ends(
    server: ChatServer, faulty: Faulty, fault: Exception | None
) -> None:
    """Though the next try would have been later; a defect does not keep it from ending."""
    with connect(server, "alice") as alice:
        faulty.fault = FULL
        alice.sendall(b"PRIVMSG #a :hello\r\n")
        answer(alice)
        faulty.fault = fault
        server.stop()
    assert faulty.closed.is_set()
    faulty.fault = None
    assert [e.text for e in faulty.page(Page("#a", 9))] == ([] if fault else ["hello"])


def test_a_defect_of_the_store_is_counted_and_the_chat_goes_on(
    server: ChatServer, faulty: Faulty
) -> None:
    """What was said is heard all the same."""
    alice, bob = connect(server, "alice"), connect(server, "bob")
    with alice, bob:
        faulty.fault = RuntimeError("a defect")
        alice.sendall(b"PRIVMSG #a :hello\r\n")
        answer(alice)
        assert "PRIVMSG #a :hello" in answer(bob)
        faulty.fault = None
        seen = server.snapshot()
        assert (seen.history_lost, seen.bugs) == (1, 1)


def test_the_store_is_closed_with_the_server(server: ChatServer, faulty: Faulty) -> None:
    """After everything was stored, as that everybody left."""
    with connect(server, "alice"):
        assert any(thread.role == "history" for thread in server.snapshot().threads)
        server.stop()
    assert faulty.closed.is_set()
    assert [e.kind for e in faulty.page(Page("#a", 9, events=True))] == ["JOIN", "QUIT"]


def test_a_history_that_cannot_be_opened_keeps_the_server_from_starting(tmp_path: Path) -> None:
    """With one line that says why, and nothing is left open; a port that is taken comes first."""
    path = tmp_path / "history.db"
    path.write_bytes(b"this is no database, however long one looks at it")
    with pytest.raises(StartError, match="is not a database"):
        ChatServer(address=Address("127.0.0.1", 0), history=History(path)).start()
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(StartError, match="in use"):
        ChatServer(address=Address(*taken.getsockname()), history=History(path)).start()


def test_two_servers_do_not_share_a_history(tmp_path: Path) -> None:
    """The second is told who has it; the first is unharmed."""
    history = History(tmp_path / "history.db")
    first = ChatServer(address=Address("127.0.0.1", 0), history=history)
    first.start()
    try:
        with pytest.raises(StartError, match="in use by another chat-tui"):
            ChatServer(address=Address("127.0.0.1", 0), history=history).start()
        connect(first, "alice").close()
    finally:
        first.stop()


def test_clocks_that_cannot_be_read_keep_the_server_from_starting(faulty: Faulty) -> None:
    """Without them times could fall back; the store is closed again."""

    def clocks() -> dict[str, int]:
        raise FULL

    faulty.clocks = clocks  # type: ignore[method-assign]
    with pytest.raises(HistoryError):
        ChatServer(address=Address("127.0.0.1", 0), history=Given(store=faulty)).start()
    assert faulty.closed.is_set()


def test_what_waits_is_tried_once_more_at_the_end(desk: Desk) -> None:
    """However short ago the last try was; what cannot be stored then either is told as lost."""
    desk.store.fault = FULL
    desk.record(1.0, 1, 2)
    desk.store.fault = None
    desk.recorder.finish(1.1)
    assert desk.stored() == [1, 2]
    desk.recorder.finish(1.2)
    assert desk.store.tries == 2
    desk.store.fault = FULL
    desk.record(2.0, 3)
    desk.recorder.finish(2.1)
    assert desk.stored() == [1, 2]
    assert desk.told[-1] == ("error", f"{FULL}; 1 messages are lost to it")
