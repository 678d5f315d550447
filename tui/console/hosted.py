"""What the host app needs of a chat server, and what both ways to run it have in common."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from netcore.snapshot import BanRow, LogLine, Snapshot
from tui.console.invitation import Offer

LogListener = Callable[[LogLine], None]


class HostedServer(Protocol):
    """A chat server. Every method may be called from any thread but the server's own."""

    def start(self) -> tuple[str, int]:
        """Listen and serve; the address with its real port. Raises `StartError`."""

    def stop(self, timeout: float = ...) -> None:
        """Tell every client, close everything and join all threads; idempotent."""

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the server has stopped, by `stop` or by itself; whether it has."""

    def snapshot(self) -> Snapshot:
        """What it is like now; the last known where it does not answer within a second."""

    def say(self, text: str, to: str = "") -> str:
        """Tell everybody, or one channel or person; raises `ChatError` where that cannot be."""

    def kick(self, who: str, reason: str = "") -> str:
        """Disconnect a client, by nick or by the number of its link."""

    def ban(self, mask: str, reason: str = "", lasts: int = 0) -> str:
        """Keep a mask out, for some seconds or (0) for ever; matching clients are cut off."""

    def unban(self, mask: str) -> str:
        """Let a banned mask in again."""

    def bans(self) -> tuple[BanRow, ...]:
        """Who is kept out."""

    def mute(self, mask: str, reason: str = "", lasts: int = 0) -> str:
        """Let nobody hear a mask, for some seconds or (0) for ever."""

    def unmute(self, mask: str) -> str:
        """Let a muted mask be heard again."""

    def mutes(self) -> tuple[BanRow, ...]:
        """Who is muted."""

    def set_door(self, door: str) -> str:
        """Let in from now on: everybody, ``accounts`` only, or nobody (``closed``)."""


class LogTap:
    """The server's one log listener, which hands each line to all who want it."""

    def __init__(self) -> None:
        # Replaced, never changed: the server's thread may be walking over it.
        self._listeners: tuple[LogListener, ...] = ()

    def add(self, listener: LogListener) -> None:
        """Hand lines to one more; from any thread."""
        self._listeners = (*self._listeners, listener)

    def __call__(self, line: LogLine) -> None:
        """Take a line from the server's thread."""
        for listener in self._listeners:
            listener(line)


@dataclass(frozen=True, slots=True)
class Hosting:
    """A server that is about to start, and how its operator wants to see it.

    Args:
        server: the server.
        tap: its log listener.
        server_name: its name.
        offer: what goes with an invitation.
        warnings: what was turned off by name, and what that means for who can get in.
        show_invitation: whether the log shows the secrets of an invitation, whoever reads it.
        sendq: bytes that may wait for one client.
        log_format: ``text`` or ``json``.
        data_dir: the folder of what the host writes; none: the usual one.
        reload: reads the settings again, and tells the server and the log; from any thread.
    """

    server: HostedServer
    tap: LogTap
    server_name: str
    sendq: int
    offer: Offer = Offer()  # noqa: RUF009 - a frozen value
    warnings: tuple[str, ...] = ()
    show_invitation: bool = False
    log_format: str = "text"
    data_dir: Path | None = None
    reload: Callable[[], None] | None = None
