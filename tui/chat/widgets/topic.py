"""The line above the messages: which channel this is, and what it is about."""

from textual.content import Content
from textual.widgets import Static

from netcore.wire import formatting
from tui.chat.buffers import Buffer, BufferKind


class TopicLine(Static):
    """The shown buffer's name and topic; a click shows a long topic whole."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__(id="topic", markup=False)

    def update_from(self, buffer: Buffer, title: str) -> None:
        """Show a buffer's name and topic."""
        self.remove_class("-whole")
        self.update(headline(buffer, title))

    def on_click(self) -> None:
        self.toggle_class("-whole")


def headline(buffer: Buffer, title: str) -> Content:
    """What the line says of a buffer."""
    if buffer.kind is BufferKind.SERVER:
        return Content.assemble((title or "server", "bold"), ("   the server itself", "$quiet"))
    if buffer.kind is BufferKind.QUERY:
        return Content.assemble((buffer.name, "bold"), ("   between the two of you", "$quiet"))
    topic = formatting.strip(buffer.topic)
    about = topic or ("no topic is set" if buffer.joined else "you are not in this channel")
    return Content.assemble((buffer.name, "bold"), "   ", (about, "" if topic else "$quiet"))
