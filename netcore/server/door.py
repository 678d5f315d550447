"""What stands between a server and those who are not on its machine: TLS, or somebody's word."""

from __future__ import annotations

from collections.abc import Callable

from netcore.core.encryption import Encryption
from netcore.core.hub import Hub
from netcore.core.settings import Settings
from netcore.engines.base import Address
from netcore.errors import ChatError, StartError
from netcore.log.base import Log
from netcore.security.reach import is_local
from netcore.security.tls import Spoken, Tls
from netcore.server.dispatcher import Dispatcher
from netcore.server.journal import Journal
from netcore.snapshot import Level

Note = Callable[[Level, str], None]


class Door:
    """The way in to one server.

    Args:
        settings: the server's.
        tls: the certificate; None: no TLS.
        unprotected: whether others may come in with neither TLS nor a password.

    Raises:
        StartError: the certificate is of no use.
    """

    def __init__(self, settings: Settings, tls: Tls | None, unprotected: bool) -> None:
        self.spoken = tls.load(settings.server_name) if tls else None
        self._settings = settings
        self._tls = tls
        self._unprotected = unprotected

    def check(self, address: Address) -> None:
        """See that not everybody on the network gets in because nobody thought of it.

        Raises:
            StartError: they would.
        """
        protected = self.spoken or self._settings.password or self._unprotected
        if not protected and not is_local(address.host):
            raise StartError(
                f"everybody who can reach {address.host} could read and write in this chat",
                "give it TLS or a password, or say that it is to be unprotected",
            )

    def dispatcher(self, hub: Hub, log: Log, journal: Journal) -> Dispatcher:
        """A dispatcher that speaks what is to be spoken."""
        if self.spoken is None:
            return Dispatcher(hub, log, journal)
        # What TLS needs is for those who speak it: a server without starts sooner.
        from netcore.server.secure import SecureDispatcher

        return SecureDispatcher(hub, log, journal, self.spoken.context)

    def open(self, hub: Hub, port: int, note: Note) -> None:
        """It is known where the server listens, and nobody has come yet."""
        if self.spoken:
            hub.encryption = Encryption(port, self.spoken.duration)
            self._tell(self.spoken, note)

    def reload(self, dispatcher: Dispatcher, note: Note) -> str:
        """See `ChatServer.reload_tls`."""
        if self._tls is None or self.spoken is None:
            raise ChatError("this server speaks no TLS", "start it with a certificate")
        from netcore.server.secure import SecureDispatcher

        assert isinstance(dispatcher, SecureDispatcher)
        try:
            spoken = self._tls.load(self._settings.server_name)
        except StartError as error:
            what = f"the certificate that was read before stays in use: {error}"
            note("error", what)
            raise ChatError(what) from error
        self.spoken, dispatcher.context = spoken, spoken.context
        self._tell(spoken, note)
        return f"the certificate is read anew: {spoken.fingerprint}"

    @staticmethod
    def _tell(spoken: Spoken, note: Note) -> None:
        vouched = f"is vouched for as {spoken.name}" if spoken.name else "vouches for itself"
        note("info", f"TLS is on; the certificate {spoken.fingerprint} {vouched}")
        for warning in spoken.warnings:
            note("warning", warning)
