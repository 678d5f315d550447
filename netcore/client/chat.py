"""A chat client: what an application uses to be in a chat."""

from collections.abc import Callable, Sequence
from datetime import datetime

from netcore.client import outgoing, past
from netcore.client.driver import Driver
from netcore.client.events import Event, Kind
from netcore.client.handlers import accounts
from netcore.client.session import Session
from netcore.client.standing import Standing
from netcore.client.values import Credentials, Identity, Server, Timings
from netcore.errors import ChatError
from netcore.security.known_hosts import KnownHosts


class ChatClient(Standing):
    """Connects, registers, joins, comes back after a loss, and tells its owner what happens.

    All methods may be called from any thread, and none of them but `close` waits for anything.
    What cannot be done is told as an event: none of them raises.

    Args:
        server: where to go.
        identity: who to be.
        channels: what to join, each ``#channel`` or ``#channel key``.
        on_event: gets the events, one at a time and in order, on the client's own threads
            (``client reader``, ``client writer``); it must not block. Only what is said to a
            closed client is told on the caller's thread.
        choose_nick: asked on the reader's thread for another nick, once the server has refused
            the one given to it; None, or no such function: the client appends ``_``. It may
            wait, as long as the server's patience with registrations lasts.
        reconnect: whether to try again by itself after a loss.
        fallback_encoding: how to read lines that are not UTF-8; empty: bad bytes are replaced.
        timings: how patient to be.
        latest: how many messages of its past a channel begins with that is new to us, at most
            100. What is missed by a loss is told whatever this is.
        known_hosts: the certificates that this person has trusted; None: only the system's
            authorities are asked, and `Server.fingerprint`.

    Raises:
        ChatError: there is no such fallback encoding.
    """

    def __init__(
        self,
        server: Server,
        identity: Identity,
        channels: Sequence[str] = (),
        *,
        on_event: Callable[[Event], None],
        choose_nick: Callable[[str], str | None] | None = None,
        reconnect: bool = True,
        fallback_encoding: str = "latin-1",
        timings: Timings = Timings(),  # noqa: B008 - a frozen value
        known_hosts: KnownHosts | None = None,
        latest: int = 100,
    ) -> None:
        try:
            b"-".decode(fallback_encoding or "utf-8", "replace")
        except (LookupError, UnicodeError) as error:
            raise ChatError(
                f"There is no text encoding called {fallback_encoding!r}", "try latin-1"
            ) from error
        session = Session(server, identity, channels, timings)
        session.wishes.latest = latest
        super().__init__(
            Driver(
                session, server, on_event, choose_nick, reconnect, fallback_encoding, known_hosts
            )
        )

    # The connection.

    def start(self) -> None:
        """Begin to connect."""
        self._driver.start()

    def close(self, reason: str = "") -> None:
        """Send what waits to be sent, quit, and end for good; may be called again.

        Returns when the client's threads have ended, at the latest a second after
        `Timings.quit`, or at once if called by ``on_event``. What was not confirmed by then is
        told as `SendFailed`.
        """
        self._driver.close(reason)

    def reconnect_now(self) -> None:
        """Try at once, when waiting for the next attempt or offline."""
        self._driver.connect_now()

    def trust_certificate(self, fingerprint: str, *, remember: bool = True) -> None:
        """Trust this certificate of the server, from the next attempt on; see `reconnect_now`.

        Args:
            fingerprint: which, as `CertificateUnknown` has it.
            remember: also for other clients of this person, and later ones.
        """
        self._driver.trust_certificate(fingerprint, remember=remember)

    def use_password(self, password: str) -> None:
        """Use another server password from the next attempt on."""
        with self._driver.changing() as session:
            session.wishes.password = password

    def log_in(self, account: str, password: str) -> None:
        """Log in to an account, now or with the next connection, and again after each loss.

        `AccountChanged` or `AccountRefused` tells what came of it.
        """
        with self._driver.changing() as session:
            accounts.log_in(session, Credentials(account, password))

    def log_out(self) -> None:
        """Leave the account, where the server lets one."""
        with self._driver.changing() as session:
            accounts.log_out(session)

    def register_account(self, password: str) -> None:
        """Make an account for our nick, and be logged in to it from now on.

        `AccountMade`, `AccountRefused` or `ServerError` tells what came of it.
        """
        with self._driver.changing() as session:
            accounts.register(session, password)

    def use_nick(self, nick: str) -> None:
        """Want this nick from now on; see `set_nick` for asking once."""
        with self._driver.changing() as session:
            outgoing.use_nick(session, nick)

    # Saying.

    def say(self, target: str, text: str, kind: Kind = Kind.MESSAGE) -> str:
        """Say one line, as soon as there is a connection and the server keeps up.

        Args:
            target: a channel or a nick.
            text: the line; line breaks become spaces, and what is longer than `message_room`
                the server may cut.
            kind: message, notice or action.

        Returns:
            A label, which comes back in `Said` or `SendFailed`.
        """
        with self._driver.changing() as session:
            return outgoing.say(session, target, text, kind)

    def message_room(self, target: str, kind: Kind = Kind.MESSAGE) -> int:
        """Bytes of UTF-8 that fit one message to a target."""
        with self._driver.reading() as session:
            return outgoing.room(session, target, kind)

    # Asking the server.

    def join(self, channel: str, key: str = "") -> None:
        """Join a channel, now or with the next connection, and again after each loss."""
        with self._driver.changing() as session:
            outgoing.join(session, channel, key)

    def part(self, channel: str, reason: str = "") -> None:
        """Leave a channel."""
        with self._driver.changing() as session:
            outgoing.part(session, channel, reason)

    def set_nick(self, nick: str) -> None:
        """Ask for another nick; while not online: the one to come with."""
        with self._driver.changing() as session:
            outgoing.change_nick(session, nick)

    def set_topic(self, channel: str, topic: str) -> None:
        """Set a channel's topic; empty: take it away."""
        self._send("TOPIC", channel, topic)

    def set_away(self, message: str | None) -> None:
        """Be away, with a message, or back (None)."""
        with self._driver.changing() as session:
            outgoing.set_away(session, message)

    def kick(self, channel: str, nick: str, reason: str = "") -> None:
        """Throw somebody out of a channel."""
        self._send("KICK", channel, nick, *([reason] if reason else []))

    def invite(self, nick: str, channel: str) -> None:
        """Invite somebody into a channel."""
        self._send("INVITE", nick, channel)

    def mode(self, target: str, *arguments: str) -> None:
        """Ask for the modes of a channel or of ourselves, or change them: ``+o``, ``nick``."""
        with self._driver.changing() as session:
            outgoing.mode(session, target, *arguments)

    def names(self, channel: str) -> None:
        """Ask anew who is in a channel; the answer is `MembersLoaded`."""
        self._send("NAMES", channel)

    def whois(self, nick: str) -> None:
        """Ask who somebody is; the answer comes as `ServerText`."""
        self._send("WHOIS", nick)

    def list_channels(self, mask: str = "") -> None:
        """Ask for the server's channels; the answer comes as `Listed`, and `ServerText` 323."""
        self._send("LIST", *([mask] if mask else []))

    # The past.

    def load_older(self, buffer: str, msgid: str, time: datetime) -> None:
        """Ask for what stands above a message; the answer is `HistoryLoaded` or `HistoryMissing`.

        Args:
            buffer: a channel or nick.
            msgid: of the oldest message there is; empty if the server gave it none.
            time: of that message.
        """
        with self._driver.changing() as session:
            past.older(session, buffer, msgid, time)

    def load_latest(self, buffer: str) -> None:
        """Ask for the last page of a conversation that is new to its owner.

        Answered as `load_older` is, but where no history is kept: then nothing comes of it.
        """
        with self._driver.changing() as session:
            past.latest(session, buffer)

    def catch_up_from(self, time: datetime | None) -> None:
        """Up to when private conversations were seen by an earlier client of this person.

        With an account, and where the server keeps them, those that went on since are told on
        coming online. None: not known; then only what is missed by a loss is.
        """
        with self._driver.changing() as session:
            session.wishes.since = time

    def load_around(self, buffer: str, msgid: str) -> None:
        """Ask for what stands around a message; answered as `load_older` is."""
        with self._driver.changing() as session:
            past.around(session, buffer, msgid)

    def search(self, words: str, buffer: str = "") -> None:
        """Have the server look for words, in one place or in all; answered as `load_older` is."""
        with self._driver.changing() as session:
            past.search(session, words, buffer)

    def mark_read(self, buffer: str, until: datetime) -> None:
        """Tell our other clients how far we have read (IRCv3 read-marker)."""
        with self._driver.changing() as session:
            past.mark_read(session, buffer, until)

    def redact(self, target: str, msgid: str, reason: str = "") -> None:
        """Take a message back, which comes back as `Redacted`, or `ServerError` says why not."""
        with self._driver.changing() as session:
            outgoing.redact(session, target, msgid, reason)

    def raw(self, line: str) -> None:
        """Send a line of the protocol as it is."""
        with self._driver.changing() as session:
            outgoing.raw(session, line)

    def _send(self, command: str, *params: str) -> None:
        with self._driver.changing() as session:
            outgoing.command(session, command, *params)
