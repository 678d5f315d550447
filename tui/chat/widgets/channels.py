"""The list of buffers at the left, with their numbers and what is unread in each."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message

from tui.chat.buffers import Buffer, BufferKind
from tui.chat.widgets.rows import Row, RowList
from tui.keys import Place, bindings

_MOST = 999


class ChannelList(RowList):
    """The server, the channels and the conversations; a digit opens the one with that number."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.CHANNELS)]
    _buffers: Sequence[Buffer] = ()

    class CloseAsked(Message):
        """A channel is to be left, or a conversation closed; by its number it could be another."""

        def __init__(self, buffer: Buffer) -> None:
            super().__init__()
            self.buffer = buffer

    class NumberPressed(Message):
        """A buffer is wanted by its number, from 1."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def update(self, buffers: Sequence[Buffer], active: Buffer, title: str) -> None:
        """Show these buffers; the key of each row is its number."""
        self._buffers = tuple(buffers)
        self.rows = [
            self._row(number, buffer, active, title) for number, buffer in enumerate(buffers, 1)
        ]
        if not self.has_focus:
            self.move_to(str(buffers.index(active) + 1))

    def _row(self, number: int, buffer: Buffer, active: Buffer, title: str) -> Row:
        look = ""
        if buffer is active:
            look = "active"
        elif buffer.mentions:
            look = "mention"
        elif buffer.unread:
            look = "unread"
        elif buffer.kind is BufferKind.CHANNEL and not buffer.joined:
            look = "quiet"
        name = buffer.name or title or "server"
        return Row(str(number), name, str(number), counts(buffer), look)

    def action_show(self, number: int) -> None:
        """Ask for the buffer with this number."""
        self.post_message(self.NumberPressed(number))

    def action_close(self) -> None:
        """Ask to leave the channel under the cursor, or to close the conversation."""
        if self.key:
            self.post_message(self.CloseAsked(self._buffers[int(self.key) - 1]))


def counts(buffer: Buffer) -> str:
    """What is unread, and with an ``@`` how much of that is meant for us: ``12 @1``."""
    if not buffer.unread:
        return ""
    unread = str(buffer.unread) if buffer.unread <= _MOST else f"{_MOST}+"
    if buffer.mentions and buffer.kind is BufferKind.CHANNEL:
        return f"{unread} @{min(buffer.mentions, _MOST)}"
    return unread
