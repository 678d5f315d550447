"""The load generator against servers that do wrong, and against none at all."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from netcore.errors import ChatError
from tests.tui.bench import relay
from tests.tui.bench.relay import Relay, Spoil
from tui.bench import generator, swarm, usage
from tui.bench.generator import drive, quantile
from tui.bench.values import Faults, Plan, Result

PLAN = Plan(clients=5, senders=2, seconds=0.2, window=5)


def driven(port: int) -> Result:
    """Load whatever listens on a port."""
    return drive("relay", PLAN, port, os.getpid(), lambda _: None)


def test_a_sound_server_is_measured() -> None:
    """Everything that was sent has come to everybody."""
    with Relay() as server:
        result = driven(server.port)
    assert result.ok
    assert result.delivered >= PLAN.clients * PLAN.rate * PLAN.seconds
    assert result.deliveries_per_s == pytest.approx(PLAN.clients * result.messages_per_s)
    assert 0 < result.p50_ms <= result.p99_ms


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (relay.dropping, "lost"),
        (relay.repeating, "duplicated"),
        (relay.swapping(), "reordered"),
        (relay.garbling, "corrupted"),
        (relay.misnaming, "misattributed"),
    ],
)
def test_a_server_that_does_wrong_is_found_out(
    spoil: Spoil, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At every client, by what it did."""
    monkeypatch.setattr(generator, "STALL", 0.5)
    with Relay(spoil) as server:
        result = driven(server.port)
    assert not result.ok
    assert getattr(result.faults, fault) == PLAN.clients
    assert not result.faults.unexpected


def test_nobody_listens() -> None:
    """The error says which client found that out, and why."""
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with pytest.raises(ChatError, match="client 1 cannot connect: Connection refused"):
        driven(port)


def test_a_server_that_hangs_up_is_quoted() -> None:
    """Its last line is shown, without what a terminal would obey."""
    with socket.create_server(("127.0.0.1", 0)) as listener, swarm.Swarm() as clients:
        client = clients._open(listener.getsockname()[1], 0)
        accepted, _ = listener.accept()
        with accepted:
            accepted.sendall(b"NOTICE * :hello\r\nERROR :no \x1b[2Jroom\r\n")
        with pytest.raises(ChatError, match=r"disconnected b0000: ERROR :no .\[2Jroom"):
            clients.settle([client])


def test_a_server_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a while without a byte."""
    monkeypatch.setattr(swarm, "STALL", 0.3)
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        pytest.raises(ChatError, match="did not answer b000"),
    ):
        driven(listener.getsockname()[1])


def test_quantiles() -> None:
    """The value that so large a share does not exceed; nothing has none."""
    assert quantile([], 0.5) == 0
    assert quantile([1.0], 0.99) == 1
    assert quantile([float(n) for n in range(100)], 0.99) == 99


def test_what_a_process_uses() -> None:
    """This one has memory, time and a thread at least."""
    used = usage.of(os.getpid())
    assert used
    assert used.rss > 1000
    assert used.threads >= 1
    assert used.cpu > 0


def test_a_name_with_brackets_does_not_confuse(tmp_path: Path) -> None:
    """Processes may be called anything."""
    folder = tmp_path / "7"
    folder.mkdir()
    (folder / "stat").write_text("7 (a) b (c) S 1 1 1 0 -1 4 0 0 0 0 100 50 0 0 20 0 3 0 5")
    (folder / "status").write_text("Name:\ta) b (c\nVmRSS:\t  2048 kB\nThreads:\t3\n")
    ticks = os.sysconf("SC_CLK_TCK")
    assert usage.of(7, tmp_path) == usage.Usage(150 / ticks, 2048, 3)


def test_a_system_that_does_not_tell(tmp_path: Path) -> None:
    """There is nothing to know, and no error."""
    assert usage.of(1, tmp_path) is None


def test_a_result_survives_its_way_as_json() -> None:
    """Faults and all."""
    result = Result("threads", faults=Faults(lost=2), threads=None, rss_mb=1.5)
    assert Result.from_dict(result.as_dict()) == result
    assert result.as_dict()["ok"] is False


@pytest.mark.parametrize(("clients", "rate"), [(5, 200), (100, 200), (1000, 20), (9999, 10)])
def test_the_paced_phase_stays_far_from_a_flood(clients: int, rate: float) -> None:
    """Many clients are sent fewer messages."""
    assert Plan(clients=clients).rate == rate
