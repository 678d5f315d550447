"""ChatServer: start it, watch it, act on it, stop it."""

from __future__ import annotations

import threading

import pytest

from netcore.core.settings import Settings
from netcore.engines.base import Address
from netcore.errors import ChatError, StartError
from netcore.security.accounts import MemoryAccounts
from netcore.server.chat import ChatServer
from netcore.snapshot import LogLine
from tests.server.conftest import FakeEngine, join, settle


def test_a_server_starts_on_the_port_that_it_gets(engines: list[FakeEngine]) -> None:
    """The address with its real port is known before anybody can come."""
    heard: list[LogLine] = []
    server = ChatServer(address=Address("127.0.0.1", 0), log_listener=heard.append)
    assert server.start() == server.address == Address("127.0.0.1", 12_345)
    assert engines[0].recvq == Settings().recvq
    assert engines[0].refusal.startswith(b"ERROR :")
    server.stop()
    assert [line.text for line in heard] == ["chat.local listens on 127.0.0.1:12345", "stopped"]


def test_a_failed_start_leaves_nothing(engines: list[FakeEngine]) -> None:
    """A port that cannot be had is one error with a remedy, and no thread."""
    before = threading.active_count()
    server = ChatServer(address=Address("127.0.0.1", 1))
    with pytest.raises(StartError, match="take a higher one"):
        server.start()
    assert threading.active_count() == before
    server.stop()
    assert server.wait(0)


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_failed_start_lets_go_of_the_accounts(engines: list[FakeEngine], host: str) -> None:
    """Whether the port cannot be had, or everybody would have got in."""
    closed: list[str] = []

    class Watched(MemoryAccounts):
        def close(self) -> None:
            closed.append(host)

    chosen = Settings(accounts="optional")
    server = ChatServer(chosen, address=Address(host, 1), accounts=Watched())
    with pytest.raises(StartError):
        server.start()
    assert closed == [host]


def test_an_engine_that_there_is_not_is_named() -> None:
    """Who mistypes the engine reads which there are."""
    with pytest.raises(StartError, match="threads"):
        ChatServer(engine="turbo")


def test_a_server_starts_once(server: ChatServer) -> None:
    """A second start is refused, while it runs and when it has stopped."""
    with pytest.raises(StartError):
        server.start()
    server.stop()
    with pytest.raises(StartError):
        server.start()


def test_stopping_tells_everybody_and_is_idempotent(server: ChatServer, engine: FakeEngine) -> None:
    """Every client gets the reason and a close; a second stop does nothing."""
    link = join(server, engine, "alice")
    assert not server.wait(0)
    server.stop(reason="Back at noon")
    server.stop()
    assert link.lines() == ["ERROR :Closing link: (10.0.0.1) [Back at noon]"]
    assert link.closed
    assert engine.stops >= 1
    assert server.wait(0)
    names = {thread.name for thread in threading.enumerate()}
    assert not names & {"dispatcher", "accept"}


def test_a_stop_by_a_handler_that_interrupts_another_waits_for_nothing(
    server: ChatServer, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is the same thread: the first one would never go on."""
    stop = engine.stop

    def interrupted(deadline: float) -> None:
        stop(deadline)
        if engine.stops == 1:
            server.stop()

    monkeypatch.setattr(engine, "stop", interrupted)
    server.stop()
    assert engine.stops == 2
    assert server.wait(0)


def test_an_engine_that_breaks_is_told_and_ends_the_waiting(
    engines: list[FakeEngine], recwarn: pytest.WarningsRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who waits for the server learns that it serves no more, and the log says why."""
    raised: list[BaseException | None] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: raised.append(args.exc_value))
    server = ChatServer(address=Address("127.0.0.1", 0))
    server.start()
    engines[0].fail(OSError("the roof is on fire"))
    assert server.wait(10)
    settle(server)
    assert server.snapshot().log[-1].text == ("no more connections are served: the roof is on fire")
    server.stop()
    assert [str(error) for error in raised] == ["the roof is on fire"]


def test_a_snapshot_shows_what_there_is(server: ChatServer, engine: FakeEngine) -> None:
    """Clients, channels, threads, counters and the log, all of one moment."""
    join(server, engine, "alice")
    guest = engine.connect("::1")
    engine.bring(guest, "hello")
    engine.connect()
    engine.bring(engine.links[0], "AWAY :x", "TOPIC #lobby :t\x1bea", "MODE #lobby +k key")
    guest.unsent = 77
    settle(server)
    view = server.snapshot()
    alice, plain, unknown = view.clients
    assert (alice.nick, alice.dialect, alice.channels, alice.away) == (
        "alice",
        "irc",
        ("#lobby",),
        True,
    )
    assert alice.received == 6
    assert alice.sent > 10
    assert alice.address == f"10.0.0.1:{engine.links[0].peer.port}"
    assert (plain.nick, plain.dialect, plain.sendq) == ("guest1", "plain", 77)
    assert plain.address.startswith("[0::1]:")
    assert (unknown.nick, unknown.dialect, unknown.channels) == ("*", "?", ())
    (lobby,) = view.channels
    assert (lobby.name, lobby.members, lobby.modes, lobby.topic) == ("#lobby", 2, "+ntk", "t␛ea")
    assert {("main", "MainThread"), ("dispatcher", "dispatcher"), ("accept", "accept")} <= {
        (row.role, row.name) for row in view.threads
    }
    assert (view.server_name, view.engine, view.addresses) == (
        "chat.local",
        "threads",
        ("127.0.0.1:12345",),
    )
    assert (view.connections, view.peak_clients, view.bugs) == (3, 3, 0)
    assert view.messages_in == 7
    assert view.messages_out == sum(client.sent for client in view.clients)
    assert view.bytes_out >= view.messages_out
    assert view.uptime >= 0
    assert [line.number for line in view.log] == list(range(1, len(view.log) + 1))


def test_counters_outlive_the_clients_that_made_them(
    server: ChatServer, engine: FakeEngine
) -> None:
    """Sums never go back when somebody leaves."""
    link = join(server, engine, "alice")
    before = server.snapshot()
    assert engine.sink
    engine.sink.closed(link, "gone")
    settle(server)
    after = server.snapshot()
    assert (after.messages_in, after.messages_out) == (before.messages_in, before.messages_out)
    assert after.clients == ()


def test_a_snapshot_can_be_taken_before_and_after(engines: list[FakeEngine]) -> None:
    """Who looks too early or too late sees what there was."""
    server = ChatServer(address=Address("127.0.0.1", 0))
    assert server.snapshot().clients == ()
    server.start()
    seen = server.snapshot()
    server.stop()
    assert server.snapshot().addresses == seen.addresses


def test_a_busy_server_shows_the_last_snapshot(
    server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The screen is not held up, and an operator is told to try again."""
    seen = server.snapshot()
    monkeypatch.setattr("netcore.server.chat._ANSWER_WITHIN", 0.02)
    busy, go_on = threading.Event(), threading.Event()

    def block() -> None:
        busy.set()
        go_on.wait(10)

    server._dispatcher.call(block)
    assert busy.wait(10)
    assert server.snapshot() is seen
    with pytest.raises(ChatError, match="too busy"):
        server.say("hello")
    go_on.set()


def test_who_does_not_run_cannot_be_acted_on(engines: list[FakeEngine]) -> None:
    """Before the start and after the stop every word of the operator is refused plainly."""
    server = ChatServer(address=Address("127.0.0.1", 0))
    with pytest.raises(ChatError, match="not running"):
        server.say("x")
    server.start()
    server.stop()
    with pytest.raises(ChatError, match="not running"):
        server.kick("x")


def test_the_operator_speaks(server: ChatServer, engine: FakeEngine) -> None:
    """To everybody or to one channel, in pieces that fit."""
    alice = join(server, engine, "alice")
    bob = join(server, engine, "bob")
    engine.bring(bob, "PART #lobby")
    settle(server)
    for link in (alice, bob):
        link.lines()
    assert server.say("tea time") == "said to 2 clients"
    assert server.say("only you", "#LOBBY") == "said to 1 client"
    settle(server)
    assert bob.lines() == [":chat.local NOTICE bob :tea time"]
    assert alice.lines() == [
        ":chat.local NOTICE alice :tea time",
        ":chat.local NOTICE #lobby :only you",
    ]
    assert server.say("psst", "BOB") == "said to 1 client"
    settle(server)
    assert bob.lines() == [":chat.local NOTICE bob :psst"]
    assert server.say("still you", str(bob.id)) == "said to 1 client"
    settle(server)
    assert bob.lines() == [":chat.local NOTICE bob :still you"]
    server.say("word " * 200)
    settle(server)
    assert len(bob.lines()) == 3


@pytest.mark.parametrize(
    ("text", "channel"), [("", ""), ("\n\n", ""), ("x", "#none"), ("x", "nobody"), ("x", "99")]
)
def test_what_cannot_be_said_is_told(server: ChatServer, text: str, channel: str) -> None:
    """Nothing to say, and nobody to say it to."""
    with pytest.raises(ChatError):
        server.say(text, channel)


def test_the_operator_disconnects(server: ChatServer, engine: FakeEngine) -> None:
    """By nick in any case, or by number with or without a hash; each says who it was."""
    alice, bob = join(server, engine, "alice"), join(server, engine, "bob")
    newcomer = engine.connect()
    assert server.kick("ALICE", "enough") == "disconnected alice"
    assert server.kick(str(bob.id)) == "disconnected bob"
    assert server.kick(f"#{newcomer.id}") == "disconnected *"
    settle(server)
    assert alice.lines()[-1].endswith("[Kicked by the operator: enough]")
    assert bob.lines()[-1].endswith("[Kicked by the operator]")
    assert alice.closed
    assert newcomer.closed
    for who in ("alice", str(bob.id), "nobody", "", "#", "#x", "99999999999999999999"):
        with pytest.raises(ChatError, match="nobody here"):
            server.kick(who)


@pytest.mark.parametrize(
    ("mask", "full"),
    [
        ("bob", "bob!*@*"),
        ("10.0.0.9", "10.0.0.9"),
        ("10.0.0.0/24", "10.0.0.0/24"),
        ("10.0.0.*", "*!*@10.0.0.*"),
        ("10.0.0.9*", "*!*@10.0.0.9*"),
        ("2001:db8::1", "2001:db8::1"),
        ("::1", "::1"),
        ("~b*@*", "*!~b*@*"),
        ("b*!*@10.*", "b*!*@10.*"),
    ],
)
def test_the_operator_keeps_people_out(
    server: ChatServer, engine: FakeEngine, mask: str, full: str
) -> None:
    """Who matches is disconnected and stays out until the ban is lifted, by either form."""
    alice = join(server, engine, "alice", "192.0.2.1")
    hosts = {"2001:db8::1": "2001:db8::1", "::1": "::1"}
    bob = join(server, engine, "bob", hosts.get(mask, "10.0.0.9"))
    done = f"banned {full} (until the host ends, as it keeps nothing); disconnected 1 client"
    assert server.ban(mask, "spam") == done
    (row,) = server.bans()
    assert (row.mask, row.reason, row.by, row.until) == (full, "spam", "the operator", 0)
    settle(server)
    assert bob.lines()[-1].endswith("[You are banned: spam]")
    assert not alice.closed
    with pytest.raises(ChatError, match="already"):
        server.ban(mask)
    back = engine.connect(bob.peer.host)
    engine.bring(back, "NICK bob", "USER bob 0 * :B")
    settle(server)
    assert back.closed
    assert server.unban(mask if mask != "bob" else full) == f"{full} may come in again"
    assert server.bans() == ()
    with pytest.raises(ChatError, match="not banned"):
        server.unban(mask)


@pytest.mark.parametrize("mask", ["", "*", "*!*@*", "?*", "*.*", "*@*", "*!*", " "])
def test_nobody_bans_everybody(server: ChatServer, mask: str) -> None:
    """A mask that would empty the room is refused."""
    with pytest.raises(ChatError, match="everybody"):
        server.ban(mask)


def test_who_was_said_good_bye_to_is_not_disconnected_again(
    server: ChatServer, engine: FakeEngine
) -> None:
    """A ban does not count who is leaving already."""
    link = join(server, engine, "bob")
    engine.bring(link, "QUIT")
    settle(server)
    assert server.ban("10.0.0.1").endswith("; disconnected 0 clients")


@pytest.mark.parametrize("name", ["klingon", "hex", "idna"])
def test_a_fallback_encoding_that_is_none_is_refused(name: str) -> None:
    """An encoding that does not exist, or that reads no texts, would fail at the first line."""
    with pytest.raises(StartError, match=name):
        ChatServer(Settings(fallback_encoding=name))
