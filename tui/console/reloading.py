"""Settings that are read again while the host runs: what changes at once, and what has to wait."""

import contextlib
from collections.abc import Mapping
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from netcore.errors import ChatError
from netcore.snapshot import Level
from tui.config.option import SettingError, Settled
from tui.config.resolving import namespace
from tui.config.sources import Sources
from tui.console import options

if TYPE_CHECKING:
    from netcore import Settings


class Reloading(Protocol):
    """What a server offers to those who change its settings. From any thread."""

    def reload(self) -> None:
        """Read the settings again and change what can change; raises `ChatError`."""

    @property
    def certificate(self) -> object:
        """What TLS is spoken with; None: it is not."""

    def reload_tls(self) -> str:
        """Read the certificate again; a line that says what was done. Raises `ChatError`."""

    def note(self, level: Level, text: str) -> None:
        """Write a line to the log."""


class Reload:
    """Reads the settings of a host again.

    Args:
        sources: where they come from.
        settled: what they were at the start.
        settings: those of the server.
    """

    def __init__(
        self, sources: Sources, settled: Mapping[str, Settled], settings: "Settings"
    ) -> None:
        self._sources = sources
        self._first = settled
        self._settings = settings
        self._lock = Lock()
        self.server: Reloading | None = None

    def __call__(self) -> None:
        """Have the server read the settings again, and say in its log what came of it."""
        assert self.server
        try:
            self.server.reload()
        except ChatError as error:
            self.server.note("error", f"the settings stay as they are: {error}")
        if self.server.certificate is not None:
            with contextlib.suppress(ChatError):  # it has said so in the log
                self.server.reload_tls()

    def read(self) -> "Settings":
        """The settings as they are now; those that cannot change stay. From any thread.

        Raises:
            ChatError: they make no sense; it is said what is wrong.
        """
        with self._lock:
            try:
                settled = self._sources.settle()
            except SettingError as error:
                raise ChatError(*_why(error)) from error
            fresh = options.settings_of(namespace(settled))
            fixed = [o.field for o in options.OPTIONS.values() if o.field and not o.live]
            fresh = replace(fresh, **{name: getattr(self._settings, name) for name in fixed})
            self._tell(fresh, settled)
            self._settings = fresh
            return fresh

    def _tell(self, fresh: "Settings", settled: Mapping[str, Settled]) -> None:
        """Say in the log what changes, and what would if the host were started again."""
        changed, waiting = [], []
        for name, option in options.OPTIONS.items():
            if option.live:
                if getattr(fresh, option.field) != getattr(self._settings, option.field):
                    changed.append(name)
            elif settled[name].value != self._first[name].value:
                waiting.append(name)
        what = f"changed: {', '.join(changed)}" if changed else "nothing changes"
        if self.server:
            self.server.note("info", f"the settings were read again; {what}")
        if self.server and waiting:
            needs = "needs" if len(waiting) == 1 else "need"
            self.server.note("warning", f"{', '.join(waiting)} {needs} a restart of the host")


def _why(error: SettingError) -> tuple[str, str]:
    """What is wrong, in one line, and how all of it is seen."""
    from tui.config.file import FileError

    if not isinstance(error, FileError):
        return str(error), ""
    first, *others = error.problems
    if not others:
        return str(first), ""
    return f"{first} (and {len(others)} more)", "`chat-tui config check` lists them"
