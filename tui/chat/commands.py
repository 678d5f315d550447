"""The slash commands: one table, and what a typed line means by it."""

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from tui.chat import accounts, deeds
from tui.chat.deeds import Front, UsageError

__all__ = ["COMMANDS", "Command", "Front", "Takes", "UsageError", "find", "parse", "run", "spoken"]


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


_T = Takes
COMMANDS: tuple[Command, ...] = (
    Command("join", "CHANNEL [KEY]", "enter a channel", deeds.join, (_T.CHANNEL,)),
    Command(
        "part",
        "[CHANNEL] [REASON]",
        "leave a channel, or close a conversation",
        deeds.part,
        (_T.CHANNEL, _T.TEXT),
        ("leave", "close"),
    ),
    Command(
        "msg",
        "TARGET TEXT",
        "say something to a person or channel",
        deeds.msg,
        (_T.TARGET, _T.TEXT),
    ),
    Command(
        "query", "NICK [TEXT]", "open a conversation with a person", deeds.query, (_T.NICK, _T.TEXT)
    ),
    Command("me", "TEXT", "say what you do: * alice waves", deeds.me, (_T.TEXT,)),
    Command("nick", "NICK", "change your name", deeds.nick),
    Command(
        "topic",
        "[CHANNEL] [TEXT]",
        "show or set what the channel is about; - clears it",
        deeds.topic,
        (_T.CHANNEL, _T.TEXT),
    ),
    Command("away", "[TEXT]", "say that you are away", deeds.away, (_T.TEXT,)),
    Command("back", "", "say that you are back", deeds.back),
    Command(
        "kick", "[CHANNEL] NICK [REASON]", "throw somebody out", deeds.kick, (_T.NICK, _T.TEXT)
    ),
    Command("ban", "[CHANNEL] NICK|MASK", "keep somebody out", deeds.ban, (_T.NICK,)),
    Command(
        "mode",
        "[TARGET] [MODES …]",
        "show or change modes: /mode +o alice",
        deeds.mode,
        (_T.TARGET, _T.NICK),
    ),
    Command("names", "[CHANNEL]", "who is in a channel", deeds.names, (_T.CHANNEL,), ("who",)),
    Command("whois", "[NICK]", "what the server knows of somebody", deeds.whois, (_T.NICK,)),
    Command("list", "[MASK]", "the channels of the server", deeds.list_channels),
    Command(
        "invite",
        "NICK [CHANNEL]",
        "ask somebody into a channel",
        deeds.invite,
        (_T.NICK, _T.CHANNEL),
    ),
    Command(
        "ignore",
        "[NICK]",
        "stop showing what somebody says; alone: who that is",
        deeds.ignore,
        (_T.NICK,),
    ),
    Command("unignore", "NICK", "hear somebody again", deeds.unignore, (_T.NICK,)),
    Command(
        "notice",
        "TARGET TEXT",
        "send a notice, which no program answers",
        deeds.notice,
        (_T.TARGET, _T.TEXT),
    ),
    Command(
        "search",
        "[WORDS]",
        "find what was said, here or in the server's history",
        lambda f, a: f.search(a.strip()),
        (_T.TEXT,),
        ("find",),
    ),
    Command("older", "", "show what was said before", lambda f, a: f.older()),
    Command(
        "redact",
        "[REASON]",
        "take back what you said last here; Del in the messages: another one",
        lambda f, a: f.redact(a.strip()),
        (_T.TEXT,),
    ),
    Command(
        "register",
        "",
        "make an account: your nick is yours then; its password is asked for",
        accounts.register,
    ),
    Command(
        "login",
        "[ACCOUNT]",
        "log in to an account, that of your nick by default; its password is asked for",
        accounts.log_in,
    ),
    Command("logout", "", "leave your account", accounts.log_out),
    Command(
        "oper",
        "[NAME]",
        "become an operator of the server; the password is asked for",
        accounts.become_operator,
    ),
    Command(
        "raw", "LINE", "send a line of the protocol as it is", deeds.raw, (_T.TEXT,), ("quote",)
    ),
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
