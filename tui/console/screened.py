"""A host with its screen open: what happens before, beside and after the screen."""

import contextlib
import os
import sys
from pathlib import Path

from netcore.errors import StartError
from tui import crash, places
from tui.console import headless, invitation, logwriter
from tui.console.app import Dashboard
from tui.console.hosted import Hosting
from tui.console.logfile import LogFile
from tui.console.stopping import Stopping

_STDERR = 2
_SWITCH_INTERVAL = 0.0005
"""Seconds for which drawing may keep the chat from running; Python's own 5 ms are felt by users."""


def run(hosting: Hosting) -> int:
    """Start the server and show it until its operator ends it.

    Returns:
        The exit code: 0 where somebody asked for the end, 1 where the server ended by itself.

    Raises:
        StartError: the server cannot be started, or the log file cannot be written.
    """
    sys.setswitchinterval(_SWITCH_INTERVAL)
    with (
        contextlib.closing(_log_file(hosting.data_dir)) as file,
        Stopping(hosting.server, hosting.reload) as stops,
    ):
        writer = logwriter.LogWriter(file.write, headless.shape(hosting.log_format))
        hosting.tap.add(writer)
        host, port = headless.start(hosting, writer)
        writer.start()
        for warning in hosting.warnings:
            writer(headless.note("warning", warning))
        try:
            death = _show(_dashboard(hosting, host, port), stops)
            if death is not None and not stops.requested:
                return _go_on(hosting, stops, death)
            return _end(hosting, stops, Path(file.baseFilename))
        finally:
            hosting.server.stop()
            writer.close()


def _dashboard(hosting: Hosting, host: str, port: int) -> Dashboard:
    return Dashboard(
        hosting.server,
        invitation.invite_all(host, port, hosting.offer),
        warning="; ".join(hosting.warnings),
        sendq=hosting.sendq,
    )


def _show(app: Dashboard, stops: Stopping) -> Exception | None:
    """Run the screen to its end; the exception that ended it, if one did."""
    stops.on_signal = app.leave
    try:
        app.run()
    except Exception as error:
        return error
    finally:
        stops.on_signal = None
    return app.death


def _end(hosting: Hosting, stops: Stopping, log: Path) -> int:
    if hosting.server.wait(0) and not stops.requested:
        sys.stderr.write(f"chat-tui: the server had ended by itself; its log is in {log}\n")
        return 1
    if not stops.requested:
        stops.request()
    if stops.unaided:
        hosting.server.stop()
    hosting.server.wait()
    sys.stderr.write(f"{hosting.server_name} has stopped; its log is in {log}\n")
    return 0


def _go_on(hosting: Hosting, stops: Stopping, death: Exception) -> int:
    """The screen has died and the chat has not: say so, and go on without the screen."""
    what = crash.sentence(death, "host")
    sys.stderr.write(
        f"chat-tui: the screen has died of {what}.\n"
        "chat-tui: the chat goes on without it, and its log follows. "
        f"To end it: Ctrl+C here, or kill {os.getpid()}.\n"
    )
    sys.stderr.flush()
    writer = logwriter.LogWriter(
        logwriter.to_descriptor(_STDERR), headless.shape(hosting.log_format)
    )
    hosting.tap.add(writer)
    writer.start()
    return headless.wait(hosting, stops, writer)


def _log_file(folder: Path | None) -> LogFile:
    place = folder or places.data_folder()
    try:
        return LogFile(place)
    except OSError as error:
        why = error.strerror or str(error)
        raise StartError(
            f"the log cannot be written in {place}: {why}", "give another folder with --data-dir"
        ) from error
