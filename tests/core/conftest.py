"""The chat without a socket: bytes in, bytes out, and a clock that stands still."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from netcore.core import records as r
from netcore.core.effects import Effects
from netcore.core.history import Around, Find, Mark, Page, Search, Targets
from netcore.core.hub import Hub
from netcore.core.notes import Note
from netcore.core.secrets import CheckPassword
from netcore.core.session import Phase, Session
from netcore.core.settings import Settings
from netcore.history.base import Store
from netcore.history.memory import MemoryStore
from netcore.wire.message import Message, parse

EPOCH = 1_700_000_000_000


class DeferringLog:
    """A log that gives nothing its place by itself, as one that is shared with other hosts."""

    def __init__(self) -> None:
        self.proposed: list[r.Record] = []

    def order(self, record: r.Record) -> Iterable[r.Record]:
        """Take a record; its place comes later."""
        self.proposed.append(record)
        return ()

    def take(self) -> list[r.Record]:
        """Everything that has been proposed and not taken yet, in the order of proposing."""
        taken, self.proposed = self.proposed, []
        return taken


def in_order(record: r.Record) -> Iterable[r.Record]:
    """The order of a host that decides alone."""
    return (record,)


class Client:
    """One connection of a test: what it sends is handled at once."""

    def __init__(self, chat: Chat, session: Session) -> None:
        self.chat = chat
        self.session = session
        self.id = session.id
        self.inbox = b""
        self.closed = False

    def bring(self, data: bytes) -> None:
        """Bring bytes to the hub, as they are."""
        self.chat.hub.received(self.id, data)
        self.chat.turn()

    def send(self, *lines: str) -> None:
        """Bring whole lines to the hub."""
        self.bring("".join(f"{line}\r\n" for line in lines).encode())

    def take_text(self) -> str:
        """What has been sent to this client since it last looked."""
        taken, self.inbox = self.inbox, b""
        return taken.decode()

    def take_lines(self) -> list[str]:
        """The lines sent to this client since it last looked."""
        return self.take_text().splitlines()

    def take(self) -> list[Message]:
        """The messages sent to this client since it last looked."""
        return [parse(line) for line in self.take_lines()]

    def ask(self, *lines: str) -> list[str]:
        """Send lines; return only what comes of them."""
        self.take_text()
        self.send(*lines)
        return self.take_lines()

    def codes(self, *lines: str) -> list[str]:
        """Send lines; return the commands and numerics that come of them."""
        return [parse(line).command for line in self.ask(*lines)]

    def codes_of(self, data: bytes) -> list[str]:
        """Bring bytes to the hub; return the commands and numerics that come of them."""
        self.take_text()
        self.bring(data)
        return [message.command for message in self.take()]

    def leave(self, reason: str = "Connection closed") -> None:
        """The link of this client is gone."""
        self.chat.hub.closed(self.id, reason)
        self.closed = True
        self.chat.turn()

    @property
    def said_goodbye(self) -> bool:
        """Whether the hub wants this client's link closed."""
        return self in self.chat.to_close


class Chat:
    """A hub with its clients, and everything that came out of it."""

    def __init__(
        self,
        settings: Settings | None = None,
        order: Callable[[r.Record], Iterable[r.Record]] = in_order,
    ) -> None:
        settings = settings or Settings()
        self.hub = Hub(
            settings,
            node="cafe",
            order=order,
            wall=EPOCH,
        )
        self.now = 1_000.0
        self.wall = EPOCH
        self.clients: dict[int, Client] = {}
        self.to_close: list[Client] = []
        self.renamed: list[str] = []
        self.notes: list[Note] = []
        self.secrets: dict[type, Callable[[Any], object]] = {
            CheckPassword: lambda work: work.password == work.hash
        }
        """What is answered at once, by the type of work; here a hash is the password itself."""
        self.store: Store | None = None
        self.hub.begin(self.now, self.wall)
        self._next_id = 1

    def advance(self, seconds: float) -> None:
        """Let time pass and do what is due then."""
        self.now += seconds
        self.wall += round(seconds * 1000)
        self.hub.begin(self.now, self.wall)
        self.hub.tick()
        self.turn()

    def turn(self) -> Effects:
        """End a turn: hand every client its bytes."""
        effects = self.hub.drain()
        self._keep(effects)
        self._tell(effects)
        for ask in effects.asks:
            if type(ask.work) in self.secrets:
                self.hub.answered(ask, self.secrets[type(ask.work)](ask.work))
                self.turn()
        return effects

    def keep(self, store: Store) -> None:
        """Have a history from now on."""
        self.store = store
        self.hub.keep_history(store.clocks(), store.marker)
        self.secrets |= {
            Page: store.page,
            Around: store.around,
            Targets: store.targets,
            Search: store.search,
            Find: store.find,
            Mark: lambda work: store.mark(work.owner, work.target, work.time),
        }

    def _keep(self, effects: Effects) -> None:
        if self.store:
            for moved in effects.moved:
                self.store.rename(*moved)
            self.store.append(effects.kept)
            for redaction in effects.redacted:
                self.store.redact(*redaction)

    def _tell(self, effects: Effects) -> None:
        for post in effects.posts:
            for session in post.sessions:
                if session not in post.but:
                    self.clients[session.id].inbox += post.data
            post.tally()
        for session in effects.ready:
            self.clients[session.id].inbox += b"".join(session.take_out())
        self.to_close += [self.clients[session.id] for session in effects.close]
        self.renamed += [session.name for session in effects.renamed]
        self.notes += effects.notes

    def connect(self, host: str = "127.0.0.1") -> Client:
        """A new connection that has said nothing."""
        client = Client(self, self.hub.opened(self._next_id, host, 40_000 + self._next_id))
        self._next_id += 1
        self.clients[client.id] = client
        return client

    def irc(self, nick: str, *channels: str, caps: str = "", host: str = "127.0.0.1") -> Client:
        """A registered IRC client that has read everything up to now."""
        client = self.connect(host)
        if caps:
            client.send(f"CAP REQ :{caps}")
        client.send(f"NICK {nick}", f"USER {nick} 0 * :{nick.title()}")
        if caps:
            client.send("CAP END")
        for channel in channels:
            client.send(f"JOIN {channel}")
        self.forget()
        return client

    def guest(self) -> Client:
        """A plain guest in the lobby; everybody has read everything up to now."""
        client = self.connect()
        client.bring(b"hello everybody\n")
        assert client.session.phase is Phase.PLAIN
        self.forget()
        return client

    def forget(self) -> None:
        """Drop what has been sent to anybody up to now."""
        for client in self.clients.values():
            client.inbox = b""
        self.notes.clear()


@pytest.fixture
def chat() -> Chat:
    """A chat with the settings that an operator gets who sets nothing."""
    return Chat()


@pytest.fixture
def kept() -> Chat:
    """A chat with a history."""
    chat = Chat()
    chat.keep(MemoryStore())
    return chat


@pytest.fixture
def make_chat() -> Callable[..., Chat]:
    """Makes a chat with settings of one's own."""

    def make(**settings: object) -> Chat:
        return Chat(Settings(**settings))  # type: ignore[arg-type]

    return make


@pytest.fixture
def log() -> DeferringLog:
    """A log whose records get their places when the test says so."""
    return DeferringLog()


@pytest.fixture
def shared(log: DeferringLog) -> Chat:
    """A chat behind that log."""
    return Chat(order=log.order)
