"""What our owner wants of a session: to say something, to come, to go, another name; pure.

None of it raises: what cannot be done is told as an event.
"""

import re
from typing import TYPE_CHECKING

from netcore.client import past
from netcore.client.ctcp import wrap
from netcore.client.delivery import Outgoing
from netcore.client.events import Kind, Parted, ServerError, Status
from netcore.client.modes import changes
from netcore.errors import WireError
from netcore.wire.message import NO_TAGS, Message, serialise

if TYPE_CHECKING:
    from netcore.client.session import Session

_NOT_IN_NAMES = re.compile(r"[\s,\0\a]")
# What would end a line, or a text in some servers, becomes a space.
ONE_LINE = str.maketrans({"\r": " ", "\n": " ", "\0": " "})
_JOIN_BYTES = 400
# What the longest usual prefix of ours leaves of a line, while we do not know our own.
_USER_BYTES, _HOST_BYTES = 10, 63
_LEAST_ROOM = 16


def say(s: "Session", target: str, text: str, kind: Kind) -> str:
    """Say something as soon as it is its turn; gives its label."""
    text = text.translate(ONE_LINE).strip("\x01")
    message = Outgoing(s.delivery.next_label(), target, kind, text)
    try:
        serialise(Message("PRIVMSG", (target, text)))
    except WireError:
        s.failed(message, s.now, f"{target!r} is nobody to whom anything can be said")
        return message.label
    if not s.delivery.put(message):
        s.failed(message, s.now, "too many messages wait to be sent")
    pump(s)
    return message.label


def pump(s: "Session", *, all_of_it: bool = False) -> None:
    """Send what waits, as far as the server keeps up."""
    if s.status is not Status.ONLINE or (s.catching_up.busy and not all_of_it):
        return
    while message := s.delivery.take(all_of_it=all_of_it):
        _send_out(s, message)
        token = s.delivery.mark()
        if token:
            s.ping(token)
    # Where nothing is echoed, only the answer to a PING tells that a message has arrived.
    silent = "echo-message" not in s.caps.enabled
    if silent and s.delivery.unmarked and s.heartbeat and not s.heartbeat.waiting:
        s.ping()


def _send_out(s: "Session", message: Outgoing) -> None:
    text = message.text
    message.nick = s.state.nick
    command = "NOTICE" if message.kind is Kind.NOTICE else "PRIVMSG"
    if message.kind is Kind.ACTION:
        text = wrap("ACTION", text)
    over = _excess(s, serialise(Message(command, (message.target, text))))
    if over > 0:
        s.failed(message, s.now, f"it is {over} bytes too long for one line of this server")
        return
    tags = {"label": message.label} if "labeled-response" in s.caps.enabled else NO_TAGS
    s.send_message(Message(command, (message.target, text), "", tags))
    if "echo-message" not in s.caps.enabled:
        s.said(message, s.now)


def room(s: "Session", target: str, kind: Kind) -> int:
    """Bytes of text that fit one line to a target once the server puts our prefix before it."""
    state = s.state
    user = len(state.user.encode()) or state.features.number("USERLEN", _USER_BYTES) + 1
    host = len(state.host.encode()) or state.features.number("HOSTLEN", _HOST_BYTES)
    prefix = len(f":{state.nick}!@ ".encode()) + user + host
    action = len(wrap("ACTION", "-")) - 1 if kind is Kind.ACTION else 0
    head = len(f"PRIVMSG {target} :\r\n".encode()) + action
    return max(state.features.line_length - prefix - head, _LEAST_ROOM)


def _excess(s: "Session", line: str) -> int:
    """Bytes by which a line without tags is too long; some servers cut off whoever sends one."""
    return len(line.encode()) + len("\r\n") - s.state.features.line_length


def command(s: "Session", name: str, *params: str) -> bool:
    """Send a command now, or tell why not."""
    if s.status is not Status.ONLINE:
        s.emit(ServerError(s.now, name, f"There is no connection: {name} was not sent."))
        return False
    message = Message(name, tuple(param.translate(ONE_LINE) for param in params))
    try:
        over = _excess(s, serialise(message))
        if over > 0:
            raise WireError(f"it is {over} bytes too long for this server")
        s.send_message(message)
    except WireError as error:
        s.emit(ServerError(s.now, name, f"{name} was not sent: {error.what}."))
        return False
    return True


def raw(s: "Session", line: str) -> None:
    """Send a line as it is."""
    line = line.translate(ONE_LINE).strip()
    if s.status is not Status.ONLINE:
        s.emit(ServerError(s.now, "RAW", "There is no connection: the line was not sent."))
    elif line:
        s.answer([line])


def join(s: "Session", channels: str, key: str = "") -> None:
    """Come into a channel, or several with commas between them, now or as soon as we can."""
    for name in filter(None, channels.split(",")):
        if _NOT_IN_NAMES.search(name):
            s.emit(ServerError(s.now, "JOIN", f"{name} cannot be the name of a channel"))
            continue
        if s.status is Status.ONLINE and not command(s, "JOIN", name, *([key] if key else [])):
            continue
        s.wishes.channels.pop(s.wanted_name(name), None)
        s.wishes.channels[name] = key


def mode(s: "Session", target: str, *arguments: str) -> None:
    """Ask for modes or change them, in as many lines as the server's MODES makes necessary."""
    features = s.state.features
    letters, *rest = arguments or ("",)
    wanted = list(changes(features, letters, rest))
    most = features.number("MODES", 3) if features.tokens.get("MODES") != "" else len(wanted)
    if not s.state.is_channel(target) or sum(bool(c.argument) for c in wanted) <= most:
        command(s, "MODE", target, *arguments)
        return
    for start in range(0, len(wanted), most):
        part = wanted[start : start + most]
        signs = "".join(f"{'+' if change.added else '-'}{change.mode}" for change in part)
        command(s, "MODE", target, signs, *(c.argument for c in part if c.argument))


def part(s: "Session", channel: str, reason: str) -> None:
    """Leave a channel and stay away."""
    if s.status is Status.ONLINE:
        command(s, "PART", channel, *([reason] if reason else []))
        return
    s.wishes.channels.pop(s.wanted_name(channel), None)
    if s.state.leave(channel, s.state.nick):
        s.emit(Parted(s.now, channel, s.state.nick, reason, True))


def change_nick(s: "Session", nick: str) -> None:
    """Be called otherwise, if the server lets us; offline, from the next connection on."""
    if s.status is Status.ONLINE:
        command(s, "NICK", nick)
    else:
        use_nick(s, nick)


def use_nick(s: "Session", nick: str) -> None:
    """Want a nick from now on, whatever we are called at present."""
    s.wishes.nick = nick
    if s.status is Status.ONLINE:
        command(s, "NICK", nick)
    elif s.status is Status.REGISTERING:
        s.state.nick = nick
        s.send("NICK", nick)


def redact(s: "Session", target: str, msgid: str, reason: str) -> None:
    """Take a message back, where the server lets one (IRCv3 message-redaction)."""
    if s.status is Status.ONLINE and "draft/message-redaction" not in s.caps.enabled:
        s.emit(ServerError(s.now, "REDACT", "This server takes no message back."))
    else:
        command(s, "REDACT", target, msgid, *([reason] if reason else []))


def set_away(s: "Session", message: str | None) -> None:
    """Be away with a message, or back (None); it holds over a lost connection."""
    s.wishes.away = message
    if s.status is Status.ONLINE:
        command(s, "AWAY", *([message or "away"] if message is not None else []))


def return_to(s: "Session") -> None:
    """Be again where and how we want to be: channels, with their keys, and away or not.

    Channels with keys come first, since keys belong to names by their order.
    """
    past.expect(s)
    names: list[str] = []
    keys: list[str] = []
    for name, key in sorted(s.wishes.channels.items(), key=lambda item: not item[1]):
        if _NOT_IN_NAMES.search(name):
            # A server may have called a channel so; it must not cost us the others.
            continue
        if names and len(",".join((*names, *keys, name, key)).encode()) > _JOIN_BYTES:
            _join(s, names, keys)
            names, keys = [], []
        names.append(name)
        keys += [key] if key else []
    if names:
        _join(s, names, keys)
    if s.wishes.away is not None:
        set_away(s, s.wishes.away)


def _join(s: "Session", names: list[str], keys: list[str]) -> None:
    command(s, "JOIN", ",".join(names), *([",".join(keys)] if keys else []))


def leave(s: "Session", reason: str) -> None:
    """Say all that waits, and quit."""
    pump(s, all_of_it=True)
    s.leaving = True
    s.send("QUIT", *([reason] if reason else []))
