"""What operators have decided of the server as a whole, and what is to be written down of it."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from netcore.core.server_bans import BanList, ServerBan

if TYPE_CHECKING:
    from netcore.core.session import Session


class Door(Enum):
    """Who may come in; whoever is inside stays."""

    OPEN = "open"
    ACCOUNTS = "accounts"
    """Only who is logged in to an account."""
    CLOSED = "closed"


class Operator(NamedTuple):
    """Who acts.

    Args:
        name: as others may see it.
        source: for the audit log: ``nick!user@address as NAME``, NAME being that of OPER.
        session: its connection, which it does not end by mistake; None: it has none.
    """

    name: str
    source: str
    session: Session | None = None


CONSOLE = Operator("the operator", "console")
"""Whoever sits before the dashboard, or the program that uses the library."""


class Act(NamedTuple):
    """Something that an operator has done, or tried to become one for.

    Args:
        time: milliseconds since the epoch.
        who: see `Operator.source`.
        what: one word: ``ban``, ``kick``, ``oper``, …
        whom: a nick, a mask, a channel; empty: nobody in particular.
        why: the reason, or the words that were said.
        until: when it is over, in seconds since the epoch; 0: it is not over by itself.
    """

    time: int
    who: str
    what: str
    whom: str = ""
    why: str = ""
    until: int = 0


class Kept(NamedTuple):
    """What outlives the server."""

    bans: tuple[ServerBan, ...] = ()
    mutes: tuple[ServerBan, ...] = ()


class Moderation:
    """The lists, the door, and what was done since it was last asked; see `netcore.core.acts`."""

    def __init__(self) -> None:
        self.bans = BanList()
        self.mutes = BanList()
        self.door = Door.OPEN
        self.changed = False
        """Whether the lists are to be kept anew."""
        self.lasting = False
        """Whether somebody keeps them beyond the end of the server."""
        self.acts: list[Act] = []

    def load(self, kept: Kept) -> None:
        """Take what was kept; before anybody comes."""
        self.lasting = True
        for ban in kept.bans:
            self.bans.add(ban)
        for mute in kept.mutes:
            self.mutes.add(mute)

    def take(self) -> tuple[list[Act], Kept | None]:
        """What was done since, and the lists if they have changed; once each."""
        acts, self.acts = self.acts, []
        if not self.changed:
            return acts, None
        self.changed = False
        return acts, Kept(tuple(self.bans), tuple(self.mutes))
