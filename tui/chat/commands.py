"""The slash commands: one table, and what a typed line means by it."""

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from netcore.client.events import Kind
from tui.chat.bridge import ChatLink


class UsageError(Exception):
    """A command that cannot be carried out as typed; the text says why, in one sentence."""


class Front(Protocol):
    """What a command may do; the screen and the line mode both are one."""

    @property
    def link(self) -> ChatLink: ...
    @property
    def here(self) -> str:
        """The channel or nick that is talked to now; empty in the server's own buffer."""

    def say(self, target: str, text: str, kind: Kind = Kind.MESSAGE) -> None: ...
    def open(self, name: str) -> None:
        """Show the channel, or the conversation with a person; empty: the server's buffer."""

    def close(self, name: str, reason: str) -> None:
        """Leave a channel, or close a conversation."""

    def join(self, channel: str, key: str) -> None: ...
    def names(self, channel: str) -> None:
        """Ask for the people of a channel, and show them as a line."""

    def tell(self, text: str) -> None:
        """Show a line of ours where the person is looking."""

    def ignore(self, nick: str | None) -> Sequence[str]:
        """Stop showing what somebody says; all who are ignored then."""

    def unignore(self, nick: str) -> bool: ...
    def clear(self) -> None: ...
    def help(self, topic: str) -> None: ...
    def connect(self, address: str) -> None:
        """Connect again now, or to another server."""

    def quit(self, reason: str) -> None: ...


class Takes(Enum):
    """What an argument is, for its completion."""

    NICK = "nick"
    CHANNEL = "channel"
    TARGET = "channel or nick"
    COMMAND = "command"
    TEXT = "text"


Handler = Callable[[Front, str], None]


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Args:
        name: what it is called, without the slash.
        hint: its arguments, capital letters for what has to be filled in, brackets round what
            may be left out.
        help: what it does, in one line.
        handler: does it; gets what stands behind the name.
        takes: what each argument is.
        aliases: other names.
    """

    name: str
    hint: str
    help: str
    handler: Handler
    takes: tuple[Takes, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def usage(self) -> str:
        """The command as it is typed."""
        return f"/{self.name} {self.hint}".rstrip()


def _split(args: str, parts: int) -> list[str]:
    """The first words and the rest of the line, empty where there is none."""
    words = args.split(None, parts - 1)
    return [*(word.strip() for word in words), *[""] * (parts - len(words))]


def _channel_first(front: Front, args: str) -> tuple[str, str]:
    """A channel at the front of the arguments, else the one we are in; and the rest."""
    first, rest = _split(args, 2)
    if first and front.link.is_channel(first):
        return first, rest
    if not front.here or not front.link.is_channel(front.here):
        raise UsageError("this is no channel: name one, as #lobby")
    return front.here, args.strip()


def _need(value: str, what: str) -> str:
    if not value:
        raise UsageError(f"{what} is missing")
    return value


def _join(front: Front, args: str) -> None:
    names, key = _split(args, 2)
    for name in filter(None, _need(names, "CHANNEL").split(",")):
        front.join(name if front.link.is_channel(name) else f"#{name}", key)


def _part(front: Front, args: str) -> None:
    first, rest = _split(args, 2)
    if first and front.link.is_channel(first):
        front.close(first, rest)
    else:
        front.close(_need(front.here, "CHANNEL"), args.strip())


def _msg(front: Front, args: str) -> None:
    target, text = _split(args, 2)
    front.say(_need(target, "TARGET"), _need(text, "TEXT"))


def _notice(front: Front, args: str) -> None:
    target, text = _split(args, 2)
    front.say(_need(target, "TARGET"), _need(text, "TEXT"), Kind.NOTICE)


def _query(front: Front, args: str) -> None:
    nick, text = _split(args, 2)
    front.open(_need(nick, "NICK"))
    if text:
        front.say(nick, text)


def _me(front: Front, args: str) -> None:
    if not front.here:
        raise UsageError("nobody hears you here: go to a channel or a conversation first")
    front.say(front.here, _need(args.strip(), "TEXT"), Kind.ACTION)


def _nick(front: Front, args: str) -> None:
    nick, rest = _split(args, 2)
    if rest:
        raise UsageError("a name has no spaces")
    front.link.set_nick(_need(nick, "NICK"))


def _topic(front: Front, args: str) -> None:
    channel, topic = _channel_first(front, args)
    if topic:
        front.link.set_topic(channel, "" if topic == "-" else topic)
    else:
        front.tell(f"Topic of {channel}: {front.link.topic(channel) or 'none is set'}")


def _away(front: Front, args: str) -> None:
    front.link.set_away(args.strip() or "away")


def _back(front: Front, args: str) -> None:
    front.link.set_away(None)


def _kick(front: Front, args: str) -> None:
    channel, rest = _channel_first(front, args)
    nick, reason = _split(rest, 2)
    front.link.kick(channel, _need(nick, "NICK"), reason)


def _ban(front: Front, args: str) -> None:
    channel, rest = _channel_first(front, args)
    who, _ = _split(rest, 2)
    _need(who, "NICK or MASK")
    mask = who if any(sign in who for sign in "!@*?") else f"{who}!*@*"
    front.link.mode(channel, "+b", mask)


def _mode(front: Front, args: str) -> None:
    words = args.split()
    if words and words[0][0] not in "+-":
        front.link.mode(words[0], *words[1:])
    else:
        front.link.mode(front.here or front.link.nick, *words)


def _names(front: Front, args: str) -> None:
    front.names(_channel_first(front, args)[0])


def _whois(front: Front, args: str) -> None:
    front.link.whois(args.strip() or front.here or front.link.nick)


def _list(front: Front, args: str) -> None:
    front.open("")
    front.link.list_channels(args.strip())


def _invite(front: Front, args: str) -> None:
    nick, channel = _split(args, 2)
    front.link.invite(_need(nick, "NICK"), channel or _channel_first(front, "")[0])


def _ignore(front: Front, args: str) -> None:
    nick = args.strip()
    everyone = front.ignore(nick or None)
    if nick:
        front.tell(f"{nick} is ignored until you quit: /unignore {nick} ends it.")
    else:
        front.tell(f"Ignored: {', '.join(everyone)}" if everyone else "Nobody is ignored.")


def _unignore(front: Front, args: str) -> None:
    nick = _need(args.strip(), "NICK")
    known = front.unignore(nick)
    front.tell(f"{nick} is heard again." if known else f"{nick} was not ignored.")


def _raw(front: Front, args: str) -> None:
    front.link.raw(_need(args.strip(), "LINE"))


_T = Takes
COMMANDS: tuple[Command, ...] = (
    Command("join", "CHANNEL [KEY]", "enter a channel", _join, (_T.CHANNEL,)),
    Command(
        "part",
        "[CHANNEL] [REASON]",
        "leave a channel, or close a conversation",
        _part,
        (_T.CHANNEL, _T.TEXT),
        ("leave", "close"),
    ),
    Command(
        "msg", "TARGET TEXT", "say something to a person or channel", _msg, (_T.TARGET, _T.TEXT)
    ),
    Command(
        "query", "NICK [TEXT]", "open a conversation with a person", _query, (_T.NICK, _T.TEXT)
    ),
    Command("me", "TEXT", "say what you do: * alice waves", _me, (_T.TEXT,)),
    Command("nick", "NICK", "change your name", _nick),
    Command(
        "topic",
        "[CHANNEL] [TEXT]",
        "show or set what the channel is about; - clears it",
        _topic,
        (_T.CHANNEL, _T.TEXT),
    ),
    Command("away", "[TEXT]", "say that you are away", _away, (_T.TEXT,)),
    Command("back", "", "say that you are back", _back),
    Command("kick", "[CHANNEL] NICK [REASON]", "throw somebody out", _kick, (_T.NICK, _T.TEXT)),
    Command("ban", "[CHANNEL] NICK|MASK", "keep somebody out", _ban, (_T.NICK,)),
    Command(
        "mode",
        "[TARGET] [MODES …]",
        "show or change modes: /mode +o alice",
        _mode,
        (_T.TARGET, _T.NICK),
    ),
    Command("names", "[CHANNEL]", "who is in a channel", _names, (_T.CHANNEL,)),
    Command("whois", "[NICK]", "what the server knows of somebody", _whois, (_T.NICK,)),
    Command("list", "[MASK]", "the channels of the server", _list),
    Command(
        "invite", "NICK [CHANNEL]", "ask somebody into a channel", _invite, (_T.NICK, _T.CHANNEL)
    ),
    Command(
        "ignore",
        "[NICK]",
        "stop showing what somebody says; alone: who that is",
        _ignore,
        (_T.NICK,),
    ),
    Command("unignore", "NICK", "hear somebody again", _unignore, (_T.NICK,)),
    Command(
        "notice",
        "TARGET TEXT",
        "send a notice, which no program answers",
        _notice,
        (_T.TARGET, _T.TEXT),
    ),
    Command("raw", "LINE", "send a line of the protocol as it is", _raw, (_T.TEXT,), ("quote",)),
    Command(
        "connect",
        "[HOST[:PORT]]",
        "connect again now, or to another server",
        lambda f, a: f.connect(a.strip()),
    ),
    Command(
        "clear", "", "empty this window (nothing is lost on the server)", lambda f, a: f.clear()
    ),
    Command(
        "help",
        "[COMMAND]",
        "the keys and the commands",
        lambda f, a: f.help(a.strip().lstrip("/")),
        (_T.COMMAND,),
    ),
    Command(
        "quit", "[REASON]", "leave the chat", lambda f, a: f.quit(a.strip()), (_T.TEXT,), ("exit",)
    ),
)


def find(word: str) -> Command:
    """The command with this name or alias, or whose only beginning it is.

    Raises:
        UsageError: there is none, or there are several.
    """
    word = word.lower()
    for command in COMMANDS:
        if word == command.name or word in command.aliases:
            return command
    begun = [c for c in COMMANDS if any(n.startswith(word) for n in (c.name, *c.aliases))]
    if len(begun) == 1:
        return begun[0]
    if begun:
        several = ", ".join(f"/{command.name}" for command in begun)
        raise UsageError(f"/{word} could be {several}; nothing was sent")
    names = [name for command in COMMANDS for name in (command.name, *command.aliases)]
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.5)
    which = f"did you mean /{near[0]}?" if near else "/help lists all."
    raise UsageError(f"there is no command /{word}; nothing was sent: {which}")


def parse(text: str) -> tuple[Command, str] | None:
    """What a typed text means: a command with its arguments, or None for something to say.

    ``//`` at the beginning stands for a slash that is said, see `spoken`.

    Raises:
        UsageError: it is meant as a command and is none.
    """
    if not text.startswith("/") or text.startswith("//"):
        return None
    word, _, args = text[1:].partition(" ")
    if not word.strip():
        raise UsageError("a slash begins a command; write // to say a slash. Nothing was sent")
    if "\n" in word:
        word, _, args = text[1:].partition("\n")
    return find(word), args


def spoken(text: str) -> str:
    """What is said when a text is no command: a doubled slash at its beginning is one."""
    return text[1:] if text.startswith("//") else text


def run(front: Front, text: str) -> bool:
    """Carry out a typed text if it is a command; whether it was one.

    Raises:
        UsageError: it is meant as a command and cannot be carried out; nothing was sent.
    """
    found = parse(text)
    if found is None:
        return False
    command, args = found
    try:
        command.handler(front, args)
    except UsageError as error:
        raise UsageError(f"{command.usage}: {error}") from None
    return True
