"""Makes what a server sends safe to show, once, where it enters; pure."""

from datetime import UTC, datetime

from netcore.client.ctcp import MARK
from netcore.wire.message import NO_TAGS, Message
from netcore.wire.text import clean, plain

# Whose last parameter people write and format; all else is names, or text without formatting.
_FORMATTED = {"PRIVMSG", "NOTICE", "TOPIC", "332", "322", "372"}
_MOST_PARAMS = 1_000


def cleaned(message: Message) -> Message:
    """The message with every text in it cleaned; see `netcore.wire.text`."""
    params = list(map(plain, message.params[:_MOST_PARAMS]))
    if message.command in _FORMATTED and len(message.params) > 1:
        params[-1] = _formatted(message.params[len(params) - 1])
    tags = message.tags
    if tags:
        tags = {plain(name): plain(value) for name, value in tags.items()}
    return Message(plain(message.command), tuple(params), plain(message.source), tags or NO_TAGS)


def _formatted(text: str) -> str:
    """CTCP's marks are kept: they are taken off where CTCP is understood."""
    if not text.startswith(MARK):
        return clean(text, keep_formatting=True)
    closed = len(text) > 1 and text.endswith(MARK)
    inner = clean(text.strip(MARK), keep_formatting=True)
    return f"{MARK}{inner}{MARK}" if closed else MARK + inner


def time_of(message: Message, now: datetime) -> datetime:
    """The server's time (IRCv3 server-time), or ours where there is none that makes sense."""
    stamp = message.tags.get("time", "")
    if not stamp:
        return now
    try:
        time = datetime.fromisoformat(stamp)
    except ValueError:
        return now
    if not 1971 < time.year < 2999:
        return now
    return time if time.tzinfo else time.replace(tzinfo=UTC)
