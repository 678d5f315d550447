"""Read markers: up to where somebody has read (IRCv3 read-marker)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import names
from netcore.core.session import Session

if TYPE_CHECKING:
    from netcore.core.hub import Hub


def owner(session: Session) -> str:
    """Whose markers a session has: its account's, else its nick's on its machine.

    A nick alone would hand them to whoever takes it later: "Servers MUST NOT leak read markers
    sent by a user to other users" (IRCv3 read-marker, "Security Considerations").
    """
    user = session.user
    if user and user.account:
        return names.nick_key(user.account)
    return f"{names.nick_key(session.name)}@{session.host}"


def line(hub: Hub, name: str, time: int) -> str:
    """A MARKREAD of the server; `time` in milliseconds, 0 for none."""
    marker = f"timestamp={hub.stamps.iso(time)}" if time else "*"
    return f":{hub.settings.server_name} MARKREAD {name} {marker}"


def marker(hub: Hub, session: Session, name: str, whose: str, target: str) -> None:
    """Answer with where a marker is."""
    hub.reply(session, line(hub, name, hub.past.marker(whose, target)))
