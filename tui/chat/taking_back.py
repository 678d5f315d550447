"""Taking back what one has said: what can be, and how it is asked; pure."""

from collections.abc import Callable
from typing import Protocol

from tui.chat.buffers import Buffer
from tui.chat.deeds import UsageError
from tui.chat.log.entries import Delivery, Entry
from tui.chat.model import Model

CAPABILITY = "draft/message-redaction"
QUESTION = "Take this message back? Whoever has read it has read it."
TAKEN_BACK = "(this message was taken back)"
_NOT_HERE = "this server takes no message back"
_NOT_YOURS = "only what you said yourself, and what has arrived, can be taken back"


class Asker(Protocol):
    """Where the question is asked."""

    @property
    def model(self) -> Model: ...
    def confirm(self, question: str, text: str, then: Callable[[], None]) -> None: ...


def possible(model: Model, entry: Entry) -> bool:
    """Whether a message is ours, has arrived and can be taken back here."""
    return (
        CAPABILITY in model.link.capabilities
        and entry.own
        and entry.delivery is Delivery.DELIVERED
        and bool(entry.key)
        and not entry.text.startswith(TAKEN_BACK[:-1])
    )


def begin(asker: Asker, chosen: Entry | None, reason: str) -> None:
    """Ask whether a message is to be taken back, by default our last one, and do so.

    Raises:
        UsageError: there is none that could be.
    """
    model = asker.model
    buffer = model.active
    if CAPABILITY not in model.link.capabilities:
        raise UsageError(_NOT_HERE)
    entry = chosen or _last(model, buffer)
    if entry is None or not possible(model, entry):
        raise UsageError(_NOT_YOURS)
    name, key = buffer.name, entry.key
    asker.confirm(QUESTION, entry.text, lambda: model.link.redact(name, key, reason))


def _last(model: Model, buffer: Buffer) -> Entry | None:
    entries = reversed(buffer.recent.values())
    return next((entry for entry in entries if possible(model, entry)), None)
