"""Every error that netcore raises on purpose.

::

    ChatError                  what happened, and how to mend it
    ├── StartError             the server could not start
    ├── ConnectError           no connection could be made
    │   ├── AuthError          the server is there and does not let us in
    │   ├── NoTlsError         it speaks no TLS
    │   └── UntrustedCertificateError       the authorities do not vouch for its certificate
    │       ├── UnknownCertificateError     … and neither has this person
    │       └── ChangedCertificateError     it is another one than it has to be
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


class NoTlsError(ConnectError):
    """The other side does not answer to TLS as TLS."""


class UntrustedCertificateError(ConnectError):
    """The system's authorities do not vouch for a certificate; ``problem`` says why in a word."""

    def __init__(self, what: str, mend: str = "", *, problem: str = "") -> None:
        super().__init__(what, mend)
        self.problem = problem


class UnknownCertificateError(UntrustedCertificateError):
    """Nobody vouches for a certificate yet; a person who compares its fingerprint may.

    Args:
        server: whose it is.
        fingerprint: what is to be compared.
        problem: why the system's authorities do not vouch for it.
    """

    def __init__(self, server: str, fingerprint: str, problem: str) -> None:
        super().__init__(
            f"Nobody vouches for the certificate of {server} ({problem}). It is {fingerprint}",
            "compare that with what its host shows; --fingerprint trusts it without a question",
            problem=problem,
        )
        self.fingerprint = fingerprint


class ChangedCertificateError(UntrustedCertificateError):
    """A certificate is another one than it has to be: somebody may stand in between.

    Args:
        server: whose it should be.
        fingerprint: what it has shown.
        wanted: what it should have shown.
        place: who says so: ``FILE:LINE``, or words for it.
    """

    def __init__(self, server: str, fingerprint: str, wanted: str, place: str) -> None:
        super().__init__(
            f"THE CERTIFICATE OF {server} IS NOT THE ONE IT HAS TO BE. Somebody may stand between"
            f" you and it, or it has a new one. It shows {fingerprint}; {place} says {wanted}",
            f"ask who runs it; if it is new, delete {place}"
            if ":" in place
            else "ask who runs it for a new one",
            problem="changed",
        )
        self.fingerprint = fingerprint
        self.wanted = wanted
        self.place = place


class ConnectionLostError(ChatError):
    """The connection ended while it was in use."""


class HistoryError(ChatError):
    """The history could not be stored or read: the disk is full, the file is damaged."""


class WireError(ChatError):
    """Bytes that break the protocol; ``what`` says which rule."""
