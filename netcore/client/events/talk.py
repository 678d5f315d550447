"""What is said."""

from dataclasses import dataclass

from netcore.client.events.base import Event, Kind


@dataclass(frozen=True, slots=True)
class Said(Event):
    """Somebody, we ourselves included, said something.

    Args:
        kind: message, notice or action (``/me``).
        sender: who, by nick; a server's name where a server speaks.
        target: the channel, or the nick that it was said to, as sent.
        buffer: where it belongs: the channel, or the other person's nick; empty: the server.
        text: what, with formatting codes.
        msgid: the server's id, empty where it gives none.
        own: we said it.
        label: with ``own``: the label that `ChatClient.say` gave back, empty if it was said by
            another client of ours.
        historic: it comes from a replay or a history batch.
    """

    kind: Kind
    sender: str
    target: str
    buffer: str
    text: str
    msgid: str = ""
    own: bool = False
    label: str = ""
    historic: bool = False


@dataclass(frozen=True, slots=True)
class SendFailed(Event):
    """Something that we said did not arrive.

    Args:
        label: which, as `ChatClient.say` gave it back.
        buffer: where it was said.
        reason: why, for a person.
    """

    label: str
    buffer: str
    reason: str
