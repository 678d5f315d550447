"""The operator's words: what a line that was typed asks for; pure."""

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from netcore.wire import durations


class Panel(Enum):
    """The parts of the screen that can be shown and hidden, in the order of their digits."""

    TRAFFIC = "traffic"
    CLIENTS = "clients"
    THREADS = "threads"
    CHANNELS = "channels"
    LOG = "log"


@dataclass(frozen=True, slots=True)
class Say:
    """Tell everybody, or one target: a channel or a nick."""

    text: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class Kick:
    """Disconnect a client, by nick or number."""

    who: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Ban:
    """Keep a mask out, for some seconds or (0) for ever."""

    mask: str
    reason: str = ""
    lasts: int = 0


@dataclass(frozen=True, slots=True)
class Unban:
    """Let a mask in again."""

    mask: str


@dataclass(frozen=True, slots=True)
class Mute:
    """Let nobody hear a mask, for some seconds or (0) for ever."""

    mask: str
    reason: str = ""
    lasts: int = 0


@dataclass(frozen=True, slots=True)
class Unmute:
    """Let a mask be heard again."""

    mask: str


@dataclass(frozen=True, slots=True)
class Bans:
    """List who is banned and muted."""


@dataclass(frozen=True, slots=True)
class SetDoor:
    """Say who may come in."""

    door: str


@dataclass(frozen=True, slots=True)
class Show:
    """Show a panel and go to it."""

    panel: Panel


@dataclass(frozen=True, slots=True)
class Help:
    """Explain the keys and the words."""


@dataclass(frozen=True, slots=True)
class Quit:
    """End the chat."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A line that asks for nothing; the text says why, in words for its writer."""

    text: str


Asked = Say | Kick | Ban | Unban | Mute | Unmute | Bans | SetDoor | Show | Help | Quit | Mistake


@dataclass(frozen=True, slots=True)
class Word:
    """One word as the help shows it.

    Args:
        name: with its slash.
        arguments: what follows it, optional parts in brackets.
        summary: what it does.
    """

    name: str
    arguments: str
    summary: str

    @property
    def usage(self) -> str:
        """The word with its arguments."""
        return f"{self.name} {self.arguments}".rstrip()


WORDS = (
    Word("/say", "[#channel] text", "tell everybody, or one channel (so does text without a word)"),
    Word("/msg", "nick text", "tell one person"),
    Word("/kick", "nick [reason]", "disconnect a client, by nick or number"),
    Word("/ban", "[7d] mask [reason]", "keep out a nick, nick!user@host, address or a:account"),
    Word("/unban", "mask", "let a banned mask in again"),
    Word("/mute", "[1h] mask [reason]", "let nobody hear them, and tell them so; see /ban"),
    Word("/unmute", "mask", "let a muted mask be heard again"),
    Word("/bans", "", "list who is banned and muted"),
    Word("/door", "open|accounts|closed", "let in all, those with an account, or nobody new"),
    Word("/clients", "", "go to the table of clients"),
    Word("/channels", "", "go to the channels"),
    Word("/threads", "", "go to the live threads"),
    Word("/log", "", "go to the log"),
    Word("/help", "", "explain the keys and these words"),
    Word("/quit", "", "end the chat for everybody"),
)

_LIKE_A_TIME = re.compile(r"[0-9]\w*")
_USAGE = {word.name: word.usage for word in WORDS}
_PLAIN: dict[str, Asked] = {
    "/bans": Bans(),
    "/clients": Show(Panel.CLIENTS),
    "/channels": Show(Panel.CHANNELS),
    "/threads": Show(Panel.THREADS),
    "/log": Show(Panel.LOG),
    "/help": Help(),
    "/quit": Quit(),
}
_ONE: dict[str, Callable[[str], Asked]] = {"/unban": Unban, "/unmute": Unmute, "/door": SetDoor}


def parse(line: str) -> Asked | None:
    """What a line asks for.

    Args:
        line: as typed. A line without a slash is said to everybody, and so is one that starts
            with two of them, less the first.

    Returns:
        What is asked, a `Mistake` that says what is wrong, or nothing for an empty line.
    """
    line = line.strip()
    if not line.startswith("/"):
        return Say(line) if line else None
    if line.startswith("//"):
        return Say(line[1:])
    name, _, rest = line.partition(" ")
    name, rest = name.lower(), rest.strip()
    if name in _PLAIN:
        return Mistake(f"{name} stands alone, without '{rest}'") if rest else _PLAIN[name]
    if name in _USAGE:
        return _with_arguments(name, rest)
    return Mistake(f"there is no word {name}{_nearest(name)}; F1 lists them. Nothing was sent")


def _with_arguments(name: str, rest: str) -> Asked:
    first, _, more = rest.partition(" ")
    more = more.strip()
    match name:
        case "/say" if first.startswith("#"):
            asked: Asked | None = Say(more, first) if more else None
        case "/say":
            asked = Say(rest) if rest else None
        case "/msg":
            asked = Say(more, first) if more else None
        case "/kick":
            asked = Kick(first, more) if first else None
        case "/ban" | "/mute":
            asked = _lasting(Ban if name == "/ban" else Mute, first, more)
        case _:
            asked = _ONE[name](first) if first and not more else None
    return asked or Mistake(f"say it as {_USAGE[name]}")


def _lasting(kind: type[Ban] | type[Mute], first: str, more: str) -> Asked | None:
    """A ban or a mute; the time comes first, if there is one: no nick begins with a digit."""
    lasts = durations.parse(first)
    if lasts:
        first, _, more = more.partition(" ")
    elif _LIKE_A_TIME.fullmatch(first):
        return Mistake(f"'{first}' is no time: say 30m, 12h, 7d or 1d12h, or none for always")
    return kind(first, more.strip(), lasts or 0) if first else None


def _nearest(name: str) -> str:
    near = difflib.get_close_matches(name, _USAGE, n=1, cutoff=0.5)
    return f" (did you mean {near[0]}?)" if near else ""
