"""Addresses to the browser: that of the desktop, or the one that somebody has named."""

import os
import shutil
import subprocess
import sys
import threading
import webbrowser
from contextlib import suppress

_DESKTOPS = ("DISPLAY", "WAYLAND_DISPLAY")
_NAMED = "BROWSER"


def show(url: str) -> bool:
    """Hand an address to the browser, on a thread of its own; whether there is one to ask.

    Where there is no desktop Python would start a browser for terminals, on the screen of the app,
    and wait for its end.
    """
    program = _program()
    if not program and not os.environ.get(_NAMED):
        return False
    threading.Thread(target=_show, args=(program, url), name="browser", daemon=True).start()
    return True


def _program() -> str:
    """What opens an address on this desktop; empty where nothing does."""
    if sys.platform == "darwin":
        return "open"
    desktop = any(os.environ.get(variable) for variable in _DESKTOPS)
    return (shutil.which("xdg-open") or "") if desktop else ""


def _show(program: str, url: str) -> None:
    if not program:
        webbrowser.open(url)
        return
    # What it says would be written over the screen.
    nothing = subprocess.DEVNULL
    with suppress(OSError):
        subprocess.run(
            (program, url),
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
            start_new_session=True,
            check=False,
        )
