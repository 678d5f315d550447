"""A small app around the message log, with a conversation in it."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from textual.app import App, ComposeResult
from textual.widgets import Input

from tui.chat.log.entries import Delivery, Entry, EntryKind
from tui.chat.log.widget import MessageLog

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def message(text: str, nick: str = "alice", minute: float = 0, **more: object) -> Entry:
    """A message some minutes after noon."""
    kind = more.pop("kind", EntryKind.MESSAGE)
    assert isinstance(kind, EntryKind)
    time = START + timedelta(minutes=minute)
    return Entry(time, kind, nick, text, **more)  # type: ignore[arg-type]


def event(kind: str, nick: str, minute: float = 0, text: str = "") -> Entry:
    """Somebody comes, goes, or is called otherwise."""
    return message(text, nick, minute, kind=EntryKind.EVENT, event=kind)


def conversation() -> list[Entry]:
    """One of everything that a log can show."""
    return [
        message("See you tomorrow at the standup, the notes are in the usual place.", "bob", -920),
        message("good night!", "carol", -919, prefix="@"),
        event("join", "alice", -2),
        event("join", "dave", -1),
        event("quit", "bob", -1, "Ping timeout"),
        message("Morning everyone", minute=0),
        message(
            "The new build is up at https://builds.example.org/chat-tui/2026-11-23/artifacts/"
            "chat_tui-0.1.0-py3-none-any.whl, could somebody try it on a slow terminal?",
            minute=0.5,
        ),
        message("reads the changelog", "carol", 1, kind=EntryKind.ACTION),
        message(
            "\x02Bold\x02, \x1ditalic\x1d, \x1funderlined\x1f, \x1estruck\x1e, \x11mono\x11,"
            " \x0304red\x03, \x0309,01green on black\x03 and \x16reversed\x16",
            "carol",
            2,
            prefix="@",
        ),
        message(
            "ada: can you look at the wrapping of 日本語のとても長い文章がここで折り返されます、"
            "そして🎉👩‍👩‍👧 emoji?",
            "dave",
            3,
            mention=True,
        ),
        message("Sure, on it", "ada", 4, own=True, delivery=Delivery.DELIVERED),
        message("+o dave, by carol", "", 4, kind=EntryKind.SYSTEM),
        message("the server restarts at 18:00", "operator", 5, kind=EntryKind.NOTICE),
        event("mode", "carol", 6, "carol gives dave the operator role"),
        message("I broke it on the first try, [bold]as usual[/bold].", "dave", 7, prefix="@"),
        message("No such nick: erin. Check the name with /names.", "", 8, kind=EntryKind.ERROR),
        message(
            "this one did not go out",
            "ada",
            9,
            own=True,
            delivery=Delivery.FAILED,
            note="the connection was lost",
        ),
        message("this one is on its way", "ada", 9, own=True, delivery=Delivery.PENDING),
    ]


class LogApp(App[None]):
    """The log over an input."""

    def __init__(self, entries: Iterable[Entry] = (), *, ascii_only: bool = False) -> None:
        super().__init__()
        self._entries = list(entries)
        self._ascii = ascii_only

    def compose(self) -> ComposeResult:
        """The log and an input below it."""
        yield MessageLog(tz=UTC)
        yield Input()

    def on_mount(self) -> None:
        """Fill the log."""
        self.log_view.ascii = self._ascii
        self.log_view.buffer.append(self._entries)
        self.filled()

    def filled(self) -> None:
        """The log is filled: the place for what a test's own app does."""

    @property
    def log_view(self) -> MessageLog:
        """The log."""
        return self.query_one(MessageLog)
