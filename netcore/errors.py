"""Every error that netcore raises on purpose.

::

    ChatError                  what happened, and how to mend it
    ├── StartError             the server could not start
    ├── ConnectError           no connection could be made
    │   └── AuthError          the server is there and does not let us in
    ├── ConnectionLostError    a connection ended that was still in use
    ├── HistoryError           the history could not be stored or read
    └── WireError              bytes that are not a message of the protocol
"""


class ChatError(Exception):
    """Base of all errors of netcore.

    Args:
        what: one sentence for a person: what happened and to what.
        mend: what that person can do about it; may be empty.
    """

    def __init__(self, what: str, mend: str = "") -> None:
        super().__init__(what, mend)
        self.what = what
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.what}: {self.mend}" if self.mend else self.what


class StartError(ChatError):
    """The server could not start: the port is taken, the address is not ours, a file is missing."""


class ConnectError(ChatError):
    """No connection: the name does not resolve, nobody listens, nobody answers."""


class AuthError(ConnectError):
    """The server answered and refused: a wrong password, a ban, a full server."""


class ConnectionLostError(ChatError):
    """The connection ended while it was in use."""


class HistoryError(ChatError):
    """The history could not be stored or read: the disk is full, the file is damaged."""


class WireError(ChatError):
    """Bytes that break the protocol; ``what`` says which rule."""
