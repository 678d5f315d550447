"""What the core has to say to the operator."""

from typing import Literal, NamedTuple

Level = Literal["debug", "info", "warning", "error"]


class Note(NamedTuple):
    """A line for the log."""

    level: Level
    text: str
