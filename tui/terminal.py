"""Whether a screen can be shown here."""

import os
import sys

# Rich takes both for 80 columns and no more, whatever the terminal says of itself.
_TOO_LITTLE = ("dumb", "unknown")


def lacks() -> str:
    """Why no screen can be shown here, as the beginning of a sentence; empty where one can."""
    # It is standard error that is drawn on.
    streams = {"input": sys.stdin, "output": sys.stdout, "error": sys.stderr}
    for name, stream in streams.items():
        if stream is None or not stream.isatty():
            return f"the screen needs a terminal, and standard {name} is none"
    term = os.environ.get("TERM", "").lower()
    if term in _TOO_LITTLE:
        return f"the screen needs a terminal that can do more than TERM={term}"
    return ""
