"""CAP: which extensions a client has on (IRCv3 capability negotiation)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import accounts, caps, encryption, metadata_telling
from netcore.core.commands.registration import complete
from netcore.core.commands.registry import command
from netcore.core.session import Phase, Session
from netcore.wire import numerics as n
from netcore.wire.lines import MAX_LINE
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
        _send_list(hub, session, "LIST", caps.listed(session.caps), split=session.cap_302)
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
    new = version.isascii() and version.isdigit() and int(version[:6]) >= 302
    if new:
        session.cap_302 = True
        # "If a client sends CAP LS 302, cap-notify is implicitly enabled."
        hub.set_caps(session, session.caps | caps.CAP_NOTIFY)
    _send_list(hub, session, "LS", _offered(hub, session, new=new), split=new)


def _offered(hub: Hub, session: Session, *, new: bool) -> list[str]:
    """What LS lists; to whoever has to come back with TLS it is that alone.

    "If a client sends a lower CAP version (or omits the version number entirely), servers SHOULD
    return a CAP LS reply consistent with the request's version": without values, and without the
    drafts, which such a client does not know and which do not fit into its one line.
    """
    policy = encryption.policy(hub, session) if new else ""
    sts = [f"sts={policy}"] if policy else []
    if encryption.lacking(hub, session):
        return sts
    offers = hub.offers | accounts.offers(hub, session)
    if not new:
        return [name for name in offers if not name.startswith("draft/")]
    return [f"{name}={value}" if value else name for name, value in offers.items()] + sts


def _req(hub: Hub, session: Session, words: str) -> None:
    if session.phase is Phase.REGISTERING:
        session.negotiating = True
    lacking = encryption.lacking(hub, session)
    offers = {} if lacking else hub.offers | accounts.offers(hub, session)
    bits = caps.requested(words, offers)
    if bits is None or (session.cap_302 and bits[1] & caps.CAP_NOTIFY):
        _send(hub, session, "NAK", caps.echoed(words))
        return
    on, off = bits
    hub.set_caps(session, (session.caps | on) & ~off)
    _send(hub, session, "ACK", caps.echoed(words))
    if on & caps.ANY_METADATA and session.phase is Phase.IRC:
        metadata_telling.tell_own(hub, session)
    if off & caps.ANY_METADATA and not session.caps & caps.ANY_METADATA:
        session.subs.clear()


def _send_list(
    hub: Hub, session: Session, subcommand: str, words: list[str], *, split: bool
) -> None:
    """Send names in as many lines as they need, all but the last marked with ``*``.

    Who does not know of such lines gets as many names as one line holds.
    """
    head = f":{hub.settings.server_name} CAP {session.name} {subcommand} * :"
    room = MAX_LINE - 2 - len(head.encode())
    lines: list[str] = [""]
    for word in words:
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if len(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    for line in lines[:-1] if split else ():
        _send(hub, session, f"{subcommand} *", line)
    _send(hub, session, subcommand, lines[-1] if split else lines[0])


def _send(hub: Hub, session: Session, subcommand: str, words: str) -> None:
    hub.reply(session, f":{hub.settings.server_name} CAP {session.name} {subcommand} :{words}")
