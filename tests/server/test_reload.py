"""Settings that are read again while the server runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from netcore.core.settings import Settings
from netcore.errors import ChatError, StartError
from netcore.server import Address
from netcore.server.chat import ChatServer
from tests.server.conftest import FakeEngine, join, settle


class Operator:
    """Somebody who writes settings, or makes mistakes in them."""

    def __init__(self) -> None:
        self.settings = Settings()
        self.mistake: ChatError | None = None

    def read(self) -> Settings:
        """The settings as they are now."""
        if self.mistake:
            raise self.mistake
        return self.settings


@contextmanager
def running(operator: Operator | None) -> Iterator[ChatServer]:
    """A server that reads its settings from somebody."""
    server = ChatServer(address=Address("127.0.0.1", 0), reread=operator.read if operator else None)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def test_what_was_read_again_counts_and_is_told(engines: list[FakeEngine]) -> None:
    """Who is there gets the tokens of 005 that are different now, and no others."""
    operator = Operator()
    with running(operator) as server:
        link = join(server, engines[0], "alice")
        operator.settings = Settings(topic_length=100, motd=("new",))
        server.reload()
        settle(server)
        (line,) = link.lines()
        assert line == ":chat.local 005 alice TOPICLEN=100 :are supported by this server"


def test_a_mistake_changes_nothing(engines: list[FakeEngine]) -> None:
    """Whoever asked for it is told; nobody on the server is."""
    operator = Operator()
    with running(operator) as server:
        link = join(server, engines[0], "alice")
        operator.mistake = ChatError("the file is a novel")
        with pytest.raises(ChatError, match="a novel"):
            server.reload()
        operator.mistake = None
        operator.settings = Settings(topic_length=100, fallback_encoding="klingon")
        with pytest.raises(StartError, match="klingon"):
            server.reload()
        settle(server)
        assert link.lines() == []


def test_settings_that_nothing_reads_cannot_be_read_again(engines: list[FakeEngine]) -> None:
    """It says that a restart would do."""
    with running(None) as server, pytest.raises(ChatError, match="restart"):
        server.reload()


def test_a_server_that_does_not_run_reads_nothing(engines: list[FakeEngine]) -> None:
    """Before its start there is nothing to change."""
    server = ChatServer(address=Address("127.0.0.1", 0), reread=Operator().read)
    with pytest.raises(ChatError, match="not running"):
        server.reload()
    server.stop()


def test_a_note_stands_in_the_log(engines: list[FakeEngine]) -> None:
    """With its level, for the dashboard and whoever listens."""
    with running(None) as server:
        server.note("warning", "the coffee is out")
        settle(server)
        last = server.snapshot().log[-1]
        assert (last.level, last.text) == ("warning", "the coffee is out")
