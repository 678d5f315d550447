"""WeeChat without a screen: commands go in by its FIFO, what it shows comes out of its logs."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.conformance.conftest import Host
from tests.third_party.programs import Process, find

_SETTINGS = (
    # A line is in the log as soon as it is shown.
    "/set logger.file.flush_delay 0",
    "/set irc.server_default.capabilities *",
    "/set irc.server.chat.nicks wee",
    "/set irc.server.chat.autojoin #lobby",
    "/set irc.server.chat.autoreconnect_delay 1",
    "/set irc.server.chat.anti_flood_prio_high 0",
    "/set irc.server.chat.anti_flood_prio_low 0",
    "/set irc.look.smart_filter off",
)


class WeeChat:
    """WeeChat, on its way to a host and into its lobby.

    Args:
        folder: where its settings, its logs and its FIFO are.
        host: where it goes.
        settings: commands before it connects.
    """

    def __init__(self, folder: Path, host: Host, *settings: str) -> None:
        self._logs = folder / "logs"
        self._fifo = folder / "fifo"
        address = f"{host.address.host}/{host.address.port}"
        first = (f"/set fifo.file.path {self._fifo}", f"/server add chat {address} -notls")
        commands = (*first, *_SETTINGS, *settings, "/fifo disable", "/fifo enable", "/connect chat")
        arguments = [word for command in commands for word in ("-r", command)]
        self._process = Process(
            [find("weechat-headless"), "-d", str(folder), *arguments], folder / "output"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.end()

    def enter(self, *lines: str, buffer: str = "#lobby") -> None:
        """Type lines into a buffer of the host: a channel, a nick, or empty for the server's."""
        self._process.until(self._fifo.exists, "opened its FIFO")
        name = f"irc.chat.{buffer}" if buffer else "irc.server.chat"
        pipe = os.open(self._fifo, os.O_WRONLY)
        try:
            os.write(pipe, "".join(f"{name} *{line}\n" for line in lines).encode())
        finally:
            os.close(pipe)

    def log(self, buffer: str = "#lobby") -> str:
        """All that a buffer has shown."""
        name = f"irc.chat.{buffer}" if buffer else "irc.server.chat"
        path = self._logs / f"{name}.weechatlog"
        return path.read_text() if path.exists() else ""

    def wait_for(self, *texts: str, buffer: str = "#lobby") -> None:
        """Wait until a buffer shows all these texts.

        Raises:
            AssertionError: they do not come in time, or the program ends.
        """
        shown = f"showed {' and '.join(texts)} in {buffer or 'the server'}"
        try:
            self._process.until(lambda: all(text in self.log(buffer) for text in texts), shown)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.log('')}\n{self.log(buffer)}") from None
