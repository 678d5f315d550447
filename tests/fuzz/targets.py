"""What is fuzzed: bytes go in, and nothing but an answer may come of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime

from netcore.client.session import Session
from netcore.client.values import Identity, Moment, Server, Timings
from netcore.errors import WireError
from netcore.wire import formatting, text
from netcore.wire.lines import MAX_CLIENT_TAGS, MAX_LINE, LineBuffer
from netcore.wire.message import parse, serialise
from tests.core.conftest import Chat
from tests.core.invariants import check

NOON = datetime(2024, 5, 17, 12, 0, tzinfo=UTC)
_CLIENTS = 3
_UNSHOWABLE = {"Cc", "Cs", "Zl", "Zp"}
"""Categories of what is no letter, sign or space: fonts have pictures for private use."""


def wire(data: bytes) -> None:
    """Lines are the same whole or in pieces; a message that is read can be written and read."""
    size = MAX_CLIENT_TAGS + MAX_LINE - 2
    whole, pieces = LineBuffer(size), LineBuffer(size)
    lines = list(whole.feed(data))
    assert [line for byte in data for line in pieces.feed(bytes([byte]))] == lines
    for line in filter(None, lines):
        shown = text.clean(line.decode("utf-8", "replace"))
        assert _UNSHOWABLE.isdisjoint(map(unicodedata.category, shown))
        formatting.strip(line.decode("latin-1"))
        try:
            message = parse(line.decode())
            assert parse(serialise(message)) == message
        except (WireError, UnicodeDecodeError):
            continue


def core(data: bytes) -> None:
    """Three connections say it to a hub, line by line in turns; what is true stays true."""
    chat = Chat()
    clients = [chat.connect(f"192.0.2.{number}") for number in range(_CLIENTS)]
    for number, line in enumerate(data.split(b"\xfe")):
        client = clients[(line[0] if line else number) % _CLIENTS]
        if client.closed or client.said_goodbye:
            continue
        client.bring(line[1:] + b"\r\n")
    chat.advance(30)
    check(chat.hub)
    assert not [note for note in chat.notes if note.level == "error"]


def client(data: bytes) -> None:
    """A server says it to a client, which lives on and still answers."""
    session = Session(Server("host"), Identity("alice"), ("#a",), Timings())
    moment = Moment(NOON, 1_000.0)
    session.opened(moment)
    for line in data.split(b"\n")[:2_000]:
        session.receive(line.decode("utf-8", "replace"), moment)
        session.take_events()
    session.take_output()
    session.receive("PING :still there", moment)
    assert any(line.startswith("PONG") for line in session.take_output())


TARGETS: dict[str, Callable[[bytes], None]] = {"wire": wire, "core": core, "client": client}
