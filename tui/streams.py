"""The standard streams of this process."""

from io import TextIOWrapper
from typing import TextIO


def lenient(stream: TextIO | None) -> None:
    """Let no letter be the end: what cannot be read or written is a question mark of a kind.

    Of standard input, before anything is read from it.
    """
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="replace")
