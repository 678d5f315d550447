"""The line above the messages: which channel this is, and what it is about."""

from textual.content import Content
from textual.widgets import Static

from netcore.client.events import Status
from netcore.wire import formatting
from tui.chat.buffers import Buffer, BufferKind


class TopicLine(Static):
    """The shown buffer's name and topic; a click shows a long topic whole."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__(id="topic", markup=False)
        self._shown = Content("")

    def update_from(self, buffer: Buffer, title: str, status: Status) -> None:
        """Show a buffer's name and topic."""
        line = headline(buffer, title, status)
        if line != self._shown or line.spans != self._shown.spans:
            self._shown = line
            self.remove_class("-whole")
            self.update(line)

    def on_click(self) -> None:
        self.toggle_class("-whole")


def headline(buffer: Buffer, title: str, status: Status) -> Content:
    """What the line says of a buffer."""
    if buffer.kind is BufferKind.SERVER:
        return Content.assemble((title or "server", "bold"), ("   the server itself", "$quiet"))
    if buffer.kind is BufferKind.QUERY:
        return Content.assemble((buffer.name, "bold"), ("   between the two of you", "$quiet"))
    topic = formatting.strip(buffer.topic)
    about = topic or ("no topic is set" if buffer.joined else _why_not(buffer, status))
    return Content.assemble((buffer.name, "bold"), "   ", (about, "" if topic else "$quiet"))


def _why_not(buffer: Buffer, status: Status) -> str:
    """Why nobody hears us in a channel at this moment."""
    if not buffer.coming:
        return f"you are not in this channel: /join {buffer.name} goes in"
    match status:
        case Status.ONLINE:
            return "going in …"
        case Status.CONNECTING | Status.REGISTERING:
            return "connecting …"
        case Status.WAITING | Status.OFFLINE:
            return "not connected"
