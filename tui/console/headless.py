"""A host without a screen: it waits for the end, and its log goes to standard error."""

import contextlib
import errno
import os
import time
from collections.abc import Callable
from pathlib import Path

from netcore.errors import StartError
from netcore.server import raise_descriptor_limit
from netcore.snapshot import Level, LogLine
from netcore.version import __version__
from tui.collector import calm
from tui.console import invitation, logwriter
from tui.console.hosted import Hosting
from tui.console.stopping import Stopping

_STDERR = 2
_LOOK_AGAIN = 0.5
_CLIENTS = 2000
"""Clients for whom there should be room; the operator is told where the system sets less."""


def run(hosting: Hosting) -> int:
    """Start the server and wait for its end.

    Returns:
        The exit code: 0 where somebody asked for the end, 1 where the server ended by itself.

    Raises:
        StartError: it cannot be started.
    """
    write = logwriter.to_descriptor(_STDERR)
    writer = logwriter.LogWriter(write, shape(hosting.log_format))
    hosting.tap.add(writer)
    with Stopping(hosting.server, hosting.reload) as stopping:
        try:
            host, port = start(hosting, writer)
        except StartError:
            if stopping.requested:
                return 0  # the end was asked for before there was anything to end
            raise
        # Whoever supervises us may have gone; that is no reason not to serve.
        with contextlib.suppress(OSError):
            write(greeting(hosting, host, port))
        writer.start()
        for warning in hosting.warnings:
            writer(note("warning", warning))
        return wait(hosting, stopping, writer)


def wait(hosting: Hosting, stopping: Stopping, writer: logwriter.LogWriter) -> int:
    """Wait for the end of a server that has started, and see its log to the end.

    Returns:
        The exit code: 0 where somebody asked for the end, 1 where the server ended by itself.
    """
    try:
        # A signal that comes just before a wait does not end it: its handler runs after it.
        while not (hosting.server.wait(_LOOK_AGAIN) or stopping.unaided):
            pass
        if stopping.requested:
            return 0
        writer(note("error", "the server has ended by itself, which is a defect: start it again"))
        return 1
    finally:
        hosting.server.stop()
        writer.close()


def greeting(hosting: Hosting, host: str, port: int) -> str:
    """The first line: where the server listens and how to join it; JSON has fields for programs."""
    shown = hosting.show_invitation or os.isatty(_STDERR)
    offer = hosting.offer if shown else hosting.offer.public
    joins = [each.join for each in invitation.invite_all(host, port, offer)]
    address = invitation.joined(host, port)
    marks = "others join with"
    if offer.password:
        marks += " (secret: whoever has it can come in)"
    elif hosting.offer.password:
        marks += " (and the password, which --show-invitation shows)"
    text = f"chat-tui {__version__} on {address}; {marks}: {' or '.join(joins)}"
    line = note("info", text)
    if hosting.log_format == "json":
        return logwriter.as_json(line, {"address": address, "join": joins, "pid": os.getpid()})
    return logwriter.as_text(line)


def shape(log_format: str) -> logwriter.Shape:
    """How log lines are written, by the name that ``--log-format`` has for it."""
    return logwriter.as_json if log_format == "json" else logwriter.as_text


def start(hosting: Hosting, report: Callable[[LogLine], None]) -> tuple[str, int]:
    """Make this process ready for many clients, and start the server.

    Returns:
        Where it listens.

    Raises:
        StartError: it cannot be started, or its folder cannot be written.
    """
    if hosting.data_dir:
        _prepare(hosting.data_dir)
    calm()
    if warning := raise_descriptor_limit(_CLIENTS):
        report(note("warning", warning))
    host, port = hosting.server.start()
    return host, port


def _prepare(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise StartError(
            f"nothing can be kept in {folder}: {error.strerror}",
            "give another folder with --data-dir",
        ) from error


def note(level: Level, text: str) -> LogLine:
    """A line of the log from the host app itself, as of now."""
    return LogLine(0, time.time(), level, text)
