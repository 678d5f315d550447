"""The terminal's title: which channel is shown, and how much is unread."""

from netcore.wire.text import plain

_LONGEST = 80
# The window's title is put on the terminal's own stack of titles, and taken from it at the end.
SAVE_TITLE = "\x1b[22;2t"
RESTORE_TITLE = "\x1b[23;2t"


def title(name: str, unread: int) -> str:
    """The sequence that sets the title, ``chat-tui: #lobby (3)``; nothing in a name gets out of it.

    Args:
        name: what is shown, as others may have named it.
        unread: how much is unread everywhere.
    """
    count = f" ({unread})" if unread else ""
    safe = "".join(sign for sign in plain(name) if sign.isprintable())[:_LONGEST]
    return f"\x1b]2;chat-tui: {safe}{count}\x07"
