"""Text to the clipboard, by the desktop's own program where there is one."""

import os
import shutil
import subprocess
import sys

_LONGEST_WAIT = 1.0
# Program with its arguments, and the variable that says that its desktop is there.
_PROGRAMS = (
    (("wl-copy",), "WAYLAND_DISPLAY"),
    (("xclip", "-selection", "clipboard"), "DISPLAY"),
    (("xsel", "--clipboard", "--input"), "DISPLAY"),
)


def program() -> tuple[str, ...]:
    """The command that puts its standard input on this desktop's clipboard; empty if none does."""
    if sys.platform == "darwin":
        return ("pbcopy",)
    for command, variable in _PROGRAMS:
        if os.environ.get(variable) and shutil.which(command[0]):
            return command
    return ()


def copy_by_program(text: str) -> str:
    """Copy by the desktop's program; its name, or nothing where that did not work."""
    command = program()
    if not command:
        return ""
    try:
        subprocess.run(
            command,
            input=text.encode(),
            timeout=_LONGEST_WAIT,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return command[0]
