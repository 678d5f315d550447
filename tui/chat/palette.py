"""What the command palette finds: channels, people and every command."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from tui.chat.commands import COMMANDS, Command
from tui.chat.model import Model
from tui.painting import SteadyApp


class Target(NamedTuple):
    """One thing to find.

    Args:
        text: what is looked through.
        help: a word about it; Textual reads it as markup, so it is never a name.
        act: what choosing it does.
    """

    text: str
    help: str
    act: Callable[[], None]


class Finder(Provider):
    """Searches what the app that opened the palette has to offer.

    Names of others are shown as `Content`, never as a string, which would be read as markup.
    """

    async def search(self, query: str) -> Hits:
        """Everything that the query matches, best first."""
        matcher = self.matcher(query)
        for target in self._targets():
            score = matcher.match(target.text)
            if score > 0:
                yield Hit(score, Content(target.text), target.act, target.text, target.help)

    async def discover(self) -> Hits:
        """What there is before anything is typed."""
        for target in self._targets():
            yield DiscoveryHit(Content(target.text), target.act, target.text, target.help)

    def _targets(self) -> Iterator[Target]:
        app = self.app
        return app.targets() if isinstance(app, Offers) else iter(())


def system_commands() -> type[Provider]:
    """Textual's provider of what `App.get_system_commands` gives, loaded when it is wanted."""
    from textual.system_commands import SystemCommandsProvider

    return SystemCommandsProvider


class Offers(SteadyApp[None]):
    """An app with something to find in the palette."""

    def targets(self) -> Iterator[Target]:
        """Everything that can be found; asked for with every letter."""
        raise NotImplementedError


def targets(
    model: Model, show: Callable[[str], None], start: Callable[[Command], None]
) -> Iterator[Target]:
    """The channels and conversations, the people here, and the commands.

    Args:
        model: whose.
        show: opens a buffer by its name.
        start: begins a command, as if its name had been typed.
    """
    for buffer in model.buffers:
        name = buffer.name
        yield Target(name or model.title or "server", "go there", partial(show, name))
    for nick in model.nicks():
        if model.find(nick) is not None:
            continue  # there above
        yield Target(nick, "open a conversation", partial(show, nick))
    for command in COMMANDS:
        yield Target(command.usage, command.help, partial(start, command))
