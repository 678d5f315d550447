"""From a link's bytes to lines, and from a line to the dialect that understands it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore.core import plain
from netcore.core.commands import handle, refuse_undecodable
from netcore.core.commands.messages import say_again
from netcore.core.commands.registry import Handler
from netcore.core.dialect import Opening, may_become_irc, opening
from netcore.core.flood import Pause
from netcore.core.session import Phase, Session, Step
from netcore.errors import WireError
from netcore.wire import numerics as n
from netcore.wire.lines import MAX_CLIENT_TAGS, MAX_LINE
from netcore.wire.message import parse

if TYPE_CHECKING:
    from netcore.core.hub import Hub

_MAX_SWALLOWED = 1024 * 1024
"""Bytes of one line without an end after which the connection is given up."""
_MAX_TELNET = 64 * 1024
"""Bytes of telnet's own after which the same: a telnet says some dozens, and each costs a look."""
_MAX_HELD = 1000
"""Lines that are kept for a session whose nick has no place yet; a hasty bot sends a few."""
_BREAKS = {ord("\r"): " ", ord("\n"): " ", 0: None}
_UNDECIDED_PAUSE = 3.0
"""Seconds for which the beginning of a command may stand without its end."""


def take_bytes(hub: Hub, session: Session, data: bytes) -> None:
    """Handle bytes as they came."""
    session.heard_at = hub.now
    session.asked_at = None
    while session.phase is Phase.OPEN and 0 < (end := data.find(b"\n") + 1) < len(data):
        # What comes behind the line that decides is read as its dialect has it.
        _take_piece(hub, session, data[:end])
        data = data[end:]
    if session.phase is not Phase.CLOSING:
        _take_piece(hub, session, data)


def _take_piece(hub: Hub, session: Session, data: bytes) -> None:
    """Handle bytes that are all of one dialect, if any has been decided on."""
    if session.phase is Phase.PLAIN or (
        session.phase is Phase.OPEN and opening(data) is not Opening.IRC
    ):
        data = session.telnet.feed(data)
    lines = session.lines
    found = lines.feed(data)
    for line in found:
        if session.phase is Phase.IRC and session.bucket is None and not session.asking:
            _take_irc(hub, session, line)
        else:
            _take_line(hub, session, line)
        if session.waiting > hub.settings.sendq:
            hub.end(session, "SendQ exceeded")
        if session.phase is Phase.CLOSING:
            return
    if not found:
        _take_nothing(hub, session)
    if lines.swallowed > _MAX_SWALLOWED:
        hub.end(session, "Excess flood: a line without an end")
    elif session.telnet.dropped > _MAX_TELNET:
        hub.end(session, "Excess flood: telnet that says nothing")
    else:
        _watch_partial(hub, session)


def _take_nothing(hub: Hub, session: Session) -> None:
    """Bytes came and no line did: if these were line ends alone, they count for one."""
    lines = session.lines
    waits = session.asking or session.claiming
    if not (lines.partial or lines.swallowed or waits):
        _too_fast(hub, session, b"")


def _take_line(hub: Hub, session: Session, line: bytes | None) -> None:
    if session.phase is Phase.OPEN and not _open(hub, session, line or b""):
        return
    if session.claiming or session.asking or _too_fast(hub, session, line):
        _hold(hub, session, line)
    elif session.phase is Phase.PLAIN:
        plain.take_line(hub, session, line)
        _rest(hub, session)
    else:
        _take_irc(hub, session, line)


def _too_fast(hub: Hub, session: Session, line: bytes | None) -> bool:
    """Whether a line has to wait for its turn; who goes on like that for long is cut off."""
    if session.bucket is None:
        return False
    wait = session.bucket.take(line, hub.now)
    if not wait:
        return False
    if session.bucket.slowed_for(hub.now) > hub.settings.flood_patience:
        hub.end(session, "Excess flood: too many lines for too long")
    else:
        hub.ask(session, Pause(hub.now + wait), lambda _: None)
    return True


def _hold(hub: Hub, session: Session, line: bytes | None) -> None:
    """Keep a line until it is known who says it, and until those before it are answered.

    Whoever brings the bytes brings no more while a session asks: see `Hub.ask`.
    """
    session.held.append(line)
    if session.claiming and len(session.held) > _MAX_HELD:
        session.held.clear()
        hub.end(session, "Excess flood: too many lines before the welcome")


def take_held(hub: Hub, session: Session) -> None:
    """Handle the lines that had to wait; some may have to wait again."""
    held, session.held = session.held, []
    # A line that claims a nick comes back here once that has its place: the end is not due yet.
    at_end, session.at_end = session.at_end, False
    for number, line in enumerate(held, 1):
        if session.phase is Phase.CLOSING:
            break
        _take_line(hub, session, line)
        if session.asking or session.claiming:
            # Not looked at one by one: there may be thousands, several times a second.
            session.held += held[number:]
            session.at_end = at_end
            return
    if at_end and session.phase is not Phase.CLOSING:
        take_end(hub, session)


def _open(hub: Hub, session: Session, first: bytes) -> bool:
    """Decide between the dialects, or turn away what is no chat at all.

    Returns:
        Whether the line that decided is still to be handled.
    """
    what = opening(first)
    if what is Opening.IRC:
        session.step(Step.SPEAKS_IRC)
        return True
    if what is Opening.PLAIN:
        session.step(Step.SPEAKS_PLAIN)
        return plain.greet(hub, session)
    hub.note("warning", f"turned away {session.host}:{session.port}: spoke {what.name}")
    hub.end(session, str(what.value))
    return False


def _take_irc(hub: Hub, session: Session, line: bytes | None) -> None:
    if line is None or (len(line) > MAX_LINE - 2 and _too_long(line)):
        hub.numeric(session, n.ERR_INPUTTOOLONG, text="Input line was too long")
        if session.incoming:
            session.incoming.spoil()
        return
    if b"\0" in line:
        line = line.replace(b"\0", b"")
    try:
        text = line.decode()
        head, _, said = text.partition(" :")
        permit = session.permits.get(head)
        if permit is not None and permit.version == hub.version and said:
            say_again(hub, session, permit, said)
            return
        message = parse(text)
    except UnicodeDecodeError:
        _take_undecodable(hub, session, line)
    except WireError:
        return  # a line without a command says nothing
    else:
        handle(hub, session, message)
        _rest(hub, session)


def _too_long(line: bytes) -> bool:
    """Whether the tags, with ``@`` and the space, or the rest, with CRLF, are over their limits."""
    tags = line.find(b" ") + 1 if line[:1] == b"@" else 0
    return tags > MAX_CLIENT_TAGS or len(line) - tags > MAX_LINE - 2


def _take_undecodable(hub: Hub, session: Session, line: bytes) -> None:
    """A line that is not UTF-8: read in the operator's other encoding, or refused."""
    if hub.settings.fallback_encoding:
        # In some encodings a line end is made of other bytes than ours: it would begin a line.
        text = line.decode(hub.settings.fallback_encoding, errors="replace")
        # It has fitted as it came, and may take more bytes as UTF-8.
        _take_parsed(hub, session, text.translate(_BREAKS), handle)
    else:
        _take_parsed(hub, session, line.decode(errors="replace"), refuse_undecodable)


def _take_parsed(hub: Hub, session: Session, text: str, run: Handler) -> None:
    try:
        message = parse(text)
    except WireError:
        return  # a line without a command says nothing
    run(hub, session, message)
    _rest(hub, session)


def _rest(hub: Hub, session: Session) -> None:
    """Have a session go on in the next turn if this one has taken too long: others wait as well."""
    waits = session.asking or session.claiming or session.phase is Phase.CLOSING
    if hub.turn_is_over() and not waits:
        hub.ask(session, Pause(hub.now), lambda _: None, aside=True)


def _watch_partial(hub: Hub, session: Session) -> None:
    """Note until when bytes may lie without a line end; an IRC client's are never a line."""
    partial = session.lines.partial
    if not partial or session.phase not in (Phase.OPEN, Phase.PLAIN):
        hub.partial.pop(session, None)
        return
    pause = hub.settings.plain_pause
    if session.phase is Phase.OPEN:
        what = opening(partial)
        if what not in (Opening.IRC, Opening.PLAIN):
            _open(hub, session, partial)
            return
        if what is Opening.IRC and b" " in partial:
            hub.partial.pop(session, None)
            return
        if may_become_irc(partial):
            pause = max(pause, _UNDECIDED_PAUSE)
    hub.partial[session] = hub.now + pause


def take_line_end_missing(hub: Hub, session: Session) -> None:
    """Bytes have lain without a line end for a while: they count as a line."""
    hub.partial.pop(session, None)
    _take_line(hub, session, session.lines.take_partial())


def take_end(hub: Hub, session: Session) -> None:
    """The peer has ended its side: a plain guest's last bytes are a line, IRC's are lost.

    What it said before and had to wait is said first.
    """
    undecided = session.phase in (Phase.OPEN, Phase.PLAIN)
    if undecided and session.lines.partial and not session.truncated:
        _take_line(hub, session, session.lines.take_partial())
    if session.asking or session.claiming:
        session.at_end = True
    elif session.phase is not Phase.CLOSING:
        hub.end(session, "Connection closed")
