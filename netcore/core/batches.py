"""Several lines as one answer (IRCv3 batch)."""

from __future__ import annotations

from collections.abc import Sequence

from netcore.core import caps
from netcore.core.render import Renderer, encode, reply
from netcore.core.session import Session
from netcore.core.telling import Telling

Tagged = tuple[str, str]
"""Tags as they stand on the wire, and a line."""


def answer_in_batch(hub: Telling, session: Session, what: str, lines: Sequence[Tagged]) -> None:
    """Answer a command with a batch, whose opening bears the command's label, if it has one.

    IRCv3 labeled-response: "The batch type MUST be one of: An existing type applicable to the
    entire response". Whoever has no batches gets the lines alone.

    Args:
        hub: where the session is.
        session: who asked.
        what: the batch's type and parameters.
        lines: what is in it.
    """
    if session.caps & caps.BATCH:
        hub.answer(session, batch(hub, what, lines))
        session.lines_out += len(lines) + 1
    elif lines:
        hub.answer(session, _bare(lines))
        session.lines_out += len(lines) - 1


def batch(hub: Telling, what: str, lines: Sequence[Tagged]) -> Renderer:
    """A batch with all of its lines."""
    server, id_ = hub.settings.server_name, hub.new_batch()
    opening = reply(f":{server} BATCH +{id_} {what}", hub.wall, hub.stamps)
    closing = reply(f":{server} BATCH -{id_}", hub.wall, hub.stamps)
    inner = b"".join([encode(_inside(id_, tags), line) for tags, line in lines])

    def render(profile: int, extra: str = "") -> bytes:
        return b"".join((opening(profile, extra) or b"", inner, closing(profile) or b""))

    return render


def _inside(id_: str, tags: str) -> str:
    """The tags of a line in a batch, which may be one of another batch within it."""
    if tags.startswith("batch="):
        return tags
    return f"batch={id_};{tags}" if tags else f"batch={id_}"


def _bare(lines: Sequence[Tagged]) -> Renderer:
    """Lines alone; what else the answer bears is on the first of them."""

    def render(profile: int, extra: str = "") -> bytes:
        (tags, line), *others = lines
        tags = f"{extra};{tags}" if extra and tags else extra or tags
        return encode(tags, line) + b"".join([encode(*other) for other in others])

    return render
