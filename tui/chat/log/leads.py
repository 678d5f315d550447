"""What stands before an entry's text, and what is left out because the entry above says it."""

from enum import IntEnum

FOLD_LIMIT = 50
"""Events in one folded line; more would make a line of a net split's every guest."""


class Lead(IntEnum):
    """Bits for the facts about an entry that come from the one above it."""

    DAY = 1
    """A line with the date comes first."""
    UNREAD = 2
    """The marker line comes first."""
    SAME_TIME = 4
    """The clock stands in the line above already."""
    SAME_NICK = 8
    """The line above is the same person's."""
    HIDDEN = 16
    """A run of events: the first one's line shows this one too."""
