"""Who may speak unencrypted, and what a server that speaks TLS tells those who do."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from netcore.core.hub import Hub
    from netcore.core.session import Session


class Encryption(NamedTuple):
    """That the server speaks TLS, on the very port that speaks plain text.

    Args:
        port: which.
        duration: seconds for which clients are to come back encrypted only; 0: no promise.
    """

    port: int
    duration: int = 0


def lacking(hub: Hub, session: Session) -> bool:
    """Whether somebody would have to come back with TLS; this machine's own people need not."""
    return hub.encryption is not None and not session.secure and not session.local


def policy(hub: Hub, session: Session) -> str:
    """The value of the ``sts`` capability for a session (IRCv3 Strict Transport Security).

    Those on this machine get none: a policy holds for all ports of a host's name, and would keep
    them from every other server here.

    Returns:
        Empty where the capability is not offered.
    """
    encryption = hub.encryption
    if encryption is None or (session.local and not session.secure):
        return ""
    return f"port={encryption.port},duration={encryption.duration}"


def request(hub: Hub) -> str:
    """What somebody without TLS is told; for whom `lacking` holds."""
    assert hub.encryption
    port = hub.encryption.port
    return (
        f"Only encrypted connections are let in here: come back with TLS on this same port {port}"
        f" (chat-tui join ircs://HOST:{port} does; so does /connect -tls in irssi)"
    )


def turn_away(hub: Hub, session: Session) -> None:
    """End a session that lacks TLS, and say how to come back."""
    text = request(hub)
    hub.note("info", f"turned away {session.host}:{session.port}: spoke without TLS")
    hub.end(session, text)
