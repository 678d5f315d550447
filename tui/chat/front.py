"""What the slash commands do, for every front end alike: the screen and the line mode."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

from netcore.client.events import Kind
from tui.chat import accounts, commands, taking_back
from tui.chat.bridge import ChatLink
from tui.chat.buffers import Buffer, BufferKind
from tui.chat.commands import UsageError
from tui.chat.log.entries import EntryKind
from tui.chat.model import Model


class ModelFront(ABC):
    """Carries commands out on a model and its link; a front end adds what only it can do."""

    def __init__(self, model: Model) -> None:
        self.model = model

    @property
    def link(self) -> ChatLink:
        """The connection."""
        return self.model.link

    @property
    def here(self) -> str:
        """The channel or nick that is talked to now."""
        return self.model.active.name

    def enter(self, text: str) -> None:
        """Do what a typed text means: a command, or something to say. Errors are told."""
        model = self.model
        model.remember(accounts.memorable(text))
        try:
            if commands.run(self, text):
                return
            if model.active.kind is BufferKind.SERVER:
                raise UsageError(
                    "nobody hears you in the server's own window: /join CHANNEL or /msg NICK"
                )
        except UsageError as error:
            told = str(error)
            end = "" if told.endswith(("?", ".")) else "."
            model.note(f"{told[:1].upper()}{told[1:]}{end}", kind=EntryKind.ERROR)
            return
        model.say(model.active.name, commands.spoken(text))

    def say(self, target: str, text: str, kind: Kind = Kind.MESSAGE) -> None:
        """Say something to a channel or person, and say where it went if that is elsewhere."""
        model = self.model
        known = model.find(target)
        model.say(target, text, kind)
        if known is not model.active:
            self.said_elsewhere(target)

    def said_elsewhere(self, target: str) -> None:
        """Say where something went, and where it is to be seen."""
        model = self.model
        buffer = model.find(target)
        number = model.buffers.index(buffer) + 1 if buffer else 0
        model.note(f"Sent to {target}, see window {number}.")

    def open(self, name: str) -> None:
        """Show a buffer."""
        self.model.open(name)

    def close(self, name: str, reason: str) -> None:
        """Leave a channel, or close a conversation."""
        buffer = self.model.find(name)
        if buffer is None:
            raise UsageError(f"there is no window called {name}")
        self.close_buffer(buffer, reason)

    def close_buffer(self, buffer: Buffer, reason: str = "") -> None:
        """Leave a channel and take its buffer away, or close a conversation."""
        if buffer.kind is BufferKind.SERVER:
            raise UsageError("the server's own window stays")
        if buffer.kind is BufferKind.CHANNEL:
            self.link.part(buffer.name, reason)
        self.model.remove(buffer)

    def join(self, channel: str, key: str) -> None:
        """Join a channel and show it once we are in."""
        found = self.model.find(channel)
        if found is not None and found.joined:
            self.model.show(found)
            return
        self.model.expect(channel)
        self.link.join(channel, key)

    def names(self, channel: str) -> None:
        """Ask for the people of a channel, and show them as a line."""
        self.model.wants_names(channel)
        self.link.names(channel)

    def tell(self, text: str) -> None:
        """Show a line of ours where the person is looking."""
        self.model.note(text)

    def ignore(self, nick: str | None) -> Sequence[str]:
        """Stop showing what somebody says; all who are ignored then."""
        ignored = self.model.ignored
        if nick and self.model.heard_of(nick):
            ignored.append(nick)
        return tuple(ignored)

    def unignore(self, nick: str) -> bool:
        """Hear somebody again; whether that one was ignored."""
        ignored = self.model.ignored
        kept = [other for other in ignored if not self.link.same(other, nick)]
        known = len(kept) < len(ignored)
        ignored[:] = kept
        return known

    def clear(self) -> None:
        """Empty the shown window."""
        self.model.clear()

    def help(self, topic: str) -> None:
        """Say how a command is used, or list all."""
        found = [commands.find(topic)] if topic else commands.COMMANDS
        for command in found:
            self.model.note(f"{command.usage}: {command.help}")

    def connect(self, address: str) -> None:
        """Connect again now."""
        if address:
            raise UsageError("another server needs another chat-tui join")
        self.link.reconnect_now()

    def redact(self, reason: str) -> None:
        """Take back our last message here, once that is confirmed."""
        taking_back.begin(self, None, reason)

    @abstractmethod
    def search(self, words: str) -> None:
        """Find what was said."""

    @abstractmethod
    def older(self) -> None:
        """Show what stands above."""

    @abstractmethod
    def confirm(self, question: str, text: str, then: Callable[[], None]) -> None:
        """Do something once the person has said yes to it.

        Args:
            question: what is to be done.
            text: what it is done to.
            then: does it.
        """

    @abstractmethod
    def ask_secret(self, question: str, then: Callable[[str], None]) -> None:
        """Have something typed that nobody sees, and that is kept nowhere."""

    @abstractmethod
    def quit(self, reason: str) -> None:
        """Leave the chat."""
