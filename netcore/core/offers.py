"""Which capabilities clients may turn on, with their values, and telling them of changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import caps, metadata, multiline
from netcore.core.render import reply
from netcore.core.session import Phase

if TYPE_CHECKING:
    from netcore.core.hub import Hub

_VALUES = {
    "draft/multiline": multiline.LIMITS,
    "draft/metadata-2": metadata.LIMITS,
    "draft/metadata-3": f"{metadata.LIMITS},max-key-bytes={metadata.MAX_KEY}",
}
"""All others have none."""


def from_the_start() -> dict[str, str]:
    """What is offered by a server that has nothing more; values by capability."""
    return {name: _VALUES.get(name, "") for name in caps.ALWAYS}


def offer(hub: Hub, name: str, value: str = "") -> None:
    """Let clients turn a capability on, and tell those who know of such changes."""
    hub.offers[name] = value
    _tell(hub, "NEW", name, value)


def withdraw(hub: Hub, name: str) -> None:
    """Offer a capability no longer, and turn it off wherever it is on."""
    if hub.offers.pop(name, None) is None:
        return
    _tell(hub, "DEL", name)
    for session in hub.sessions.values():
        if session.phase is not Phase.CLOSING:
            hub.set_caps(session, session.caps & ~caps.NAMES[name])


def _tell(hub: Hub, subcommand: str, name: str, value: str = "") -> None:
    """CAP NEW or DEL to those with cap-notify (IRCv3 capability negotiation)."""
    for session in hub.sessions.values():
        if session.caps & caps.CAP_NOTIFY and session.phase is not Phase.CLOSING:
            words = f"{name}={value}" if value and session.cap_302 else name
            line = f":{hub.settings.server_name} CAP {session.name} {subcommand} :{words}"
            hub.deliver(session, reply(line, hub.wall, hub.stamps))
