"""What a log is: it takes proposed records and gives them back in their one order."""

from collections.abc import Sequence
from typing import Protocol

from netcore.core.records import Record


class Log(Protocol):
    """The order of all records of a network. Called by the server's dispatcher alone."""

    def order(self, record: Record) -> Sequence[Record]:
        """Take a proposed record.

        Returns:
            The records that have their place now and are to be applied at once, in this order:
            the proposed one where this host decides alone, none where others have a say.
        """

    def commit(self) -> None:
        """Make lasting what was ordered since the last call; nobody has been shown it yet."""
