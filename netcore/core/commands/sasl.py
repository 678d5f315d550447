"""AUTHENTICATE: logging in to an account (IRCv3 SASL 3.1 and 3.2)."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netcore.core import accounts, caps
from netcore.core.commands.registry import command
from netcore.core.secrets import (
    BeginScram,
    Challenge,
    FinishScram,
    LoggedIn,
    LogIn,
    LogInByCertificate,
    Proven,
    Slowed,
)
from netcore.core.session import Session
from netcore.wire import numerics as n
from netcore.wire.message import Message

if TYPE_CHECKING:
    from netcore.core.hub import Hub

CHUNK = 400
"""SASL 3.1: "encoded in Base64, then split to 400-byte chunks"."""
MOST = 2_800
"""Letters of Base64 of one response: the longest names with a password of 1,024 bytes, and then
some; "The server MAY place a limit on the total length of a response"."""


@dataclass(slots=True)
class Exchange:
    """A login that is under way.

    Args:
        mechanism: by which.
        data: the pieces of the client's response so far.
        state: of SCRAM, what the other side of `hub.ask` has to remember.
        proven: of SCRAM, whose password it was, until the client has seen our proof.
    """

    mechanism: str
    data: str = ""
    state: object = None
    proven: str = ""


@command("AUTHENTICATE", params=1, early=True)
def authenticate(hub: Hub, session: Session, message: Message) -> None:
    """AUTHENTICATE mechanism, then AUTHENTICATE data as often as it takes; ``*`` gives up."""
    word = message.params[0]
    if not session.caps & caps.SASL:
        _fail(hub, session)
    elif len(word) > CHUNK:
        session.sasl = None
        hub.numeric(session, n.ERR_SASLTOOLONG, text="SASL message too long")
    elif word == "*":
        session.sasl = None
        hub.numeric(session, n.ERR_SASLABORTED, text="SASL authentication aborted")
    elif session.account:
        text = "You have already authenticated using SASL"
        hub.numeric(session, n.ERR_SASLALREADY, text=text)
    elif session.sasl is None:
        _begin(hub, session, word.upper())
    else:
        _take(hub, session, session.sasl, word)


def _begin(hub: Hub, session: Session, mechanism: str) -> None:
    usable = accounts.mechanisms(hub, session)
    if mechanism not in usable:
        text = "are available SASL mechanisms"
        hub.numeric(session, n.RPL_SASLMECHS, ",".join(usable) or "*", text=text)
        _fail(hub, session)
        return
    session.sasl = Exchange(mechanism)
    _send(hub, session, b"")


def _take(hub: Hub, session: Session, exchange: Exchange, word: str) -> None:
    """Take a piece; one of less than 400 letters is the last of its response."""
    if word != "+":
        exchange.data += word
    if len(exchange.data) > MOST:
        session.sasl = None
        hub.numeric(session, n.ERR_SASLTOOLONG, text="SASL message too long")
        return
    if len(word) == CHUNK:
        return
    data, exchange.data = exchange.data, ""
    try:
        response = base64.b64decode(data, validate=True).decode()
    except ValueError:  # neither Base64 nor UTF-8 are all letters
        _fail(hub, session)
    else:
        _STEPS[exchange.mechanism](hub, session, exchange, response)


def _plain(hub: Hub, session: Session, exchange: Exchange, response: str) -> None:
    """RFC 4616: ``authzid NUL authcid NUL passwd``; nobody acts for somebody else."""
    parts = response.split("\0")
    if len(parts) != 3 or parts[0] not in ("", parts[1]):
        _fail(hub, session)
        return
    _, name, password = parts
    work = LogIn(accounts.key(hub, name), password, _address(session))
    hub.ask(session, work, lambda answer: _answered(hub, session, answer))


def _external(hub: Hub, session: Session, exchange: Exchange, response: str) -> None:
    """RFC 4422, appendix A: the name that is wanted, or nothing."""
    wanted = accounts.key(hub, response)
    if response and not wanted:
        _fail(hub, session)
        return
    work = LogInByCertificate(session.certfp, wanted)
    hub.ask(session, work, lambda answer: _answered(hub, session, answer))


def _scram(hub: Hub, session: Session, exchange: Exchange, response: str) -> None:
    """RFC 5802: challenge, proof of the client, proof of the server, an empty response."""
    if exchange.proven:
        _answered(hub, session, False if response else LoggedIn(exchange.proven))
    elif exchange.state is None:
        work = BeginScram(response, _address(session))
        hub.ask(session, work, lambda answer: _challenge(hub, session, exchange, answer))
    else:
        proof = FinishScram(exchange.state, response, _address(session))
        hub.ask(session, proof, lambda answer: _prove(hub, session, exchange, answer))


def _challenge(hub: Hub, session: Session, exchange: Exchange, answer: object) -> None:
    if isinstance(answer, Challenge):
        exchange.state = answer.state
        _send(hub, session, answer.text.encode())
    else:
        _answered(hub, session, answer)


def _prove(hub: Hub, session: Session, exchange: Exchange, answer: object) -> None:
    if isinstance(answer, Proven):
        exchange.proven = answer.account
        _send(hub, session, answer.text.encode())
    else:
        _answered(hub, session, answer)


def _answered(hub: Hub, session: Session, answer: object) -> None:
    """It is known who is there, or that it is not who it says."""
    session.sasl = None
    if isinstance(answer, LoggedIn):
        if accounts.log_in(hub, session, answer.account):
            hub.numeric(session, n.RPL_SASLSUCCESS, text="SASL authentication successful")
        return
    hub.note("warning", f"{session.name} ({session.host}) failed to log in")
    why = f": wait {answer.seconds} seconds" if isinstance(answer, Slowed) else ""
    _fail(hub, session, why)


def _fail(hub: Hub, session: Session, why: str = "") -> None:
    session.sasl = None
    hub.numeric(session, n.ERR_SASLFAIL, text=f"SASL authentication failed{why}")


def _send(hub: Hub, session: Session, data: bytes) -> None:
    """Send a response of ours, in pieces as the client's are."""
    text = base64.b64encode(data).decode()
    pieces = [text[start : start + CHUNK] for start in range(0, len(text), CHUNK)]
    if not pieces or len(pieces[-1]) == CHUNK:
        pieces.append("+")
    for piece in pieces:
        hub.reply(session, f"AUTHENTICATE {piece}")


def _address(session: Session) -> str:
    return "" if session.local else session.host


_STEPS: dict[str, Callable[[Hub, Session, Exchange, str], None]] = {
    "PLAIN": _plain,
    "EXTERNAL": _external,
    "SCRAM-SHA-256": _scram,
}
