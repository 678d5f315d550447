"""What a server writes down of operators, and what it finds when it starts again."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from netcore.core.moderation import Act
from netcore.core.settings import Settings
from netcore.engines.base import Address
from netcore.errors import ChatError, StartError
from netcore.server.audit import AuditFile, as_json
from netcore.server.ban_file import FILE, BanFile
from netcore.server.chat import ChatServer
from netcore.server.folder import LOCK, Folder
from netcore.snapshot import LogLine
from tests.server.conftest import FakeEngine, join, settle

MakeServer = Callable[..., ChatServer]


class Machine:
    """Starts servers on one folder, and remembers what each has said in its log."""

    def __init__(self, folder: Path, engines: list[FakeEngine]) -> None:
        self.folder = folder
        self.engines = engines
        self.heard: list[LogLine] = []
        self.servers: list[ChatServer] = []

    def start(self, audit: Callable[[Act], None] | None = None, **settings: object) -> ChatServer:
        """A server that runs."""
        server = ChatServer(
            Settings(**settings),  # type: ignore[arg-type]
            address=Address("127.0.0.1", 0),
            log_listener=self.heard.append,
            data=self.folder,
            audit=audit,
        )
        self.servers.append(server)
        server.start()
        return server

    def errors(self) -> list[str]:
        """What has gone wrong."""
        return [line.text for line in self.heard if line.level == "error"]

    def acts(self) -> list[dict[str, str]]:
        """The audit log."""
        text = (self.folder / "audit.log").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]

    @property
    def engine(self) -> FakeEngine:
        """The newest server's engine."""
        return self.engines[-1]


@pytest.fixture
def machine(tmp_path: Path, engines: list[FakeEngine]) -> Iterator[Machine]:
    """A folder that is not there yet."""
    machine = Machine(tmp_path / "data", engines)
    yield machine
    for server in machine.servers:
        server.stop()


def test_bans_and_mutes_outlive_the_server(machine: Machine) -> None:
    """With their reasons and ends; what was lifted stays lifted. The file is its owner's."""
    first = machine.start()
    assert first.ban("10.0.0.0/24", "spam", 3600) == (
        "banned 10.0.0.0/24 for 1h; disconnected 0 clients"
    )
    first.ban("bob")
    first.ban("carol")
    first.unban("carol")
    first.mute("a:loud", "hush")
    first.stop()
    assert (machine.folder / FILE).stat().st_mode & 0o777 == 0o600
    assert machine.folder.stat().st_mode & 0o777 == 0o700
    second = machine.start()
    network, bob = second.bans()
    assert (network.mask, network.reason, network.by) == ("10.0.0.0/24", "spam", "the operator")
    assert network.until == network.since + 3600
    assert (bob.mask, bob.until) == ("bob!*@*", 0)
    assert [mute.mask for mute in second.mutes()] == ["a:loud"]
    banned = machine.engine.connect("10.0.0.9")
    settle(second)
    assert banned.closed
    assert "You are banned: spam (until " in banned.sent.decode()
    assert not machine.errors()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"version": 1}',
        '{"version": "1", "bans": [], "mutes": []}',
        '{"version": 1, "bans": [{"mask": "x"}], "mutes": []}',
        '{"version": 1, "bans": ["x"], "mutes": []}',
        '{"version":1,"mutes":[],"bans":[{"mask":"*","reason":"","by":"","since":0,"until":0}]}',
        '{"version":1,"mutes":[],"bans":[{"mask":"x","reason":"","by":"","since":0,"until":"1"}]}',
        '{"version":1,"mutes":[],"bans":[{"mask":"x","reason":1,"by":"","since":0,"until":1}]}',
        "\udcff",
    ],
)
def test_a_damaged_file_is_set_aside(machine: Machine, text: str) -> None:
    """One line says so, nothing is deleted, and the chat begins without bans."""
    machine.folder.mkdir()
    data = text.encode(errors="surrogateescape")
    (machine.folder / FILE).write_bytes(data)
    server = machine.start()
    assert server.bans() == ()
    (aside,) = machine.folder.glob(f"{FILE}.damaged-*")
    assert aside.read_bytes() == data
    settle(server)
    assert machine.errors() == [
        f"the bans in {machine.folder / FILE} are damaged: nobody is banned; it is now {aside}"
    ]
    server.ban("bob")
    server.stop()
    assert len(BanFile(machine.folder / FILE).load()[0].bans) == 1


def test_a_file_without_an_end_is_damaged(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not read for ever."""
    monkeypatch.setattr("netcore.server.ban_file._LARGEST", 10)
    machine.folder.mkdir()
    (machine.folder / FILE).write_text(" " * 20)
    assert machine.start().bans() == ()
    assert len(list(machine.folder.glob(f"{FILE}.damaged-*"))) == 1


def test_what_somebody_wrote_into_the_file_ends_no_line(machine: Machine) -> None:
    """A reason goes to clients: it stays one line."""
    machine.folder.mkdir()
    entry = '{"mask":"10.0.0.9","reason":"x\\r\\nQUIT","by":"b","since":0,"until":0}'
    (machine.folder / FILE).write_text(f'{{"version":1,"mutes":[],"bans":[{entry}]}}')
    server = machine.start()
    banned = machine.engine.connect("10.0.0.9")
    settle(server)
    assert len(banned.sent.splitlines()) == 1


@pytest.mark.parametrize("kind", ["newer", "folder", "stuck"])
def test_bans_that_cannot_be_read_keep_the_server_from_starting(
    machine: Machine, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else those who are banned would come in; one line says what to do, and nothing is left."""
    path = machine.folder / FILE
    machine.folder.mkdir()
    if kind == "folder":
        path.mkdir()
    elif kind == "newer":
        path.write_text('{"version": 2}')
    else:
        path.write_text("{")

        def fail(*_: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(os, "rename", fail)
    threads = threading.active_count()
    with pytest.raises(StartError, match="move the file away"):
        machine.start()
    assert threading.active_count() == threads
    Folder(machine.folder).release()


def test_bans_that_cannot_be_kept_hold_all_the_same(machine: Machine) -> None:
    """It is said once, and they are kept as soon as they can be."""
    server = machine.start()
    obstacle = machine.folder / f"{FILE}.new"
    obstacle.mkdir()
    server.ban("10.0.0.9")
    server.ban("bob")
    assert len(server.bans()) == 2
    wait_for(lambda: bool(machine.errors()), server)
    obstacle.rmdir()
    server.stop()
    (error,) = machine.errors()
    assert error.startswith("the bans cannot be kept (Is a directory); they hold until the host")
    assert [ban.mask for ban in machine.start().bans()] == ["10.0.0.9", "bob!*@*"]


def wait_for(condition: Callable[[], bool], server: ChatServer) -> None:
    """Wait for the ledger's thread, and for what it has to say."""
    settle(server)
    server._ledger.settle(10)
    settle(server)
    assert condition()


# -- the audit log


def test_every_act_is_a_line_of_the_audit_log(machine: Machine) -> None:
    """Who, what, whom, why and when, in a file that only grows and that its owner alone reads."""
    server = machine.start()
    join(server, machine.engine, "alice")
    server.say("hello", "alice")
    server.kick("alice", "too\nloud")
    server.ban("10.1.1.1", lasts=3600)
    server.set_door("closed")
    with pytest.raises(ChatError):
        server.kick("alice")
    server.stop()
    acts = machine.acts()
    assert [(act["who"], act["what"], act["whom"], act["why"]) for act in acts] == [
        ("console", "say", "alice", "hello"),
        ("console", "kick", "alice (10.0.0.1)", "too loud"),
        ("console", "ban", "10.1.1.1", ""),
        ("console", "door", "closed", ""),
    ]
    assert all(act["time"].endswith("Z") for act in acts)
    assert "until" in acts[2]
    assert (machine.folder / "audit.log").stat().st_mode & 0o777 == 0o600
    again = machine.start()
    again.set_door("closed")
    again.stop()
    assert len(machine.acts()) == 5


def test_an_audit_log_that_cannot_be_written_is_said_once(machine: Machine) -> None:
    """What operators do happens; when it can be written again, it is."""
    machine.folder.mkdir()
    obstacle = machine.folder / "audit.log"
    obstacle.mkdir()
    server = machine.start()
    server.ban("bob")
    server.ban("carol")
    assert len(server.bans()) == 2
    wait_for(lambda: bool(machine.errors()), server)
    obstacle.rmdir()
    server.ban("dave")
    wait_for(obstacle.exists, server)
    obstacle.unlink()
    obstacle.mkdir()
    server.ban("erin")
    wait_for(lambda: len(machine.errors()) == 2, server)
    assert set(machine.errors()) == {
        "the audit log cannot be written (Is a directory); what operators do happens all the same"
    }
    server.stop()


def test_a_line_that_was_cut_off_spoils_no_other(tmp_path: Path) -> None:
    """As by a full disk."""
    path = tmp_path / "audit.log"
    audit = AuditFile(path)
    audit(Act(0, "console", "say"))
    with path.open("a") as file:
        file.write('{"time": "19')
    audit(Act(0, "console", "kick"))
    first, broken, last = path.read_text().splitlines()
    assert (json.loads(first)["what"], json.loads(last)["what"]) == ("say", "kick")
    assert broken == '{"time": "19'


def test_a_disk_that_takes_half_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an error like others."""
    monkeypatch.setattr(os, "write", lambda *_: 1)
    with pytest.raises(OSError, match="No space"):
        AuditFile(tmp_path / "audit.log")(Act(0, "console", "say"))


def test_an_act_is_one_line_of_json() -> None:
    """Whatever is in it; times in UTC."""
    act = Act(1_700_000_000_123, "bob", "ban", 'x\n"y', "王", 1_700_003_600)
    assert as_json(act) == (
        '{"time": "2023-11-14T22:13:20.123Z", "who": "bob", "what": "ban", "whom": "x \\"y",'
        ' "why": "王", "until": "2023-11-14T23:13:20Z"}'
    )
    assert "\x1b" not in as_json(act._replace(why="\x1b[0m"))


def test_a_program_may_take_the_acts_itself(machine: Machine) -> None:
    """Instead of the file, on a thread of its own; what it raises is its own affair."""
    taken: list[Act] = []
    threads: set[str] = set()

    def audit(act: Act) -> None:
        taken.append(act)
        threads.add(threading.current_thread().name)
        if len(taken) == 2:
            raise ValueError("not my day")

    server = machine.start(audit)
    server.ban("bob", "x")
    server.unban("bob!*@*")
    server.ban("carol")
    server.stop()
    assert [(act.what, act.whom, act.why) for act in taken] == [
        ("ban", "bob!*@*", "x"),
        ("unban", "bob!*@*", ""),
        ("ban", "carol!*@*", ""),
    ]
    assert threads == {"worker ledger_0"}
    assert any("not my day" in error for error in machine.errors())
    assert not (machine.folder / "audit.log").exists()


def test_without_a_folder_nothing_is_written(server: ChatServer) -> None:
    """Acts happen; nobody is told."""
    assert "until the host ends" in server.mute("bob")
    server.stop()


# -- one server a folder


def test_a_second_server_on_a_folder_refuses(machine: Machine) -> None:
    """It names the one that has it, which goes on; then the folder is free again."""
    first = machine.start()
    with pytest.raises(StartError, match=rf"in use by another chat-tui \(process {os.getpid()}\)"):
        machine.start()
    assert first.bans() == ()
    first.stop()
    machine.start().stop()


def test_a_port_that_is_taken_is_said_first(machine: Machine) -> None:
    """Of two hosts alike, the second is told of the port."""
    machine.start()
    second = ChatServer(address=Address("127.0.0.1", 1), data=machine.folder)
    with pytest.raises(StartError, match="port 1"):
        second.start()


def test_a_folder_that_cannot_be_had_is_one_line(tmp_path: Path) -> None:
    """Whatever the reason, and whatever holds it."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StartError, match="nothing can be kept in"):
        Folder(tmp_path / "file")
    holder = Folder(tmp_path / "data")
    (tmp_path / "data" / LOCK).write_text("?")
    with pytest.raises(StartError, match="in use by another program"):
        Folder(tmp_path / "data")
    holder.release()
    holder.release()
    Folder(tmp_path / "data").release()


def test_a_system_without_locks_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some network folders have none."""

    def fail(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("netcore.server.folder.fcntl.flock", fail)
    with pytest.raises(StartError, match="Operation not supported"):
        Folder(tmp_path)


# -- cloaks


def test_cloaks_stay_the_same_after_a_restart(machine: Machine) -> None:
    """So bans of channels do too; without a folder each run has its own, and they can be off."""
    seen = []
    for cloak in (True, True, False):
        server = machine.start(cloak=cloak)
        link = machine.engine.connect("192.0.2.7")
        machine.engine.bring(link, "NICK bob", "USER bob 0 * :B")
        settle(server)
        seen.append(next(line for line in link.lines() if " 001 " in line).rpartition("@")[2])
        server.stop()
    assert seen[0] == seen[1]
    assert seen[0].endswith(".ip")
    assert seen[2] == "192.0.2.7"


def test_a_mute_and_the_door_from_the_host(server: ChatServer, engine: FakeEngine) -> None:
    """The calls of the server do what those over IRC do."""
    alice = join(server, engine, "alice")
    server.mute("10.0.0.1", "hush", 60)
    settle(server)
    assert "An operator has muted you" in alice.lines()[0]
    assert server.unmute("10.0.0.1") == "10.0.0.1 may speak again"
    assert server.snapshot().door == "open"
    server.set_door("Closed")
    assert server.snapshot().door == "closed"
    with pytest.raises(ChatError, match="open, accounts or closed"):
        server.set_door("ajar")
    with pytest.raises(ChatError, match="a door is not nothing"):
        server.set_door("")
    with pytest.raises(ChatError, match="accounts"):
        server.set_door("accounts")
