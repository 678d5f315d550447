"""What a program that runs a server may do to its chat, as methods of the server."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from netcore.core import acts
from netcore.core.moderation import CONSOLE
from netcore.server import operator
from netcore.snapshot import BanRow

if TYPE_CHECKING:
    from netcore.core.hub import Hub

T = TypeVar("T")


class Operated:
    """The operator's calls. All may be made from any thread.

    Each returns one line that says what was done, and is written to the audit log.
    """

    def _act(self, action: Callable[[Hub], T]) -> T:
        """Do something on the dispatcher's thread."""
        raise NotImplementedError

    def say(self, text: str, to: str = "") -> str:
        """Say something as the server, to everybody, one channel, or one person.

        Who that is may be said by the nick or by the link's number.

        Raises:
            ChatError: there is no such channel or person, or nothing to say.
        """
        return self._act(lambda hub: operator.say(hub, text, to))

    def kick(self, who: str, reason: str = "") -> str:
        """Disconnect somebody, by nick or by the link's number.

        Raises:
            ChatError: nobody is called that.
        """
        return self._act(lambda hub: operator.kick(hub, who, reason))

    def ban(self, mask: str, reason: str = "", lasts: int = 0) -> str:
        """Keep somebody out, and disconnect who matches.

        Args:
            mask: a nick, a ``nick!user@host`` mask, an address, a network as ``10.20.0.0/16``, or
                ``a:ACCOUNT``; the host may be the real one or the one that others see.
            reason: why; those who are kept out are told.
            lasts: seconds; 0: until it is lifted.

        Raises:
            ChatError: the mask would match everybody, or is banned already.
        """
        return self._act(lambda hub: acts.ban(hub, CONSOLE, mask, reason, lasts))

    def unban(self, mask: str) -> str:
        """Let in again who was kept out.

        Raises:
            ChatError: that mask is not banned.
        """
        return self._act(lambda hub: acts.unban(hub, CONSOLE, mask))

    def bans(self) -> tuple[BanRow, ...]:
        """Who is kept out."""
        return self._act(lambda hub: operator.rows(hub.moderation.bans, hub.wall // 1000))

    def mute(self, mask: str, reason: str = "", lasts: int = 0) -> str:
        """Let nobody hear what somebody says, anywhere, and tell that person so; see `ban`.

        Raises:
            ChatError: the mask would match everybody, or is muted already.
        """
        return self._act(lambda hub: acts.mute(hub, CONSOLE, mask, reason, lasts))

    def unmute(self, mask: str) -> str:
        """Let people hear somebody again.

        Raises:
            ChatError: that mask is not muted.
        """
        return self._act(lambda hub: acts.unmute(hub, CONSOLE, mask))

    def mutes(self) -> tuple[BanRow, ...]:
        """Who is muted."""
        return self._act(lambda hub: operator.rows(hub.moderation.mutes, hub.wall // 1000))

    def set_door(self, door: str) -> str:
        """Say who may come in from now on, until the server ends; whoever is inside stays.

        Args:
            door: ``open``, ``accounts`` (who is logged in to one), or ``closed``.

        Raises:
            ChatError: it is so already, is none of these, or there are no accounts here.
        """
        return self._act(lambda hub: operator.set_door(hub, door))
