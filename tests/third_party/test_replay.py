"""Programs that cannot ask for the history are shown the end of it, each in its own way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from netcore.core.settings import Settings
from netcore.engines.base import Address
from netcore.server import ChatServer, History
from tests.conformance.conftest import Host
from tests.third_party.test_irssi import Irssi
from tests.third_party.test_small_clients import sic_on
from tests.third_party.weechat import WeeChat


@pytest.fixture
def remembering(engine: str) -> Iterator[Host]:
    """A host that keeps what is said, and somebody who said something in its lobby."""
    address = Address("127.0.0.1", 0)
    host = Host(ChatServer(Settings(), address=address, engine=engine, history=History()))
    bob = host.client("bob", channels=["#lobby"])
    bob.ask("PRIVMSG #lobby :the first wörds", "PRIVMSG #lobby :\x01ACTION waits\x01")
    yield host
    host.close()


def test_weechat_shows_what_was_said_at_its_time(remembering: Host, tmp_path: Path) -> None:
    """It has server-time, so the lines stand at their own time, between two notices."""
    with WeeChat(tmp_path, remembering) as wee:
        wee.wait_for("bob\tthe first wörds", "bob waits", "from here on it is said now")
        log = wee.log()
        assert log.index("before you came:") < log.index("the first wörds") < log.index("waits")
        bob = remembering.client("eve", channels=["#lobby"])
        bob.send("PRIVMSG #lobby :and now")
        wee.wait_for("eve\tand now")


def test_weechat_comes_back_to_what_it_missed(remembering: Host, tmp_path: Path) -> None:
    """After a cut it reconnects by itself, and what was said meanwhile is there."""
    with WeeChat(tmp_path, remembering) as wee:
        wee.wait_for("from here on it is said now")
        eve = remembering.client("eve", channels=["#lobby"])
        remembering.server.kick("wee", "cut")
        eve.until("QUIT")
        eve.ask("PRIVMSG #lobby :you missed this")
        eve.until("JOIN")
        wee.wait_for("eve\tyou missed this")


def test_irssi_shows_what_was_said(remembering: Host, tmp_path: Path) -> None:
    """As messages of their authors."""
    with Irssi(tmp_path, remembering) as irssi:
        irssi.wait_for("There is no message of the day")
        irssi.enter("/join #lobby")
        irssi.wait_for("bob> the first wörds", "* bob waits", "from here on it is said now")


def test_sic_is_told_the_time_in_the_text(remembering: Host) -> None:
    """It knows no tags, so the time stands before what was said."""
    sic = sic_on(remembering)
    try:
        sic.wait_for("no message of the day")
        sic.enter(":j #lobby")
        line = sic.wait_for("the first wörds")
        assert re.search(r"<bob> .*\d\d:\d\d.* the first wörds", line), line
    finally:
        sic.close()
