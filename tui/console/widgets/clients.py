"""The tables of the clients and of the channels."""

from netcore.snapshot import ChannelRow, ClientRow
from tui.console import wording
from tui.console.widgets.columns import Column
from tui.console.widgets.table import Table

_UNNAMED = "*"


class ClientTable(Table[ClientRow]):
    """Who is connected.

    Args:
        sendq: bytes that may wait for a client before it is cut off, for the warning colours.
    """

    def __init__(self, sendq: int, *, name: str) -> None:
        super().__init__(
            _client_columns(sendq),
            key=lambda row: row.id,
            empty="nobody is connected yet: give somebody one of the lines above",
            name=name,
        )


def _client_columns(sendq: int) -> tuple[Column[ClientRow], ...]:
    def waiting(row: ClientRow) -> str:
        if row.sendq >= sendq * 0.75:
            return "error"
        return "warning" if row.sendq >= sendq * 0.25 else "" if row.sendq else "dim"

    return (
        Column("nick", lambda r: r.nick, lambda r: r.nick.casefold(), 10, 30, look=_nick_look),
        Column("address", lambda r: r.address, lambda r: r.address, 15, 21, rank=4, look=_dim),
        Column("dialect", lambda r: r.dialect, lambda r: r.dialect, 8, 8, rank=5, look=_dim),
        Column("channels", _channels, lambda r: len(r.channels), 8, 0, rank=3, falling=True),
        Column("idle", _idle, lambda r: r.idle, 6, 6, right=True, look=_idle_look),
        Column(
            "queue",
            lambda r: wording.size(r.sendq),
            lambda r: r.sendq,
            7,
            7,
            right=True,
            rank=1,
            look=waiting,
            falling=True,
        ),
        Column("in", _received, lambda r: r.received, 6, 6, right=True, rank=2, falling=True),
        Column("out", _sent, lambda r: r.sent, 6, 6, right=True, rank=2, falling=True),
    )


def _channels(row: ClientRow) -> str:
    return " ".join(row.channels)


def _idle(row: ClientRow) -> str:
    return wording.pause(row.idle)


def _received(row: ClientRow) -> str:
    return wording.count(row.received)


def _sent(row: ClientRow) -> str:
    return wording.count(row.sent)


def _dim(row: ClientRow) -> str:
    return "dim"


def _nick_look(row: ClientRow) -> str:
    if row.nick == _UNNAMED or row.away:
        return "dim"
    return "strong"


def _idle_look(row: ClientRow) -> str:
    return "dim" if row.idle >= 60 else ""


class ChannelTable(Table[ChannelRow]):
    """Which channels there are."""

    def __init__(self, *, name: str) -> None:
        super().__init__(
            (
                Column("channel", lambda r: r.name, lambda r: r.name.casefold(), 10, 16),
                Column(
                    "in it",
                    lambda r: wording.count(r.members),
                    lambda r: r.members,
                    6,
                    6,
                    right=True,
                    falling=True,
                ),
                Column(
                    "modes", lambda r: r.modes, lambda r: r.modes, 6, 8, rank=1, look=_modes_look
                ),
                Column("topic", lambda r: r.topic, lambda r: r.topic, 8, 0, rank=2),
            ),
            key=lambda row: row.name,
            empty="no channel yet",
            name=name,
        )


def _modes_look(row: ChannelRow) -> str:
    return "dim"
