"""A clock that is set back or forward while people talk."""

from __future__ import annotations

import time
from datetime import datetime

import pytest

from netcore import ChatServer, Settings
from netcore.engines.base import Address
from tests.abuse.peers import Peer, command

_DAY = 24 * 60 * 60.0


def _said(alice: Peer, bob: Peer, text: str) -> tuple[datetime, str]:
    """Say something; the time and the id that it arrives with."""
    alice.send(f"PRIVMSG #clock :{text}")
    line = bob.until(lambda line: command(line) == "PRIVMSG")
    assert line.endswith(f" :{text}")
    tags = dict(tag.split("=", 1) for tag in line[1:].split(" ")[0].split(";"))
    return datetime.fromisoformat(tags["time"]), tags["msgid"]


def test_a_clock_that_is_set_throws_nobody_out_and_times_still_rise(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a day and by an hour, both ways; time is kept by the monotonic clock."""
    off = [0.0]
    monkeypatch.setattr("netcore.server.dispatcher.time", lambda: time.time() + off[0])
    server = ChatServer(
        Settings(ping_interval=5.0, ping_timeout=5.0),
        address=Address("127.0.0.1", 0),
        engine=engine,
    )
    port = server.start().port
    caps = "server-time message-tags"
    with Peer(port, "alice", "#clock") as alice, Peer(port, "bob", "#clock", caps=caps) as bob:
        seen = []
        for number, jump in enumerate((0.0, _DAY, -3600.0, -2 * _DAY, 3600.0)):
            off[0] += jump
            seen += [_said(alice, bob, f"{number} {again}") for again in range(3)]
            assert not [line for line in alice.sync() if command(line) == "QUIT"]
        for peer in (alice, bob):
            peer.leave("QUIT")
    server.stop()
    times = [at for at, _ in seen]
    assert times == sorted(set(times))
    assert len({msgid for _, msgid in seen}) == len(seen)
