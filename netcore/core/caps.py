"""The capabilities that a client may ask for, as bits, and which of them change bytes."""

from collections.abc import Container

from netcore.wire import text

# Plain integers, since the operators of IntFlag cost a microsecond each on every message.
NONE = 0
MESSAGE_TAGS = 1 << 0
SERVER_TIME = 1 << 1
ECHO_MESSAGE = 1 << 2
LABELED_RESPONSE = 1 << 3
BATCH = 1 << 4
MULTI_PREFIX = 1 << 5
USERHOST_IN_NAMES = 1 << 6
EXTENDED_JOIN = 1 << 7
AWAY_NOTIFY = 1 << 8
SETNAME = 1 << 9
CAP_NOTIFY = 1 << 10
STANDARD_REPLIES = 1 << 11
ACCOUNT_NOTIFY = 1 << 12
ACCOUNT_TAG = 1 << 13
CHGHOST = 1 << 14
EXTENDED_MONITOR = 1 << 15
NO_IMPLICIT_NAMES = 1 << 16
NO_IMPLICIT_NAMES_DRAFT = 1 << 17
SASL = 1 << 18
ACCOUNT_REGISTRATION = 1 << 19
CHATHISTORY = 1 << 20
EVENT_PLAYBACK = 1 << 21
READ_MARKER = 1 << 22
SEARCH = 1 << 23
MULTILINE = 1 << 24
REDACTION = 1 << 25
CHANNEL_RENAME = 1 << 26
METADATA = 1 << 27
INVITE_NOTIFY = 1 << 28
METADATA_3 = 1 << 29
ANY_METADATA = METADATA | METADATA_3
PLAIN = 1 << 30
"""Not a capability: the receiver speaks the plain dialect."""

NAMES: dict[str, int] = {
    "message-tags": MESSAGE_TAGS,
    "server-time": SERVER_TIME,
    "echo-message": ECHO_MESSAGE,
    "labeled-response": LABELED_RESPONSE,
    "batch": BATCH,
    "multi-prefix": MULTI_PREFIX,
    "userhost-in-names": USERHOST_IN_NAMES,
    "extended-join": EXTENDED_JOIN,
    "away-notify": AWAY_NOTIFY,
    "setname": SETNAME,
    "cap-notify": CAP_NOTIFY,
    "standard-replies": STANDARD_REPLIES,
    "account-notify": ACCOUNT_NOTIFY,
    "account-tag": ACCOUNT_TAG,
    "sasl": SASL,
    "draft/account-registration": ACCOUNT_REGISTRATION,
    "chghost": CHGHOST,
    "extended-monitor": EXTENDED_MONITOR,
    "no-implicit-names": NO_IMPLICIT_NAMES,
    "draft/no-implicit-names": NO_IMPLICIT_NAMES_DRAFT,
    "draft/chathistory": CHATHISTORY,
    "draft/event-playback": EVENT_PLAYBACK,
    "draft/read-marker": READ_MARKER,
    "soju.im/search": SEARCH,
    "invite-notify": INVITE_NOTIFY,
    "draft/multiline": MULTILINE,
    "draft/channel-rename": CHANNEL_RENAME,
    "draft/message-redaction": REDACTION,
    "draft/metadata-2": METADATA,
    "draft/metadata-3": METADATA_3,
}

OF_HISTORY = frozenset(
    {
        "draft/chathistory",
        "draft/event-playback",
        "draft/read-marker",
        "draft/message-redaction",
        "soju.im/search",
    }
)
"""The names that are offered only where a history is kept."""

OF_ACCOUNTS = frozenset({"sasl", "draft/account-registration"})
"""The names that are offered only where there are accounts, and not to everybody."""

ALWAYS = tuple(name for name in NAMES if name not in OF_HISTORY | OF_ACCOUNTS)
"""The names that are offered from the start."""

PROFILE = (
    MESSAGE_TAGS
    | SERVER_TIME
    | EXTENDED_JOIN
    | AWAY_NOTIFY
    | SETNAME
    | ACCOUNT_NOTIFY
    | ACCOUNT_TAG
    | CHGHOST
    | PLAIN
)
"""The bits that change what a receiver is sent of others: equal bits, equal bytes."""


def listed(bits: int) -> list[str]:
    """The names of the capabilities that are on, in the order in which they are offered."""
    return [name for name, cap in NAMES.items() if bits & cap]


def requested(words: str, offered: Container[str]) -> tuple[int, int] | None:
    """Read the parameter of CAP REQ.

    Args:
        words: names, each with ``-`` before it to turn it off.
        offered: the names that may be turned on.

    Returns:
        Bits to turn on and bits to turn off; None if any name is unknown, as the request then
        changes nothing (IRCv3 capability negotiation, "The CAP REQ subcommand").
    """
    on = off = NONE
    for word in words.split():
        bit = NAMES.get(word.removeprefix("-"))
        if bit is None or (word not in offered and word[0] != "-"):
            return None
        if word.startswith("-"):
            on, off = on & ~bit, off | bit
        else:
            on, off = on | bit, off & ~bit
    return on, off


def echoed(words: str) -> str:
    """The words of a request as they may stand in the answer."""
    return text.clean(words)
