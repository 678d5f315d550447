"""CAP: which extensions a client has on (IRCv3 capability negotiation)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import caps, encryption
from netcore.core.commands.registration import complete
from netcore.core.commands.registry import command
from netcore.core.session import Phase, Session
from netcore.wire import numerics as n
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.core.hub import Hub


@command("CAP", params=1, early=True)
def cap(hub: Hub, session: Session, message: Message) -> None:
    """CAP LS [302] | LIST | REQ :names | END."""
    subcommand = message.params[0].upper()
    if subcommand == "LS":
        _ls(hub, session, message.param(1))
    elif subcommand == "LIST":
        _send(hub, session, "LIST", " ".join(caps.listed(session.caps)))
    elif subcommand == "REQ":
        _req(hub, session, message.param(1))
    elif subcommand == "END":
        if session.negotiating:
            session.negotiating = False
            complete(hub, session)
    else:
        text = "Invalid CAP subcommand"
        hub.numeric(session, n.ERR_INVALIDCAPCMD, message.params[0], text=text)


def _ls(hub: Hub, session: Session, version: str) -> None:
    if session.phase is Phase.REGISTERING:
        session.negotiating = True
    if version.isascii() and version.isdigit() and int(version[:6]) >= 302:
        session.cap_302 = True
        # "If a client sends CAP LS 302, cap-notify is implicitly enabled."
        hub.set_caps(session, session.caps | caps.CAP_NOTIFY)
    _send(hub, session, "LS", " ".join(_offered(hub, session)))


def _offered(hub: Hub, session: Session) -> list[str]:
    """What LS lists; to whoever has to come back with TLS it is that alone."""
    policy = encryption.policy(hub, session) if session.cap_302 else ""
    sts = [f"sts={policy}"] if policy else []
    if encryption.lacking(hub, session):
        return sts
    offers = hub.offers.items()
    return [f"{name}={v}" if v and session.cap_302 else name for name, v in offers] + sts


def _req(hub: Hub, session: Session, words: str) -> None:
    if session.phase is Phase.REGISTERING:
        session.negotiating = True
    offers = {} if encryption.lacking(hub, session) else hub.offers
    bits = caps.requested(words, offers)
    if bits is None or (session.cap_302 and bits[1] & caps.CAP_NOTIFY):
        _send(hub, session, "NAK", caps.echoed(words))
        return
    on, off = bits
    hub.set_caps(session, (session.caps | on) & ~off)
    _send(hub, session, "ACK", caps.echoed(words))


def _send(hub: Hub, session: Session, subcommand: str, words: str) -> None:
    hub.reply(session, f":{hub.settings.server_name} CAP {session.name} {subcommand} :{words}")
