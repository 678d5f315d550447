"""The line mode: what is printed, what is said, and how it ends."""

import io
from collections.abc import Callable
from datetime import UTC
from pathlib import Path

import pytest

from netcore.client import events as ev
from netcore.client.events import Kind, Status
from netcore.client.values import Member
from tests.tui.chat.fake import NOON, FakeLink
from tui import cli
from tui.chat import plain_mode
from tui.chat.bridge import ChatLink, OnEvent
from tui.chat.model import Model
from tui.chat.plain_mode import PlainChat


class Server(FakeLink):
    """A link that comes online at once, is in ``#lobby`` with alice, and answers MODE."""

    def start(self) -> None:
        super().start()
        self.welcome()
        self.enter("#lobby", Member("alice", "@"))

    def mode(self, target: str, *arguments: str) -> None:
        super().mode(target, *arguments)
        if not arguments:
            self.emit(ev.ServerText(NOON, "221", "Your modes: +"))


class Refusing(FakeLink):
    """A link that finds nobody."""

    def start(self) -> None:
        self.emit(ev.StatusChanged(NOON, Status.OFFLINE, "Nobody listens at irc.test port 9999."))


class Guarded(FakeLink):
    """A link to a server that wants a password."""

    def start(self) -> None:
        self.emit(ev.PasswordNeeded(NOON, given=False))

    def reconnect_now(self) -> None:
        super().reconnect_now()
        self.welcome()


def chat_lines(
    typed: str,
    link: type[FakeLink] = Server,
    ask: Callable[[str], str] | None = None,
    log: Path | None = None,
) -> tuple[int, list[str], FakeLink]:
    """Chat with these lines as the whole input: the exit code, what was printed, the link."""
    links: list[FakeLink] = []

    def open_link(address: str, on_event: OnEvent) -> tuple[ChatLink, tuple[str, ...]]:
        links.append(link(on_event))
        return links[0], ("#lobby",)

    out = io.StringIO()
    code = plain_mode.run(
        open_link, "irc.test", "me", stdin=io.StringIO(typed), stdout=out, ask=ask, tz=UTC, log=log
    )
    return code, out.getvalue().splitlines(), links[0]


def test_lines_are_said_and_the_end_waits_for_them() -> None:
    """Every line of the input is said and delivered, then the link is closed and all is well."""
    code, printed, link = chat_lines("hello\n\n/me waves\n//slash\nlast without an end")
    assert code == 0
    said = [asked[2] for asked in link.asked if asked[0] == "say"]
    assert said == ["hello", "waves", "/slash", "last without an end"]
    assert link.asked[-1] == ("close", "")
    assert printed == [
        "-- Connected to Testnet.",
        "-- me joined #lobby",
        "-- 2 people in #lobby: @alice, me",
    ]


def test_quit_stops_reading() -> None:
    """/quit leaves with its reason; what stands behind it is not said."""
    code, _, link = chat_lines("one\n/quit so long\ntwo\n")
    assert code == 0
    assert ("say", "#lobby", "two", "PRIVMSG") not in link.asked
    assert link.asked[-1] == ("close", "so long")


def test_a_mistake_is_printed() -> None:
    """An unknown command is told and sends nothing; it is no reason to fail."""
    code, printed, _ = chat_lines("/jion #dev\n")
    assert code == 0
    assert printed[-1] == "!! There is no command /jion; nothing was sent: did you mean /join?"


def test_nobody_there_is_exit_code_1() -> None:
    """A server that cannot be reached is one line and exit code 1."""
    code, printed, _ = chat_lines("hello\n", Refusing)
    assert code == 1
    assert printed == ["!! Nobody listens at irc.test port 9999."]


def test_a_password_is_asked_for_or_refused() -> None:
    """On a terminal the password is asked for; without one the way to give it is told."""
    code, printed, _ = chat_lines("", Guarded)
    assert code == 1
    assert printed == ["!! It wants a password: --password PASSWORD gives another one."]

    class Asked(Guarded):
        def mode(self, target: str, *arguments: str) -> None:
            self.emit(ev.ServerText(NOON, "221", ""))

    code, _, link = chat_lines("", Asked, ask=lambda prompt: "sesame")
    assert code == 0
    assert ("use_password", "sesame") in link.asked


def test_what_did_not_arrive_is_exit_code_1() -> None:
    """A message that fails is printed with its reason, and the exit code says so."""

    class Mute(Server):
        def say(self, target: str, text: str, kind: Kind = Kind.MESSAGE) -> str:
            self.emit(ev.SendFailed(NOON, "m1", target, "you are not in #lobby"))
            return "m1"

    code, printed, _ = chat_lines("hello\n", Mute)
    assert code == 1
    assert printed[-1] == "!! Not sent: hello (you are not in #lobby)"


def test_a_log_is_kept_by_lines_too(tmp_path: Path) -> None:
    """With what was said by oneself; where it cannot be written, that is printed."""
    _, printed, _ = chat_lines("hello\n", log=tmp_path / "log")
    days = (tmp_path / "log" / "irc.test" / "#lobby").iterdir()
    assert any("<me> hello" in day.read_text() for day in days)
    assert not any(line.startswith("!! The log") for line in printed)
    (tmp_path / "file").write_text("")
    _, printed, _ = chat_lines("hello\n", log=tmp_path / "file")
    (problem,) = (line for line in printed if line.startswith("!! The log is not written"))
    assert "Not a directory" in problem


@pytest.fixture
def out() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def chat(out: io.StringIO) -> PlainChat:
    link = FakeLink(lambda event: made.happened(event))
    made = PlainChat(Model(link, ["#lobby"], "me", lambda: NOON, UTC), out, tz=UTC)
    link.welcome()
    link.enter("#lobby", Member("alice"))
    out.truncate(0)
    out.seek(0)
    return made


def test_each_event_is_one_line(chat: PlainChat, out: io.StringIO) -> None:
    """Messages have a clock and a name, events two dashes, errors two exclamation marks."""
    for event in (
        ev.Said(NOON, Kind.MESSAGE, "alice", "#lobby", "#lobby", "hi \x02there\x02 [/]"),
        ev.Said(NOON, Kind.ACTION, "alice", "#lobby", "#lobby", "waves"),
        ev.Said(NOON, Kind.NOTICE, "alice", "#lobby", "#lobby", "note"),
        ev.Said(NOON, Kind.MESSAGE, "bob", "#dev", "#dev", "elsewhere"),
        ev.Said(NOON, Kind.MESSAGE, "bob", "me", "bob", "psst"),
        ev.Joined(NOON, "#lobby", "carol", own=False),
        ev.Parted(NOON, "#lobby", "carol", "bye", own=False),
        ev.NickChanged(NOON, "alice", "alicia", ("#lobby",), own=False),
        ev.TopicChanged(NOON, "#lobby", "fish"),
        ev.TopicChanged(NOON, "#lobby", "chips", by="alicia"),
        ev.Quit(NOON, "alicia", "ping", ("#lobby", "#dev")),
        ev.AwayChanged(NOON, "bob", "lunch", (), own=False),
        ev.AwayChanged(NOON, "bob", None, (), own=False),
        ev.ServerText(NOON, "251", "There are 3 users"),
        ev.ServerError(NOON, "401", "Nobody is called x"),
    ):
        chat.happened(event)
    assert out.getvalue().splitlines() == [
        "[12:00] <alice> hi there [/]",
        "[12:00] * alice waves",
        "[12:00] -alice- note",
        "[12:00] #dev <bob> elsewhere",
        "[12:00] private <bob> psst",
        "-- carol joined #lobby",
        "-- carol left #lobby (bye)",
        "-- alice is now known as alicia",
        "-- Topic of #lobby: fish",
        "-- alicia set the topic to: chips in #lobby",
        "-- alicia quit (ping)",
        "-- bob is away (lunch)",
        "-- bob is back",
        "!! Nobody is called x",
    ]


def test_no_control_character_is_printed(chat: PlainChat, out: io.StringIO) -> None:
    """Formatting codes are left out, and nothing else of a message can steer a terminal."""
    chat.happened(ev.Said(NOON, Kind.MESSAGE, "alice", "#lobby", "#lobby", "a\x0304,01b\x1dc\x0f"))
    assert out.getvalue() == "[12:00] <alice> abc\n"


def test_going_elsewhere_is_told(chat: PlainChat, out: io.StringIO) -> None:
    """Who is talked to from now on is printed when it changes."""
    chat.typed("/query alice")
    assert out.getvalue() == "-- You are talking to alice now.\n"
    chat.typed("/clear")
    assert "what is printed stays" in out.getvalue()


def test_a_lost_link_is_waited_for_on_a_terminal(chat: PlainChat) -> None:
    """Once online, waiting for another attempt is no end; being offline for good is one."""
    chat.happened(ev.StatusChanged(NOON, Status.WAITING, "Lost.", 3.0, 1))
    assert chat.code is None
    chat.happened(ev.StatusChanged(NOON, Status.OFFLINE, "Gone."))
    assert chat.code == 1


def test_an_answer_to_what_was_typed_last_is_not_taken_for_the_end() -> None:
    """An error about the last line is printed, and what is answered behind it too."""

    class Puzzled(Server):
        def raw(self, line: str) -> None:
            text = f"The server does not know the command {line}"
            self.later = [ev.ServerError(NOON, "421", text), ev.ServerText(NOON, "311", "bob is b")]

        def mode(self, target: str, *arguments: str) -> None:
            self.emit(*self.later)
            super().mode(target, *arguments)

    code, printed, _ = chat_lines("/raw FOO\n", Puzzled)
    assert code == 0
    assert printed[-2:] == ["!! The server does not know the command FOO", "-- bob is b"]


def test_a_server_without_modes_is_left_all_the_same() -> None:
    """That it does not know MODE is the last answer, and nobody asked to read it."""

    class Simple(Server):
        def mode(self, target: str, *arguments: str) -> None:
            self.emit(ev.ServerError(NOON, "421", "The server does not know the command MODE"))

    code, printed, _ = chat_lines("hello\n", Simple)
    assert code == 0
    assert not any("MODE" in text for text in printed)


def test_bytes_that_are_no_text_end_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be read, or be shown on this terminal, is a question mark of a kind."""
    invited = b"ircs://irc.test/#lobby\n"
    typed = io.TextIOWrapper(io.BytesIO(invited + b"caf\xe9\nlast\n"), "utf-8", errors="strict")
    shown = io.BytesIO()
    links: list[FakeLink] = []

    def make(*_: object, on_event: OnEvent, **__: object) -> FakeLink:
        links.append(Server(on_event))
        return links[0]

    monkeypatch.setattr("tui.chat.ring.RememberingClient", make)
    monkeypatch.setattr("sys.stdin", typed)
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(shown, "ascii", errors="strict"))
    assert cli.main(["join", "--plain", "--invite", "-", "--nick", "m\xe9"]) == 0
    said = [asked[2] for asked in links[0].asked if asked[0] == "say"]
    assert said == ["caf\N{REPLACEMENT CHARACTER}", "last"]
    assert b"name m? could not" in shown.getvalue()
