"""A chat client without a network, in the hands of a test."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from netcore.client import events as ev
from netcore.client.events import Event, Kind, Status
from netcore.client.values import Member
from tui.chat.bridge import OnEvent

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


@dataclass
class FakeLink:
    """A `tui.chat.bridge.ChatLink` in the hands of a test.

    Args:
        on_event: takes the events.
        nick: our name.
        echo: what we say arrives at once.
        room: bytes that fit one message.
    """

    on_event: OnEvent
    nick: str = "me"
    status: Status = Status.OFFLINE
    echo: bool = True
    room: int = 400
    asked: list[tuple[str, ...]] = field(default_factory=list)
    rooms: dict[str, list[Member]] = field(default_factory=dict)
    topics: dict[str, str] = field(default_factory=dict)
    labels: int = 0
    capabilities: frozenset[str] = frozenset({"draft/message-redaction"})

    def emit(self, *happened: Event) -> None:
        """Let something happen."""
        for event in happened:
            self.on_event(event)

    def welcome(self, network: str = "Testnet") -> None:
        """Come online."""
        self.status = Status.ONLINE
        self.emit(
            ev.StatusChanged(NOON, Status.ONLINE, "Connected to Testnet."),
            ev.Registered(NOON, self.nick, "irc.test", network, frozenset()),
        )

    def enter(self, channel: str, *members: Member) -> None:
        """Let us join a channel, with others in it already."""
        self.rooms[channel] = [Member(self.nick), *members]
        self.emit(
            ev.Joined(NOON, channel, self.nick, own=True),
            ev.MembersLoaded(NOON, channel),
        )

    def hear(self, nick: str, buffer: str, text: str, kind: Kind = Kind.MESSAGE) -> None:
        """Let somebody say something."""
        target = buffer if self.is_channel(buffer) else self.nick
        self.emit(ev.Said(NOON, kind, nick, target, buffer, text))

    # What the app asks for.

    def _ask(self, *what: str) -> None:
        self.asked.append(what)

    def start(self) -> None:
        self._ask("start")

    def close(self, reason: str = "") -> None:
        self._ask("close", reason)

    def reconnect_now(self) -> None:
        self._ask("reconnect_now")

    def use_password(self, password: str) -> None:
        self._ask("use_password", password)

    def log_in(self, account: str, password: str) -> None:
        self._ask("log_in", account, password)

    def log_out(self) -> None:
        self._ask("log_out")

    def register_account(self, password: str) -> None:
        self._ask("register_account", password)

    def trust_certificate(self, fingerprint: str, *, remember: bool = True) -> None:
        self._ask("trust_certificate", fingerprint, str(remember))

    def say(self, target: str, text: str, kind: Kind = Kind.MESSAGE) -> str:
        self.labels += 1
        label = f"m{self.labels}"
        self._ask("say", target, text, kind.value)
        if self.echo:
            self.emit(
                ev.Said(
                    NOON, kind, self.nick, target, target, text, f"id{label}", own=True, label=label
                )
            )
        return label

    def message_room(self, target: str, kind: Kind = Kind.MESSAGE) -> int:
        return self.room

    def join(self, channel: str, key: str = "") -> None:
        self._ask("join", channel, key)

    def part(self, channel: str, reason: str = "") -> None:
        self._ask("part", channel, reason)

    def set_nick(self, nick: str) -> None:
        self._ask("set_nick", nick)

    def set_topic(self, channel: str, topic: str) -> None:
        self._ask("set_topic", channel, topic)

    def set_away(self, message: str | None) -> None:
        self._ask("set_away", message or "")

    def kick(self, channel: str, nick: str, reason: str = "") -> None:
        self._ask("kick", channel, nick, reason)

    def invite(self, nick: str, channel: str) -> None:
        self._ask("invite", nick, channel)

    def mode(self, target: str, *arguments: str) -> None:
        self._ask("mode", target, *arguments)

    def names(self, channel: str) -> None:
        self._ask("names", channel)

    def whois(self, nick: str) -> None:
        self._ask("whois", nick)

    def list_channels(self, mask: str = "") -> None:
        self._ask("list_channels", mask)

    def load_older(self, buffer: str, msgid: str, time: datetime) -> None:
        self._ask("load_older", buffer, msgid)

    def load_latest(self, buffer: str) -> None:
        self._ask("load_latest", buffer)

    def catch_up_from(self, time: datetime | None) -> None:
        if time is not None:
            self._ask("catch_up_from", time.isoformat())

    def redact(self, target: str, msgid: str, reason: str = "") -> None:
        self._ask("redact", target, msgid, reason)

    def load_around(self, buffer: str, msgid: str) -> None:
        self._ask("load_around", buffer, msgid)

    def search(self, words: str, buffer: str = "") -> None:
        self._ask("search", words, buffer)

    def mark_read(self, buffer: str, until: datetime) -> None:
        self._ask("mark_read", buffer, until.isoformat())

    def raw(self, line: str) -> None:
        self._ask("raw", line)

    # What is so.

    def members(self, channel: str) -> Sequence[Member]:
        return self.rooms.get(channel, ())

    def topic(self, channel: str) -> str:
        return self.topics.get(channel, "")

    def is_channel(self, name: str) -> bool:
        return name[:1] in ("#", "&") and bool(name)

    def same(self, one: str, other: str) -> bool:
        return one.lower() == other.lower()
