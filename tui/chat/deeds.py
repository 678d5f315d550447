"""What each slash command does; each gets what stands behind the command's name."""

from collections.abc import Callable, Sequence
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

    def search(self, words: str) -> None:
        """Find what was said."""

    def older(self) -> None:
        """Show what stands above."""

    def redact(self, reason: str) -> None:
        """Take back our last message, once that is confirmed."""

    def ask_secret(self, question: str, then: Callable[[str], None]) -> None:
        """Have something typed that nobody sees, and that is kept nowhere."""

    def ignore(self, nick: str | None) -> Sequence[str]:
        """Stop showing what somebody says; all who are ignored then."""

    def unignore(self, nick: str) -> bool: ...
    def clear(self) -> None: ...
    def help(self, topic: str) -> None: ...
    def connect(self, address: str) -> None:
        """Connect again now, or to another server."""

    def quit(self, reason: str) -> None: ...


def split(args: str, parts: int) -> list[str]:
    """The first words and the rest of the line, empty where there is none."""
    words = args.split(None, parts - 1)
    return [*(word.strip() for word in words), *[""] * (parts - len(words))]


def channel_first(front: Front, args: str) -> tuple[str, str]:
    """A channel at the front of the arguments, else the one we are in; and the rest."""
    first, rest = split(args, 2)
    if first and front.link.is_channel(first):
        return first, rest
    if not front.here or not front.link.is_channel(front.here):
        raise UsageError("this is no channel: name one, as #lobby")
    return front.here, args.strip()


def need(value: str, what: str) -> str:
    if not value:
        raise UsageError(f"{what} is missing")
    return value


def join(front: Front, args: str) -> None:
    names, key = split(args, 2)
    for name in filter(None, need(names, "CHANNEL").split(",")):
        front.join(name if front.link.is_channel(name) else f"#{name}", key)


def part(front: Front, args: str) -> None:
    first, rest = split(args, 2)
    if first and front.link.is_channel(first):
        front.close(first, rest)
    else:
        front.close(need(front.here, "CHANNEL"), args.strip())


def msg(front: Front, args: str) -> None:
    target, text = split(args, 2)
    front.say(need(target, "TARGET"), need(text, "TEXT"))


def notice(front: Front, args: str) -> None:
    target, text = split(args, 2)
    front.say(need(target, "TARGET"), need(text, "TEXT"), Kind.NOTICE)


def query(front: Front, args: str) -> None:
    nick, text = split(args, 2)
    front.open(need(nick, "NICK"))
    if text:
        front.say(nick, text)


def me(front: Front, args: str) -> None:
    if not front.here:
        raise UsageError("nobody hears you here: go to a channel or a conversation first")
    front.say(front.here, need(args.strip(), "TEXT"), Kind.ACTION)


def nick(front: Front, args: str) -> None:
    nick, rest = split(args, 2)
    if rest:
        raise UsageError("a name has no spaces")
    front.link.set_nick(need(nick, "NICK"))


def topic(front: Front, args: str) -> None:
    channel, topic = channel_first(front, args)
    if topic:
        front.link.set_topic(channel, "" if topic == "-" else topic)
    else:
        front.tell(f"Topic of {channel}: {front.link.topic(channel) or 'none is set'}")


def away(front: Front, args: str) -> None:
    front.link.set_away(args.strip() or "away")


def back(front: Front, args: str) -> None:
    front.link.set_away(None)


def kick(front: Front, args: str) -> None:
    channel, rest = channel_first(front, args)
    nick, reason = split(rest, 2)
    front.link.kick(channel, need(nick, "NICK"), reason)


def ban(front: Front, args: str) -> None:
    channel, rest = channel_first(front, args)
    who, _ = split(rest, 2)
    need(who, "NICK or MASK")
    # No nick has a colon: that is another kind of ban, as "a:account".
    mask = who if any(sign in who for sign in "!@*?:") else f"{who}!*@*"
    front.link.mode(channel, "+b", mask)


def mode(front: Front, args: str) -> None:
    words = args.split()
    if words and words[0][0] not in "+-":
        front.link.mode(words[0], *words[1:])
    else:
        front.link.mode(front.here or front.link.nick, *words)


def names(front: Front, args: str) -> None:
    front.names(channel_first(front, args)[0])


def whois(front: Front, args: str) -> None:
    partner = "" if front.link.is_channel(front.here) else front.here
    front.link.whois(args.strip() or partner or front.link.nick)


def list_channels(front: Front, args: str) -> None:
    front.open("")
    front.link.list_channels(args.strip())


def invite(front: Front, args: str) -> None:
    nick, channel = split(args, 2)
    front.link.invite(need(nick, "NICK"), channel or channel_first(front, "")[0])


def ignore(front: Front, args: str) -> None:
    nick = args.strip()
    everyone = front.ignore(nick or None)
    if nick:
        front.tell(f"{nick} is ignored until you quit: /unignore {nick} ends it.")
    else:
        front.tell(f"Ignored: {', '.join(everyone)}" if everyone else "Nobody is ignored.")


def unignore(front: Front, args: str) -> None:
    nick = need(args.strip(), "NICK")
    known = front.unignore(nick)
    front.tell(f"{nick} is heard again." if known else f"{nick} was not ignored.")


def raw(front: Front, args: str) -> None:
    front.link.raw(need(args.strip(), "LINE"))
