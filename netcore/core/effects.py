"""What a turn of the chat leads to outside of it."""

from __future__ import annotations

from typing import NamedTuple

from netcore.core.asking import Ask
from netcore.core.delivery import Post
from netcore.core.history import Entry
from netcore.core.moderation import Act, Kept
from netcore.core.notes import Note
from netcore.core.past import Moved, Redaction
from netcore.core.session import Session


class Effects(NamedTuple):
    """What a turn leads to; `close` comes after what is to be written.

    Args:
        posts: what is to be sent to many alike, to each of them before all else.
        ready: sessions with bytes in `Session.out`, which the taker empties.
        close: sessions whose links are to be closed.
        renamed: sessions whose person has a new nick.
        notes: lines for the log.
        asks: slow work, each piece of which is to be answered with `Hub.answered`.
        kept: what is to be stored, before anybody is shown anything of this turn.
        redacted: what is to be forgotten, after that was stored.
        moved: channels whose history gets another name, before that is stored.
        acts: what operators have done, for the audit log.
        moderated: the lists of who is banned and muted, where they have changed.
    """

    posts: list[Post]
    ready: list[Session]
    close: list[Session]
    renamed: list[Session]
    notes: list[Note]
    asks: list[Ask]
    kept: list[Entry]
    redacted: list[Redaction]
    moved: list[Moved]
    acts: list[Act]
    moderated: Kept | None
