"""What outlives the app: read positions, drafts, and the chat as text files."""

import json
import os
import stat
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from netcore.client import events as ev
from netcore.client.events import Kind, Why
from tests.tui.chat.fake import NOON, FakeLink
from tests.tui.chat.stage import make_app, play
from tui.chat.app import ChatApp
from tui.chat.bridge import ChatLink, OnEvent
from tui.chat.buffers import Buffer, BufferKind, Line
from tui.chat.log.buffer import LogBuffer
from tui.chat.log.entries import Entry, EntryKind
from tui.chat.memory import Memory
from tui.chat.textlog import TextLog, file_name


def channel(name: str = "#a") -> Buffer:
    """A channel's buffer."""
    return Buffer(name, BufferKind.CHANNEL, LogBuffer())


def said(text: str, seconds: float = 0) -> Entry:
    """Something that was said around noon."""
    time = NOON + timedelta(seconds=seconds)
    return Entry(time=time, kind=EntryKind.MESSAGE, nick="bob", text=text)


def test_a_draft_and_a_read_position_come_back(tmp_path: Path) -> None:
    """For the same channel of the same server, in a file for its owner alone."""
    path = tmp_path / "state" / "join.json"
    buffer = channel()
    buffer.draft, buffer.read_until = "half a thou", NOON
    server = Buffer("", BufferKind.SERVER, LogBuffer())
    server.draft = "/join"
    Memory(path, "one").keep([buffer, server])
    again, other, elsewhere = channel(), channel("#b"), channel()
    Memory(path, "one").recall(again)
    Memory(path, "one").recall(other)
    Memory(path, "two").recall(elsewhere)
    assert (again.draft, again.read_until) == ("half a thou", NOON)
    assert (other.draft, other.read_until) == ("", None)
    assert elsewhere.draft == ""
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_servers_share_the_file(tmp_path: Path) -> None:
    """What is known of one stays when another's is written."""
    path = tmp_path / "join.json"
    one, two = Memory(path, "one"), Memory(path, "two")
    for memory in (one, two):
        buffer = channel()
        buffer.draft = "x"
        memory.keep([buffer])
    assert set(json.loads(path.read_text())) == {"one", "two"}


def test_nothing_is_written_where_nothing_has_changed(tmp_path: Path) -> None:
    """An idle client leaves the disk alone; what is not drafted any more is forgotten."""
    path = tmp_path / "join.json"
    memory = Memory(path, "one")
    memory.keep([channel()])
    assert not path.exists()
    buffer = channel()
    buffer.draft = "x"
    memory.keep([buffer])
    path.unlink()
    memory.keep([buffer])
    assert not path.exists()
    buffer.draft = ""
    memory.keep([buffer])
    assert json.loads(path.read_text()) == {"one": {}}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"one": 3}',
        '{"one": {"#a": 3}}',
        '{"one": {"#a": {"read": "never", "draft": 7}}}',
        '{"one": {"#a": {"read": "2024-01-01T00:00:00"}}}',
        "\0\xff",
    ],
)
def test_a_damaged_file_is_as_none(tmp_path: Path, text: str) -> None:
    """The chat begins all the same."""
    path = tmp_path / "join.json"
    path.write_text(text, "latin-1")
    buffer = channel()
    Memory(path, "one").recall(buffer)
    assert (buffer.draft, buffer.read_until) == ("", None)


def test_a_place_that_cannot_be_written_is_no_matter(tmp_path: Path) -> None:
    """Nothing is remembered then, and nothing is left behind."""
    (tmp_path / "file").write_text("")
    buffer = channel()
    buffer.draft = "x"
    Memory(tmp_path / "file" / "join.json", "one").keep([buffer])
    Memory(None, "one").keep([buffer])
    assert os.listdir(tmp_path) == ["file"]


def test_a_file_for_each_channel_and_day(tmp_path: Path) -> None:
    """With the lines as people read them, for their owner alone."""
    log = TextLog(tmp_path / "log", "irc.test:9999", UTC)
    lobby, dev = channel("#lobby"), channel("#dev")
    log.write([Line(lobby, said("hello")), Line(dev, said("\x1b[2Jhi", 86_400))])
    log.write([Line(lobby, said("again", 60))])
    folder = tmp_path / "log" / "irc.test_9999"
    first = folder / "#lobby" / f"{NOON:%Y-%m-%d}.txt"
    assert first.read_text() == "[12:00] <bob> hello\n[12:01] <bob> again\n"
    (second,) = (folder / "#dev").iterdir()
    assert second.name == f"{NOON + timedelta(days=1):%Y-%m-%d}.txt"
    assert "\x1b" not in second.read_text()
    assert stat.S_IMODE(first.stat().st_mode) == 0o600


def test_what_was_written_is_not_written_again(tmp_path: Path) -> None:
    """A client that comes back is told the latest messages once more."""
    buffer = channel()
    log = TextLog(tmp_path, "s", UTC)
    log.write([Line(buffer, said("one"))])
    log.write([Line(buffer, said("missed", -60))])
    (path,) = (tmp_path / "s" / "#a").iterdir()
    TextLog(tmp_path, "s", UTC).write([Line(buffer, said("one")), Line(buffer, said("two", 5))])
    assert path.read_text().count("one") == 1
    assert path.read_text().endswith("two\n")


def test_a_file_that_cannot_be_written_costs_the_others_nothing(tmp_path: Path) -> None:
    """What is said elsewhere is written, and the error raised behind it."""
    folder = tmp_path / "s"
    folder.mkdir()
    (folder / "#a").write_text("in the way")
    lines = [Line(channel("#a"), said("one")), Line(channel("#b"), said("two"))]
    with pytest.raises(OSError, match="#a"):
        TextLog(tmp_path, "s", UTC).write(lines)
    (path,) = (folder / "#b").iterdir()
    assert path.read_text() == "[12:00] <bob> two\n"


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("#a", "#a"),
        ("../../etc", "_.._etc"),
        ("#../x", "#.._x"),
        ("..", "_"),
        ("", "_"),
        ("#grüße", "#grüße"),
        ("a" * 300, "a" * 200),
        ("\N{GRINNING FACE}日" * 99, "_日" * 50),
        ("%Y{0}", "_Y_0_"),
    ],
)
def test_a_name_leads_nowhere_else(name: str, file: str) -> None:
    """Whatever a server calls its channels."""
    assert file_name(name) == file


def test_the_app_remembers(tmp_path: Path) -> None:
    """A draft is there again, the new begins at its line, and the log is written."""

    def app_with(links: list[FakeLink]) -> ChatApp:
        def open_link(address: str, on_event: OnEvent) -> tuple[ChatLink, tuple[str, ...]]:
            links.append(FakeLink(on_event))
            return links[-1], ("#lobby",)

        return ChatApp(
            open_link, "irc.test", "me", now=lambda: NOON, tz=UTC,
            state=tmp_path / "join.json", log=tmp_path / "log",
        )  # fmt: skip

    async def scene() -> None:
        links: list[FakeLink] = []
        first = app_with(links)
        async with first.run_test() as pilot:
            links[0].welcome()
            links[0].enter("#lobby")
            message = ev.Said(NOON, Kind.MESSAGE, "bob", "#lobby", "#lobby", "one", "m1")
            links[0].emit(message)
            await pilot.pause()
            await pilot.press("h", "i")
            first._tick()
            assert ("mark_read", "#lobby", NOON.isoformat()) in links[0].asked
        first.remember()
        second = app_with(links)
        async with second.run_test() as pilot:
            links[1].welcome()
            links[1].enter("#lobby")
            later = ev.Said(
                NOON + timedelta(seconds=9), Kind.MESSAGE, "bob", "#lobby", "#lobby", "two", "m2"
            )
            links[1].emit(ev.HistoryLoaded(NOON, "#lobby", Why.LATEST, (message, later)))
            await pilot.pause()
            assert second.chat.composer.text == "hi"
            log = second.model.active.log
            assert log.marker is not None
            assert log.entries[log.marker - log.first].text == "two"
        (lines,) = (tmp_path / "log" / "irc.test" / "#lobby").iterdir()
        assert "<bob> one" in lines.read_text()

    play(scene())


def test_what_was_missed_is_written_too(tmp_path: Path) -> None:
    """A log has no gap where the connection had one."""

    async def scene() -> None:
        links: list[FakeLink] = []

        def open_link(address: str, on_event: OnEvent) -> tuple[ChatLink, tuple[str, ...]]:
            links.append(FakeLink(on_event))
            return links[-1], ("#lobby",)

        app = ChatApp(open_link, "irc.test", "me", now=lambda: NOON, tz=UTC, log=tmp_path)
        async with app.run_test() as pilot:
            links[0].welcome()
            links[0].enter("#lobby")
            message = ev.Said(NOON, Kind.MESSAGE, "bob", "#lobby", "#lobby", "missed", "m1")
            links[0].emit(ev.HistoryLoaded(NOON, "#lobby", Why.MISSED, (message,)))
            await pilot.pause()
        (lines,) = (tmp_path / "irc.test" / "#lobby").iterdir()
        assert "<bob> missed" in lines.read_text()

    play(scene())


def test_a_log_that_cannot_be_written_is_said_once(tmp_path: Path) -> None:
    """The chat goes on."""

    async def scene() -> None:
        links: list[FakeLink] = []
        (tmp_path / "file").write_text("")
        app = make_app(links)
        app.connection = app._origin.connect("irc.test", app._deliver)
        assert app.connection.write_log([Line(channel(), said("x"))]) == ""
        log = TextLog(tmp_path / "file", "s", UTC)
        object.__setattr__(app.connection, "log", log)
        first = app.connection.write_log([Line(channel(), said("x"))])
        assert "Not a directory" in first
        assert app.connection.write_log([Line(channel(), said("x"))]) == ""

    play(scene())


def test_up_to_when_conversations_were_seen_comes_back(tmp_path: Path) -> None:
    """The newest of all, but nothing behind what somebody said to us alone and was not read."""
    path = tmp_path / "join.json"
    lobby, bob = channel(), Buffer("bob", BufferKind.QUERY, LogBuffer())
    memory = Memory(path, "one")
    memory.keep([lobby, bob])
    assert memory.since is None
    lobby.remember("m1", NOON, said("hello"))
    memory.keep([lobby, bob])
    assert Memory(path, "one").since == NOON
    bob.remember("m2", NOON + timedelta(seconds=5), said("psst"))
    bob.unread = 1
    lobby.remember("m3", NOON + timedelta(seconds=9), said("later"))
    memory.keep([lobby, bob])
    assert Memory(path, "one").since == NOON + timedelta(seconds=4, milliseconds=999)
    bob.unread = 0
    memory.keep([lobby, bob])
    assert Memory(path, "one").since == NOON + timedelta(seconds=9)


def test_a_connection_goes_on_from_there(tmp_path: Path) -> None:
    """The client is told before it connects."""
    path = tmp_path / "join.json"
    lobby = channel()
    lobby.remember("m1", NOON, said("hello"))
    Memory(path, "irc.test").keep([lobby])
    links: list[FakeLink] = []

    def open_link(address: str, on_event: OnEvent) -> tuple[ChatLink, tuple[str, ...]]:
        links.append(FakeLink(on_event))
        return links[0], ("#lobby",)

    ChatApp(open_link, "irc.test", "me", state=path)
    assert links[0].asked == [("catch_up_from", NOON.isoformat())]
