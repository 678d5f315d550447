"""Which batch a message belongs to, and what that makes of it; pure."""

from collections import OrderedDict
from typing import NamedTuple

from netcore.wire.message import Message

ANSWERS = {"chathistory", "draft/chathistory-targets", "soju.im/search"}
"""Batches that answer a question about the past."""
_HISTORIC = ANSWERS | {"playback", "znc.in/playback"}
_MOST_OPEN = 100
_DEEPEST = 10


class Batch(NamedTuple):
    """A batch that is open: its type, the label it answers, and the batch around it."""

    type: str
    label: str
    outer: str


class Batches:
    """The open batches of a connection (IRCv3 batch); their messages are taken as they come."""

    def __init__(self) -> None:
        self._open: OrderedDict[str, Batch] = OrderedDict()

    def receive(self, message: Message) -> Batch | None:
        """Take a BATCH message; the oldest of too many open ones is forgotten.

        Returns:
            The batch that it closes, if it closes one.
        """
        reference = message.param(0)
        if reference.startswith("-"):
            return self._open.pop(reference[1:], None)
        if reference.startswith("+"):
            tags = message.tags
            self._open[reference[1:]] = Batch(
                message.param(1).lower(), tags.get("label", ""), tags.get("batch", "")
            )
            while len(self._open) > _MOST_OPEN:
                self._open.popitem(last=False)
        return None

    def _around(self, message: Message) -> list[Batch]:
        found: list[Batch] = []
        reference = message.tags.get("batch", "")
        while reference in self._open and len(found) < _DEEPEST:
            found.append(self._open[reference])
            reference = found[-1].outer
        return found

    def asked_for(self, message: Message) -> bool:
        """Whether it is part of the answer to a question about the past."""
        return any(batch.type in ANSWERS for batch in self._around(message))

    def historic(self, message: Message) -> bool:
        """Whether it tells of the past."""
        return any(batch.type in _HISTORIC for batch in self._around(message))

    def label(self, message: Message) -> str:
        """The label of the command that it answers, its own or its batch's."""
        if "label" in message.tags:
            return message.tags["label"]
        return next((batch.label for batch in self._around(message) if batch.label), "")
