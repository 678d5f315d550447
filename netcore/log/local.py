"""The log of a host that decides alone: first come, first placed."""

from collections.abc import Sequence

from netcore.core.records import Record


class LocalLog:
    """Every record has its place as soon as it is proposed."""

    def order(self, record: Record) -> Sequence[Record]:
        """See `netcore.log.base.Log.order`."""
        return (record,)

    def commit(self) -> None:
        """Nothing outlasts the process, so there is nothing to do."""
